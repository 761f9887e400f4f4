"""One thing that waits, as every list tells it, whatever kind of row it comes from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from docflow import clock
from docflow.notices.running import of_subject
from docflow.units.calendar import Calendar
from docflow.units.clocks import Clock, label
from docflow.units.days import calendar

SOON = timedelta(days=2)


@dataclass(frozen=True)
class Item:
    """One thing that waits: which document, since when, until when, and what to know about it."""

    uid: UUID
    code: str
    subject: str
    kind: str
    urgency: str
    state: str
    since: datetime
    due: datetime | None = None
    who: str = ""
    note: str = ""
    role: str = ""
    clock: str = ""

    @property
    def duty(self) -> Any:
        """What is to be done by the deadline, where a clock set it."""
        return label(self.clock) if self.clock else ""

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return self.due is not None and self.due < clock.now()

    @property
    def is_soon_late(self) -> bool:
        """Whether the deadline is near; of one that always is by the next day, only on its day."""
        if self.due is None or self.is_late:
            return False
        if self.clock:
            return clock.local_date(self.due) == clock.today()
        return self.due < clock.now() + SOON


def of_paper(paper: Any, days: Calendar | None = None) -> Item:
    """A draft on its way; with `drafted_by`, and `last_reason` where it came back."""
    return _item(
        paper.document,
        state=str(paper.get_state_display()),
        since=paper.signed_at or paper.document.created,
        who=paper.drafted_by,
        note=getattr(paper, "last_reason", None) or "",
        **_clock_of(paper, days),
    )


def of_arrival(arrival: Any, days: Calendar | None = None) -> Item:
    """A document that came; with `proposed`, what the office proposes, where the leader decides."""
    proposed = getattr(arrival, "proposed", None)
    found = str(arrival.get_finding_display()) if arrival.finding else ""
    return _item(
        arrival.document,
        state=str(arrival.get_state_display()),
        since=arrival.arrived_at,
        who=arrival.document.issuer,
        note=_("Proposal: %(summary)s") % {"summary": proposed}
        if proposed
        else arrival.return_reason or found,
        **_clock_of(arrival, days),
    )


def of_task(task: Any, _days: Calendar | None = None) -> Item:
    """A task; with `holder`, who has it, or `leader`, who leads at the lowest level."""
    return _item(
        task.arrival.document,
        state=str(task.arrival.get_state_display()),
        since=task.arrival.arrived_at,
        due=task.due,
        who=getattr(task, "leader", None) or task.holder or "",
        note=task.directive,
        role=str(task.get_role_display()),
    )


def of_turn(turn: Any, _days: Calendar | None = None) -> Item:
    """An opinion that is asked for; with `asked_by_name`."""
    return _item(
        turn.paper.document,
        state=str(turn.paper.get_state_display()),
        since=turn.opened,
        due=turn.deadline,
        who=turn.asked_by_name,
        note=turn.question,
    )


def of_delivery(delivery: Any, _days: Calendar | None = None) -> Item:
    """A delivery in trouble; with `refusal`, the recipient's reason."""
    return _item(
        delivery.document,
        state=str(delivery.get_state_display()),
        since=delivery.created,
        who=delivery.name,
        note=delivery.last_error or delivery.refusal or "",
    )


def of_request(request: Any, _days: Calendar | None = None) -> Item:
    """A document its sender asks back."""
    return _item(
        request.received,
        state=str(request.get_state_display()),
        since=request.asked_at,
        due=request.deadline,
        who=request.received.issuer,
        note=request.reason,
        clock=str(Clock.RECALL_ANSWER),
    )


def of_dossier(dossier: Any, _days: Calendar | None = None) -> Item:
    """A dossier that is due at the archive, or came to it."""
    ended, due = dossier.ended_on, dossier.due_on
    return Item(
        uid=dossier.uid,
        code=dossier.notation,
        subject=dossier.title,
        kind="DOSSIER",
        urgency="normal",
        state=str(dossier.get_state_display()),
        since=clock.at(ended, 0),
        due=clock.at(due, 23, 59) if due else None,
        who=dossier.keeper.user.full_name if dossier.keeper else "",
        note=dossier.returned_because,
    )


def of_copy(copy: Any, _days: Calendar | None = None) -> Item:
    """A copy on its way; with `drafted_by`."""
    return _item(
        copy.document,
        state=str(copy.get_state_display()),
        since=copy.approved_at or copy.document.created,
        who=copy.drafted_by,
    )


def of_loan(loan: Any, _days: Calendar | None = None) -> Item:
    """A paper lent for a meeting, which goes back at its end."""
    return _item(
        loan.document,
        state=str(_("lent to read")),
        since=loan.made,
        due=loan.until,
        who=loan.document.issuer,
        note=loan.occasion,
    )


def _clock_of(subject: Any, days: Calendar | None) -> dict[str, Any]:
    """The deadline of the clock that runs for a document itself, if one does."""
    running = of_subject(subject, subject.document.urgency, days or calendar())
    return {"due": running.until, "clock": str(running.clock)} if running else {}


def _item(document: Any, **told: Any) -> Item:
    return Item(
        uid=document.uid,
        code=document.code,
        subject=document.subject,
        kind=document.kind,
        urgency=document.urgency,
        **told,
    )
