"""Which open task of an incoming document is whoever asks to hand on, or to take note of."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.errors import Refused
from docflow.incoming.giving import UNDER_WAY as UNDER_WAY
from docflow.incoming.models import Assignment, Incoming
from docflow.people.actor import Actor
from docflow.permissions import Permission, may, require


def to_hand_on(arrival: Incoming, actor: Any) -> Assignment | None:
    """The task of the actor's unit that no person has yet, if the actor may hand it on."""
    if arrival.state not in UNDER_WAY or not may(actor, Permission.INCOMING_REASSIGN, actor.unit):
        return None
    tasks = _open(arrival).filter(unit=actor.unit, person__isnull=True, children__isnull=True)
    return tasks.exclude(role=Assignment.Role.FOR_INFORMATION).first()


def to_note(arrival: Incoming, actor: Any) -> Assignment | None:
    """What the actor, or a unit they read in, got for information and did not note yet."""
    if arrival.state not in UNDER_WAY or not may(actor, Permission.INCOMING_HANDLE, actor.unit):
        return None
    given = _open(arrival).filter(role=Assignment.Role.FOR_INFORMATION)
    mine = given.filter(person=actor.stands_for).first()
    if mine or not may(actor, Permission.DOCUMENT_READ, actor.unit):
        return mine
    return given.filter(unit=actor.unit, person__isnull=True).first()


@refusals_recorded
def task_to_hand_on(arrival: Incoming, *, by: Actor) -> Assignment:
    """The task the actor is to hand on. Raises Refused: not_allowed, nothing_to_hand_on."""
    require(by, Permission.INCOMING_REASSIGN, by.unit)
    task = to_hand_on(arrival, by)
    if task is None:
        raise Refused(
            "nothing_to_hand_on",
            _("No open task of your department waits here: it is done or handed on already."),
        )
    return task


@refusals_recorded
def task_to_note(arrival: Incoming, *, by: Actor) -> Assignment:
    """What the actor is to take note of. Raises Refused: not_allowed, nothing_to_note."""
    require(by, Permission.INCOMING_HANDLE, by.unit)
    task = to_note(arrival, by)
    if task is None:
        raise Refused("nothing_to_note", _("Nothing here waits for somebody to take note of it."))
    return task


def _open(arrival: Incoming) -> Any:
    tasks = arrival.assignments.filter(done_at__isnull=True)
    return tasks.select_related("arrival__document", "unit", "person__user").order_by("pk")
