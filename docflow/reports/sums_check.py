"""The sums beside the rows they were made of: what `rebuild_reports --check` asks of them.

Looked at are the sums that stand for figures: a stale one, and a timed one past its moment, are
not read by anybody (docflow/reports/summing.py) and so not judged.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from docflow import clock
from docflow.reports.models import RateSum, StaleSum
from docflow.reports.population import Scope, Span
from docflow.reports.summing import AT_ONCE, TIMED, end_of, halves_of_rows, summed

Place = tuple[UUID, str, str]
SAID = ("first", "rate", "reason", "hits", "things", "until")


def wrong_sums(at: datetime | None = None) -> Iterator[tuple[UUID, Any, Any]]:
    """The unit of each sum that is not that of its rows, the sum there is, the one there should be.

    What is stale is read first: a sum made anew in between is then a good one.
    """
    at = at or clock.now()
    stale = set(StaleSum.objects.values_list("first", "unit"))
    kept = set(RateSum.objects.values_list("first", "unit").distinct())
    rows = {(first, unit) for unit, first in halves_of_rows()}
    for first, group in groupby(sorted((kept | rows) - stale), key=lambda half: half[0]):
        yield from _of_half(first, [unit for _, unit in group], at)


def _of_half(first: date, units: list[UUID], at: datetime) -> Iterator[tuple[UUID, Any, Any]]:
    for start in range(0, len(units), AT_ONCE):
        some = tuple(units[start : start + AT_ONCE])
        scope = Scope((Span(first, end_of(first), some),), at)
        has = {_place(each): each for each in RateSum.objects.filter(first=first, unit__in=some)}
        says = {_place(each): each for each in summed(scope, first)}
        past = {each.unit for each in has.values() if each.until and each.until < at}
        for place in sorted({*has, *says}):
            pair = _said(has.get(place)), _said(says.get(place))
            if pair[0] != pair[1] and not (place[0] in past and place[1] in TIMED):
                yield place[0], *pair


def _place(each: RateSum) -> Place:
    return each.unit, each.rate, each.reason


def _said(each: RateSum | None) -> dict[str, Any] | None:
    return {name: getattr(each, name) for name in SAID} if each else None
