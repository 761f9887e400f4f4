"""What a queue is: rows of one kind that wait for whoever holds a permission, and how each is told.

Each queue is a question to the open rows of one unit, answered from a partial index: its cost
grows with what is open there, not with what was ever done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from docflow import clock
from docflow.desks.edges import SOME_EDGES, Edges, edge_values, edges_of
from docflow.desks.items import SOON, Item
from docflow.desks.standing_in import marks, stand_in, values_of
from docflow.errors import Refused
from docflow.permissions import Permission, may
from docflow.statements import SOME_DAY, SOME_MOMENT, Rows
from docflow.units.calendar import Calendar
from docflow.units.days import calendar

PER_PAGE = 50


@dataclass(frozen=True)
class Source:
    """Rows of one kind: where those that can wait are, all a list tells of them, and how."""

    open: Callable[[Any], QuerySet[Any]]
    told: Callable[[QuerySet[Any], date, Edges | None], QuerySet[Any]]
    item: Callable[[Any, Calendar | None], Item]
    kind: str = "document__kind"

    def of(self, actor: Any) -> QuerySet[Any]:
        """Where what can wait is; under a delegation bound to types, those of these types."""
        rows = self.open(actor)
        bound = getattr(actor, "kinds", ())
        return rows.filter(**{f"{self.kind}__in": bound}) if bound else rows


def _nothing_more(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows


def _open_to_all(actor: Any) -> Refused | None:
    return None


@dataclass(frozen=True, eq=False)
class Queue:
    """Things of one kind that wait for whoever holds a permission: those a condition picks.

    The condition is given whoever asks, and the moment before which a deadline is near. `closed`
    is why whoever asks can do nothing about any of them, though the permission is theirs.
    """

    code: str
    label: Any
    empty: Any
    who: Permission
    source: Source
    which: Callable[[Any, datetime], Q]
    more: Callable[[QuerySet[Any]], QuerySet[Any]] = _nothing_more
    closed: Callable[[Any], Refused | None] = _open_to_all

    def rows(self, actor: Any) -> QuerySet[Any]:
        """What waits: what is late first, then the most urgent or soonest due, then the oldest."""
        edges = edges_of(clock.now(), calendar())
        return self._waiting(actor, clock.now() + SOON, clock.today(), edges)

    def steady_rows(self, actor: Any) -> QuerySet[Any]:
        """The same in an order that time does not change: for going on from a place in it."""
        return self._waiting(actor, clock.now() + SOON, clock.today(), None)

    def item(self, row: Any, days: Calendar | None = None) -> Item:
        """One of these rows as lists tell it; deadlines by the calendar, where it is given."""
        return self.source.item(row, days)

    def items(
        self, actor: Any, limit: int = PER_PAGE, offset: int = 0, days: Calendar | None = None
    ) -> list[Item]:
        """So many of what waits, in its order; the calendar is read unless it is given."""
        days = days or calendar()
        reads = may(actor, Permission.DOCUMENT_READ, actor.unit)
        kinds = getattr(actor, "kinds", ())
        asked = _part(connection.vendor, self, reads, kinds, offset, limit)
        values = {**values_of(actor), **edge_values(edges_of(clock.now(), days))}
        return [self.item(row, days) for row in asked.of(values)]

    def _waiting(self, actor: Any, near: datetime, day: date, edges: Edges | None) -> QuerySet[Any]:
        waiting = self.source.of(actor).filter(self.which(actor, near))
        return self.more(self.source.told(waiting, day, edges))


@lru_cache(maxsize=512)
def _part(
    _vendor: str, queue: Queue, reads: bool, kinds: tuple[str, ...], offset: int, limit: int
) -> Rows:
    rows = queue._waiting(stand_in(reads, kinds), SOME_MOMENT, SOME_DAY, SOME_EDGES)
    return Rows(rows[offset : offset + limit], (*marks(), *edge_values(SOME_EDGES)))
