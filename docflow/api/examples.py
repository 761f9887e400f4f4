"""Examples for the description: of what is sent and answered, and of each problem."""

from http import HTTPStatus
from typing import Any

from docflow.api import (
    examples_of_copies,
    examples_of_documents,
    examples_of_dossiers,
    examples_of_handling,
    examples_of_notices,
    examples_of_orders,
    examples_of_recalls,
    examples_of_reports,
    examples_of_searches,
    examples_of_signing,
    examples_of_standing_in,
    examples_of_units,
)

OF: dict[str, Any] = (
    examples_of_documents.OF
    | examples_of_units.OF
    | examples_of_copies.OF
    | examples_of_orders.OF
    | examples_of_recalls.OF
    | examples_of_reports.OF
    | examples_of_dossiers.OF
    | examples_of_notices.OF
    | examples_of_searches.OF
    | examples_of_handling.OF
    | examples_of_signing.OF
    | examples_of_standing_in.OF
)
SENTENCES = {
    "asked_already": "This was sent twice and has been done once. Look at the page anew.",
    "bad_key": "An Idempotency-Key has 1 to 64 visible ASCII characters.",
    "fault": "Something went wrong here. See whether it was done; then try again with a new key.",
    "file_unavailable": "The file cannot be read from the store now. Try again.",
    "invalid": "Values that cannot be taken: 1. Each is named under “errors”.",
    "key_missing": "Send an Idempotency-Key with this call: any text you use for no other call.",
    "key_reused": "This key was used for another request. Ask with a new key.",
    "length_missing": "Say how long the body is: send it with its Content-Length.",
    "not_allowed": "Đỗ Thị Hoa acts for … and may not sign documents in …. Roles that may: leader.",
    "not_found": "There is nothing here, or nothing that you may see.",
    "quarantined": "The check on arrival found this file not valid: it is shown only as pictures.",
    "token_expired": "The access token has expired. Ask for a new one.",
    "token_missing": "Send your access token: Authorization: Bearer, then the token.",
    "token_revoked": "The access token was revoked. Ask for a new one.",
    "token_unconfirmed": "The access token is not confirmed yet: …",
    "token_unknown": "There is no such access token. Ask for a new one.",
    "too_large": "The body is larger than 1 MB. Send less at once.",
    "too_many": "Too many tries. Try again in 3 minutes.",
    "unknown_reference": "“signer” names nothing that you may see. Name another.",
    "wrong_pin": "The PIN is wrong. Tries left: 4.",
    "wrong_state": "“sign” is not possible: the state is “draft”, it must be “…”.",
    "wrong_type": "Send the body as application/json.",
}
PARAMS = {"wrong_pin": {"left": 4}, "too_many": {"minutes": 3}, "invalid": {"count": 1}}
FIELDS = {"wrong_pin": "pin", "unknown_reference": "signer", "invalid": "subject"}


def of_schema(schema: dict[str, Any]) -> Any:
    """The example of a schema of the description: of a thing, a list of things, a page of them."""
    if "items" in schema:
        return [of_schema(schema["items"])]
    if "allOf" in schema:  # one that may be left out
        return of_schema(schema["allOf"][0])
    name = schema["$ref"].rpartition("/")[2]
    if name.startswith("Page_"):
        return {"items": [OF[name.removeprefix("Page_").strip("_")]], "next": None}
    return OF[name]


def problem(status: int, code: str) -> dict[str, Any]:
    """An example of a problem with this code."""
    errors = [{"field": "subject", "code": "missing", "detail": "This is missing."}]
    return {
        "type": f"urn:docflow:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": SENTENCES.get(code, "What stands in the way, and what to do about it."),
        "code": code,
        "params": PARAMS.get(code, {}),
        "field": FIELDS.get(code),
        "errors": errors if code == "invalid" else [],
    }
