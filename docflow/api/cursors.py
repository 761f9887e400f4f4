"""Where a list goes on: a signed place in its order, good for the same question and asker."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.core import signing
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from docflow.errors import Refused

SALT = "docflow.api.cursors"
MOST = 100
Limit = Annotated[int, Field(ge=1, le=MOST, description="how many at most")]
Cursor = Annotated[
    str | None, Field(max_length=500, description="`next` of the answer before; none at the start")
]


class BadCursor(Refused):
    """A cursor that is none, or one of another list."""

    field = "cursor"

    def __init__(self) -> None:
        super().__init__(
            "bad_cursor",
            _("The place to go on from is none of this list. Begin at the start again."),
        )


def cursor(question: Sequence[Any], place: Sequence[Any]) -> str:
    """The place after which the list goes on."""
    return signing.dumps([_told(question), list(place)], salt=SALT)


def place(question: Sequence[Any], given: str | None) -> list[Any] | None:
    """The place a cursor names, None at the start. Raises BadCursor."""
    if not given:
        return None
    try:
        asked, found = signing.loads(given, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise BadCursor from error
    if asked != _told(question):
        raise BadCursor
    kept: list[Any] = found
    return kept


def _told(question: Sequence[Any]) -> list[str]:
    return [str(each) for each in question]


def page(page_of: Any, question: Sequence[Any], found: Sequence[tuple[Any, Any]], most: int) -> Any:
    """A page of what was found, each with its place; one more than asked for says that more is."""
    shown = found[:most]
    following = cursor(question, _listed(shown[-1][1])) if len(found) > most else None
    return page_of(items=[item for item, _ in shown], next=following)


def _listed(place: Any) -> list[Any]:
    return place if isinstance(place, list) else [place]
