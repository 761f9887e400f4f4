"""Who took the last step with a document, who is next, and whether they have opened it since.

What was passed on can be taken back until the next person reads it. Reads lie in the log, one for
each reader in ten minutes: one shortly before the step therefore counts as one after it.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import READS_APART
from docflow.audit.models import Entry
from docflow.people.models import Appointment, User, roles_of
from docflow.permissions import Permission, granted
from docflow.wording import time_text

MOST_READS = 200
WORKS = {Permission.INCOMING_HANDLE, Permission.INCOMING_REASSIGN}
Next = Callable[[Appointment], bool]


@dataclass(frozen=True)
class Made:
    """A step: whose post took it, and when."""

    by: Appointment | None
    at: datetime | None


@dataclass(frozen=True)
class Opening:
    """Who opened a document, and when."""

    who: str
    at: datetime


def is_by(made: Made, by: Any) -> bool:
    """Whether whoever acts took this step, or stands in for who did."""
    return made.by is not None and made.by.user in (by.user, by.on_behalf_of)


@dataclass(frozen=True)
class Passing:
    """The last step with an incoming document that can be taken back."""

    arrival: Any

    def made(self) -> Made:
        """Who submitted it, or assigned it; nobody when that was not kept yet."""
        if self.arrival.state == "submitted":
            proposal = self.arrival.open_proposal
            return Made(proposal.by, proposal.submitted_at) if proposal else Made(None, None)
        task = self.arrival.lead_of(1)
        return Made(task.given_by, task.given_at) if task else Made(None, None)

    def was_by(self, by: Any) -> bool:
        """Whether whoever acts took the step, or stands in for who did."""
        return is_by(self.made(), by)

    def opening(self) -> Opening | None:
        """Who of those that are next opened the document first since that step."""
        return first_opening(self.arrival, self.made(), _next_of(self.arrival))

    def follower(self) -> str | None:
        """Who was given it by those it was assigned to, or took note of it."""
        tasks = self.arrival.live_tasks.select_related("person__user", "unit")
        gone = tasks.filter(level__gt=1).first() or tasks.filter(done_at__isnull=False).first()
        return _holder(gone) if gone else None

    def maker_named(self) -> dict[str, Any]:
        """The one who took the step, in the words of a refusal."""
        post = self.made().by
        return {"who": post.user.full_name if post else _("nobody known")}

    def opening_told(self) -> dict[str, Any]:
        """Who opened it and when, in the words of a refusal."""
        return told(self.opening())

    def follower_named(self) -> dict[str, Any]:
        """Who has it by now, in the words of a refusal."""
        return {"who": self.follower() or ""}


def first_opening(arrival: Any, made: Made, is_next: Next) -> Opening | None:
    """Who of some opened the document first since a step of somebody else."""
    if made.by is None or made.at is None:
        return None
    reads = Entry.objects.filter(
        subject=arrival.uid, event=Event.DOCUMENT_READ, at__gt=made.at - READS_APART
    )
    for entry in reads.order_by("at")[:MOST_READS]:
        told = json.loads(entry.text)
        if str(made.by.user.uid) in (told["actor"], told["on_behalf_of"]):
            continue
        if any(is_next(post) for post in _posts(told)):
            return Opening(_named(told["actor"]), entry.at)
    return None


def told(opened: Opening | None) -> dict[str, Any]:
    """An opening in the words of a refusal."""
    return {"who": opened.who, "at": time_text(opened.at)} if opened else {"who": "", "at": ""}


def _next_of(arrival: Any) -> Next:
    """A proposal goes to whoever assigns in the unit, an assignment to those it names."""
    if arrival.state == "submitted":
        return lambda post: (
            post.unit_id == arrival.unit_id and _may(post, {Permission.INCOMING_ASSIGN})
        )
    tasks = list(arrival.live_tasks.select_related("person"))
    return lambda post: _is_given(post, tasks, arrival)


def _is_given(post: Appointment, tasks: Iterable[Any], arrival: Any) -> bool:
    for task in tasks:
        if task.person:
            if task.person.user_id == post.user_id:
                return True
        elif task.unit_id == post.unit_id:
            return bool(task.unit_id != arrival.unit_id or _may(post, WORKS))
    return False


def _may(post: Appointment, any_of: set[Permission]) -> bool:
    return bool(granted(roles_of(post)) & any_of)


def _posts(told: dict[str, Any]) -> list[Appointment]:
    """The post somebody read in: the giver's, where they stood in for another."""
    posts = Appointment.objects.all()
    if told["on_behalf_of"]:
        giver = {"user__uid": UUID(told["on_behalf_of"]), "unit__uid": UUID(told["unit"])}
        return list(posts.filter(**giver))
    return list(posts.filter(uid=UUID(told["appointment"]))) if told["appointment"] else []


def _named(uid: str) -> str:
    name = User.objects.filter(uid=UUID(uid)).values_list("full_name", flat=True).first()
    return name or ""


def _holder(task: Any) -> str:
    return str(task.person.user.full_name if task.person else task.unit.name)
