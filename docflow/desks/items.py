"""One thing that waits, as every list tells it, whatever kind of row it comes from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from docflow import clock

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

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return self.due is not None and self.due < clock.now()

    @property
    def is_soon_late(self) -> bool:
        """Whether the deadline is near."""
        return self.due is not None and not self.is_late and self.due < clock.now() + SOON


def of_paper(paper: Any) -> Item:
    """A draft on its way; with `drafted_by`, and `last_reason` where it came back."""
    return _item(
        paper.document,
        state=str(paper.get_state_display()),
        since=paper.signed_at or paper.document.created,
        who=paper.drafted_by,
        note=getattr(paper, "last_reason", None) or "",
    )


def of_arrival(arrival: Any) -> Item:
    """A document that came."""
    return _item(
        arrival.document,
        state=str(arrival.get_state_display()),
        since=arrival.arrived_at,
        who=arrival.document.issuer,
        note=str(arrival.get_finding_display()) if arrival.finding else "",
    )


def of_task(task: Any) -> Item:
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


def of_turn(turn: Any) -> Item:
    """An opinion that is asked for; with `asked_by_name`."""
    return _item(
        turn.paper.document,
        state=str(turn.paper.get_state_display()),
        since=turn.opened,
        due=turn.deadline,
        who=turn.asked_by_name,
        note=turn.question,
    )


def of_delivery(delivery: Any) -> Item:
    """A delivery in trouble; with `refusal`, the recipient's reason."""
    return _item(
        delivery.document,
        state=str(delivery.get_state_display()),
        since=delivery.created,
        who=delivery.name,
        note=delivery.last_error or delivery.refusal or "",
    )


def _item(document: Any, **told: Any) -> Item:
    return Item(
        uid=document.uid,
        code=document.code,
        subject=document.subject,
        kind=document.kind,
        urgency=document.urgency,
        **told,
    )
