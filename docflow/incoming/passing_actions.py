"""Passing a registered document on, and back: proposals, returns, taking back. Each is one act."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.audit.models import Entry
from docflow.documents.given import text
from docflow.documents.models import Access
from docflow.errors import Refused
from docflow.incoming.conditions import deadline, must_be_fit
from docflow.incoming.models import Assignment, Incoming, Proposal
from docflow.incoming.passing import Made, first_opening, is_by, told
from docflow.incoming.proposing import end, propose
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission, require
from docflow.units.models import Unit

LONGEST_SUMMARY = 1000
LONGEST_REASON = 500
Ending = Assignment.Ending
Outcome = Proposal.Outcome


@action
def submit(
    arrival: Incoming,
    summary: str,
    lead: Unit | Appointment,
    due: datetime | int,
    *,
    by: Actor,
    collaborators: Iterable[Unit | Appointment] = (),
    for_information: Iterable[Unit | Appointment] = (),
) -> Incoming:
    """Submit the document to the leader with the office's proposal (Decree 30 Art. 23).

    `due` is a moment, or working days from today; all proposed are of the unit or below it.
    """
    arrival = Incoming.objects.lock(arrival)
    arrival.submit(by)
    summary, due = text(summary, LONGEST_SUMMARY, "summary"), deadline(due)
    collaborators, for_information = list(collaborators), list(for_information)
    must_be_fit(arrival.unit, [lead, *collaborators, *for_information])
    arrival.return_reason = ""
    arrival.save()
    proposal = arrival.proposals.create(
        number=arrival.proposals.count() + 1, summary=summary, due=due, by=by.stands_for
    )
    propose(proposal, lead, collaborators, for_information)
    record(
        Event.INCOMING_SUBMITTED,
        arrival,
        by,
        facts={
            "unit": str(arrival.unit.uid),
            "proposal": str(proposal.uid),
            "round": proposal.number,
            "lead": str(lead.uid),
            "due": due.isoformat(),
        },
        summary=summary,
    )
    return arrival


@action
def take_back_proposal(arrival: Incoming, *, by: Actor) -> Incoming:
    """Take one's proposal back before the leader has opened the document; its round is kept."""
    arrival = Incoming.objects.lock(arrival)
    proposal = arrival.open_proposal
    arrival.take_back_proposal(by)
    assert proposal is not None  # a submitted document has one
    end(proposal, Outcome.TAKEN_BACK, by)
    arrival.save()
    record(Event.INCOMING_PROPOSAL_TAKEN_BACK, arrival, by, facts={"proposal": str(proposal.uid)})
    return arrival


@action
def return_inside(arrival: Incoming, reason: str, *, by: Actor) -> Incoming:
    """Return a proposal to the office with a reason; the office submits anew, rounds are kept."""
    arrival = Incoming.objects.lock(arrival)
    proposal = arrival.open_proposal
    arrival.return_inside(by)
    arrival.return_reason = text(reason, LONGEST_REASON, "reason")
    assert proposal is not None  # a submitted document has one
    end(proposal, Outcome.RETURNED, by, arrival.return_reason)
    arrival.save()
    record(
        Event.INCOMING_RETURNED_INSIDE,
        arrival,
        by,
        facts={"proposal": str(proposal.uid), "round": proposal.number},
        reason=arrival.return_reason,
    )
    return arrival


@action
def give_back(arrival: Incoming, reason: str, *, by: Actor) -> Incoming:
    """Return to the office what was assigned to the wrong one: all its tasks end as returned."""
    arrival = Incoming.objects.lock(arrival)
    arrival.give_back(by)
    arrival.return_reason = text(reason, LONGEST_REASON, "reason")
    task = arrival.lead_of(1)
    _end(arrival.live_tasks, Ending.RETURNED, arrival.return_reason)
    arrival.save()
    record(
        Event.INCOMING_GIVEN_BACK,
        arrival,
        by,
        facts={
            "unit": str(arrival.unit.uid),
            "assignment": str(task.uid) if task else None,
        },
        reason=arrival.return_reason,
    )
    return arrival


@action
def take_back_assignment(arrival: Incoming, *, by: Actor) -> Incoming:
    """Take one's assignment back before anybody it names has opened the document."""
    arrival = Incoming.objects.lock(arrival)
    arrival.take_back_assignment(by)
    task = arrival.lead_of(1)
    _end(arrival.live_tasks, Ending.TAKEN_BACK)
    arrival.save()
    record(
        Event.INCOMING_ASSIGNMENT_TAKEN_BACK,
        arrival,
        by,
        facts={
            "unit": str(arrival.unit.uid),
            "assignment": str(task.uid) if task else None,
        },
    )
    return arrival


@action
def take_back_task(task: Assignment, *, by: Actor) -> Assignment:
    """Take back what one handed on within the department, before its person has opened it."""
    require(by, Permission.INCOMING_REASSIGN, task.unit)
    task = _locked(task)
    made = Made(task.given_by, task.given_at)
    _must_be_handed_on(task)
    if not is_by(made, by):
        raise Refused(
            "not_your_step",
            _("Only %(who)s, who took this step, can take it back. Ask them."),
            who=made.by.user.full_name if made.by else _("nobody known"),
        )
    _must_not_be_begun(task)
    opened = first_opening(
        task.arrival, made, lambda post: task.person is not None and post.user == task.person.user
    )
    if opened:
        raise Refused(
            "opened_already",
            _("%(who)s opened it at %(at)s. Ask them to return it."),
            **told(opened),
        )
    _end(Assignment.objects.filter(pk=task.pk), Ending.TAKEN_BACK)
    record(Event.INCOMING_TASK_TAKEN_BACK, task.arrival, by, facts={"assignment": str(task.uid)})
    return task


@action
def hand_back(task: Assignment, reason: str, *, by: Actor) -> Assignment:
    """Return a task to the department that handed it on; it is handed on anew from there."""
    require(by, Permission.INCOMING_HANDLE, task.unit)
    task = _locked(task)
    _must_be_handed_on(task)
    if task.person != by.stands_for:
        raise Refused(
            "not_given_to_you",
            _("This was handed to %(who)s."),
            who=task.person.user.full_name if task.person else task.unit.name,
        )
    _must_not_be_begun(task)
    reason = text(reason, LONGEST_REASON, "reason")
    _end(Assignment.objects.filter(pk=task.pk), Ending.RETURNED, reason)
    record(
        Event.INCOMING_HANDED_BACK,
        task.arrival,
        by,
        facts={"assignment": str(task.uid), "unit": str(task.unit.uid)},
        reason=reason,
    )
    return task


def _locked(task: Assignment) -> Assignment:
    Incoming.objects.lock(task.arrival)
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("arrival__document", "person__user", "given_by__user").get(
        pk=task.pk
    )


def _must_be_handed_on(task: Assignment) -> None:
    if task.ended_as or task.done_at or task.parent_id is None:
        raise Refused(
            "not_handed_on",
            _("Nothing handed on waits here: it was done, returned or taken back already."),
        )


def _must_not_be_begun(task: Assignment) -> None:
    """Whoever leads at the lowest level begins the document with its task."""
    if task.role != Assignment.Role.LEAD or task.arrival.state == "assigned":
        return
    begun = Entry.objects.filter(subject=task.arrival.uid, event=Event.INCOMING_STARTED)
    if task.given_at and begun.filter(at__gte=task.given_at).exists():
        raise Refused(
            "begun_already",
            _("%(who)s has begun to handle it. Have it handed over instead."),
            who=task.person.user.full_name if task.person else task.unit.name,
        )


def _end(tasks: Any, ending: str, reason: str = "") -> None:
    """End tasks without their being done; who has none left reads the document no longer."""
    ended = list(tasks.select_related("arrival"))
    rows = Assignment.objects.filter(pk__in=[task.pk for task in ended])
    rows.filter(done_at__isnull=True).update(done_at=clock.now())
    rows.update(ended_as=ending, ended_reason=reason)
    for task in ended:
        left = task.arrival.live_tasks
        given = Access.objects.filter(document=task.arrival.document_id)
        if task.person_id and not left.filter(person=task.person_id).exists():
            given.filter(appointment=task.person_id).delete()
        elif not task.person_id and not left.filter(unit=task.unit_id, person=None).exists():
            given.filter(unit=task.unit_id).delete()
