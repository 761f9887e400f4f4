"""The units as they stand, read at once, so that a list can be held against them row by row."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from docflow.units.lists.values import Row
from docflow.units.models import Unit, UnitCode, UnitName, UnitPlace
from docflow.units.names import same_key

LOCAL = UnitCode.Scheme.LOCAL


class Standing:
    """All units with their names, places and codes, found by code and by place."""

    def __init__(self) -> None:
        units = Unit.objects.prefetch_related("names", "places__level", "codes")
        self.units = {unit.pk: unit for unit in units}
        self._codes: dict[str, list[UnitCode]] = defaultdict(list)
        self._below: dict[int | None, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            for code in unit.codes.all():
                self._codes[code.code].append(code)
            for above in {place.parent_id for place in unit.places.all()}:
                self._below[above].append(unit)

    def listed(self, row: Row) -> Unit | None:
        """The unit that bears the row's code since the row's first day."""
        codes = self._bearing(row.code, [LOCAL])
        found = (code for code in codes if code.valid_from == row.valid_from)
        return next((self.units[code.unit_id] for code in found), None)

    def taken(self, code: str, schemes: Iterable[str], row: Row) -> Unit | None:
        """A unit that bears the code at any time in which the row holds."""
        found = (
            each
            for each in self._bearing(code, schemes)
            if each.overlaps(row.valid_from, row.valid_to)
        )
        return next((self.units[each.unit_id] for each in found), None)

    def above(self, code: str, day: date) -> Unit | None:
        """The one unit a code stands for on a day: a local code first, else any."""
        for schemes in ([LOCAL], list(UnitCode.Scheme)):
            units = {each.unit_id for each in self._bearing(code, schemes) if each.holds_on(day)}
            if len(units) == 1:
                return self.units[units.pop()]
        return None

    def namesake(self, row: Row, parent: Unit) -> Unit | None:
        """A unit below the same one, of the row's level and name."""
        for unit in self._below[parent.pk]:
            name, place = name_of(unit, row.valid_from), place_of(unit, row.valid_from)
            here = place and (place.parent_id, place.level.code) == (parent.pk, row.level)
            if here and name and same_key(name.name) == same_key(row.name):
                return unit
        return None

    def only_province(self, day: date) -> Unit | None:
        """The one unit of the level province on a day."""
        placed = ((unit, place_of(unit, day)) for unit in self._below[None])
        found = [unit for unit, place in placed if place and place.level.code == "province"]
        return found[0] if len(found) == 1 else None

    def _bearing(self, code: str, schemes: Iterable[str]) -> list[UnitCode]:
        wanted = set(schemes)
        return [each for each in self._codes.get(code, []) if each.scheme in wanted]


def name_of(unit: Unit, day: date) -> UnitName | None:
    """The name of a unit read beforehand, on a day."""
    return next((name for name in unit.names.all() if name.holds_on(day)), None)


def place_of(unit: Unit, day: date) -> UnitPlace | None:
    """The place of a unit read beforehand, on a day."""
    return next((place for place in unit.places.all() if place.holds_on(day)), None)


def codes_of(unit: Unit, scheme: str, day: date) -> list[UnitCode]:
    """The codes of a unit read beforehand, in a scheme on a day."""
    return [each for each in unit.codes.all() if each.scheme == scheme and each.holds_on(day)]
