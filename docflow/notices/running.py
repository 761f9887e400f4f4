"""Which clock runs for a document in its present state, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docflow.documents.kinds import Urgency
from docflow.documents.models import Document
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing.models import Outgoing
from docflow.units.calendar import Calendar
from docflow.units.clocks import Clock, due


@dataclass(frozen=True)
class Running:
    """A clock that runs: since when and until when; of a task, which."""

    clock: Clock
    started: datetime
    until: datetime
    task: Assignment | None = None


@dataclass(frozen=True)
class While:
    """A line of the table: in these states of a life a clock runs, from the moment `start` says."""

    life: type
    states: tuple[str, ...]
    clock: Clock
    start: Callable[[Any], datetime | None]


def _arrived(arrival: Any) -> datetime | None:
    moment: datetime | None = arrival.arrived_at
    return moment


def _signed(paper: Any) -> datetime | None:
    moment: datetime | None = paper.signed_at
    return moment


TO_REGISTER = ("arrived", "verified", "verify_failed")
TO_DECIDE = ("registered",)
TO_ISSUE = ("signed", "numbered", "sealed")
TABLE: tuple[While, ...] = (
    While(Incoming, TO_REGISTER, Clock.REGISTER, _arrived),
    While(Incoming, TO_DECIDE, Clock.SUBMIT, _arrived),
    While(Outgoing, TO_ISSUE, Clock.ISSUE, _signed),
)


def is_urgent(urgency: str) -> bool:
    """Whether a paper must go at once."""
    return urgency != Urgency.NORMAL


def of_subject(subject: Any, urgency: str, days: Calendar) -> Running | None:
    """The clock of an incoming or outgoing document itself, without its tasks."""
    for line in TABLE:
        start = line.start(subject) if isinstance(subject, line.life) else None
        if start and subject.state in line.states:
            until = due(line.clock, start, days, urgent=is_urgent(urgency))
            return Running(line.clock, start, until)
    return None


def of_document(document: Document, days: Calendar) -> list[Running]:
    """All clocks that run for a document now: its own, its open tasks', its deliveries'."""
    subject: Any = getattr(document, "outgoing", None) or getattr(document, "incoming", None)
    if subject is None:
        return []
    own = of_subject(subject, document.urgency, days)
    if isinstance(subject, Outgoing):
        return [*([own] if own else []), *_sending(subject, days)]
    tasks = _open_tasks(subject) if subject.state in ("assigned", "in_progress") else []
    return [*([own] if own else []), *tasks]


def _open_tasks(arrival: Incoming) -> list[Running]:
    """Open tasks with a deadline that nobody below has been given."""
    tasks = arrival.assignments.filter(done_at__isnull=True, due__isnull=False)
    rows = tasks.filter(children__isnull=True).select_related("unit", "person__user", "addressee")
    started = arrival.registered_at or arrival.arrived_at
    return [Running(Clock.HANDLE, started, task.due, task) for task in rows if task.due]


def _sending(paper: Outgoing, days: Calendar) -> list[Running]:
    """An issued document that has not gone to every recipient (QĐ 28/2018 Art. 6)."""
    if paper.state != "issued" or paper.signed_at is None:
        return []
    on_the_way = paper.document.deliveries.filter(state__in=["pending", "failed"])
    if not on_the_way.filter(acknowledged_at__isnull=True).exists():
        return []
    until = due(Clock.SEND, paper.signed_at, days, urgent=is_urgent(paper.document.urgency))
    return [Running(Clock.SEND, paper.signed_at, until)]
