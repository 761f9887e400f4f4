"""Registers: books, their lines, opening a book, striking out a number."""

from typing import Any, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Router

from docflow.api import cursors
from docflow.api.access import CSV, XLSX, call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere
from docflow.api.payloads.registers import (
    Book,
    NewBook,
    RegisterLine,
    RegisterPage,
    Series,
    Void,
    VoidNumber,
)
from docflow.api.payloads.shapes import Text
from docflow.desks import exports, registers
from docflow.desks.registers import Wanted
from docflow.documents import numbering
from docflow.documents.models import Register
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["registers"])


@call(router, "GET", "/registers", list[Book], P.DOCUMENT_READ)
def list_registers(request: Any) -> list[Book]:
    """The books of the token's unit: the newest year first, outgoing before incoming."""
    unit = request.actor.unit
    return [Book.of(each, unit.uid) for each in registers.books_of(unit)]


@call(router, "GET", "/registers/{uuid:unit}/{year}/{series}/{book}", RegisterPage, P.DOCUMENT_READ)
def show_register(
    request: Any,
    unit: UUID,
    year: int,
    series: Series,
    book: Text,
    text: Text = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RegisterPage:
    """Lines of a book of the token's unit, the newest first; words filter."""
    by = request.actor
    found = _book(request, unit, year, series, book)
    if text:
        count("search", by)
    question = ("register", found.pk, text, request.token.uid)
    place = cursors.place(question, cursor)
    page = registers.page(
        found, by=by, wanted=Wanted(text=text), below=place[0] if place else None, limit=limit
    )
    return RegisterPage(
        columns=[str(each) for each in registers.columns(found)],
        items=[
            RegisterLine(
                number=row.number, document=row.uid, is_void=row.is_void, cells=list(row.cells)
            )
            for row in page.rows
        ],
        cut=page.cut,
        next=cursors.cursor(question, [page.below]) if page.below is not None else None,
    )


@call(
    router,
    "GET",
    "/registers/{uuid:unit}/{year}/{series}/{book}/table",
    None,
    P.DOCUMENT_READ,
    media=(CSV, XLSX),
)
def download_register(
    request: Any,
    unit: UUID,
    year: int,
    series: Series,
    book: Text,
    text: Text = "",
    form: Literal["csv", "xlsx"] = "xlsx",
) -> HttpResponseBase:
    """The whole book, or the lines that bear the words, for a spreadsheet."""
    found = _book(request, unit, year, series, book)
    count("export", request.actor)
    return exports.answer(
        exports.of_register(found, by=request.actor, wanted=Wanted(text=text)), form
    )


@call(
    router,
    "POST",
    "/registers",
    Book,
    P.REGISTER_MANAGE,
    status=201,
    codes=("register_exists", "bad_year", "bad_opening", "opening_taken", "kind_in_another_book"),
    places={"opening_taken": "opening", "kind_in_another_book": "kinds"},
)
def open_register(request: Any, given: NewBook) -> Book:
    """Open a book by hand, as one that goes on where the paper book stopped."""
    by = request.actor
    opened = numbering.open_register(
        by.unit,
        given.year,
        given.series,
        by=by,
        book=given.book,
        kinds=tuple(given.kinds),
        opening=given.opening,
    )
    return Book.of(opened, by.unit.uid)


@call(
    router,
    "POST",
    "/registers/void_next",
    VoidNumber,
    P.REGISTER_MANAGE,
    status=201,
    needs_key=True,
    codes=("reason_missing", "unknown_kind", "unit_ended"),
)
def void_next(request: Any, given: Void) -> VoidNumber:
    """Strike out the next number, as when a paper one was spoilt."""
    by = request.actor
    entry = numbering.void_next(by.unit, given.series, given.reason, by=by, kind=given.kind)
    return VoidNumber(
        number=entry.number,
        year=entry.year,
        book=entry.register.book,
        reason=entry.void_reason,
    )


def _book(request: Any, unit: UUID, year: int, series: str, book: str) -> Register:
    """The book of the token's own unit that an address names. Raises NotHere."""
    by = request.actor
    if unit != by.unit.uid or not 1900 < year < 2200:
        raise NotHere
    found = registers.books_of(by.unit).filter(year=year, series=series, book=book).first()
    if found is None:
        raise NotHere
    return found
