"""Saved searches and chosen columns, as programs are told and tell them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Given, Text, Told
from docflow.search.models import SavedSearch

Column = Literal[
    "code",
    "issued_on",
    "kind",
    "subject",
    "issuer",
    "state",
    "urgency",
    "arrival_number",
    "arrived_on",
]
Direction = Literal["", "outgoing", "incoming", "copies"]


class NewSearch(Given):
    """What is searched for again and again, by a name."""

    name: Text
    text: Text = ""
    kind: Text = ""
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    direction: Direction = ""


class SearchName(Given):
    """Another name for a saved search."""

    name: Text


class SearchLine(Told):
    """A saved search: ask GET /documents for the same."""

    uid: UUID
    name: str
    text: str
    kind: str
    year: int | None
    direction: str

    @classmethod
    def of(cls, saved: SavedSearch) -> "SearchLine":
        return cls(
            uid=saved.uid,
            name=saved.name,
            text=saved.text,
            kind=saved.kind,
            year=saved.year,
            direction=saved.direction,
        )


class ColumnsGiven(Given):
    """The columns of what is found; the subject always stands there."""

    columns: Annotated[list[Column], Field(max_length=9)]


class Columns(Told):
    """The columns that are shown, in their order."""

    columns: list[str]
