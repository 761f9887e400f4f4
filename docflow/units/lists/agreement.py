"""Whether the rows of a list agree with each other: codes, names, parents."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from docflow.units.lists.values import Fault, Listing, Row
from docflow.units.names import same_key
from docflow.wording import date_text


class Family:
    """The rows of a list by their codes; a code may stand again for a later time."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_code: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._by_code[row.code].append(row)

    def parent(self, row: Row) -> Row | None:
        """The row above, as on the first day of this one."""
        return self.bearing(row.parent, row.valid_from)

    def bearing(self, code: str, day: date) -> Row | None:
        """The row that bears a code on a day."""
        found = (row for row in self._by_code.get(code, []) if row.holds_on(day))
        return next(found, None)


def disagreements(listing: Listing) -> list[Fault]:
    """Codes, identifiers and names that stand twice at a time, and circles of parents."""
    rows, family = listing.rows, Family(listing.rows)
    return [
        *_twice(rows, "code", "code_twice", lambda row: row.code),
        *_twice(rows, "identifier", "identifier_twice", lambda row: row.identifier),
        *_twice(rows, "identifier13", "identifier_twice", lambda row: row.identifier13),
        *_twice(rows, "name", "name_twice", _name_in_place),
        *_circles(rows, family),
        *_cut_off(rows, family),
    ]


def _name_in_place(row: Row) -> str:
    return f"{row.parent}\t{row.level}\t{same_key(row.name)}"


def _twice(
    rows: Iterable[Row], column: str, code: str, key: Callable[[Row], str]
) -> Iterator[Fault]:
    seen: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if not key(row):
            continue
        other = next((each for each in seen[key(row)] if each.overlaps(row)), None)
        if other:
            value = getattr(row, column)
            yield Fault(
                row.line,
                column,
                code,
                f"“{value}” stands in line {other.line} too, at the same time{_WHERE[code]}. "
                "Correct or remove one.",
            )
        seen[key(row)].append(row)


_WHERE = {"code_twice": "", "identifier_twice": "", "name_twice": " and under the same unit"}


def _circles(rows: Iterable[Row], family: Family) -> Iterator[Fault]:
    """Each row of each circle; a row that only hangs below a circle is not in it."""
    sound: set[Row] = set()
    for row in rows:
        way: dict[Row, None] = {}
        step: Row | None = row
        while step and step not in sound and step not in way:
            way[step] = None
            step = family.parent(step)
        if way and step is row:
            circle = " → ".join(each.code for each in [*way, row])
            yield Fault(
                row.line, "parent", "circle", f"{circle}: a unit cannot stand below itself."
            )
        elif step is None or step in sound:
            sound.update(way)


def _cut_off(rows: Iterable[Row], family: Family) -> Iterator[Fault]:
    for row in rows:
        above = family.parent(row)
        if above and above.valid_to and (row.valid_to is None or above.valid_to < row.valid_to):
            yield Fault(
                row.line,
                "valid_to",
                "outlives_parent",
                f"{above.code} above it ends on {date_text(above.valid_to)}. "
                "End this unit with it or before.",
            )
