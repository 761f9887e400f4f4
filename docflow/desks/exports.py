"""Lists as files, for spreadsheets or print: registers, the log, what lies behind a rate.

Who asks may see the list; how often a file is made is limited by whoever answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from os import SEEK_END
from typing import IO, Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from docflow import clock, wording
from docflow.audit.event_words import phrase
from docflow.audit.events import Event
from docflow.desks import drill_down, log_search, papers, rate_tables, registers
from docflow.desks.drill_down import said
from docflow.desks.log_search import Line, Wanted
from docflow.desks.papers import Head
from docflow.desks.register_lines import REGISTER, TRACKING, form_of
from docflow.desks.sheets import csv_lines, plain, xlsx_file
from docflow.documents import kinds
from docflow.documents.filenames import disposition, safe
from docflow.documents.models import Register
from docflow.documents.numbering import book_name
from docflow.exchange.states import status_said
from docflow.reports.definitions import Rate
from docflow.reports.population import Scope
from docflow.units.models import Unit
from docflow.units.tree import parent

MOST = 10_000
"""Lines of the log, or things behind a rate, in one file."""
STRIDE = 1 << 16  # bytes
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
WIDTHS = {
    Register.Series.OUTGOING: (16, 13, 46, 22, 38, 22, 9, 13, 16, 26),
    Register.Series.COPIES: (16, 13, 46, 22, 38, 22, 9, 13, 16, 26),
    Register.Series.INCOMING: (13, 8, 30, 18, 13, 46, 24, 13, 16, 26),
    TRACKING: (9, 60, 34, 20, 30, 22, 30),
}


@dataclass(frozen=True)
class Table:
    """A table with the name of its file, without ending; widths of columns in characters.

    `head_of_page` is what stands above it in print; a table without one is for spreadsheets alone.
    `upright`: on A4 as a letter stands. A row may be a `papers.Line`, with a cell struck out.
    """

    name: str
    title: str
    head: Sequence[str]
    rows: Iterable[Any]
    widths: Sequence[int] = ()
    head_of_page: Head | None = None
    upright: bool = False
    empty: str = ""


def of_register(
    register: Register,
    *,
    by: Any,
    wanted: registers.Wanted = registers.ALL,
    sheet: str = REGISTER,
    first: int = 1,
    last: int | None = None,
) -> Table:
    """A book from one number to another, or what the words find of it; read as it is written."""
    form, named = form_of(register, sheet), _register_title(register)
    title = register_title(register, sheet)
    found = registers.lines(
        register, by=by, wanted=wanted, sheet=sheet, first=first, last=last or register.last
    )
    rows = (papers.Line(row.cells, form.number_at if row.is_void else None) for row in found)
    series = TRACKING if sheet == TRACKING else Register.Series(register.series)
    numbers = _("From number %(first)s to number %(last)s") % {
        "first": wording.count(first),
        "last": wording.count(last or register.last),
    }
    year = _("Year: %(year)s · Book: %(book)s") % {
        "year": register.year,
        "book": book_name(register.book),
    }
    return Table(
        f"{title} {named}",
        named,
        [str(each) for each in form.columns],
        rows,
        WIDTHS[series],
        head_over(by, title, year, numbers, *_narrowed(wanted)),
        empty=_("No number has been given yet."),
    )


def register_title(register: Register, sheet: str = REGISTER) -> str:
    """What stands on the cover of a book, as the decree has it."""
    if register.series == Register.Series.OUTGOING:
        return _("Register of outgoing documents")
    if sheet == TRACKING:
        return _("Register of the handling of incoming documents")
    return _("Register of incoming documents")


def head_over(by: Any, title: str, *lines: str) -> Head:
    """What stands above a printed table of somebody's unit, with who printed it when."""
    above = parent(by.unit, clock.today())
    return Head(
        by.unit.name,
        title,
        lines,
        papers.mark_of(by, clock.now()),
        above.name if above else "",
    )


def _narrowed(wanted: registers.Wanted) -> list[str]:
    """What a filter left of the book, so that no print looks like the whole."""
    if wanted.is_all:
        return []
    days = [wording.date_text(day) if day else "…" for day in (wanted.first, wanted.last)]
    kind = kinds.find(wanted.kind)
    told = [
        wanted.text.strip(),
        kind.name if kind else "",
        "–".join(days) if wanted.first or wanted.last else "",
    ]
    return [_("Only lines with: %(what)s") % {"what": "; ".join(each for each in told if each)}]


def of_log(actor: Any, wanted: Wanted) -> Table:
    """What is found in the log, the newest first, up to a limit that stands in the last row."""
    rows = [_log_row(line) for line in log_search.every(actor, wanted, MOST)]
    if len(rows) == MOST:
        told = _("Only the newest %(count)s entries are in this file.")
        rows.append([told % {"count": wording.count(MOST)}, *[""] * 9])
    who = [_("who"), _("for"), _("program")]
    head = [_("when"), *who, _("what"), _("document"), _("recipient"), _("said"), _("chain")]
    return Table(f"log-{clock.today().isoformat()}", _("log"), [*head, _("number")], rows)


def behind_rate(
    actor: Any, scope: Scope, rate: Rate, portion: str, first: date, last: date
) -> Table:
    """The things behind a figure, by day, up to a limit that stands in the last row."""
    found = drill_down.every(actor, scope, rate.id, portion, MOST + 1)
    rows: list[list[Any]] = [_thing(row) for row in found]
    if len(rows) > MOST:
        told = _("Only the first %(count)s are in this file.")
        rows[MOST:] = [[told % {"count": wording.count(MOST)}, *[""] * 5]]
    head = [_("day"), _("unit"), _("number"), _("subject"), _("sender or recipient"), _("why")]
    return _of_rate(f"{rate.id}-{portion}-{first}-{last}", rate, head, rows)


def of_units_below(unit: Unit, rate: Rate, first: date, last: date) -> Table:
    """A rate of each unit right below with its branch, and of the unit alone."""
    branch = rate_tables.spans(unit, first, last, tree=True)
    rows = [
        [row.name, row.figure.numerator, row.figure.denominator, row.figure.percent]
        for row in rate_tables.below(unit, rate.id, branch, last)
    ]
    head = [_("unit"), _("numerator"), _("denominator"), said(rate.name)]
    return _of_rate(f"{rate.id}-{first}-{last}", rate, head, rows)


def answer(table: Table, form: str) -> HttpResponseBase:
    """The table as a file to be saved: `form` is csv, xlsx or pdf. CSV is written as it is read."""
    if form == "csv":
        lines = csv_lines(table.head, map(_cells, table.rows))
        return _named(
            StreamingHttpResponse(_spoken(lines, get_language()), content_type=CSV),
            f"{table.name}.csv",
        )
    if form == "pdf":
        return of_file(_paper(table), f"{table.name}.pdf", PDF)
    return of_file(_sheet(table), f"{table.name}.xlsx", XLSX)


def of_file(file: IO[bytes], name: str, kind: str) -> HttpResponseBase:
    """An open file to be saved under a name; closed when it was read."""
    response: Any = StreamingHttpResponse(_Pieces(file), content_type=kind)
    response.headers["Content-Length"] = str(file.seek(0, SEEK_END))
    return _named(response, name)


def _named(response: Any, name: str) -> HttpResponseBase:
    ending = name[name.rindex(".") :]
    response.headers["Content-Disposition"] = disposition(safe(name, ending))
    found: HttpResponseBase = response
    return found


def _sheet(table: Table) -> IO[bytes]:
    return xlsx_file(table.title, table.head, map(_cells, table.rows), table.widths)


def _paper(table: Table) -> IO[bytes]:
    """The table in print, up to a limit that stands in its last row."""
    rows, last = iter(table.rows), len(table.head) - 1
    shown = chain(map(_line, islice(rows, papers.LONGEST)), _more(rows, last))
    head = table.head_of_page or Head("", table.title)
    return papers.pdf_file(
        head, table.head, shown, table.widths, upright=table.upright, empty=table.empty
    )


def _more(rows: Iterator[Any], others: int) -> Iterator[papers.Line]:
    if next(rows, None) is not None:
        told = _("Only the first %(count)s lines stand here; print the others by their numbers.")
        yield papers.Line([told % {"count": wording.count(papers.LONGEST)}, *[""] * others])


def _line(row: Any) -> papers.Line:
    if isinstance(row, papers.Line):
        return row
    return papers.Line([plain(value) for value in row])


def _cells(row: Any) -> Sequence[Any]:
    found: Sequence[Any] = row.cells if isinstance(row, papers.Line) else row
    return found


class _Pieces:
    """A file in strides; closed when it was read, or with the answer."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        with self._file:
            while chunk := self._file.read(STRIDE):
                yield chunk


def _spoken(lines: Iterator[str], language: str | None) -> Iterator[str]:
    """The lines in the reader's language, although they are made after the request."""
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _register_title(register: Register) -> str:
    """The book as files are named: the main one of a year needs no name of its own."""
    named = "" if register.book == Register.MAIN else f" {register.book}"
    return f"{register.get_series_display()} {register.year}{named}"


def _of_rate(name: str, rate: Rate, head: Sequence[str], rows: list[list[Any]]) -> Table:
    return Table(name, rate.id, [capfirst(each) for each in head], rows)


def _what(line: Line) -> str:
    words = capfirst(phrase(line.event))
    reported = line.event == Event.DELIVERY_STATUS_RECEIVED
    return f"{words}: {status_said(line.code)}" if reported else words


def _log_row(line: Line) -> list[Any]:
    about = line.document.code or line.document.subject if line.document else line.about
    return [
        line.at,
        line.who or _("the system"),
        line.on_behalf_of,
        line.program,
        _what(line),
        about,
        line.partner,
        _("(erased)") if line.erased and not line.said else line.said,
        _("reads") if line.is_read else _("acts"),
        line.number,
    ]


def _thing(row: drill_down.Row) -> list[Any]:
    subject = row.document.subject if row.document else ""
    return [row.day, row.unit, row.code, subject, row.partner, row.why]
