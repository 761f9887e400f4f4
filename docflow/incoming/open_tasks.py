"""Which open task of an incoming document is whoever asks to hand on, or to take note of."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.errors import Refused
from docflow.incoming.models import Assignment, Incoming
from docflow.people.actor import Actor
from docflow.permissions import Permission, may, require

UNDER_WAY = ("assigned", "in_progress")
HANDED_ON = Exists(Assignment.objects.filter(parent=OuterRef("pk"), ended_as=""))
"""Tasks that somebody of the department has; not those that were returned or taken back."""


def to_hand_on(arrival: Incoming, actor: Any) -> Assignment | None:
    """The task of the actor's unit that no person has yet, if the actor may hand it on."""
    if arrival.state not in UNDER_WAY or not may(actor, Permission.INCOMING_REASSIGN, actor.unit):
        return None
    tasks = _open(arrival).filter(unit=actor.unit, person__isnull=True).exclude(HANDED_ON)
    return tasks.exclude(role=Assignment.Role.FOR_INFORMATION).first()


def handed_on_by(arrival: Incoming, actor: Any) -> Assignment | None:
    """What the actor handed on in their department and could ask to have back."""
    if arrival.state not in UNDER_WAY or not may(actor, Permission.INCOMING_REASSIGN, actor.unit):
        return None
    own = {actor.user.pk} | ({actor.on_behalf_of.pk} if actor.on_behalf_of else set())
    tasks = _open(arrival).filter(unit=actor.unit, parent__isnull=False, given_by__user__in=own)
    return tasks.first()


def handed_to(arrival: Incoming, actor: Any) -> Assignment | None:
    """What the department handed on to the actor, who could return it there."""
    if arrival.state not in UNDER_WAY or not may(actor, Permission.INCOMING_HANDLE, actor.unit):
        return None
    return _open(arrival).filter(parent__isnull=False, person=actor.stands_for).first()


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
def task_handed_on(arrival: Incoming, *, by: Actor) -> Assignment:
    """What the actor handed on. Raises Refused: not_allowed, not_handed_on."""
    require(by, Permission.INCOMING_REASSIGN, by.unit)
    return _there(handed_on_by(arrival, by))


@refusals_recorded
def task_handed_to(arrival: Incoming, *, by: Actor) -> Assignment:
    """What was handed on to the actor. Raises Refused: not_allowed, not_handed_on."""
    require(by, Permission.INCOMING_HANDLE, by.unit)
    return _there(handed_to(arrival, by))


def _there(task: Assignment | None) -> Assignment:
    if task is None:
        raise Refused(
            "not_handed_on",
            _("Nothing handed on waits here: it was done, returned or taken back already."),
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
