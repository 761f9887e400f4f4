"""What a page asks: the rates of units and a period, and the list behind each figure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Q

from docflow import clock, wording
from docflow.reports import population
from docflow.reports.definitions import DEFINITION, RATES
from docflow.reports.population import Part, Scope, Span
from docflow.units.models import Unit

NOT_EXCLUDED = "open_in_time"
Portion = Literal["numerator", "denominator", "missing", "excluded", "open_in_time"]


@dataclass(frozen=True)
class Figure:
    """A rate of some units and days: two counts, and what was left aside, by reason."""

    numerator: int
    denominator: int
    reasons: dict[str, int]
    open_in_time: int = 0

    @property
    def missing(self) -> int:
        """How many of the denominator are not in the numerator."""
        return self.denominator - self.numerator

    @property
    def excluded(self) -> int:
        """How many things are left out; the reasons say why."""
        return sum(self.reasons.values())

    @property
    def percent(self) -> str:
        """For people: 99,17 %, or — for 0 of 0."""
        return wording.percent(self.numerator, self.denominator)

    @property
    def percent_plain(self) -> str | None:
        """For programs: 99.17, or None for 0 of 0."""
        return wording.percent_plain(self.numerator, self.denominator)


@dataclass(frozen=True)
class Report:
    """The rates of units for a period, as the log stood at a moment."""

    scope: Scope
    first: date
    last: date
    figures: dict[str, Figure]
    definition: str = DEFINITION


@dataclass(frozen=True)
class Item:
    """One counted thing: which table it is in, its uid, unit and day; why it is left aside."""

    thing: str
    uid: UUID
    unit: UUID
    day: date
    reason: str


def rates(
    units: Iterable[Unit],
    first: date,
    last: date,
    *,
    at: datetime | None = None,
    inside_once: bool = False,
) -> Report:
    """All rates of the units together: sums of numerators over sums of denominators.

    Both days are included, by Vietnam's time. `at` is the moment that decides what is delivered,
    done and overdue (default: now). With `inside_once` an exchange between two of the units is
    counted by its sender only. Raises ValueError when the last day is before the first.
    """
    return _report((Span(first, last, population.uids(units)),), first, last, at, inside_once)


def rates_of_tree(
    unit: Unit,
    first: date,
    last: date,
    *,
    at: datetime | None = None,
    inside_once: bool = False,
) -> Report:
    """The same for a unit and all below it, on each day by the tree as it was that day."""
    _in_order(first, last)
    return _report(population.spans_of(unit, first, last), first, last, at, inside_once)


def items(report: Report, rate_id: str, part: Portion = "denominator") -> Iterator[Item]:
    """The things behind a figure, by day; as many as the figure says.

    Raises KeyError for a rate or part there is not.
    """
    for each in population.parts(rate_id, report.scope):
        thing = each.model.__name__.removeprefix("Counted").lower()
        rows = each.rows(report.scope).filter(_portion(each, part)).order_by("day", "at", "uid")
        for row in rows.iterator():
            yield Item(thing, row.uid, row.unit, row.day, row.reason)


def items_after(
    report: Report, rate_id: str, part: Portion, after: tuple[int, str, str, str] | None, many: int
) -> list[tuple[Item, tuple[int, str, str, str]]]:
    """So many of the same things after a place, each with its own place; none: from the first.

    A place is the table, the day, the moment and the uid, so a piece costs the same at any depth.
    """
    found: list[tuple[Item, tuple[int, str, str, str]]] = []
    for table, each in enumerate(population.parts(rate_id, report.scope)):
        if after and table < after[0]:
            continue
        thing = each.model.__name__.removeprefix("Counted").lower()
        rows = each.rows(report.scope).filter(_portion(each, part)).order_by("day", "at", "uid")
        if after and table == after[0]:
            rows = rows.filter(_behind(*after[1:]))
        for row in rows[: many - len(found)]:
            place = (table, row.day.isoformat(), row.at.isoformat(), str(row.uid))
            found.append((Item(thing, row.uid, row.unit, row.day, row.reason), place))
    return found


def _behind(day: str, at: str, uid: str) -> Q:
    same_day, later = Q(day=day), Q(at__gt=at) | Q(at=at, uid__gt=uid)
    return Q(day__gte=day) & (Q(day__gt=day) | (same_day & later))


def _portion(of: Part, part: Portion) -> Q:
    portions = {
        "numerator": of.hit & Q(reason=""),
        "denominator": Q(reason=""),
        "missing": Q(reason="") & (~of.hit),
        "excluded": ~Q(reason__in=["", NOT_EXCLUDED]),
        "open_in_time": Q(reason=NOT_EXCLUDED),
    }
    return portions[part]


def _report(
    spans: tuple[Span, ...], first: date, last: date, at: datetime | None, inside_once: bool
) -> Report:
    _in_order(first, last)
    scope = Scope(spans, at or clock.now(), inside_once)
    figures = {rate.id: _figure(population.parts(rate.id, scope), scope) for rate in RATES}
    return Report(scope, first, last, figures)


def _in_order(first: date, last: date) -> None:
    if last < first:
        raise ValueError(
            f"The period ends ({wording.date_text(last)}) before it begins "
            f"({wording.date_text(first)})."
        )


def _figure(parts: list[Part], scope: Scope) -> Figure:
    numerator = denominator = 0
    reasons: dict[str, int] = {}
    for part in parts:
        for group in _groups(part, scope):
            if group["reason"]:
                reasons[group["reason"]] = reasons.get(group["reason"], 0) + group["all"]
            else:
                numerator += group["hits"]
                denominator += group["all"]
    open_in_time = reasons.pop(NOT_EXCLUDED, 0)
    return Figure(numerator, denominator, dict(sorted(reasons.items())), open_in_time)


def _groups(part: Part, scope: Scope) -> Any:
    """Counts by reason for being left aside."""
    rows = part.rows(scope).order_by().values("reason")
    return rows.annotate(all=Count("pk"), hits=Count("pk", filter=part.hit))
