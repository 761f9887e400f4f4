"""The OpenAPI description: of each call who may, what is refused how, with examples."""

import re
from typing import Any

from django.urls import reverse
from ninja import NinjaAPI

from docflow.api import examples
from docflow.api.access import Call
from docflow.api.errors import CONFLICTS, STATUS_OF, TYPE
from docflow.api.idempotency import HEADER, REPLAYED
from docflow.api.payloads.shapes import Problem

OPENING = """Everything the pages of Docflow do, for programs. Made from the code.

**Not here**, as a token stands for a post and not for its holder: what people do for themselves,
signed in: own password and second factor, sessions, confirming tokens, language, and by which way
they hear of notices.

**Tokens.** Each call carries an access token: `Authorization: Bearer docflow_…`. A token stands
for one post of one unit, for one purpose, in a scope, until it expires or is revoked; an
administrator issues it on a page or by `POST /tokens`. A session of the pages opens nothing here.

**Names.** Things are named by their uid. Times are RFC 3339 with a zone; what is absent is null;
states and other words are spelled as in docs/tables.md. Only additions are made within this
version: be ready for new fields in answers. A field or parameter that nobody knows is refused.

**Lists** go on where they ended: give `next` back as `cursor`. A cursor is good for the same
question and token. At most 100 at once.

**Refusals** are `application/problem+json` (RFC 9457) with a code and plain parameters for
programs and a sentence for people, in the language of Accept-Language (`vi`, `en`). What may not be
seen answers 404, as what does not exist. 403 is answered only where the thing may be seen.

**Once.** Send an `Idempotency-Key` of your own with a call that changes something: asked again
with the same key, the first answer is given again (for a day at least), also a refusal. The same
key with another body is refused. Calls that say so are not answered without a key. A PIN, a
password and a token's secret are never kept; try a PIN again with a new key.

**Tables** for spreadsheets are at addresses that end in `/table`, as CSV or XLSX (`form`): the
registers, the log, the lists behind the rates.

**Webhooks** are told events at once: `POST /webhooks`. Each has a number without gaps for its
webhook (`X-Docflow-Number`), a name that stays the same at every try (`X-Docflow-Delivery`), and is
signed: `X-Docflow-Signature` is `sha256=` and the HMAC-SHA256, in hex, of `X-Docflow-Timestamp`, a
full stop and the body. Answer 2xx within ten seconds; no redirect is followed, nothing overtakes.

**Files** are brought first: `POST /files` checks a PDF and answers with a `token` that a later
call names, for a day."""
ALWAYS = (
    "token_missing",
    "token_unknown",
    "token_revoked",
    "token_expired",
    "token_unconfirmed",
    "post_ended",
)
OF_CHANGES = (
    "unreadable_body",
    "bad_key",
    "asked_already",
    "length_missing",
    "too_large",
    "wrong_type",
)
LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "description": "the language of sentences: vi or en; another is answered in the first",
    "schema": {"type": "string"},
    "example": "vi",
}


class Described(NinjaAPI):
    """The API with a description of its own."""

    def __init__(self) -> None:
        super().__init__(
            title="Docflow",
            version="1",
            description=OPENING,
            urls_namespace="api",
            docs_url=None,
            openapi_url=None,
        )

    def calls(self) -> list[Call]:
        """Every call there is, in the order of the areas."""
        return [call for call, _operation in self._each()]

    def get_openapi_schema(self, **_asked: Any) -> Any:
        """The framework's description, with what it does not know."""
        root = reverse("api:description").removesuffix("openapi.json")
        description = super().get_openapi_schema(path_prefix=root)
        schemas = description["components"]["schemas"]
        schemas |= _problem_schemas()
        by_verb = {call.verb: call for call in self.calls()}
        for methods in description["paths"].values():
            methods.pop("head", None)  # answered as GET
            for operation in methods.values():
                _complete(operation, by_verb[operation["operationId"]])
        for name, schema in schemas.items():
            if name in examples.OF:
                schema["examples"] = [examples.OF[name]]
        return description

    def _each(self) -> Any:
        for bound in self._get_bound_routers():
            for view in bound.path_operations.values():
                for operation in view.operations:
                    yield operation.view_func.call, operation  # type: ignore[attr-defined]


def _complete(operation: dict[str, Any], call: Call) -> None:
    operation["parameters"] = [*operation["parameters"], LANGUAGE]
    if not call.is_safe:
        operation["parameters"].append(_key_parameter(call))
    operation["description"] = _who_may(call)
    operation["x-door"] = {"door": call.door, "any_of": [str(each) for each in call.any_of]}
    for status, codes in _refusals(call).items():
        operation["responses"][status] = _refusal(status, codes)
    for status in [status for status in operation["responses"] if int(status) < 400]:
        _succeed(operation["responses"][status], call)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        body["example"] = examples.of_schema(body["schema"])


def _succeed(answer: dict[str, Any], call: Call) -> None:
    if call.is_file:
        binary = {"type": "string", "format": "binary"}
        answer["content"] = {media: {"schema": binary} for media in call.media}
        return
    content = answer["content"]["application/json"]
    content["example"] = examples.of_schema(content["schema"])
    if not call.is_safe:
        answer["headers"] = {
            REPLAYED: {
                "description": "`true` when this is the first answer to the key, given again",
                "schema": {"type": "string", "enum": ["true"]},
            }
        }


def _who_may(call: Call) -> str:
    named = ", ".join(f"`{each}`" for each in call.any_of)
    if call.door == "gate":
        return (
            f"Needs one of the permissions {named}." if len(call.any_of) > 1 else f"Needs {named}."
        )
    if call.door == "subject" and named:
        return (
            f"For whoever may see what the address names and holds {named.replace(', ', ' or ')}."
        )
    if call.door == "subject":
        return "For whoever may see what the address names."
    return "For every token."


def _key_parameter(call: Call) -> dict[str, Any]:
    return {
        "in": "header",
        "name": HEADER,
        "required": call.needs_key,
        "description": "text of your own: asked again with it, the first answer is given again",
        "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
        "example": "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
    }


def _refusals(call: Call) -> dict[int, list[str]]:
    """The codes of a call's refusals by status."""
    codes = ["fault", "too_many", "invalid"]
    if call.names_a_thing or (call.door == "gate" and call.is_safe):
        codes.append("not_found")
    if not call.is_safe:
        codes += [*OF_CHANGES, "key_reused", *(["not_allowed"] if call.any_of else [])]
        codes += [*(["key_missing"] if call.needs_key else []), "unknown_reference"]
    if call.verb in ("delegate", "end_delegation"):
        codes.append("not_allowed")
    if call.is_file and not call.is_table:
        codes += ["file_unavailable", "quarantined", "bad_range"]
    found: dict[int, list[str]] = {401: list(ALWAYS)}
    for code in [*codes, *call.codes]:
        named = found.setdefault(_status(code), [])
        if code not in named:
            named.append(code)
    return dict(sorted(found.items()))


def _status(code: str) -> int:
    special = {"fault": 500, "not_allowed": 403, "bad_range": 416}
    return special.get(code) or STATUS_OF.get(code, 409 if code in CONFLICTS else 422)


def _refusal(status: int, codes: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": f"Refused: {', '.join(codes)}."}
    answer["content"] = {
        TYPE: {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": {code: {"value": examples.problem(status, code)} for code in codes},
        }
    }
    if status == 429:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return answer


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = schema.pop("$defs")
    return {**parts, "Problem": schema}


def plain_path(path: str) -> str:
    """An address as the description writes it, without the kinds of its parts."""
    return re.sub(r"{[^}:]+:", "{", path)
