"""Incoming documents: from arrival to done, each call one act."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NothingNamed
from docflow.api.payloads import incoming as sent
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.lines import DocumentLine
from docflow.api.payloads.shapes import Page, Reason
from docflow.api.payloads.words import IncomingState
from docflow.desks.uploads import file_of
from docflow.desks.walking import newest
from docflow.identity import new_uid
from docflow.incoming import actions
from docflow.incoming.actions import Arriving
from docflow.incoming.models import Incoming
from docflow.people.models import Appointment
from docflow.permissions import Permission as P
from docflow.units.models import Unit

router = Router(tags=["incoming"])
GIVEN = ("wrong_state", "post_ended", "unit_ended", "other_unit", "assigned_twice")
TIMES = ("bad_due", "due_in_the_past")
DUE = {"due_in_the_past": "due", "later_than_parent": "due"}


@call(router, "GET", "/incoming", Page[DocumentLine])
def list_incoming(
    request: Any, state: IncomingState | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[DocumentLine]:
    """The unit's incoming documents and those given to it or to the post, the newest first."""
    question = ("incoming", state, request.token.uid)
    place = cursors.place(question, cursor)
    below = place[0] if place else None
    rows = newest(request.actor, (Incoming,), limit + 1, below=below, state=state or "")
    lines = [(DocumentLine.of(row.document, row), row.pk) for row in rows]
    return cursors.page(Page[DocumentLine], question, lines, limit)


@call(
    router,
    "POST",
    "/incoming",
    DocumentWhole,
    P.INCOMING_ARRIVE_ON_PAPER,
    status=201,
    needs_key=True,
    codes=("secret", "unknown_kind", "bad_number", "number_without_date", "issued_in_the_future"),
    places={
        "file_gone": "scan",
        "secret": "subject",
        "issued_in_the_future": "issued_on",
        "number_without_date": "issued_on",
    },
)
def arrive_on_paper(request: Any, given: sent.PaperArrival) -> DocumentWhole:
    """Take in a paper arrival with its scan; the clerk has looked at the paper itself."""
    by = request.actor
    arriving = Arriving(
        exchange_id=new_uid(),
        sender=finding.named_unit(given.sender, "sender") if given.sender else None,
        issuer=given.issuer,
        kind=given.kind,
        subject=given.subject,
        urgency=given.urgency,
        number=given.number,
        notation=given.notation,
        issued_on=given.issued_on,
        file=file_of(given.scan, by=by),
        attachments=tuple(file_of(each, by=by) for each in given.attachments),
        code_as_written=given.code_as_written,
    )
    arrival = actions.arrive_on_paper(arriving, by=by, secrecy=given.secrecy)
    return told(request, arrival)


@call(router, "GET", "/incoming/{uuid:uid}/duplicates", sent.Duplicates, door="subject")
def list_duplicates(request: Any, uid: UUID) -> sent.Duplicates:
    """Documents of the unit that seem to be the same one."""
    twins = actions.duplicates(finding.incoming(request, uid))
    rows = Incoming.objects.filter(document__in=twins).select_related("document")
    seen = finding.visible(request, [row.pk for row in rows])
    return sent.Duplicates(
        documents=[DocumentLine.of(row.document, row) for row in rows if row.pk in seen]
    )


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/register",
    DocumentWhole,
    P.INCOMING_REGISTER,
    door="subject",
    codes=("wrong_state", "possible_duplicate", "reason_missing", "unit_ended"),
    places={"reason_missing": "accept_reason", "possible_duplicate": "although_duplicate"},
)
def register(request: Any, uid: UUID, given: sent.Registration) -> DocumentWhole:
    """Enter the document in the register with the next arrival number."""
    arrival = finding.incoming(request, uid)
    actions.register(
        arrival,
        by=request.actor,
        accept_reason=given.accept_reason,
        although_duplicate=given.although_duplicate,
    )
    return told(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/refuse",
    DocumentWhole,
    P.INCOMING_REFUSE,
    door="subject",
    codes=("wrong_state", "reason_missing", "reason_too_long"),
)
def refuse_incoming(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Return the document to its sender with the reason."""
    arrival = finding.incoming(request, uid)
    actions.refuse(arrival, given.reason, by=request.actor)
    return told(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/assign",
    DocumentWhole,
    P.INCOMING_ASSIGN,
    door="subject",
    codes=(*GIVEN, *TIMES),
    places=DUE,
)
def assign(request: Any, uid: UUID, given: sent.Directive) -> DocumentWhole:
    """Say who leads, who co-ordinates and by when; exactly one leads."""
    arrival = finding.incoming(request, uid)
    actions.assign(
        arrival,
        given.directive,
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
    "/assignments/{uuid:uid}/reassign",
    DocumentWhole,
    P.INCOMING_REASSIGN,
    door="subject",
    codes=("already_assigned", "other_department", "later_than_parent", "post_ended", *TIMES),
    places=DUE | {"other_department": "person", "post_ended": "person"},
)
def reassign(request: Any, uid: UUID, given: sent.Reassignment) -> DocumentWhole:
    """Hand a department's task to one of its people; never later than its own deadline."""
    task = finding.task(request, uid)
    person = finding.named_post(request, given.person, "person")
    actions.reassign(task, person, by=request.actor, due=given.due)
    return told(request, task.arrival)


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/take_note",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=("nothing_to_note", "not_given_to_you"),
)
def take_note(request: Any, uid: UUID) -> DocumentWhole:
    """Say that a document given for information was seen."""
    task = finding.task(request, uid)
    actions.take_note(task, by=request.actor)
    return told(request, task.arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/start",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=("wrong_state", "not_the_handler"),
)
def start(request: Any, uid: UUID) -> DocumentWhole:
    """Begin handling."""
    arrival = finding.incoming(request, uid)
    actions.start(arrival, by=request.actor)
    return told(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/finish",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=("wrong_state", "not_the_handler", "foreign_document"),
    places={"foreign_document": "answer"},
)
def finish(request: Any, uid: UUID, given: sent.Result) -> DocumentWhole:
    """Finish the lead's task, and the document with it; an answer is linked to it."""
    arrival = finding.incoming(request, uid)
    answer = finding.named_document(request, given.answer, "answer")
    actions.finish(arrival, by=request.actor, answer=answer, result=given.result)
    return told(request, arrival)


def told(request: Any, arrival: Incoming) -> DocumentWhole:
    """The document after the act."""
    return DocumentWhole.seen(finding.after(arrival), request.actor)


def assignee(request: Any, given: sent.Assignee, field: str) -> Unit | Appointment:
    """Whom a field names: a post or a unit. Raises NothingNamed."""
    if given.post and not given.unit:
        return finding.named_post(request, given.post, f"{field}.post")
    if given.unit and not given.post:
        return finding.named_unit(given.unit, f"{field}.unit")
    raise NothingNamed(field)


def assignees(request: Any, given: list[sent.Assignee], field: str) -> list[Any]:
    """Whom each of a list names. Raises NothingNamed."""
    return [assignee(request, each, f"{field}.{place}") for place, each in enumerate(given)]
