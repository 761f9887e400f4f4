"""The bytes of a CSV file as a table of texts; tolerant of what spreadsheets write."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docflow.units.lists.values import Bad, Fault

LARGEST = 20_000_000
REMEDY = "Save the list as “CSV UTF-8”."

_MARKS_16 = (b"\xff\xfe", b"\xfe\xff")
_MARK_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Table:
    """The columns, the lines below them by number, and the lines that are no rows of it."""

    columns: tuple[str, ...]
    lines: tuple[tuple[int, dict[str, str]], ...]
    faults: tuple[Fault, ...]


def read_table(content: bytes) -> Table:
    """The table in a file: comma, semicolon or tab; UTF-8 or UTF-16, with or without BOM.

    Raises Bad where there is no table at all.
    """
    records = _records(_decode(content))
    first = next(records, None)
    if first is None:
        raise Bad("file_empty", "The file is empty. A list has a line of columns, then units.")
    columns = _columns(first[1])
    lines: list[tuple[int, dict[str, str]]] = []
    faults: list[Fault] = []
    try:
        for number, cells in records:
            cells = _without_empty_tail(cells, len(columns))
            if len(cells) == len(columns):
                lines.append((number, dict(zip(columns, cells, strict=True))))
            else:
                faults.append(_wrong_width(number, len(columns), len(cells)))
    except _BrokenLine as error:
        faults.append(Fault(error.number, None, error.code, error.text))
    return Table(columns, tuple(lines), tuple(faults))


class _BrokenLine(Bad):
    def __init__(self, number: int, text: str) -> None:
        super().__init__("bad_quotes", text)
        self.number = number


def _decode(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Bad("too_large", f"The file is larger than {LARGEST // 1_000_000} MB. Split it.")
    if content.startswith(_MARK_ZIP):
        raise Bad("not_text", f"This is a spreadsheet, not a CSV file. {REMEDY}")
    try:
        text = content.decode("utf-16" if content.startswith(_MARKS_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Bad("not_utf8", f"Line {line} is not written in UTF-8. {REMEDY}") from error
    if "\0" in text:
        raise Bad("not_text", f"The file holds zero bytes and is no text. {REMEDY}")
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it begins on."""
    stream = io.StringIO(text, newline=None)
    reader = csv.reader(stream, delimiter=_delimiter(text), strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise _BrokenLine(
            number,
            f"The line that begins here cannot be read ({error}). "
            "Write a quote inside a name twice, and close each quote.",
        ) from error


def _delimiter(text: str) -> str:
    header = re.split("[\r\n]", text.lstrip(), maxsplit=1)[0]
    return max(",;\t", key=header.count)


def _columns(cells: list[str]) -> tuple[str, ...]:
    columns = [cell.strip().lower() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise Bad("column_twice", f"The columns {', '.join(twice)} stand twice. Remove one each.")
    return tuple(columns)


def _without_empty_tail(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _wrong_width(number: int, wanted: int, found: int) -> Fault:
    text = f"{wanted} cells are expected, {found} found. Put a name with a comma in quotes."
    return Fault(number, None, "wrong_width", text)
