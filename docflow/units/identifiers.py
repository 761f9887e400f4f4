"""Organisation identifiers: the old 13 characters and the new, longer form.

Old (QCVN 102:2016/BTTTT): `000.21.36.H56`, read from the right. New (QĐ 20/2020/QĐ-TTg):
`H56.36.21`, read from the left, at most 35 characters. One cannot be computed from the other for
certain, as leading zeros and new registrations get lost: the proposals here want confirming.
"""

import re
from enum import StrEnum

LONGEST = 35
OLD_LENGTH = 13

_OLD = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")
_NEW = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9A-Z]+)*")
_ALLOWED = re.compile(r"[0-9A-Z.]*")


class Scheme(StrEnum):
    """Which of the two forms an identifier has; the values name the kinds of identifier."""

    OLD = "identifier_13"
    NEW = "identifier"


class Fault(StrEnum):
    """Why a text is no identifier."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    TOO_LONG = "too_long"
    EMPTY_LEVEL = "empty_level"
    SHAPE = "shape"

    @property
    def text(self) -> str:
        """What is wrong and what is expected, in English."""
        return _TEXTS[self]


_TEXTS = {
    Fault.EMPTY: "The identifier is empty.",
    Fault.CHARACTERS: "An identifier has capital letters A to Z, digits and dots only.",
    Fault.TOO_LONG: f"An identifier has at most {LONGEST} characters.",
    Fault.EMPTY_LEVEL: "An identifier has something between all its dots.",
    Fault.SHAPE: "An identifier reads like H56.36.21 or, in the old form, 000.21.36.H56.",
}


def scheme_of(code: str) -> Scheme | None:
    """The form of an identifier; None for a text that is none."""
    if _OLD.fullmatch(code):
        return Scheme.OLD
    if _NEW.fullmatch(code) and len(code) <= LONGEST:
        return Scheme.NEW
    return None


def validate(code: str) -> Fault | None:
    """Why the text is no identifier of either form; None if it is one."""
    if not code:
        return Fault.EMPTY
    if not _ALLOWED.fullmatch(code):
        return Fault.CHARACTERS
    if len(code) > LONGEST:
        return Fault.TOO_LONG
    if "" in code.split("."):
        return Fault.EMPTY_LEVEL
    return None if scheme_of(code) else Fault.SHAPE


def propose_new(old: str) -> str | None:
    """The likely new form of an old identifier: reversed, without its empty levels.

    The three digits of the last level lose their leading zeros: `005.21.36.H56` becomes
    `H56.36.21.5`. None if the text has not the old form.
    """
    found = _OLD.fullmatch(old)
    if not found:
        return None
    division, low, high, head = found.groups()
    levels = [level for level in (high, low) if int(level)]
    last = [str(int(division))] if int(division) else []
    return ".".join([head, *levels, *last])


def propose_old(new: str) -> str | None:
    """The likely old form of a new identifier; None where it does not fit into 13 characters.

    The first two levels take two digits each, the third three.
    """
    if scheme_of(new) != Scheme.NEW:
        return None
    head, *levels = new.split(".")
    widths = (2, 2, 3)
    if len(levels) > len(widths) or not all(level.isdigit() for level in levels):
        return None
    numbers = [int(level) for level in levels]
    digits = [f"{number:0{width}d}" for number, width in zip(numbers, widths, strict=False)]
    digits += ["0" * width for width in widths[len(levels) :]]
    old = ".".join([*reversed(digits), head])
    return old if len(old) == OLD_LENGTH and 0 not in numbers else None
