"""Handling: hand a task on, begin, take note, finish, file. Lock, move, save, record."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.documents.models import Document, Link
from docflow.errors import Refused
from docflow.incoming.conditions import deadline, must_be_fit
from docflow.incoming.giving import LONGEST_REASON, LONGEST_TEXT, give, locked
from docflow.incoming.models import PASSED, Assignment, Extension, Incoming, Urge
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission, require

Role, Ended = Assignment.Role, Assignment.Ended


@action
def reassign(
    task: Assignment,
    person: Appointment,
    *,
    by: Actor,
    due: datetime | int | None = None,
    collaborators: Iterable[Appointment] = (),
) -> Assignment:
    """Hand a department's task to one of its people, others co-ordinate; never later than itself.

    What was given to a person by name is not the department's to hand on. Exactly one leads at
    each level (Decree 30 Art. 23). Raises Refused: other_department, already_assigned,
    later_than_parent, and those of the deadline and of who can be given a task.

    `due` is a moment, or working days from today; without it the task's own deadline stands.
    """
    require(by, Permission.INCOMING_REASSIGN, task.unit)
    task, others = locked(task), list(collaborators)
    must_be_fit(task.unit, [person, *others])
    for who in [person, *others]:
        _must_be_of(task, who)
    handed_on = task.children.filter(role=task.role).exclude(PASSED)
    if task.done_at or task.person or handed_on.exists():
        raise Refused("already_assigned", _("This task is done or re-assigned already."))
    latest = task.due if due is None else deadline(due)
    if task.due and latest and latest > task.due:
        raise Refused("later_than_parent", _("The deadline is later than that of the task itself."))
    child = give(task.arrival, task.role, person, latest, task.directive, by, task)
    Urge.objects.filter(task=task, reported_at__isnull=True).update(task=child)
    for who in others:
        give(task.arrival, Role.COLLABORATOR, who, latest, task.directive, by, task)
    record(
        Event.INCOMING_REASSIGNED,
        task.arrival,
        by,
        facts={
            "assignment": str(child.uid),
            "parent": str(task.uid),
            "person": str(person.uid),
            "collaborators": [str(who.uid) for who in others],
        },
    )
    return child


@action
def start(arrival: Incoming, *, by: Actor) -> Incoming:
    """Begin handling."""
    arrival = Incoming.objects.lock(arrival)
    arrival.start(by)
    arrival.save()
    record(Event.INCOMING_STARTED, arrival, by)
    return arrival


@action
def take_note(task: Assignment, *, by: Actor) -> Assignment:
    """Say that a document given for information was seen; ends that task and nothing else."""
    require(by, Permission.INCOMING_HANDLE, task.unit)
    task = locked(task)
    if task.role != Role.FOR_INFORMATION or task.done_at:
        raise Refused("nothing_to_note", _("Nothing here waits for somebody to take note of it."))
    if task.person and task.person != by.stands_for:
        raise Refused(
            "not_given_to_you",
            _("This was given to %(who)s for information."),
            who=task.person.user.full_name,
        )
    task.end(Ended.NOTED)
    record(Event.INCOMING_NOTED, task.arrival, by, facts={"assignment": str(task.uid)})
    return task


@action
def finish(
    arrival: Incoming, *, by: Actor, answer: Document | None = None, result: str = ""
) -> Incoming:
    """Finish the lead's task, and the document with it; an answer is linked to what it answers.

    What collaborators have not given yet is closed with the lead; requests for more time lapse.
    Refused while somebody who asked again has no report (not_answered_yet).
    """
    arrival = Incoming.objects.lock(arrival)
    arrival.must_allow("finish", by)
    result = text(result, LONGEST_TEXT, "result", may_be_empty=True)
    if answer and answer.unit not in (arrival.unit, by.unit):
        raise Refused("foreign_document", _("Only a document of one's own unit can be the answer."))
    lead = arrival.live_tasks.get(role=Role.LEAD, level=1)
    _end_all(arrival, by)
    arrival.finish(by)
    arrival.result = result
    arrival.save()
    if answer:
        Link.objects.get_or_create(source=answer, target=arrival.document, kind=Link.Kind.ANSWERS)
    record(
        Event.INCOMING_FINISHED,
        arrival,
        by,
        facts={
            "unit": str(arrival.unit.uid),
            "assignment": str(lead.counted.uid),
            "answer": answer.code if answer else None,
        },
        result=result,
    )
    return arrival


@action
def file(arrival: Incoming, place: str, *, by: Actor) -> Incoming:
    """Put a document that is done away, by its handler or the clerk; `place` says where it lies.

    Decree 30 Art. 29: what belongs to a matter is kept together. Raises Refused: wrong_state,
    not_the_handler, place_missing.
    """
    arrival = Incoming.objects.lock(arrival)
    if Permission.INCOMING_REGISTER in by.permissions_in(arrival.unit):
        arrival.file_by_clerk(by)
    else:
        arrival.file(by)
    arrival.kept_at = text(place, LONGEST_REASON, "place")
    arrival.save()
    record(Event.INCOMING_FILED, arrival, by, place=arrival.kept_at)
    return arrival


def _must_be_of(task: Assignment, who: object) -> None:
    if not isinstance(who, Appointment) or who.unit != task.unit:
        raise Refused("other_department", _("%(who)s is not of %(unit)s."), who=who, unit=task.unit)


def _end_all(arrival: Incoming, by: Actor) -> None:
    """The lead's tasks are done, those of collaborators closed with them."""
    open_tasks = arrival.assignments.filter(done_at__isnull=True)
    for task in open_tasks.exclude(role=Role.FOR_INFORMATION):
        task.end(Ended.DONE if task.role == Role.LEAD else Ended.CLOSED)
    asked = Extension.objects.filter(task__arrival=arrival, state="asked").select_related("task")
    for request in asked:
        request.lapse(by)
        request.save()
