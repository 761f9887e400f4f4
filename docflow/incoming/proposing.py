"""What becomes of a proposal: who is proposed for what, and how it ends."""

from collections.abc import Iterable
from typing import Any

from docflow import clock
from docflow.incoming.models import Assignment, Incoming, Proposal, ProposedTask
from docflow.people.models import Appointment
from docflow.units.models import Unit

Role = Assignment.Role
Who = Unit | Appointment


def propose(
    proposal: Proposal, lead: Who, collaborators: Iterable[Who], for_information: Iterable[Who]
) -> None:
    """Keep who is proposed to lead, to co-ordinate and to know; inside the caller's act."""
    ProposedTask.objects.bulk_create(
        ProposedTask(proposal=proposal, role=role, unit=unit, person=person)
        for role, unit, person in _rows(lead, collaborators, for_information)
    )


def end(proposal: Proposal, outcome: str, by: Any, reason: str = "") -> None:
    """The proposal waits no longer; its row stays."""
    proposal.outcome, proposal.reason = outcome, reason
    proposal.ended_at, proposal.ended_by = clock.now(), by.stands_for
    proposal.save(update_fields=["outcome", "reason", "ended_at", "ended_by"])


def close_by_assignment(
    arrival: Incoming,
    lead: Who,
    collaborators: Iterable[Who],
    for_information: Iterable[Who],
    by: Any,
) -> None:
    """The proposal that waits is accepted, where whom it names is whom it is assigned to."""
    proposal = arrival.open_proposal
    if proposal is None:
        return
    proposed = {(task.role, task.unit, task.person) for task in _tasks(proposal)}
    as_proposed = proposed == set(_rows(lead, collaborators, for_information))
    outcome = Proposal.Outcome.ACCEPTED if as_proposed else Proposal.Outcome.CHANGED
    end(proposal, outcome, by)


def _tasks(proposal: Proposal) -> Any:
    return proposal.tasks.select_related("unit", "person__user")


def _rows(
    lead: Who, collaborators: Iterable[Who], for_information: Iterable[Who]
) -> Iterable[tuple[Any, Unit, Appointment | None]]:
    yield Role.LEAD, *_place(lead)
    yield from ((Role.COLLABORATOR, *_place(who)) for who in collaborators)
    yield from ((Role.FOR_INFORMATION, *_place(who)) for who in for_information)


def _place(who: Who) -> tuple[Unit, Appointment | None]:
    return (who.unit, who) if isinstance(who, Appointment) else (who, None)
