"""Giving tasks and passing them on; who may say what about them: holders and who gave them."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow.documents.models import give_access
from docflow.errors import Refused
from docflow.incoming.models import Assignment, Extension, Incoming, Urge
from docflow.people.models import Appointment
from docflow.permissions import Permission, may, require
from docflow.units.models import Unit

UNDER_WAY = ("assigned", "in_progress", "on_hold")
LONGEST_REASON = 500
LONGEST_TEXT = 1000


def give(
    arrival: Incoming,
    role: str,
    who: Unit | Appointment,
    due: datetime | None,
    directive: str,
    by: Any,
    parent: Assignment | None = None,
    level: int = 1,
) -> Assignment:
    """A new task for a unit or the holder of a post, who may read the document from now on."""
    person, unit = (who, who.unit) if isinstance(who, Appointment) else (None, who)
    give_access(arrival.document, who)
    return Assignment.objects.create(
        arrival=arrival,
        parent=parent,
        level=parent.level + 1 if parent else level,
        role=role,
        unit=unit,
        person=person,
        addressee=arrival.unit,
        directive=directive,
        due=due,
        first_due=due,
        given_by=by.stands_for,
    )


def take_over(task: Assignment, person: Appointment, by: Any) -> Assignment:
    """The old task ended, a new one in its place with all that was asked about it.

    Inside the act of whoever hands over, with the task locked and open.
    """
    task.end(Assignment.Ended.HANDED_OVER)
    give_access(task.arrival.document, person)
    heir = Assignment.objects.create(
        arrival=task.arrival,
        parent=task.parent,
        level=task.level,
        role=task.role,
        unit=task.unit,
        person=person,
        addressee=task.addressee,
        directive=task.directive,
        due=task.due,
        first_due=task.first_due,
        replaces=task,
        given_by=getattr(by, "stands_for", None),
    )
    task.children.update(parent=heir)
    Urge.objects.filter(task=task, reported_at__isnull=True).update(task=heir)
    Extension.objects.filter(task=task, state="asked").update(task=heir)
    return heir


def locked(task: Assignment) -> Assignment:
    """The task as it is now, locked with its document until the transaction ends."""
    arrival = Incoming.objects.lock(task.arrival)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "unit", "person__user", "addressee", "parent__unit"
    )
    found: Assignment = rows.get(pk=task.pk)
    found.arrival = arrival
    return found


def must_be_open(task: Assignment) -> None:
    """Raise Refused `task_ended` or `not_under_way` unless the task is still to be done."""
    if task.done_at:
        raise Refused(
            "task_ended",
            _("This task has ended (%(how)s). Look at the page anew."),
            how=task.get_ended_as_display() or _("done"),
        )
    if task.arrival.state not in UNDER_WAY:
        raise Refused(
            "not_under_way",
            _("The document is not being handled: its state is “%(state)s”."),
            state=task.arrival.get_state_display(),
        )


def must_have_no_task(arrival: Incoming, people: list[Unit | Appointment]) -> None:
    """Raise Refused `has_a_task` when one of them has an open task in this document already."""
    open_tasks = arrival.assignments.filter(done_at__isnull=True)
    for who in people:
        is_post = isinstance(who, Appointment)
        own = Q(person=who) if is_post else Q(unit=who, person__isnull=True)
        if open_tasks.filter(own).exists():
            raise Refused(
                "has_a_task",
                _("%(who)s has a task in this document already. Leave it out."),
                who=who,
            )


def must_hold(task: Assignment, by: Any) -> None:
    """Raise Refused unless the task is the actor's own, or that of the unit the actor may head."""
    if task.person is None:
        held = Permission.INCOMING_REASSIGN
        require(by, held, task.unit)
        return
    require(by, Permission.INCOMING_HANDLE, task.unit)
    if task.person_id != by.stands_for.pk:
        raise Refused(
            "not_your_task",
            _("This is the task of %(who)s."),
            who=task.person.user.full_name,
        )


def may_lead(task: Assignment, by: Any) -> bool:
    """Whether the actor leads the unit to which the document came."""
    return may(by, Permission.INCOMING_ASSIGN, task.addressee)


def gave(task: Assignment, by: Any) -> bool:
    """Whether the task was given out here: by the leader, or by the department above it."""
    if may_lead(task, by):
        return True
    return task.parent is not None and may(by, Permission.INCOMING_REASSIGN, task.parent.unit)


def must_have_given(task: Assignment, by: Any) -> None:
    """Raise NotAllowed unless the actor stands for those who gave the task."""
    if not gave(task, by):
        require(by, Permission.INCOMING_ASSIGN, task.addressee)
