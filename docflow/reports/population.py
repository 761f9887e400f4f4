"""Which rows a rate counts: a figure and the list behind it are read from the same query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from docflow.incoming.states import Finding
from docflow.outgoing.models import Channel
from docflow.reports.models import (
    CountedArrival,
    CountedDelivery,
    CountedDocument,
    CountedTask,
    Dated,
    TrialUnit,
)
from docflow.units.models import Unit, UnitPlace
from docflow.units.tree import subtree

# A leave permit may stay on paper, so no signature can be asked of it.
EXEMPT_KINDS = ("LEAVE_PERMIT",)


@dataclass(frozen=True)
class Span:
    """Units that are counted together from the first day to the last one, both included."""

    first: date
    last: date
    units: tuple[UUID, ...]


@dataclass(frozen=True)
class Scope:
    """What is counted: which units on which days, as it was known at a moment."""

    spans: tuple[Span, ...]
    at: datetime
    inside_once: bool = False

    def among(self, column: str) -> Q:
        """Rows of these days whose column names one of the units."""
        return reduce(
            or_,
            (
                Q(**{f"{column}__in": span.units, "day__range": (span.first, span.last)})
                for span in self.spans
            ),
        )


@dataclass(frozen=True)
class Part:
    """A table a rate counts: which rows hit, and which are left aside for what reason."""

    model: type[Dated]
    hit: Q
    aside: dict[str, Q] = field(default_factory=dict)

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """All rows in the scope; `reason` says why one is left aside, and is empty otherwise."""
        reason = Case(
            *(When(rows, then=Value(name)) for name, rows in self.aside.items()),
            default=Value(""),
            output_field=CharField(),
        )
        rows = self.model._default_manager.filter(scope.among("unit"), at__lte=scope.at)
        return rows.annotate(reason=reason)


def spans_of(unit: Unit, first: date, last: date) -> tuple[Span, ...]:
    """The unit and all below it through a period, by the tree as it was on each day."""
    days = _changes(first, last)
    ends = [day - timedelta(days=1) for day in days[1:]] + [last]
    return tuple(
        Span(day, end, uids(subtree(unit, day))) for day, end in zip(days, ends, strict=True)
    )


def within(spans: Iterable[Span], first: date, last: date) -> tuple[Span, ...]:
    """The part of spans that lies between two days."""
    cut = (Span(max(each.first, first), min(each.last, last), each.units) for each in spans)
    return tuple(each for each in cut if each.first <= each.last)


def uids(units: Iterable[Unit]) -> tuple[UUID, ...]:
    """The names of units in the log."""
    return tuple(unit.uid for unit in units)


def parts(rate_id: str, scope: Scope) -> list[Part]:
    """The tables a rate counts. Raises KeyError for a rate there is not."""
    return COUNTED[rate_id](scope)


def _changes(first: date, last: date) -> list[date]:
    """The first day, and each later one on which the tree is another than the day before."""
    began = UnitPlace.objects.filter(valid_from__range=(first, last))
    ended = UnitPlace.objects.filter(valid_to__range=(first, last))
    after = {day + timedelta(days=1) for day in ended.values_list("valid_to", flat=True)}
    days = {first, *began.values_list("valid_from", flat=True), *after}
    return sorted(day for day in days if day <= last)


def _trial(*columns: str) -> Q:
    units = TrialUnit.objects.values("uid")
    return reduce(or_, (Q(**{f"{column}__in": units}) for column in columns))


def _exchanges(scope: Scope) -> list[Part]:
    delivered = Q(delivered_at__lte=scope.at) & ~Q(channel=Channel.PAPER)
    aside = {
        "trial_unit": _trial("unit", "sender"),
        "unregistered": Q(void_at__lte=scope.at),
        "for_reference": Q(finding=Finding.UNSIGNED),
    }
    if scope.inside_once:
        aside["counted_by_sender"] = scope.among("sender")
    return [
        Part(CountedDelivery, delivered, {"trial_unit": _trial("unit", "recipient")}),
        Part(CountedArrival, Q(channel=Channel.ELECTRONIC), aside),
    ]


def _documents(hit: Q, **aside: Q) -> Callable[[Scope], list[Part]]:
    def documents(scope: Scope) -> list[Part]:
        return [Part(CountedDocument, hit, {"trial_unit": _trial("unit"), **aside})]

    return documents


def _tasks(deadline: str) -> Callable[[Scope], list[Part]]:
    """Lead tasks, judged by the deadline in a column: the last one allowed, or the first."""

    def tasks(scope: Scope) -> list[Part]:
        open_still = Q(done_at__isnull=True) | Q(done_at__gt=scope.at)
        aside = {
            "trial_unit": _trial("unit"),
            "given_back": Q(void_at__lte=scope.at, void_at__lt=F(deadline)),
            "open_in_time": open_still & Q(**{f"{deadline}__gte": scope.at}),
        }
        in_time = Q(done_at__lte=F(deadline)) & Q(done_at__lte=scope.at)
        return [Part(CountedTask, in_time, aside)]

    return tasks


EXEMPT = Q(kind__in=EXEMPT_KINDS)
COUNTED: dict[str, Callable[[Scope], list[Part]]] = {
    "R1": _exchanges,
    "R2": _documents(Q(personal=True), exempt_kind=EXEMPT),
    "R3": _documents(Q(seal=True), exempt_kind=EXEMPT),
    "R4a": _documents(Q(electronic__gt=0, paper=0)),
    "R4b": _documents(Q(electronic__gt=0, paper__gt=0)),
    "R4c": _documents(Q(electronic=0)),
    "R5": _tasks("due"),
    "R5a": _tasks("first_due"),
    "R7": _documents(Q(at__lte=F("due")), not_timed=Q(due__isnull=True)),
}
