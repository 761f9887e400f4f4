"""Following a directive to its end: asked again how it stands, and the report on it."""

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.errors import Refused
from docflow.incoming.giving import (
    LONGEST_REASON,
    LONGEST_TEXT,
    locked,
    must_be_open,
    must_have_given,
    must_hold,
)
from docflow.incoming.models import Assignment, Urge
from docflow.people.actor import Actor


@action
def urge(task: Assignment, *, by: Actor, words: str = "") -> Urge:
    """Ask again how a task stands: whoever has it now sees so until they report.

    By whoever gave it. Raises Refused: task_ended, not_under_way, nothing_to_urge, words_too_long.
    """
    must_have_given(task, by)
    task = locked(task)
    must_be_open(task)
    if task.role == Assignment.Role.FOR_INFORMATION:
        raise Refused("nothing_to_urge", _("This was given for information: nobody is to answer."))
    holder = _who_has_it(task)
    asked = Urge.objects.create(
        task=holder,
        by=by.stands_for,
        words=text(words, LONGEST_REASON, "words", may_be_empty=True),
    )
    record(
        Event.INCOMING_URGED,
        task.arrival,
        by,
        facts={"assignment": str(holder.uid), "late": holder.is_late},
        words=asked.words,
    )
    return asked


@action
def report_progress(task: Assignment, report: str, *, by: Actor) -> Assignment:
    """Say how it stands, in answer to whoever asked again.

    Raises Refused: not_your_task, task_ended, not_under_way, not_asked, report_missing.
    """
    task = locked(task)
    must_hold(task, by)
    must_be_open(task)
    report = text(report, LONGEST_TEXT, "report")
    answered = Urge.objects.filter(task=task, reported_at__isnull=True).update(
        report=report, reported_at=clock.now(), reporter=by.stands_for
    )
    if not answered:
        raise Refused("not_asked", _("Nobody has asked how this stands since the last report."))
    record(
        Event.INCOMING_REPORTED,
        task.arrival,
        by,
        facts={"assignment": str(task.uid), "answered": answered},
        report=report,
    )
    return task


def _who_has_it(task: Assignment) -> Assignment:
    """The open task at the end of the line through which this one was handed on."""
    held = task
    while handed_on := held.children.filter(role=task.role, done_at__isnull=True).first():
        held = handed_on
    return held
