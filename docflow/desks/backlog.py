"""What waits for the worker and what failed there, by kind of work; tells nothing of content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from docflow.documents.models import Lasting
from docflow.exchange.models import Delivery, Status
from docflow.incoming.models import Incoming
from docflow.notices.models import Endpoint, Letter
from docflow.units.models import Unit
from docflow.work import WaitingQuerySet

AT_MOST = 50
MOST_GIVEN_UP = 100
FAILED = Q(attempts__gt=0) & ~Q(last_error="")
KINDS: tuple[tuple[str, Any, str, str], ...] = (
    ("delivery", Delivery, "unit", "uid"),
    ("status", Status, "delivery__recipient", "delivery__uid"),
    ("check", Incoming, "unit", "document__uid"),
    ("mail", Letter, "unit", "uid"),
    ("webhook", Endpoint, "unit", "uid"),
    ("lasting", Lasting, "document__unit", "document__uid"),
)


@dataclass(frozen=True)
class Row:
    """One piece of work that failed and is tried again: what it is about, when, why it failed."""

    kind: str
    about: UUID
    due: datetime | None
    attempts: int
    last_error: str


@dataclass(frozen=True)
class Waiting:
    """One kind of work: how much waits, how much of it failed before, the oldest of that."""

    kind: str
    waiting: int
    failing: int
    failed: tuple[Row, ...]


def of_units(units: Sequence[Unit]) -> list[Waiting]:
    """What waits for these units; two queries for each kind of work."""
    return [
        _waiting(kind, model.objects.filter(**{f"{unit}__in": units}), about)
        for kind, model, unit, about in KINDS
    ]


def given_up(units: Sequence[Unit]) -> list[Any]:
    """Deliveries of these units that are no longer tried and not settled, the newest first."""
    rows = Delivery.objects.filter(unit__in=units, state="failed", acknowledged_at__isnull=True)
    return list(rows.select_related("unit", "recipient").order_by("-pk")[:MOST_GIVEN_UP])


def _waiting(kind: str, rows: WaitingQuerySet, about: str) -> Waiting:
    rows = rows.waiting()
    counts = rows.aggregate(waiting=Count("pk"), failing=Count("pk", filter=FAILED))
    failed = rows.filter(FAILED).order_by("due", "pk")
    told = failed.values_list(about, "due", "attempts", "last_error")[:AT_MOST]
    return Waiting(kind, counts["waiting"], counts["failing"], tuple(Row(kind, *r) for r in told))
