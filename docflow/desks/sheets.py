"""Tables as files for spreadsheets; a cell that looks like a formula is text.

CSV is UTF-8 with a mark in front, so that Excel reads Vietnamese; XLSX has a frozen, bold head.
Rows are written as they come: the memory needed does not grow with them.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from docflow import wording

FORMULA = re.compile(r"[\t\r]|\s*[=+\-@]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONGEST_CELL = 32_000  # Excel's own limit is 32,767
WIDEST = 60  # characters
SAMPLE = 200  # rows that decide how wide a column is

Row = Sequence[Any]


def csv_lines(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """A table as CSV (RFC 4180); an apostrophe stands before what could be a formula."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([_as_text(value) for value in head])
    for row in rows:
        yield writer.writerow([_as_text(value) for value in row])


def xlsx_file(title: str, head: Row, rows: Iterable[Row], widths: Sequence[int] = ()) -> IO[bytes]:
    """A table as an open XLSX file; numbers stay numbers, everything else is text.

    Without widths (in characters) columns are as wide as what stands in the first rows.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", plain(title))[:31].strip(" '"))
    sheet.freeze_panes = "A2"
    rows = iter(rows)
    first = list(islice(rows, SAMPLE))
    for place, width in enumerate(widths or _widths(head, first), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, name, bold=True) for name in head])
    for row in chain(first, rows):
        sheet.append([_cell(sheet, value) for value in row])
    file = TemporaryFile(prefix="docflow-sheet-")  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _widths(head: Row, rows: Iterable[Row]) -> list[int]:
    columns = zip(head, *rows, strict=True)
    return [min(WIDEST, max(len(plain(value)) for value in column) + 2) for column in columns]


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    text = "" if number else plain(value)
    cell: Any = WriteOnlyCell(sheet, value if number else text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if not number:
        cell.data_type = "s"
    if FORMULA.match(text):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _as_text(value: Any) -> str:
    text = plain(value)
    return f"'{text}" if FORMULA.match(text) else text


def plain(value: Any) -> str:
    """A value as people read it, without signs no spreadsheet takes."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return wording.time_text(value)
    if isinstance(value, date):
        return wording.date_text(value)
    return UNPRINTABLE.sub("", str(value))[:LONGEST_CELL]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
