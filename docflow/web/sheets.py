"""Tables as files: XLSX for a spreadsheet, CSV for programs; whatever a cell holds is text.

A cell that begins with = + - @, a tab or a return would be run as a formula where it is opened. In
XLSX it is a text cell marked as quoted; in CSV an apostrophe stands in front of it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
LONGEST_CELL = 32_767  # characters, the limit of a cell in XLSX
Cells = Sequence[str]


def xlsx(title: str, heads: Cells, rows: Iterable[Cells], widths: Sequence[int] = ()) -> IO[bytes]:
    """An open file with the table; rows are written as they come, so memory stays flat."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(ILLEGAL_CHARACTERS_RE.sub(" ", title)[:31].strip())
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    target = TemporaryFile(prefix="docflow-sheet-")  # noqa: SIM115 - the answer closes it
    book.save(target)
    target.seek(0)
    return target


def csv_lines(heads: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    """The table line by line, UTF-8 with a byte order mark, as spreadsheets expect it."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([harmless(head) for head in heads])
    for row in rows:
        yield writer.writerow([harmless(text) for text in row])


def harmless(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text)[:LONGEST_CELL])
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True
    return cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
