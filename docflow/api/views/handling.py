"""Handling an incoming document to its end: each call one act; directives followed up."""

from typing import Any, Literal
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.payloads import handling as sent
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.shapes import Page, Reason
from docflow.api.views.incoming import DUE, GIVEN, TIMES, assignees, told
from docflow.desks import following_up
from docflow.desks.uploads import file_of
from docflow.incoming import (
    deadline_actions,
    follow_up_actions,
    handling_actions,
    holding_actions,
    passing_on_actions,
)
from docflow.permissions import Permission as P

router = Router(tags=["handling"])
DirectiveState = Literal["late", "open", "done"]
OPEN = ("task_ended", "not_under_way")
WORKS = (P.INCOMING_HANDLE, P.INCOMING_REASSIGN)
GIVES = (P.INCOMING_ASSIGN, P.INCOMING_REASSIGN)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/hold",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=("wrong_state", "not_the_handler", "until_in_the_past", "reason_missing"),
    places={"until_in_the_past": "until"},
)
def hold(request: Any, uid: UUID, given: sent.Holding) -> DocumentWhole:
    """Wait with the document until a day; its deadline does not move."""
    arrival = finding.incoming(request, uid)
    holding_actions.hold(arrival, given.until, given.reason, by=request.actor)
    return told(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/resume",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=("wrong_state", "not_the_handler"),
)
def resume(request: Any, uid: UUID) -> DocumentWhole:
    """Take up again what is on hold."""
    arrival = finding.incoming(request, uid)
    holding_actions.resume(arrival, by=request.actor)
    return told(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/file",
    DocumentWhole,
    P.INCOMING_HANDLE,
    P.INCOMING_REGISTER,
    door="subject",
    codes=("wrong_state", "not_the_handler", "place_missing", "place_too_long"),
)
def file_incoming(request: Any, uid: UUID, given: sent.Filing) -> DocumentWhole:
    """Put away what is done, by its handler or the clerk, and say where it is kept."""
    arrival = finding.incoming(request, uid)
    handling_actions.file(arrival, given.place, by=request.actor)
    return told(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/forward",
    DocumentWhole,
    *WORKS,
    P.INCOMING_ASSIGN,
    door="subject",
    codes=("not_under_way", "not_the_handler", "nobody_chosen", "has_a_task", *GIVEN[1:]),
    places={"nobody_chosen": "collaborators", "has_a_task": "collaborators"},
)
def forward(request: Any, uid: UUID, given: sent.Forwarding) -> DocumentWhole:
    """Pass an assigned document on to others, to help or to know."""
    arrival = finding.incoming(request, uid)
    passing_on_actions.forward(
        arrival,
        given.words,
        by=request.actor,
        collaborators=assignees(request, given.collaborators, "collaborators"),
        for_information=assignees(request, given.for_information, "for_information"),
    )
    return told(request, arrival)


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/hand_over",
    DocumentWhole,
    *WORKS,
    P.INCOMING_ASSIGN,
    door="subject",
    codes=(
        "not_your_task",
        "not_a_persons",
        "other_department",
        "other_unit",
        "post_ended",
        "has_a_task",
        "reason_missing",
        *OPEN,
    ),
    places={"other_department": "person", "has_a_task": "person", "post_ended": "person"},
)
def hand_over(request: Any, uid: UUID, given: sent.HandingOver) -> DocumentWhole:
    """Give a task to a colleague of the same unit; the old one stays in the history."""
    task = finding.task(request, uid)
    person = finding.named_post(request, given.person, "person")
    passing_on_actions.hand_over(task, person, given.reason, by=request.actor)
    return told(request, task.arrival)


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/contribute",
    DocumentWhole,
    P.INCOMING_HANDLE,
    door="subject",
    codes=("nothing_to_contribute", "not_your_task", "part_missing", *OPEN),
    places={"file_gone": "file"},
)
def contribute(request: Any, uid: UUID, given: sent.Contribution) -> DocumentWhole:
    """Give one's part to the lead; the task ends with it."""
    task = finding.task(request, uid)
    file = file_of(given.file, by=request.actor) if given.file else None
    passing_on_actions.contribute(task, given.part, by=request.actor, file=file)
    return told(request, task.arrival)


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/ask_extension",
    DocumentWhole,
    *WORKS,
    door="subject",
    codes=(
        "not_your_task",
        "no_deadline",
        "not_later",
        "extension_asked",
        "reason_missing",
        *OPEN,
        *TIMES,
    ),
    places=DUE | {"not_later": "due", "no_deadline": "due"},
)
def ask_extension(request: Any, uid: UUID, given: sent.MoreTime) -> DocumentWhole:
    """Ask for a later deadline; those who gave the task decide."""
    task = finding.task(request, uid)
    deadline_actions.ask_extension(task, given.due, given.reason, by=request.actor)
    return told(request, task.arrival)


@call(
    router,
    "POST",
    "/extensions/{uuid:uid}/allow",
    DocumentWhole,
    *GIVES,
    door="subject",
    codes=("wrong_state", "later_than_parent", "due_in_the_past"),
)
def allow_extension(request: Any, uid: UUID, given: sent.Allowance) -> DocumentWhole:
    """Allow more time; the first deadline is kept."""
    asked = finding.extension(request, uid)
    deadline_actions.allow_extension(asked, by=request.actor, words=given.words)
    return told(request, asked.task.arrival)


@call(
    router,
    "POST",
    "/extensions/{uuid:uid}/refuse",
    DocumentWhole,
    *GIVES,
    door="subject",
    codes=("wrong_state", "later_than_parent", "reason_missing"),
)
def refuse_extension(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Refuse more time, with the reason; the deadline stays."""
    asked = finding.extension(request, uid)
    deadline_actions.refuse_extension(asked, given.reason, by=request.actor)
    return told(request, asked.task.arrival)


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/urge",
    DocumentWhole,
    *GIVES,
    door="subject",
    codes=("nothing_to_urge", "words_too_long", *OPEN),
)
def urge(request: Any, uid: UUID, given: sent.Urging) -> DocumentWhole:
    """Ask again how a task stands: whoever has it now sees so until they report."""
    task = finding.task(request, uid)
    follow_up_actions.urge(task, by=request.actor, words=given.words)
    return told(request, task.arrival)


@call(
    router,
    "POST",
    "/assignments/{uuid:uid}/report_progress",
    DocumentWhole,
    *WORKS,
    door="subject",
    codes=("not_asked", "not_your_task", "report_missing", *OPEN),
)
def report_progress(request: Any, uid: UUID, given: sent.ProgressReport) -> DocumentWhole:
    """Say how it stands, in answer to whoever asked again."""
    task = finding.task(request, uid)
    follow_up_actions.report_progress(task, given.report, by=request.actor)
    return told(request, task.arrival)


@call(router, "GET", "/directives", Page[sent.DirectiveLine], *GIVES)
def list_directives(
    request: Any,
    state: DirectiveState = "open",
    post: UUID | None = None,
    unit: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[sent.DirectiveLine]:
    """What the token's post follows up: open, late or done; all, or of one post or unit."""
    question = ("directives", state, post, unit, request.token.uid)
    who = finding.named_post(request, post, "post") if post else None
    where = finding.named_unit(unit, "unit") if unit else None
    rows = following_up.directives_of(request.actor, state, who or where)
    found = following_up.after(rows, state, cursors.place(question, cursor))[: limit + 1]
    lines = [
        (sent.DirectiveLine.told(each), following_up.place_of(each.task, state))
        for each in following_up.told(list(found), request.actor)
    ]
    return cursors.page(Page[sent.DirectiveLine], question, lines, limit)


@call(
    router,
    "POST",
    "/directives/urge_late",
    sent.AskedAll,
    *GIVES,
    needs_key=True,
)
def urge_late(request: Any, given: sent.Urging) -> sent.AskedAll:
    """Ask again about all that is late and was not asked about today."""
    asked, refused = following_up.urge_late(given.words, by=request.actor)
    return sent.AskedAll(asked=asked, refused=refused)
