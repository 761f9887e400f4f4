"""Numbers and notations of papers: written by the decree's grammar, read with tolerance."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.documents.kinds import OFFICIAL_LETTER, Kind, find

# Letters that look like Đ (U+0110) and đ (U+0111) but are not Vietnamese.
LOOKALIKES = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
LONGEST_CODE = 100

# Kinds of legal act whose notation may come without a year; not kinds of Decree 30.
_LEGAL_ACTS = frozenset({"NĐ", "NĐCP", "TT", "TTLT", "PL", "L"})

_PART = r"[\w&.()+]+"
_STATE = re.compile(
    rf"(?P<number>\d{{1,9}})/(?:(?P<year>(?:19|20)\d\d)/)?(?P<notation>{_PART}(?:-{_PART})*)"
)
_PARTY = re.compile(
    rf"(?P<number>\d{{1,9}})-(?P<notation>(?P<abbreviation>[^\W\d_]+)/(?P<agency>{_PART}(?:-{_PART})*))"
)
_ABBREVIATION = re.compile(r"(?:[^\W_][&.]?)+(?:-(?:[^\W_][&.]?)+)*")


class NotationError(ValueError):
    """An abbreviation from which no notation can be written; says so in the reader's language."""

    def __init__(self, sentence: Any, **params: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.params = params

    def __str__(self) -> str:
        return str(self.sentence) % self.params if self.params else str(self.sentence)


@dataclass(frozen=True)
class Parsed:
    """A received number and notation, as it came and in parts.

    `kind` is None where the abbreviation is none of Decree 30 (legal acts, the Party).
    `unit` is the drafting unit or field after the agency. `corrections` are codes of what was
    put right for reading; `raw` is never touched and is what people see.
    """

    raw: str
    number: int
    notation: str
    kind: Kind | None
    abbreviation: str
    agency: str
    unit: str = ""
    year: int | None = None
    party: bool = False
    corrections: tuple[str, ...] = ()


def compose(kind: Kind, agency: str, drafting_unit: str = "", field: str = "") -> str:
    """The notation of a paper (Decree 30/2020, Annex I, part I, II.3).

    "BC-UBND" for a named kind, "UBND-VX" for an official letter, "SY-UBND" for a copy. An official
    letter ends with its drafting unit, or else with its field; a named kind carries neither.
    Raises NotationError, saying what is missing or wrong.
    """
    if kind.abbreviation:
        return f"{kind.abbreviation}-{_written(agency)}"
    last = drafting_unit or field
    if last:
        return f"{_written(agency)}-{_written(last)}"
    if kind == OFFICIAL_LETTER:
        raise NotationError(_("An official letter names its drafting unit or field: give one."))
    return _written(agency)


def number_text(number: int) -> str:
    """A number as it is written: below 10 with a leading zero. Raises ValueError below 1."""
    if number < 1:
        raise ValueError(f"Numbers start at 1, not {number}.")
    return f"{number:02d}"


def code(number: int, notation: str, year: int | None = None) -> str:
    """Number and notation in one: "05/BC-UBND"; with the year of a legal act "39/2019/QĐ-UBND"."""
    middle = f"{year}/" if year else ""
    return f"{number_text(number)}/{middle}{notation}"


def parse(raw: str) -> Parsed | None:
    """The parts of a number and notation as somebody wrote it; None if it has no such shape.

    Tolerant: "Số:" in front, spaces around separators, long dashes, decomposed letters and
    look-alikes of Đ are put right for reading and named in `corrections`.
    """
    if len(raw) > LONGEST_CODE:
        return None
    text, corrections = _tidy(raw)
    if found := _PARTY.fullmatch(text):
        return Parsed(
            raw=raw,
            number=int(found["number"]),
            notation=found["notation"],
            kind=None,
            abbreviation=found["abbreviation"],
            agency=found["agency"],
            party=True,
            corrections=corrections,
        )
    if found := _STATE.fullmatch(text):
        return _read_state(raw, found, corrections)
    return None


def lookalike(text: str) -> str | None:
    """The first letter that is mistaken for Đ (such as Ð, U+00D0), or None."""
    return next((letter for letter in text if letter in LOOKALIKES), None)


def _read_state(raw: str, found: re.Match[str], corrections: tuple[str, ...]) -> Parsed:
    year = int(found["year"]) if found["year"] else None
    first, _, rest = found["notation"].partition("-")
    kind = find(first) if rest else None
    if kind or (rest and (year or first in _LEGAL_ACTS)):
        abbreviation = first
        agency, _, unit = rest.partition("-")
    else:
        kind = None if year else OFFICIAL_LETTER
        abbreviation, agency, unit = "", first, rest
    return Parsed(
        raw=raw,
        number=int(found["number"]),
        notation=found["notation"],
        kind=kind,
        abbreviation=abbreviation,
        agency=agency,
        unit=unit,
        year=year,
        corrections=corrections,
    )


def _tidy(raw: str) -> tuple[str, tuple[str, ...]]:
    text, corrections = raw, []
    for name, put_right in _CORRECTIONS.items():
        tidied = put_right(text)
        if tidied != text:
            corrections.append(name)
        text = tidied
    return text, tuple(corrections)


_CORRECTIONS: dict[str, Callable[[str], str]] = {
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "label_dropped": lambda text: re.sub(r"^\s*số\s*:?\s*(?=\d)", "", text, flags=re.IGNORECASE),
    "dashes": lambda text: re.sub("[\u2010-\u2015\u2212]", "-", text),
    "spaces": lambda text: re.sub(r"\s*([/-])\s*", r"\1", text.strip()),
    "lookalike_letters": lambda text: "".join(LOOKALIKES.get(letter, letter) for letter in text),
}


def _written(abbreviation: str) -> str:
    if letter := lookalike(abbreviation):
        right = LOOKALIKES[letter]
        raise NotationError(
            _("“%(text)s” holds %(letter)s, which is not Vietnamese: write %(right)s."),
            text=abbreviation,
            letter=f"{letter} (U+{ord(letter):04X})",
            right=f"{right} (U+{ord(right):04X})",
        )
    text = unicodedata.normalize("NFC", abbreviation)
    if not _ABBREVIATION.fullmatch(text):
        raise NotationError(
            _("“%(text)s” is no abbreviation: letters, digits, “&”, “.” and “-” only, no spaces."),
            text=abbreviation,
        )
    return text
