"""A list held against the units as they stand: what is new, what is there, what cannot be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docflow.units.lists.agreement import Family
from docflow.units.lists.standing import LOCAL, Standing, codes_of, name_of, place_of
from docflow.units.lists.values import Bad, Fault, Row
from docflow.units.models import Level, Unit, UnitCode
from docflow.units.names import same_key
from docflow.wording import date_text

Scheme = UnitCode.Scheme
IDENTIFIERS = {"identifier": Scheme.IDENTIFIER, "identifier13": Scheme.IDENTIFIER_13}


@dataclass(frozen=True)
class Judged:
    """A row and what it comes to: a known unit, or none; `alias` if the row's code is new to it."""

    row: Row
    faults: tuple[Fault, ...] = ()
    unit: Unit | None = None
    alias: bool = False
    parent: Row | Unit | None = None


@dataclass(frozen=True)
class Comparison:
    """What rows are judged by: each other, the units as they stand, the levels."""

    family: Family
    standing: Standing
    levels: Mapping[str, Level]
    faulty_codes: frozenset[str]

    def judge(self, row: Row) -> Judged:
        """What the row comes to, or its faults."""
        faults = list(_level_faults(row, self.levels))
        parent: Row | Unit | None = None
        try:
            parent = self._parent(row)
            above = self.standing.listed(parent) if isinstance(parent, Row) else parent
            unit, alias = self._unit(row, above)
        except Bad as bad:
            column, _, code = bad.code.partition(":")
            return Judged(row, (*faults, Fault(row.line, column, code, bad.text)))
        faults += self._rank_faults(row, parent)
        faults += self._identifier_faults(row, unit)
        if unit:
            faults += _differences(row, unit, above)
        return Judged(row, tuple(faults), unit, alias, parent)

    def _parent(self, row: Row) -> Row | Unit | None:
        if not row.parent:
            return None
        listed = self.family.parent(row)
        if listed:
            return listed
        unit = self.standing.above(row.parent, row.valid_from)
        if unit is None and row.parent in self.faulty_codes:
            return None
        if unit is None:
            raise Bad(
                "parent:unknown_parent",
                f"No unit has the code “{row.parent}” on {date_text(row.valid_from)}, "
                "neither in this list nor here. Correct the code or the days.",
            )
        if unit.ended and (row.valid_to is None or unit.ended < row.valid_to):
            raise Bad(
                "valid_to:outlives_parent",
                f"{row.parent} above it ends on {date_text(unit.ended)}. "
                "End this unit with it or before.",
            )
        return unit

    def _unit(self, row: Row, parent: Unit | None) -> tuple[Unit | None, bool]:
        """The unit the row means if it is known, and whether by another code."""
        known = self.standing.listed(row)
        if known:
            return known, False
        other = self.standing.taken(row.code, [LOCAL], row)
        if other:
            raise Bad(
                "code:code_taken",
                f"“{row.code}” is {_titled(other)}, since {date_text(other.opened)}. "
                "Give the same first day, or end that unit first.",
            )
        namesake = self.standing.namesake(row, parent) if parent else None
        if namesake and namesake.opened != row.valid_from:
            raise Bad(
                "name:name_taken",
                f"{_titled(namesake)} is there since {date_text(namesake.opened)} under another "
                "code. Give the same first day, or another name.",
            )
        return namesake, namesake is not None

    def _rank_faults(self, row: Row, parent: Row | Unit | None) -> Iterator[Fault]:
        code = parent.level if isinstance(parent, Row) else _level_of(parent, row)
        above, level = self.levels.get(code), self.levels.get(row.level)
        if above and level and above.rank > level.rank:
            text = f"A unit of the level {row.level} cannot stand below one of {code}."
            yield Fault(row.line, "level", "level_above_parent", text)

    def _identifier_faults(self, row: Row, unit: Unit | None) -> Iterator[Fault]:
        for column, scheme in IDENTIFIERS.items():
            code = getattr(row, column)
            other = self.standing.taken(code, [scheme], row) if code else None
            if other and other != unit:
                yield Fault(
                    row.line,
                    column,
                    "identifier_taken",
                    f"“{code}” is the identifier of {_titled(other)} at that time. "
                    "Correct it, or end that unit first.",
                )


def _level_faults(row: Row, levels: Mapping[str, Level]) -> Iterator[Fault]:
    level = levels.get(row.level)
    if level is None:
        known = ", ".join(sorted(levels))
        text = f"“{row.level}” is no level. Known: {known}."
        yield Fault(row.line, "level", "unknown_level", text)
    elif not level.holds_on(row.valid_from):
        text = f"There is no level {row.level} on {date_text(row.valid_from)}. Correct either."
        yield Fault(row.line, "level", "level_not_then", text)


def _level_of(unit: Unit | None, row: Row) -> str:
    place = place_of(unit, row.valid_from) if unit else None
    return place.level.code if place else ""


def _differences(row: Row, unit: Unit, parent: Unit | None) -> Iterator[Fault]:
    """Where the row says something else than is known; what it leaves empty it does not say."""
    for column, said, known in _pairs(row, unit, parent):
        if said and _key(said) != _key(known):
            yield Fault(
                row.line,
                column,
                "differs",
                f"“{row.code}” is known here with “{_shown(known)}”, not “{_shown(said)}”. "
                "A list changes no unit: correct the list, or change the unit itself.",
            )


def _pairs(row: Row, unit: Unit, parent: Unit | None) -> Iterator[tuple[str, Any, Any]]:
    name, place = name_of(unit, row.valid_from), place_of(unit, row.valid_from)
    if name:
        yield "name", row.name, name.name
        yield "short_name", row.short_name, name.short_name
        yield "abbreviation", row.abbreviation, name.abbreviation
        yield "place", row.place, name.locality
    if place:
        yield "level", row.level, place.level.code
        above = place.parent_id
        yield "parent", row.parent, row.parent if above == (parent and parent.pk) else "another"
    yield "kind", row.kind, unit.kind
    yield "valid_to", row.valid_to, unit.ended
    for column, scheme in IDENTIFIERS.items():
        known = codes_of(unit, scheme, row.valid_from)
        said = getattr(row, column)
        ours = next((each for each in known if each.code == said), None)
        yield column, said, said if ours else ", ".join(each.code for each in known)
        if ours and ours.simulated != row.simulated:
            yield "simulated", "yes" if row.simulated else "no", "yes" if ours.simulated else "no"


def _key(value: Any) -> Any:
    return same_key(value) if isinstance(value, str) else value


def _shown(value: Any) -> str:
    return str(value or "") or "nothing"


def _titled(unit: Unit) -> str:
    names = sorted(unit.names.all(), key=lambda name: name.valid_from)
    return f"“{names[-1].name}”" if names else "another unit"
