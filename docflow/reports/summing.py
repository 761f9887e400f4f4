"""Sums kept for each unit and half a month, so that a page need not count a million rows.

A sum is made by the very queries of docflow/reports/population.py. Whoever changes a row marks its
half month as stale in the same transaction; what is stale is counted from the rows until it has
been summed anew, so figures never lag behind their lists.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet, Sum

from docflow import clock
from docflow.reports import population
from docflow.reports.definitions import RATES
from docflow.reports.models import (
    CountedArrival,
    CountedDelivery,
    CountedDocument,
    CountedTask,
    RateSum,
    StaleSum,
)
from docflow.reports.population import Scope, Span
from docflow.reports.rates import NOT_EXCLUDED, Figure

By = Literal["", "unit", "month"]
Figures = dict[str, Figure]
Half = tuple[date, UUID]
"""The first day of a half month, and a unit."""
SECOND_HALF = 15
AT_ONCE = 500
TIMED = {"R5": "due", "R5a": "first_due"}
"""Rates that change as time passes, with no entry in the log; and when."""


@dataclass
class Tally:
    """The figures of one unit or month while they are added up."""

    hits: dict[str, int] = field(default_factory=dict)
    things: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, rate: str, reason: str, hits: int, things: int) -> None:
        """Add a count of things that have one reason, or none."""
        self.things[rate, reason] = self.things.get((rate, reason), 0) + things
        if not reason:
            self.hits[rate] = self.hits.get(rate, 0) + hits

    def figures(self, wanted: Iterable[str]) -> Figures:
        """The figure of each rate that is wanted."""
        return {rate: self._figure(rate) for rate in wanted}

    def _figure(self, rate: str) -> Figure:
        reasons = {
            reason: things
            for (of, reason), things in sorted(self.things.items())
            if of == rate and reason and things
        }
        still_open = reasons.pop(NOT_EXCLUDED, 0)
        things = self.things.get((rate, ""), 0)
        return Figure(self.hits.get(rate, 0), things, reasons, still_open)


@dataclass(frozen=True)
class Unsummed:
    """Half months of units whose sums do not hold: all of it, or only that of a task now late."""

    stale: frozenset[Half]
    overdue: frozenset[Half]

    def among(self, whole: Iterable[Span]) -> tuple[list[Span], list[Span]]:
        """Those that lie in spans, as spans."""
        return _spans(_inside(whole, self.stale)), _spans(_inside(whole, self.overdue))


def unsummed(spans: Iterable[Span], at: datetime | None = None) -> Unsummed:
    """What of some days is not summed; asked once for all the figures made of parts of them."""
    whole, _edges = _parted(spans)
    if not whole:
        return Unsummed(frozenset(), frozenset())
    among = _among(whole)
    stale = frozenset(StaleSum.objects.filter(among).values_list("first", "unit"))
    late = RateSum.objects.filter(among, until__lt=at or clock.now()).values_list("first", "unit")
    return Unsummed(stale, frozenset(late) - stale)


def figures(
    spans: Iterable[Span], at: datetime | None = None, missing: Unsummed | None = None
) -> Figures:
    """The figures of all rates for units and days, as known now.

    `at` is the moment taken for now; of an earlier one than the last sums, docflow/reports/rates.py
    can tell. `missing` is what is not summed of these days, where it has been asked already.
    """
    nothing = Tally().figures(rate.id for rate in RATES)
    return figures_by("", spans, at, missing=missing).get(None, nothing)


def figures_by(
    by: By,
    spans: Iterable[Span],
    at: datetime | None = None,
    *,
    only: str = "",
    missing: Unsummed | None = None,
) -> dict[UUID | date | None, Figures]:
    """The same for each unit, or for each month (its first day), in which anything counts.

    With `only` of one rate alone.
    """
    spans = list(spans)
    missing = missing or unsummed(spans, at)
    at, wanted = at or clock.now(), [only] if only else [rate.id for rate in RATES]
    tallies: dict[UUID | date | None, Tally] = {}
    for key, rate, reason, hits, things in _counts(by, spans, at, wanted, missing):
        place = key.replace(day=1) if by == "month" else key
        tallies.setdefault(place, Tally()).add(rate, reason, hits, things)
    return {key: tally.figures(wanted) for key, tally in tallies.items()}


def half_of(day: date) -> date:
    """The first day of the half month a day lies in."""
    return day.replace(day=SECOND_HALF if day.day >= SECOND_HALF else 1)


def end_of(first: date) -> date:
    """The last day of the half month that begins on a day."""
    if first.day < SECOND_HALF:
        return first.replace(day=SECOND_HALF - 1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def mark_stale(unit: UUID, day: date) -> None:
    """Note that something of a unit on a day changed; inside the transaction that changes it.

    The mark is written anew each time, so that it is locked until that transaction ends.
    """
    _mark([(unit, half_of(day))])


def _mark(halves: Iterable[tuple[UUID, date]]) -> None:
    StaleSum.objects.bulk_create(
        [StaleSum(unit=unit, first=first, since=clock.wall()) for unit, first in halves],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["unit", "first"],
        update_fields=["since"],
    )


def mark_all_stale(partner: UUID | None = None) -> None:
    """Sum everything anew; or what has to do with one unit, on either side."""
    _mark(sorted(halves_of_rows(partner)))


def halves_of_rows(partner: UUID | None = None) -> set[tuple[UUID, date]]:
    """The half months of units in which anything counts; or has to do with one unit."""
    halves: set[tuple[UUID, date]] = set()
    for table, other in (
        (CountedDelivery, "recipient"),
        (CountedArrival, "sender"),
        (CountedDocument, "unit"),
        (CountedTask, "unit"),
    ):
        rows: QuerySet[Any] = table._default_manager.filter(day__isnull=False, unit__isnull=False)
        if partner:
            rows = rows.filter(Q(unit=partner) | Q(**{other: partner}))
        found = rows.order_by().values_list("unit", "day").distinct()
        halves |= {(unit, half_of(day)) for unit, day in found.iterator()}
    return halves


@transaction.atomic
def forget() -> None:
    """Drop all sums and have them made anew, after the rows were replaced."""
    RateSum.objects.all().delete()
    mark_all_stale()


def refresh(at: datetime | None = None) -> int:
    """Sum anew what is stale; returns how many half months of units that were."""
    at, done = at or clock.now(), 0
    _mark_overdue(at)
    while summed := _refresh_some(at):
        done += summed
    return done


def _mark_overdue(at: datetime) -> None:
    _mark(RateSum.objects.filter(until__lt=at).values_list("unit", "first").distinct())


@transaction.atomic
def _refresh_some(at: datetime) -> int:
    marks = list(StaleSum.objects.select_for_update().order_by("first", "unit")[:AT_ONCE])
    for first, group in groupby(marks, key=lambda mark: mark.first):
        units = tuple(mark.unit for mark in group)
        RateSum.objects.filter(unit__in=units, first=first).delete()
        RateSum.objects.bulk_create(summed(Scope((Span(first, end_of(first), units),), at), first))
    StaleSum.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def summed(scope: Scope, first: date) -> list[RateSum]:
    """The sums of half a month, unsaved, as its rows make them."""
    sums: dict[tuple[UUID, str, str], RateSum] = {}
    until: dict[tuple[UUID, str], datetime] = {}
    for rate in RATES:
        for part in population.parts(rate.id, scope):
            rows = part.rows(scope).order_by().values("unit", "reason")
            if rate.id in TIMED:
                rows = rows.annotate(soonest=Min(TIMED[rate.id], filter=Q(reason=NOT_EXCLUDED)))
            for row in rows.annotate(things=Count("pk"), hits=Count("pk", filter=part.hit)):
                place = (row["unit"], rate.id, row["reason"])
                named = dict(zip(("unit", "rate", "reason"), place, strict=True))
                known = sums.setdefault(place, RateSum(**named, first=first, hits=0, things=0))
                known.hits += row["hits"]
                known.things += row["things"]
                if row.get("soonest"):
                    until[row["unit"], rate.id] = row["soonest"]
    for each in sums.values():
        each.until = until.get((each.unit, each.rate))
    return list(sums.values())


def _counts(
    by: By, spans: list[Span], at: datetime, wanted: list[str], missing: Unsummed
) -> Iterator[tuple[Any, str, str, int, int]]:
    """What the sums say, and what has to be counted from the rows beside them.

    What is stale is asked first: a sum made anew in between is then counted from the rows.
    """
    whole, edges = _parted(spans)
    stale, overdue = missing.among(whole)
    yield from _from_sums(by, whole, stale, overdue, wanted)
    yield from _from_rows(by, [*edges, *stale], at, wanted)
    yield from _from_rows(by, overdue, at, [rate for rate in TIMED if rate in wanted])


def _parted(spans: Iterable[Span]) -> tuple[list[Span], list[Span]]:
    """The whole half months of spans, and the days before and after them."""
    whole, edges = [], []
    for span in spans:
        begin = half_of(span.first)
        begin = begin if begin == span.first else end_of(begin) + timedelta(days=1)
        half = half_of(span.last)
        end = span.last if end_of(half) == span.last else half - timedelta(days=1)
        if end < begin:
            edges.append(span)
            continue
        whole.append(Span(begin, end, span.units))
        if span.first < begin:
            edges.append(Span(span.first, begin - timedelta(days=1), span.units))
        if end < span.last:
            edges.append(Span(end + timedelta(days=1), span.last, span.units))
    return whole, edges


def _among(spans: list[Span]) -> Q:
    found = Q(pk__in=[])
    for span in spans:
        found |= Q(unit__in=span.units, first__range=(span.first, span.last))
    return found


def _from_sums(
    by: By, whole: list[Span], stale: list[Span], overdue: list[Span], wanted: list[str]
) -> Iterator[Any]:
    if not whole:
        return
    key = {"": [], "unit": ["unit"], "month": ["first"]}[by]
    good = RateSum.objects.filter(_among(whole), rate__in=wanted)
    if stale:
        good = good.exclude(_among(stale))
    if overdue:
        good = good.exclude(_among(overdue), rate__in=TIMED)
    sums = good.order_by().values_list(*key, "rate", "reason")
    for row in sums.annotate(Sum("hits"), Sum("things")):
        yield row if by else (None, *row)


def _inside(whole: Iterable[Span], halves: frozenset[Half]) -> set[Half]:
    found: set[Half] = set()
    for span in whole if halves else ():
        units = set(span.units)
        found |= {
            (first, unit)
            for first, unit in halves
            if span.first <= first <= span.last and unit in units
        }
    return found


def _spans(halves: Iterable[Half]) -> list[Span]:
    return [
        Span(first, end_of(first), tuple(unit for _, unit in group))
        for first, group in groupby(sorted(halves), key=lambda half: half[0])
    ]


def _from_rows(by: By, spans: list[Span], at: datetime, rates: Iterable[str]) -> Iterator[Any]:
    if not spans:
        return
    scope = Scope(tuple(spans), at)
    key = {"": [], "unit": ["unit"], "month": ["day"]}[by]
    for rate in rates:
        for part in population.parts(rate, scope):
            groups = part.rows(scope).order_by().values_list(*key, "reason")
            for row in groups.annotate(hits=Count("pk", filter=part.hit), things=Count("pk")):
                place, reason, hits, things = row if by else (None, *row)
                yield place, rate, reason, hits, things
