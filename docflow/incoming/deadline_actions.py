"""More time: asked for by whoever has a task, decided by those who gave it; the first date stays.

Decree 30/2020 Art. 23, 24.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.errors import Refused
from docflow.incoming.conditions import deadline
from docflow.incoming.giving import LONGEST_REASON, locked, may_lead, must_be_open, must_hold
from docflow.incoming.models import Assignment, Extension, Incoming
from docflow.people.actor import Actor


@action
def ask_extension(task: Assignment, due: datetime | int, reason: str, *, by: Actor) -> Extension:
    """Ask for a later deadline; `due` is a moment, or working days from today.

    Raises Refused: not_your_task, task_ended, not_under_way, no_deadline, not_later,
    extension_asked, reason_missing, and those of the deadline.
    """
    task = locked(task)
    must_hold(task, by)
    must_be_open(task)
    reason, due = text(reason, LONGEST_REASON, "reason"), deadline(due)
    if task.due is None:
        raise Refused("no_deadline", _("This was given for information: it has no deadline."))
    if due <= task.due:
        raise Refused("not_later", _("The deadline asked for is not later than the present one."))
    if task.extensions.filter(state="asked").exists():
        raise Refused("extension_asked", _("More time was asked for already; wait for the answer."))
    asked: Extension = Extension.objects.create(
        task=task, asked_by=by.stands_for, due_before=task.due, due=due, reason=reason
    )
    record(
        Event.INCOMING_EXTENSION_ASKED,
        task.arrival,
        by,
        facts={"assignment": str(task.uid), "extension": str(asked.uid), "due": due.isoformat()},
        reason=reason,
    )
    return asked


@action
def allow_extension(extension: Extension, *, by: Actor, words: str = "") -> Extension:
    """Allow more time; the first deadline is kept beside it.

    The leader may allow any: departments above the task then have as much time as it. The head of
    the department that handed it on stays within the department's own deadline. Raises Refused:
    wrong_state, later_than_parent, due_in_the_past.
    """
    extension = _locked(extension)
    if may_lead(extension.task, by):
        extension.allow(by)
    else:
        extension.allow_within(by)
    if extension.due < clock.now():
        raise Refused(
            "due_in_the_past",
            _("The date asked for has passed. Refuse, so that another one is asked for."),
        )
    _decide(extension, words, by)
    changed = _extend(extension.task, extension.due)
    record(
        Event.INCOMING_EXTENDED,
        extension.task.arrival,
        by,
        facts={
            "extension": str(extension.uid),
            "task": str(extension.task.uid),
            "assignment": next((str(each.counted.uid) for each in changed if _counts(each)), None),
            "due": extension.due.isoformat(),
        },
        words=extension.decision,
    )
    return extension


@action
def refuse_extension(extension: Extension, reason: str, *, by: Actor) -> Extension:
    """Refuse more time, with the reason. Raises Refused: wrong_state, reason_missing."""
    extension = _locked(extension)
    if may_lead(extension.task, by):
        extension.turn_down(by)
    else:
        extension.turn_down_within(by)
    _decide(extension, text(reason, LONGEST_REASON, "reason"), by)
    record(
        Event.INCOMING_EXTENSION_REFUSED,
        extension.task.arrival,
        by,
        facts={"extension": str(extension.uid), "task": str(extension.task.uid)},
        reason=extension.decision,
    )
    return extension


def _locked(extension: Extension) -> Extension:
    """The request as it is now, after the document it belongs to."""
    arrival = Incoming.objects.lock(extension.task.arrival)
    found: Extension = Extension.objects.lock(extension)
    found.task.arrival = arrival
    return found


def _decide(extension: Extension, words: str, by: Actor) -> None:
    extension.decision = text(words, LONGEST_REASON, "reason", may_be_empty=True)
    extension.decided_by, extension.decided_at = by.stands_for, clock.now()
    extension.save()


def _extend(task: Assignment, due: datetime) -> list[Assignment]:
    """The task, and those above it that have less time, get the new deadline."""
    changed = []
    above: Assignment | None = task
    while above:
        if above.due and above.due < due:
            above.due = due
            above.save(update_fields=["due"])
            changed.append(above)
        above = above.parent
    return changed


def _counts(task: Assignment) -> bool:
    """Whether rates count it: the lead of the first level."""
    return task.level == 1 and task.role == Assignment.Role.LEAD
