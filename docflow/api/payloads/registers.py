"""Registers: the books of a unit and their lines, as Annex IV of decree 30 prints them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Day, Given, Text, Told, Whole
from docflow.documents.models import Register

Series = Literal["outgoing", "incoming", "copies"]
Sheet = Literal["register", "tracking"]


class Book(Told):
    """A book of numbers; unit, year, series and book together are its name."""

    unit: UUID
    year: int
    series: Series
    book: str
    kinds: list[str]
    body: str
    opening: int
    last: int

    @classmethod
    def of(cls, register: Any, unit: UUID) -> "Book":
        return cls(
            unit=unit,
            year=register.year,
            series=register.series,
            book=register.book,
            kinds=register.kinds,
            body=register.body,
            opening=register.opening,
            last=register.last,
        )


class RegisterLine(Told):
    """A number of a book; `cells` stand under `columns` of the page."""

    number: int
    document: UUID | None
    is_void: bool
    cells: list[str]


class RegisterPage(Told):
    """Some lines, the newest first; `cut` says that more match the filter than can be shown."""

    columns: list[str]
    items: list[RegisterLine]
    cut: bool
    next: str | None


class NewBook(Given):
    """A book to open in the token's unit."""

    year: Whole
    series: Series
    book: Text = Register.MAIN
    kinds: list[Text] = Field(default=[], max_length=50)
    opening: Whole = 1
    body: Text = ""


class LineByHand(Given):
    """What stands in a line by hand; what is left out or empty stands there no more."""

    copies: Whole | None = None
    pages: Whole | None = None
    kept_by: Text = ""
    received_by: Text = ""
    received_on: Day | None = None
    remark: Text = ""


class Void(Given):
    """The next number of the book that takes the kind (without one: of the main book).

    With a `body` of the book of that council.
    """

    series: Series
    reason: Text
    kind: Text = ""
    body: Text = ""


class VoidNumber(Told):
    """A number that was struck out."""

    number: int
    year: int
    book: str
    reason: str
