"""Others in a document that is assigned already: handed over, forwarded, and what they give."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.documents.models import Attachment
from docflow.errors import Refused
from docflow.incoming.conditions import must_be_fit
from docflow.incoming.giving import (
    LONGEST_REASON,
    LONGEST_TEXT,
    UNDER_WAY,
    give,
    locked,
    may_lead,
    must_be_open,
    must_have_no_task,
    take_over,
)
from docflow.incoming.models import Assignment, Incoming, Part
from docflow.incoming.states import is_handler
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission, may, require
from docflow.signatures.intake import File
from docflow.units.models import Unit

LONGEST_PART = 4000
Role, Ended = Assignment.Role, Assignment.Ended


@action
def hand_over(task: Assignment, person: Appointment, reason: str, *, by: Actor) -> Assignment:
    """Give a task to a colleague of the same unit: the old one ends as handed over, and stays.

    By whoever has it, by the head of the department or by the leader. What was asked (more time,
    how it stands) is the new holder's to answer. Returns the new task. Raises Refused:
    not_your_task, not_a_persons, task_ended, not_under_way, other_department, has_a_task.
    """
    _must_hand_over(task, by)
    task = locked(task)
    must_be_open(task)
    if task.person is None:
        raise Refused(
            "not_a_persons",
            _("This task is the department's: its head hands it on to somebody."),
        )
    must_be_fit(task.unit, [person])
    if person.unit != task.unit:
        raise Refused(
            "other_department", _("%(who)s is not of %(unit)s."), who=person, unit=task.unit
        )
    must_have_no_task(task.arrival, [person])
    reason = text(reason, LONGEST_REASON, "reason")
    heir = take_over(task, person, by)
    record(
        Event.INCOMING_HANDED_OVER,
        task.arrival,
        by,
        facts={"assignment": str(heir.uid), "before": str(task.uid), "person": str(person.uid)},
        reason=reason,
    )
    return heir


@action
def forward(
    arrival: Incoming,
    words: str,
    *,
    by: Actor,
    collaborators: Iterable[Unit | Appointment] = (),
    for_information: Iterable[Unit | Appointment] = (),
) -> list[Assignment]:
    """Pass an assigned document on to others in or below the own unit, to help or to know.

    By its handler, the head of the department or the leader; who helps has the time the lead has.
    Raises Refused: not_under_way, not_the_handler, nobody_chosen, has_a_task, assigned_twice, …
    """
    arrival = Incoming.objects.lock(arrival)
    lead = _must_forward(arrival, by)
    helpers, readers = list(collaborators), list(for_information)
    if not helpers and not readers:
        raise Refused("nobody_chosen", _("Choose to whom the document is passed on."))
    must_be_fit(by.unit, [*helpers, *readers])
    must_have_no_task(arrival, [*helpers, *readers])
    words = text(words, LONGEST_TEXT, "words", may_be_empty=True) or lead.directive
    parent = None if may_lead(lead, by) else lead if lead.person else lead.parent
    given = [give(arrival, Role.COLLABORATOR, who, lead.due, words, by, parent) for who in helpers]
    given += [give(arrival, Role.FOR_INFORMATION, who, None, words, by, parent) for who in readers]
    record(
        Event.INCOMING_FORWARDED,
        arrival,
        by,
        facts={
            "assignments": [str(task.uid) for task in given],
            "units": sorted({str(task.unit.uid) for task in given}),
        },
        words=words,
    )
    return given


@action
def contribute(task: Assignment, part: str, *, by: Actor, file: File | None = None) -> Assignment:
    """Give one's part to the lead, in words and perhaps with a file; the task ends with it.

    Raises Refused: nothing_to_contribute, not_your_task, task_ended, not_under_way, part_missing.
    """
    require(by, Permission.INCOMING_HANDLE, task.unit)
    task = locked(task)
    _must_contribute(task, by)
    given = Part.objects.create(
        task=task,
        text=text(part, LONGEST_PART, "part"),
        by=by.stands_for,
        file=_kept(task, file) if file else None,
    )
    task.end(Ended.CONTRIBUTED)
    _end_department(task)
    record(
        Event.INCOMING_CONTRIBUTED,
        task.arrival,
        by,
        facts={"assignment": str(task.uid)},
        digests={"file": file.digest} if file else None,
        part=given.text,
    )
    return task


def _must_hand_over(task: Assignment, by: Actor) -> None:
    if may_lead(task, by) or may(by, Permission.INCOMING_REASSIGN, task.unit):
        return
    require(by, Permission.INCOMING_HANDLE, task.unit)
    if task.person_id != by.stands_for.pk:
        raise Refused(
            "not_your_task", _("This is the task of %(who)s."), who=task.person or task.unit
        )


def _must_forward(arrival: Incoming, by: Actor) -> Assignment:
    """The lead's task. Whoever only handles forwards what they themselves lead."""
    lead = arrival.lowest_lead
    here = arrival.handling_unit
    leads = may(by, Permission.INCOMING_ASSIGN, arrival.unit)
    if not leads and not may(by, Permission.INCOMING_REASSIGN, here):
        require(by, Permission.INCOMING_HANDLE, here)
        if not is_handler(arrival, by):
            raise is_handler.refusal(arrival)  # type: ignore[attr-defined]
    if lead is None or arrival.state not in UNDER_WAY:
        raise Refused(
            "not_under_way",
            _("The document is not being handled: its state is “%(state)s”."),
            state=arrival.get_state_display(),
        )
    return lead


def _must_contribute(task: Assignment, by: Actor) -> None:
    if task.role != Role.COLLABORATOR or task.children.filter(done_at__isnull=True).exists():
        raise Refused("nothing_to_contribute", _("Nothing here waits for a part of yours."))
    if task.person and task.person_id != by.stands_for.pk:
        raise Refused(
            "not_your_task", _("This is the task of %(who)s."), who=task.person.user.full_name
        )
    must_be_open(task)


def _kept(task: Assignment, file: File) -> Attachment:
    """The file beside the document, so that whoever may read that gets it the same way."""
    made: Attachment = task.arrival.document.attachments.create(
        name=file.name, digest=file.digest, size=file.size
    )
    return made


def _end_department(task: Assignment) -> None:
    """The department's task ends with the last of its people's."""
    above = task.parent
    if above is None or above.person or above.role != Role.COLLABORATOR or above.done_at:
        return
    if not above.children.filter(done_at__isnull=True).exists():
        above.end(Ended.CONTRIBUTED)
