"""Tables as files for spreadsheets; a cell that looks like a formula is text.

CSV is UTF-8 with a mark in front, so that Excel reads Vietnamese; XLSX has a frozen, bold head.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from docflow import wording

FORMULA = re.compile(r"[\s\0]*[=+\-@]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONGEST_CELL = 32_000  # Excel's own limit is 32,767
WIDEST = 60

Row = Sequence[Any]


def csv_file(head: Row, rows: Iterable[Row]) -> bytes:
    """A table as CSV (RFC 4180); what could be a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_as_text(value) for value in head])
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def xlsx_file(title: str, head: Row, rows: Iterable[Row]) -> bytes:
    """A table as a sheet of XLSX; numbers stay numbers, everything else is text."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    rows = list(rows)
    for place, name in enumerate(head):
        longest = max((len(_plain(row[place])) for row in rows[:200]), default=0)
        column = sheet.column_dimensions[chr(ord("A") + place)]
        column.width = min(WIDEST, max(len(_plain(name)), longest) + 2)
    sheet.append([_cell(sheet, name, bold=True) for name in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    cell: Any = WriteOnlyCell(sheet, value if number else _plain(value))
    if not number:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _as_text(value: Any) -> str:
    text = _plain(value)
    return f"'{text}" if FORMULA.match(text) else text


def _plain(value: Any) -> str:
    """A value as people read it, without signs no spreadsheet takes."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return wording.time_text(value)
    if isinstance(value, date):
        return wording.date_text(value)
    return UNPRINTABLE.sub("", str(value))[:LONGEST_CELL]
