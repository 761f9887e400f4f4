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
    waiting, seen = [unit], {unit}
    found: list[Unit] = []
    while waiting:
        each = waiting.pop(0)
        if each.is_active_on(day):
            found.append(each)
        elif each.ended and each.ended < day:
            after = [next_one for next_one in _after(each) if next_one not in seen]
            seen.update(after)
            waiting += after
    return tuple(found)


def _after(unit: Unit) -> list[Unit]:
    """The default successor alone, or all of them where there is none."""
    rows = Succession.objects.filter(unit=unit).select_related("successor").order_by("pk")
    default = [row.successor for row in rows if row.default]
    return default or [row.successor for row in rows]


def _last_bearers(codes: ValidQuerySet, day: date) -> list[Unit]:
    past = codes.filter(valid_to__lt=day).order_by("-valid_to")
    last = past.first()
    if last is None:
        return []
    holders = past.filter(valid_to=last.valid_to).values("unit")
    return list(Unit.objects.filter(pk__in=holders).order_by("pk"))
