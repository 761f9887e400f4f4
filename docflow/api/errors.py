"""Refusals and faults as problem documents (RFC 9457), with the sentences the pages show."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError, ValidationError

from docflow.errors import NotAllowed, Refused

TYPE = "application/problem+json"
CONFLICTS = frozenset(
    {
        "already_assigned",
        "appointed_already",
        "asked_already",
        "catalogue_exists",
        "dossier_closed",
        "ended_already",
        "frozen",
        "in_already",
        "key_retired",
        "lifted_already",
        "name_taken",
        "notation_taken",
        "number_taken",
        "numbered_already",
        "possible_duplicate",
        "reads_already",
        "register_exists",
        "revoked_already",
        "username_taken",
        "wrong_state",
    }
)
STATUS_OF = {
    "not_found": 404,
    "key_missing": 400,
    "bad_key": 400,
    "unreadable_body": 400,
    "method_not_allowed": 405,
    "length_missing": 411,
    "too_large": 413,
    "wrong_type": 415,
    "too_many": 429,
    "file_unavailable": 503,
    **dict.fromkeys(CONFLICTS, 409),
}
SENTENCES = {
    "missing": gettext_lazy("This is missing."),
    "extra_forbidden": gettext_lazy("There is no field of this name."),
    "enum": gettext_lazy("Choose one of the values that are listed in the description."),
    "literal_error": gettext_lazy("Choose one of the values that are listed in the description."),
    "timezone_aware": gettext_lazy("A moment needs its time zone, like 2026-11-21T15:00:00+07:00."),
    "greater_than_equal": gettext_lazy("Give a number of at least %(ge)s."),
    "less_than_equal": gettext_lazy("Give a number of at most %(le)s."),
    "string_too_long": gettext_lazy("This is too long."),
    "too_long": gettext_lazy("These are too many."),
    "model_attributes_type": gettext_lazy("Send an object here: names and values in braces."),
}


class NotHere(Refused):
    """What an address names does not exist, or may not be seen: there is no difference."""

    def __init__(self) -> None:
        super().__init__(
            "not_found", gettext_lazy("There is nothing here, or nothing that you may see.")
        )


class NothingNamed(Refused):
    """What a field of the body names does not exist, or may not be seen."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "unknown_reference",
            gettext_lazy("“%(field)s” names nothing that you may see. Name another."),
            field=field,
        )
        self.field = field


def status_of(refusal: Refused) -> int:
    """The HTTP status of a refusal: 422 unless its kind or code says otherwise."""
    return STATUS_OF.get(refusal.code, 403 if isinstance(refusal, NotAllowed) else 422)


def refused(
    refusal: Refused,
    fields: Iterable[str] = (),
    places: Mapping[str, str] | None = None,
    *,
    status: int | None = None,
) -> HttpResponse:
    """A refusal as a problem. `fields` are those of the body, `places` say which a code is about.

    Without a place it is the field the refusal names itself, or the one its code begins with.
    """
    status = status or status_of(refusal)
    field = (places or {}).get(refusal.code) or _field(refusal, fields)
    errors = getattr(refusal, "errors", ())
    answer = problem(status, refusal.code, str(refusal), refusal.params, field, errors)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer["Retry-After"] = str(60 * int(refusal.params.get("minutes", 1)))
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="docflow"'
    return answer


def problem(
    status: int,
    code: str,
    detail: str,
    params: Mapping[str, Any] | None = None,
    field: str | None = None,
    errors: Iterable[dict[str, Any]] = (),
) -> HttpResponse:
    """A problem document: codes and plain parameters for programs, one sentence for people."""
    content = {
        "type": f"urn:docflow:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "params": {name: plain(value) for name, value in (params or {}).items()},
        "field": field,
        "errors": list(errors),
    }
    text = json.dumps(content, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=TYPE)


def invalid(error: ValidationError) -> HttpResponse:
    """What could not be read, field by field; what was sent is not repeated."""
    found = [
        {
            "field": _place(each["loc"]),
            "code": each["type"],
            "detail": _sentence(each),
        }
        for each in error.errors
    ]
    return _wrong_values(found)


def unknown(names: Iterable[str]) -> HttpResponse:
    """Parameters of the address that the call does not take: a typing error must not be lost."""
    detail = _("There is no parameter of this name.")
    return _wrong_values(
        [{"field": name, "code": "extra_forbidden", "detail": detail} for name in names]
    )


def _wrong_values(found: list[dict[str, str]]) -> HttpResponse:
    detail = _("Values that cannot be taken: %(count)s. Each is named under “errors”.")
    params = {"count": len(found)}
    first = found[0]["field"] if found else None
    return problem(422, "invalid", detail % params, params, first, found)


def _sentence(wrong: Mapping[str, Any]) -> str:
    """What is wrong with one value, with the bound it breaks."""
    sentence = SENTENCES.get(wrong["type"])
    if sentence is None:
        return _("This cannot be read. Look at its form.")
    return str(sentence) % wrong.get("ctx", {})


def unreadable() -> HttpResponse:
    """The body is not what it says it is, or has more parts than anybody needs."""
    return problem(400, "unreadable_body", _("The body cannot be read. Send it as JSON."))


def of_http(error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that is no JSON."""
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return unreadable()
    phrase = HTTPStatus(error.status_code).phrase
    return problem(error.status_code, phrase.lower().replace(" ", "_"), phrase)


def fault() -> HttpResponse:
    """A fault of the program; what it is stands in the log of the program."""
    return problem(
        500,
        "fault",
        _("Something went wrong here. See whether it was done; then try again with a new key."),
    )


def plain(value: Any) -> Any:
    """A parameter of a refusal as JSON can say it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def _field(refusal: Refused, fields: Iterable[str]) -> str | None:
    """The field a refusal names, or the one its code begins with."""
    named = getattr(refusal, "field", None)
    if named:
        return str(named)
    begun = [name for name in fields if refusal.code.startswith(f"{name}_")]
    whole = [name for name in fields if refusal.code in (name, f"bad_{name}", f"unknown_{name}")]
    return max([*whole, *begun], key=len, default=None)


def _place(location: Iterable[Any]) -> str:
    """The field without the framework's own words for body and query; the body itself as such."""
    parts = [str(each) for each in location]
    if parts[0] == "body" and len(parts) == 2:
        return "body"
    return ".".join(parts[2:] if parts[0] in ("body", "form", "file") else parts[1:]) or parts[-1]
