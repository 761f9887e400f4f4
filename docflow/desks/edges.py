"""Where lateness begins: one comparison for each list, instead of a deadline for each row."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex

from docflow.documents.kinds import Urgency
from docflow.statements import moment_value
from docflow.units.calendar import Calendar
from docflow.units.clocks import Clock, late_before

BY_URGENCY = "express very_urgent urgent normal"
"""The more urgent, the farther left its word first stands."""


@dataclass(frozen=True)
class Edges:
    """What began before these moments is late: of ordinary papers, of urgent ones."""

    ordinary: datetime
    urgent: datetime


SOME_EDGES = Edges(datetime(1, 1, 3, tzinfo=UTC), datetime(1, 1, 4, tzinfo=UTC))
"""Marks for a question whose SQL is made once."""


def edges_of(now: datetime, days: Calendar) -> Edges:
    """The edges now: registering, presenting and issuing have the same ones."""
    return Edges(
        late_before(Clock.REGISTER, now, days), late_before(Clock.REGISTER, now, days, urgent=True)
    )


def edge_values(edges: Edges) -> dict[Any, Any]:
    """What goes where the marks are, as the database takes it."""
    return {
        moment_value(SOME_EDGES.ordinary): moment_value(edges.ordinary),
        moment_value(SOME_EDGES.urgent): moment_value(edges.urgent),
    }


def pressing(
    rows: QuerySet[Any], start: str, edges: Edges | None, runs: Q | None = None
) -> QuerySet[Any]:
    """Late first, then the more urgent, then the older; without edges time changes nothing.

    `start` names when the clock of a row began, `runs` for which rows it runs at all.
    """
    rank = StrIndex(Value(BY_URGENCY), "document__urgency")
    if edges is None:
        return rows.order_by(rank, "pk")
    ordinary = Q(document__urgency=str(Urgency.NORMAL), **{f"{start}__lt": edges.ordinary})
    urgent = ~Q(document__urgency=str(Urgency.NORMAL)) & Q(**{f"{start}__lt": edges.urgent})
    is_late = (ordinary | urgent) & runs if runs is not None else ordinary | urgent
    return rows.order_by(Case(When(is_late, then=Value(0)), default=Value(1)), rank, "pk")
