"""Passing incoming documents on and back; registering several, undoing, merging: each one act."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import finding
from docflow.api.access import call, refuse
from docflow.api.errors import NotHere
from docflow.api.payloads import incoming as sent
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.shapes import Reason
from docflow.api.views.incoming import DUE, GIVEN, TIMES, assignee, assignees, told
from docflow.desks.receiving_several import chosen, register_each
from docflow.incoming import passing_actions, register_actions
from docflow.permissions import Permission as P

router = Router(tags=["incoming"])
REASONED = ("wrong_state", "reason_missing", "reason_too_long")
TAKEN_BACK = ("wrong_state", "not_your_step", "opened_already")


@call(router, "POST", "/incoming/register_several", sent.RegisteredSeveral, P.INCOMING_REGISTER)
def register_several(request: Any, given: sent.ToRegister) -> sent.RegisteredSeveral:
    """Register each of some checked arrivals by itself; one that fails stops no other."""
    by, uids = request.actor, list(dict.fromkeys(given.documents))
    results = register_each(chosen(uids, by=by), by=by)
    found = {each.arrival.uid: sent.RegisteredOne.of(each) for each in results}
    unseen = [uid for uid in uids if uid not in found]
    nothing = refuse(request, NotHere()) if unseen else None
    for uid in unseen:
        found[uid] = sent.RegisteredOne(
            uid=uid, registered=False, number=None, code="not_found", detail=str(nothing)
        )
    return sent.RegisteredSeveral(
        registered=sum(each.registered for each in found.values()),
        results=[found[uid] for uid in uids],
    )


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/unregister",
    DocumentWhole,
    P.INCOMING_REGISTER,
    door="subject",
    codes=(*REASONED, "passed_on"),
)
def unregister(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Undo a registration that was not passed on; its number stays in the book, void."""
    arrival = finding.incoming(request, uid)
    return told(request, register_actions.unregister(arrival, given.reason, by=request.actor))


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/merge",
    DocumentWhole,
    P.INCOMING_REGISTER,
    door="subject",
    codes=("wrong_state", "not_a_twin", "known_is_closed"),
    places={"not_a_twin": "known", "known_is_closed": "known"},
)
def merge(request: Any, uid: UUID, given: sent.Merging) -> DocumentWhole:
    """Make the arrival a further version of the known document; tells that one."""
    arrival = finding.incoming(request, uid)
    known = finding.named_document(request, given.known, "known") or arrival.document
    return told(request, register_actions.merge(arrival, known, by=request.actor))


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/submit",
    DocumentWhole,
    P.INCOMING_PROPOSE,
    door="subject",
    codes=(*GIVEN, *TIMES),
    places=DUE,
)
def submit_incoming(request: Any, uid: UUID, given: sent.Proposing) -> DocumentWhole:
    """Submit the document to the leader with the office's proposal."""
    arrival = finding.incoming(request, uid)
    passing_actions.submit(
        arrival,
        given.summary,
        assignee(request, given.lead, "lead"),
        given.due,
        by=request.actor,
        collaborators=assignees(request, given.collaborators, "collaborators"),
        for_information=assignees(request, given.for_information, "for_information"),
    )
    return told(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/return_inside",
    DocumentWhole,
    P.INCOMING_ASSIGN,
    door="subject",
    codes=REASONED,
)
def return_inside(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Return a proposal to the office with a reason."""
    arrival = finding.incoming(request, uid)
    return told(request, passing_actions.return_inside(arrival, given.reason, by=request.actor))


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/give_back",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=(*REASONED, "not_the_handler", "within_department"),
)
def give_back(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Return to the office what was assigned to the wrong one."""
    arrival = finding.incoming(request, uid)
    return told(request, passing_actions.give_back(arrival, given.reason, by=request.actor))


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/take_back_proposal",
    DocumentWhole,
    P.INCOMING_PROPOSE,
    door="subject",
    codes=TAKEN_BACK,
)
def take_back_proposal(request: Any, uid: UUID) -> DocumentWhole:
    """Take one's proposal back before the leader has opened the document."""
    arrival = finding.incoming(request, uid)
    return told(request, passing_actions.take_back_proposal(arrival, by=request.actor))


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/take_back_assignment",
    DocumentWhole,
    P.INCOMING_ASSIGN,
    door="subject",
    codes=(*TAKEN_BACK, "handed_on_already"),
)
def take_back_assignment(request: Any, uid: UUID) -> DocumentWhole:
    """Take one's assignment back before anybody it names has opened the document."""
    arrival = finding.incoming(request, uid)
    return told(request, passing_actions.take_back_assignment(arrival, by=request.actor))


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/take_back",
    DocumentWhole,
    P.INCOMING_REASSIGN,
    door="subject",
    codes=("not_handed_on", "not_your_step", "opened_already", "begun_already"),
)
def take_back_task(request: Any, uid: UUID) -> DocumentWhole:
    """Take back what one handed on within the department, before its person has opened it."""
    task = finding.task(request, uid)
    passing_actions.take_back_task(task, by=request.actor)
    return told(request, task.arrival)


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/hand_back",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=("not_handed_on", "not_given_to_you", "begun_already", "reason_missing"),
)
def hand_back(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Return a task to the department that handed it on."""
    task = finding.task(request, uid)
    passing_actions.hand_back(task, given.reason, by=request.actor)
    return told(request, task.arrival)
