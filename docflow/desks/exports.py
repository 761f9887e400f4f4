"""Lists as files for spreadsheets, for pages and API: registers, the log, what lies behind a rate.

Who asks may see the list; how often a file is made is limited by whoever answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
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
from docflow.desks import drill_down, log_search, rate_tables, registers
from docflow.desks.drill_down import said
from docflow.desks.log_search import Line, Wanted
from docflow.desks.sheets import csv_lines, xlsx_file
from docflow.documents.filenames import disposition, safe
from docflow.documents.models import Register
from docflow.exchange.states import status_said
from docflow.reports.definitions import Rate
from docflow.reports.population import Scope
from docflow.units.models import Unit

MOST = 10_000
"""Lines of the log, or things behind a rate, in one file."""
STRIDE = 1 << 16  # bytes
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {
    Register.Series.OUTGOING: (16, 12, 48, 22, 40, 22, 10, 12, 14, 26),
    Register.Series.COPIES: (16, 12, 48, 22, 40, 22, 10, 12, 14, 26),
    Register.Series.INCOMING: (12, 10, 32, 18, 12, 48, 26, 12, 14, 26),
}


@dataclass(frozen=True)
class Table:
    """A table with the name of its file, without ending; widths of columns in characters."""

    name: str
    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def of_register(register: Register, *, by: Any, text: str = "") -> Table:
    """The whole book, or what the words find of it; read as it is written."""
    title = _register_title(register)
    rows = (row.cells for row in registers.lines(register, by=by, text=text))
    head = [str(each) for each in registers.columns(register)]
    widths = WIDTHS[Register.Series(register.series)]
    return Table(f"{_('Register')} {title}", title, head, rows, widths)


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
    """The table as a file to be saved: `form` is csv or xlsx. CSV is written as it is read."""
    response: Any
    if form == "csv":
        lines = csv_lines(table.head, table.rows)
        response = StreamingHttpResponse(_spoken(lines, get_language()), content_type=CSV)
    else:
        file = xlsx_file(table.title, table.head, table.rows, table.widths)
        response = StreamingHttpResponse(_Pieces(file), content_type=XLSX)
        response.headers["Content-Length"] = str(file.seek(0, SEEK_END))
    response.headers["Content-Disposition"] = disposition(
        safe(f"{table.name}.{form}", f".{form}"),
    )
    found: HttpResponseBase = response
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
