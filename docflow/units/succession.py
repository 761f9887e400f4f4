"""Who answers for a code: the unit that bears it, or whoever succeeded the one that did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from docflow.units.models import Succession, Unit, UnitCode, ValidQuerySet

Scheme = UnitCode.Scheme
IDENTIFIERS = (Scheme.IDENTIFIER, Scheme.IDENTIFIER_13)


@dataclass(frozen=True)
class Answer:
    """Who answers: nobody, one unit or, when a person has to choose, several.

    `old` says that the code is no longer its bearer's, or the bearer has ended.
    """

    units: tuple[Unit, ...] = ()
    old: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether a person has to choose."""
        return len(self.units) > 1


def answering(code: str, day: date, schemes: Iterable[str] = IDENTIFIERS) -> Answer:
    """Who answers for a code on a day: whoever bears it then, else whoever bore it last.

    Codes are used again, so the present bearer comes before earlier ones. A unit that has ended
    is followed to its default successor; with several and no default, all of them answer
    (domain: an inbound document goes to the default successor, or back if it is ambiguous).
    """
    spellings = {code.strip(), code.strip().upper()}
    codes = UnitCode.objects.filter(code__in=spellings, scheme__in=list(schemes))
    bearers = list(Unit.objects.filter(pk__in=codes.valid_on(day).values("unit")).order_by("pk"))
    old = not bearers
    if old:
        bearers = _last_bearers(codes, day)
    found: dict[Unit, None] = {}
    for bearer in bearers:
        found |= dict.fromkeys(successors(bearer, day))
    return Answer(tuple(found), old=bool(found) and (old or set(found) != set(bearers)))


def successors(unit: Unit, day: date) -> tuple[Unit, ...]:
    """Who stands for a unit on a day: itself while it exists, then its successors and theirs."""
    return successors_of([unit], day)[unit]


def successors_of(units: Iterable[Unit], day: date) -> dict[Unit, tuple[Unit, ...]]:
    """Who stands for each of these units on a day; one query for each step of succession."""
    after: dict[Unit, list[Unit]] = {}
    waiting = asked = list(units)
    while waiting := [each for each in waiting if _has_ended(each, day) and each not in after]:
        after |= _after(waiting)
        waiting = list(dict.fromkeys(each for one in waiting for each in after[one]))
    return {unit: _standing(unit, after, day) for unit in asked}


def _standing(unit: Unit, after: dict[Unit, list[Unit]], day: date) -> tuple[Unit, ...]:
    waiting, seen = [unit], {unit}
    found: list[Unit] = []
    while waiting:
        each = waiting.pop(0)
        if each.is_active_on(day):
            found.append(each)
        next_ones = [next_one for next_one in after.get(each, ()) if next_one not in seen]
        seen.update(next_ones)
        waiting += next_ones
    return tuple(found)


def _has_ended(unit: Unit, day: date) -> bool:
    return unit.ended is not None and unit.ended < day


def _after(units: list[Unit]) -> dict[Unit, list[Unit]]:
    """Of each the default successor alone, or all of them where there is none."""
    rows: dict[int, list[Succession]] = {}
    found = Succession.objects.filter(unit__in=units).select_related("successor")
    for row in found.order_by("pk"):
        rows.setdefault(row.unit_id, []).append(row)
    return {
        unit: [row.successor for row in mine if row.default] or [row.successor for row in mine]
        for unit in units
        for mine in [rows.get(unit.pk, [])]
    }


def _last_bearers(codes: ValidQuerySet, day: date) -> list[Unit]:
    past = codes.filter(valid_to__lt=day).order_by("-valid_to")
    last = past.first()
    if last is None:
        return []
    holders = past.filter(valid_to=last.valid_to).values("unit")
    return list(Unit.objects.filter(pk__in=holders).order_by("pk"))
