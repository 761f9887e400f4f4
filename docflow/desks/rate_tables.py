"""What the page of the rates shows: the unit's figures, its year by month, the units below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from docflow.reports.definitions import RATES, Rate
from docflow.reports.population import Span, spans_of
from docflow.reports.rates import Figure
from docflow.reports.summing import Unsummed, figures, figures_by
from docflow.units.models import Unit, UnitName, UnitPlace

NOTHING = Figure(0, 0, {})


@dataclass(frozen=True)
class Compared:
    """A rate of a period beside the one before."""

    rate: Rate
    now: Figure
    before: Figure

    @property
    def change(self) -> int | None:
        """By how many hundredths of a per cent it rose; None where there was nothing to count."""
        if not (self.now.denominator and self.before.denominator):
            return None
        return _hundredths(self.now) - _hundredths(self.before)


@dataclass(frozen=True)
class Month:
    """One month of a rate's year."""

    first: date
    figure: Figure

    @property
    def last(self) -> date:
        """The last day of the month."""
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class Below:
    """A unit right below, with the sum of its whole branch; or the unit itself, alone."""

    uid: UUID
    name: str
    figure: Figure
    own: bool
    many: int


def spans(unit: Unit, first: date, last: date, *, tree: bool) -> tuple[Span, ...]:
    """The unit's days: with all below it as they stood on each day, or alone."""
    return spans_of(unit, first, last) if tree else (Span(first, last, (unit.uid,)),)


def compared(period: Iterable[Span], before: Iterable[Span], missing: Unsummed) -> list[Compared]:
    """Each rate of a period, and of the one before."""
    now, then = figures(period, missing=missing), figures(before, missing=missing)
    return [Compared(rate, now[rate.id], then[rate.id]) for rate in RATES]


def months(
    rate: str, year: Iterable[Span], first: date, last: date, missing: Unsummed
) -> list[Month]:
    """A rate month by month, those with nothing to count too."""
    found = figures_by("month", year, only=rate, missing=missing)
    days, day = [], first.replace(day=1)
    while day <= last:
        days.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [Month(day, found.get(day, {}).get(rate, NOTHING)) for day in days]


def below(
    unit: Unit, rate: str, period: Iterable[Span], last: date, missing: Unsummed | None = None
) -> list[Below]:
    """A rate of each unit right below with its branch, by the tree of the last day, and alone.

    Units that left the tree before the last day are in the figure of the whole and not here.
    """
    branches = _branches(unit, last)
    if not branches:
        return []
    everyone = (unit.uid, *(uid for branch in branches.values() for uid in branch))
    found = figures_by("unit", period, only=rate, missing=missing)
    known = {uid: found.get(uid, {}).get(rate, NOTHING) for uid in everyone}
    names = _names([unit.uid, *branches])
    rows = [
        Below(child, names[child], _sum(known[uid] for uid in branch), False, len(branch))
        for child, branch in branches.items()
    ]
    return [Below(unit.uid, names[unit.uid], known[unit.uid], True, 1), *rows]


def _branches(unit: Unit, day: date) -> dict[UUID, list[UUID]]:
    """The units right below, each with all of its branch; one query for each level."""
    branches: dict[UUID, list[UUID]] = {}
    above: dict[int, UUID | None] = {unit.pk: None}
    seen = {unit.pk}
    while above:
        places = UnitPlace.objects.valid_on(day).filter(parent__in=above)
        found: dict[int, UUID | None] = {}
        for pk, uid, parent in places.values_list("unit", "unit__uid", "parent"):
            if pk in seen:
                continue
            seen.add(pk)
            root = above[parent] or uid
            branches.setdefault(root, []).append(uid)
            found[pk] = root
        above = found
    return branches


def _names(uids: Iterable[UUID]) -> dict[UUID, str]:
    names = UnitName.objects.filter(unit__uid__in=list(uids)).order_by("valid_from")
    return dict(names.values_list("unit__uid", "name"))


def _sum(figures: Iterable[Figure]) -> Figure:
    """The sum of numerators over the sum of denominators, and all that was left aside."""
    hits = things = still_open = 0
    reasons: dict[str, int] = {}
    for each in figures:
        hits, things = hits + each.numerator, things + each.denominator
        still_open += each.open_in_time
        for reason, number in each.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + number
    return Figure(hits, things, reasons, still_open)


def _hundredths(figure: Figure) -> int:
    return int((figure.percent_plain or "0").replace(".", ""))
