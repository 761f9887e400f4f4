"""The cells of a line as values: each column has its reader, each fault its code and remedy."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from docflow.units import identifiers
from docflow.units.identifiers import Scheme
from docflow.units.lists.values import Bad, Fault, Row, shown
from docflow.units.models import Unit
from docflow.units.names import foreign_letter, tidy

Reader = Callable[[str], Any]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = re.compile(r"\w(?:[\w./-]*\w)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_YES = frozenset({"yes", "true", "1", "x", "có"})
_NO = frozenset({"", "no", "false", "0", "không"})


def read_row(
    line: int, cells: Mapping[str, str], headings: Mapping[str, str]
) -> tuple[Row | None, list[Fault]]:
    """The row a line makes, or all its faults; `headings` say what the file calls a column."""
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for column, read in READERS.items():
        try:
            values[column] = read(tidy(cells.get(column, "")))
        except Bad as bad:
            faults.append(Fault(line, headings.get(column, column), bad.code, bad.text))
    if not faults and values["valid_to"] and values["valid_to"] < values["valid_from"]:
        text = "The last day lies before the first day. Exchange or correct them."
        faults.append(
            Fault(line, headings.get("valid_to", "valid_to"), "ends_before_it_begins", text)
        )
    return (None, faults) if faults else (Row(line, **values), [])


def day(text: str) -> date:
    """A date written year-month-day; raises Bad for any other form, as 01/07 is two dates."""
    try:
        if not _ISO_DATE.fullmatch(text):
            raise ValueError
        found = date.fromisoformat(text)
    except ValueError:
        raise Bad("bad_date", f"“{shown(text)}” is no date. Write it like 2025-07-01.") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Bad("bad_date", f"The year {found.year} cannot be right.")
    return found


def code(text: str) -> str:
    """A code of letters, digits, dots, hyphens and slashes."""
    _text(text, 35)
    if not _CODE.fullmatch(text):
        raise Bad("bad_code", f"“{text}” is no code: letters, digits and . - / within, no spaces.")
    return text


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Bad("too_long", f"{len(text)} characters; at most {longest} are kept. Shorten it.")
    letter = foreign_letter(text)
    if letter:
        name = unicodedata.name(letter, "a control character")
        raise Bad("foreign_letter", f"U+{ord(letter):04X} ({name}) cannot stand here. Retype it.")
    return text


def _up_to(longest: int) -> Reader:
    return lambda text: _text(text, longest)


def _needed(read: Reader, what: str) -> Reader:
    def needed(text: str) -> Any:
        if not text:
            raise Bad("missing", f"Every unit needs {what}.")
        return read(text)

    return needed


def _or_nothing(read: Reader, nothing: Any = "") -> Reader:
    return lambda text: read(text) if text else nothing


def _identifier(scheme: Scheme, form: str) -> Reader:
    def identifier(text: str) -> str:
        fault = identifiers.validate(text)
        if fault:
            raise Bad(f"identifier_{fault.value}", fault.text)
        if identifiers.scheme_of(text) != scheme:
            raise Bad("identifier_shape", f"“{text}” has not the form of {form}.")
        return text

    return identifier


def _kind(text: str) -> str:
    if text not in Unit.Kind.values:
        known = ", ".join(Unit.Kind.values)
        raise Bad("unknown_kind", f"“{shown(text)}” is no kind. Known: {known}.")
    return text


def _yes(text: str) -> bool:
    answer = text.casefold()
    if answer not in _YES | _NO:
        raise Bad("not_yes_or_no", f"“{shown(text)}” is neither yes nor no.")
    return answer in _YES


READERS: dict[str, Reader] = {
    "code": _needed(code, "a code"),
    "name": _needed(_up_to(200), "a name"),
    "short_name": _up_to(100),
    "kind": _or_nothing(_kind),
    "level": _needed(_up_to(30), "a level"),
    "parent": _or_nothing(code),
    "abbreviation": _up_to(30),
    "identifier": _or_nothing(_identifier(Scheme.NEW, "H56.36.21")),
    "identifier13": _or_nothing(_identifier(Scheme.OLD, "000.21.36.H56, 13 characters")),
    "territory": _or_nothing(code),
    "simulated": _yes,
    "place": _up_to(100),
    "valid_from": _needed(day, "a first day (or give --valid-from)"),
    "valid_to": _or_nothing(day, None),
}
