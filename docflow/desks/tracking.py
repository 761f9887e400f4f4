"""Where each issued document has got to: a row for each recipient, with the time of each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from docflow.audit.events import Event
from docflow.desks.timeline import moments
from docflow.documents.models import Document
from docflow.exchange.models import TROUBLED, Delivery, Status
from docflow.exchange.states import Code, State
from docflow.outgoing.models import Channel
from docflow.units.models import Unit

PER_PAGE = 50
MOST_TROUBLED = 50
IN_TROUBLE = (State.REFUSED, State.FAILED)
GOOD = (State.COMPLETED,)


@dataclass(frozen=True)
class Step:
    """The way of one document to one recipient: when each step was reached, None if not (yet)."""

    delivery: Delivery
    sent: datetime | None
    arrived: datetime | None
    registered: datetime | None
    assigned: datetime | None
    in_progress: datetime | None
    done: datetime | None
    reason: str = ""

    @property
    def is_troubled(self) -> bool:
        """Whether it was refused or not delivered."""
        return self.delivery.state in IN_TROUBLE

    @property
    def is_settled(self) -> bool:
        """Whether the clerk has settled the trouble."""
        return self.delivery.acknowledged_at is not None

    @property
    def tone(self) -> str:
        """How the state is marked: bad, good or plain."""
        if self.is_troubled and not self.is_settled:
            return "bad"
        return "good" if self.delivery.state in GOOD else "plain"

    @property
    def times(self) -> tuple[datetime | None, ...]:
        """The steps in their order."""
        return (
            self.sent,
            self.arrived,
            self.registered,
            self.assigned,
            self.in_progress,
            self.done,
        )


@dataclass(frozen=True)
class Page:
    """Some deliveries, the newest first; `below` is where to go on, None at the end."""

    steps: tuple[Step, ...]
    below: int | None = None


def deliveries_of(unit: Unit) -> QuerySet[Any]:
    """All that a unit sent: what may be tracked by whoever may read in it."""
    rows: QuerySet[Any] = Delivery.objects.filter(unit=unit)
    return rows


def troubled(unit: Unit) -> list[Step]:
    """What came back or never arrived and is not settled, the oldest first."""
    return _steps(deliveries_of(unit).filter(TROUBLED).order_by("pk")[:MOST_TROUBLED])


def page(
    unit: Unit,
    *,
    state: str = "",
    below: int | None = None,
    limit: int = PER_PAGE,
    whole: bool = False,
) -> Page:
    """What a unit sent, the newest first, in one state, or all but what `troubled` tells.

    With `whole` that is among them.

    The number of queries does not grow with the rows.
    """
    rows = deliveries_of(unit)
    if state:
        rows = rows.filter(state=state)
    elif not whole:
        rows = rows.exclude(TROUBLED)
    if below is not None:
        rows = rows.filter(pk__lt=below)
    found = _steps(rows.order_by("-pk")[: limit + 1])
    shown = tuple(found[:limit])
    return Page(shown, shown[-1].delivery.pk if len(found) > limit else None)


def of_document(document: Document) -> list[Step]:
    """The recipients of one document: trouble first, then in the order they were named."""
    return of_deliveries(deliveries_from(document))


def deliveries_from(document: Document) -> list[Delivery]:
    """What was sent of a document, in the order the recipients were named; with its statuses."""
    rows = _told(Delivery.objects.filter(document=document).order_by("pk"))
    for each in rows:
        each.document = document
    return rows


def of_deliveries(rows: Sequence[Delivery]) -> list[Step]:
    """The steps of some deliveries: trouble first."""
    sent = moments(Event.DELIVERY_SENT, [each.uid for each in rows])
    steps = [_step(each, sent.get(each.uid)) for each in rows]
    return sorted(steps, key=lambda step: not step.is_troubled or step.is_settled)


def _told(rows: QuerySet[Any]) -> list[Any]:
    told = Status.objects.filter(due__isnull=True)
    return list(rows.prefetch_related(Prefetch("statuses", queryset=told)))


def _steps(rows: QuerySet[Any]) -> list[Step]:
    deliveries = _told(rows.select_related("document"))
    sent = moments(Event.DELIVERY_SENT, [each.uid for each in deliveries])
    return [_step(each, sent.get(each.uid)) for each in deliveries]


def _step(delivery: Any, sent: datetime | None) -> Step:
    statuses = {status.code: status for status in delivery.statuses.all()}
    refusal = statuses.get(Code.REFUSED)
    on_paper = delivery.channel == Channel.PAPER

    def at(code: Code) -> datetime | None:
        return statuses[code].at if code in statuses else None

    return Step(
        delivery,
        delivery.created if on_paper else sent,
        at(Code.ARRIVED),
        at(Code.REGISTERED),
        at(Code.ASSIGNED),
        at(Code.IN_PROGRESS),
        at(Code.COMPLETED),
        refusal.reason if refusal else delivery.last_error,
    )
