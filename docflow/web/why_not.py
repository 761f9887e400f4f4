"""Why an act is closed to whoever looks, said on its page instead of a form that must fail."""

from typing import Any

from django.http import HttpResponse

from docflow.errors import NotAllowed, Refused


def why_not(subject: Any, verb: str, actor: Any, *, asked: tuple[str, ...] = ()) -> Refused | None:
    """The refusal the move would meet now; none for the codes `asked` for by the form itself."""
    try:
        subject.must_allow(verb, actor)
    except Refused as refusal:
        return None if refusal.code in asked else refusal
    return None


def answered(response: HttpResponse, reason: Refused | None) -> HttpResponse:
    """The page, as 403 where the person lacks the permission."""
    if response.status_code == 200 and isinstance(reason, NotAllowed):
        response.status_code = 403
    return response
