"""Registers: books, their lines, opening a book, striking out a number."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import Field

from docflow.api import cursors, finding
from docflow.api.access import CSV, PDF, XLSX, call
from docflow.api.cursors import Cursor, Limit
from docflow.api.days import must_be_in_order
from docflow.api.errors import NotHere
from docflow.api.payloads.registers import (
    Book,
    LineByHand,
    NewBook,
    RegisterLine,
    RegisterPage,
    Series,
    Sheet,
    Void,
    VoidNumber,
)
from docflow.api.payloads.shapes import Day, Text
from docflow.desks import exports, registers, slips
from docflow.desks.registers import Wanted
from docflow.documents import numbering, register_actions
from docflow.documents.models import Register
from docflow.documents.numbering import HIGHEST_NUMBER as MOST
from docflow.documents.register_actions import ByHand
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["registers"])
ORDER = ("from_after_to",)
Number = Annotated[int, Field(ge=1, le=MOST)]


@call(router, "GET", "/registers", list[Book], P.DOCUMENT_READ)
def list_registers(request: Any) -> list[Book]:
    """The books of the token's unit: the newest year first, outgoing before incoming."""
    unit = request.actor.unit
    return [Book.of(each, unit.uid) for each in registers.books_of(unit)]


@call(
    router,
    "GET",
    "/registers/{uuid:unit}/{year}/{series}/{book}",
    RegisterPage,
    P.DOCUMENT_READ,
    codes=ORDER,
)
def show_register(
    request: Any,
    unit: UUID,
    year: int,
    series: Series,
    book: Text,
    text: Text = "",
    kind: Text = "",
    first: Day | None = None,
    last: Day | None = None,
    sheet: Sheet = "register",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RegisterPage:
    """Lines of a book of the token's unit, the newest first; words, type and days filter."""
    by = request.actor
    found = _book(request, unit, year, series, book)
    must_be_in_order(first, last)
    if text:
        count("search", by)
    wanted = Wanted(text, kind, first, last)
    question = ("register", found.pk, wanted, sheet, request.token.uid)
    place = cursors.place(question, cursor)
    page = registers.page(
        found, by=by, wanted=wanted, sheet=sheet, below=place[0] if place else None, limit=limit
    )
    return RegisterPage(
        columns=[str(each) for each in registers.columns(found, sheet)],
        items=[_line(row) for row in page.rows],
        cut=page.cut,
        next=cursors.cursor(question, [page.below]) if page.below is not None else None,
    )


@call(
    router,
    "GET",
    "/registers/{uuid:unit}/{year}/{series}/{book}/table",
    None,
    P.DOCUMENT_READ,
    media=(CSV, XLSX, PDF),
    codes=ORDER,
)
def download_register(
    request: Any,
    unit: UUID,
    year: int,
    series: Series,
    book: Text,
    text: Text = "",
    kind: Text = "",
    first: Day | None = None,
    last: Day | None = None,
    sheet: Sheet = "register",
    from_number: Number = 1,
    to_number: Number = MOST,
    form: Literal["csv", "xlsx", "pdf"] = "xlsx",
) -> HttpResponseBase:
    """A book, or the lines that bear the words, as a file; a PDF has at most 5,000 lines."""
    found = _book(request, unit, year, series, book)
    must_be_in_order(first, last)
    count("export", request.actor)
    made = exports.of_register(
        found,
        by=request.actor,
        wanted=Wanted(text, kind, first, last),
        sheet=sheet,
        first=from_number,
        last=min(to_number, found.last),
    )
    return exports.answer(made, form)


@call(
    router,
    "POST",
    "/registers/{uuid:unit}/{year}/{series}/{book}/{number}",
    RegisterLine,
    P.REGISTER_MANAGE,
    codes=(
        "bad_amount",
        "received_early",
        "received_later",
        "signature_incomplete",
        "kept_by_too_long",
        "received_by_too_long",
        "remark_too_long",
    ),
    places={
        "bad_amount": "copies",
        "received_early": "received_on",
        "received_later": "received_on",
        "signature_incomplete": "received_by",
        "kept_by_too_long": "kept_by",
        "received_by_too_long": "received_by",
        "remark_too_long": "remark",
    },
)
def note_register_line(
    request: Any,
    unit: UUID,
    year: int,
    series: Series,
    book: Text,
    number: Number,
    given: LineByHand,
) -> RegisterLine:
    """Complete a line by hand: copies, pages, who keeps the copy, who signed for it, remarks."""
    found = _book(request, unit, year, series, book)
    entry = found.entries.select_related("unit").filter(number=number).first()
    if entry is None:
        raise NotHere
    register_actions.note_line(entry, ByHand(**given.model_dump()), by=request.actor)
    line = registers.line(found, number)
    if line is None:
        raise NotHere
    return _line(line)


@call(
    router,
    "POST",
    "/registers",
    Book,
    P.REGISTER_MANAGE,
    status=201,
    codes=(
        "register_exists",
        "bad_year",
        "bad_opening",
        "bad_body",
        "opening_taken",
        "kind_in_another_book",
    ),
    places={"opening_taken": "opening", "kind_in_another_book": "kinds", "bad_body": "body"},
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
        body=given.body,
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
    entry = numbering.void_next(
        by.unit, given.series, given.reason, by=by, kind=given.kind, body=given.body
    )
    return VoidNumber(
        number=entry.number,
        year=entry.year,
        book=entry.register.book,
        reason=entry.void_reason,
    )


@call(router, "GET", "/incoming/{uuid:uid}/slip", None, door="subject", media=(PDF,))
def download_slip(request: Any, uid: UUID) -> HttpResponseBase:
    """The handling slip of an incoming document as PDF (Decree 30 Annex IV, VII)."""
    arrival = finding.incoming(request, uid)
    count("export", request.actor)
    return exports.of_file(slips.paper_of(arrival, by=request.actor), "slip.pdf", PDF)


def _line(row: Any) -> RegisterLine:
    return RegisterLine(
        number=row.number, document=row.uid, is_void=row.is_void, cells=list(row.cells)
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
