"""What a list says: its rows, or what is wrong with it."""

from dataclasses import dataclass
from datetime import date

LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a list and what to do about it; `line` is None for the whole file."""

    line: int | None
    column: str | None
    code: str
    text: str


def shown(text: str) -> str:
    """A text of a file within a message, not longer than people care to read."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


class Bad(ValueError):
    """A value that cannot be read: a code for programs, a text with the remedy for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True)
class Row:
    """One unit as a list has it; valid from the first to the last day, both included.

    `parent` is the code of the unit above it, in this list or already known. An empty text says
    nothing. `line` is 0 for a unit that the caller, not the list, named.
    """

    line: int
    code: str
    name: str
    level: str
    valid_from: date
    valid_to: date | None = None
    parent: str = ""
    short_name: str = ""
    kind: str = ""
    abbreviation: str = ""
    identifier: str = ""
    identifier13: str = ""
    territory: str = ""
    simulated: bool = False
    place: str = ""

    def overlaps(self, other: "Row") -> bool:
        """Whether both hold on one day."""
        return (other.valid_to is None or self.valid_from <= other.valid_to) and (
            self.valid_to is None or other.valid_from <= self.valid_to
        )

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the time of validity."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Listing:
    """A list as read. `faulty_codes` are codes of lines that could not be read."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    faulty_codes: frozenset[str] = frozenset()
    published: bool = False
