"""Circulation marks, and papers handed round for meetings."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NothingNamed
from docflow.api.payloads.copies import (
    CirculationMark,
    HandingRound,
    LaterEnd,
    MeetingLine,
    MeetingWhole,
    MemberReading,
    MoreMembers,
    Readers,
)
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.shapes import Page, Post
from docflow.api.views.documents import subject_of
from docflow.circulation import actions
from docflow.circulation.models import Meeting
from docflow.circulation.reading import members_of, readers_of
from docflow.documents.models import Document
from docflow.permissions import Permission as P

router = Router(tags=["circulation"])
KEEPERS = (P.MEETING_HAND_ROUND, P.AUDIT_READ)
ANY_PART = (*KEEPERS, P.MEETING_ATTEND)


@call(
    router,
    "POST",
    "/documents/{uuid:uid}/circulation",
    DocumentWhole,
    P.OUTGOING_DRAFT,
    P.COPY_DRAFT,
    P.OUTGOING_ISSUE,
    door="subject",
    codes=("mark_closed", "nothing_changed"),
)
def mark_circulation(request: Any, uid: UUID, given: CirculationMark) -> DocumentWhole:
    """Say how far a document may go: its drafter in a draft, the clerk until it is issued."""
    document = finding.document(request, uid)
    actions.mark(document, given.circulation or "", by=request.actor)
    document = finding.document(request, uid)
    return DocumentWhole.seen(subject_of(request, document), request.actor)


@call(router, "GET", "/meetings", Page[MeetingLine], *ANY_PART)
def list_meetings(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[MeetingLine]:
    """Meetings whose papers the token's post handed round or has now, the newest first."""
    question = ("meetings", request.token.uid)
    place = cursors.place(question, cursor)
    rows = _meetings(request)
    rows = rows.filter(pk__lt=place[0]) if place else rows
    lines = [(MeetingLine.of(row), row.pk) for row in rows.order_by("-pk")[: limit + 1]]
    return cursors.page(Page[MeetingLine], question, lines, limit)


@call(
    router,
    "POST",
    "/meetings",
    MeetingWhole,
    P.MEETING_HAND_ROUND,
    status=201,
    needs_key=True,
    codes=("ends_in_the_past", "ends_too_late", "other_unit", "reads_nothing", "not_given"),
    places={"other_unit": "members", "reads_nothing": "members", "not_given": "documents"},
)
def hand_round(request: Any, given: HandingRound) -> MeetingWhole:
    """Lend papers of the unit to the members of a meeting, until it ends."""
    meeting = actions.hand_round(
        given.name,
        given.begins,
        given.ends,
        [finding.named_post(request, uid, "members") for uid in given.members],
        [_paper(request, uid) for uid in given.documents],
        by=request.actor,
    )
    return _told(request, meeting)


@call(router, "GET", "/meetings/{uuid:uid}", MeetingWhole, *ANY_PART)
def show_meeting(request: Any, uid: UUID) -> MeetingWhole:
    """A meeting with its members and papers."""
    return _told(request, finding.one(_meetings(request), uid))


@call(router, "GET", "/meetings/{uuid:uid}/readers", Readers, *KEEPERS)
def list_readers(request: Any, uid: UUID) -> Readers:
    """Who read which paper and when: for whoever handed them round, the clerk and auditors."""
    meeting = finding.one(Meeting.objects.kept_by(request.actor), uid)
    documents = _documents(request, meeting)
    found = readers_of(meeting, members_of(meeting), documents)
    return Readers(readers=[MemberReading.of(each, documents) for each in found])


@call(
    router,
    "POST",
    "/meetings/{uuid:uid}/members",
    MeetingWhole,
    P.MEETING_HAND_ROUND,
    codes=("meeting_over", "members_already", "other_unit", "not_yours"),
    places={"other_unit": "members"},
)
def add_members(request: Any, uid: UUID, given: MoreMembers) -> MeetingWhole:
    """Hand the papers to more members, while the meeting is not over."""
    meeting = finding.one(_meetings(request), uid)
    members = [finding.named_post(request, each, "members") for each in given.members]
    return _told(request, actions.add_members(meeting, members, by=request.actor))


@call(
    router,
    "POST",
    "/meetings/{uuid:uid}/prolong",
    MeetingWhole,
    P.MEETING_HAND_ROUND,
    codes=("meeting_over", "not_longer", "not_yours"),
)
def prolong_meeting(request: Any, uid: UUID, given: LaterEnd) -> MeetingWhole:
    """Let the members keep the papers longer."""
    meeting = finding.one(_meetings(request), uid)
    return _told(request, actions.prolong(meeting, given.ends, by=request.actor))


@call(
    router,
    "POST",
    "/meetings/{uuid:uid}/end",
    MeetingWhole,
    P.MEETING_HAND_ROUND,
    codes=("meeting_over", "not_yours"),
)
def end_meeting(request: Any, uid: UUID) -> MeetingWhole:
    """End the meeting now: its papers are back."""
    meeting = finding.one(_meetings(request), uid)
    return _told(request, actions.end(meeting, by=request.actor))


@call(
    router,
    "POST",
    "/meetings/{uuid:uid}/give_back",
    MeetingWhole,
    P.MEETING_ATTEND,
    codes=("meeting_over", "no_papers"),
)
def give_papers_back(request: Any, uid: UUID) -> MeetingWhole:
    """Give one's papers back before the meeting ends."""
    meeting = finding.one(_meetings(request), uid)
    return _told(request, actions.give_back(meeting, by=request.actor))


def _meetings(request: Any) -> Any:
    rows = Meeting.objects.visible_to(request.actor)
    return rows.select_related("unit", "handed_by__user", "handed_by__unit")


def _paper(request: Any, uid: UUID) -> Document:
    found = finding.named_document(request, uid, "documents")
    if found is None:
        raise NothingNamed("documents")
    return found


def _documents(request: Any, meeting: Meeting) -> list[Document]:
    keys = list(meeting.papers.order_by("pk").values_list("document", flat=True))
    seen = Document.objects.visible_to(request.actor).in_bulk(keys)
    return [seen[key] for key in keys if key in seen]


def _told(request: Any, meeting: Meeting) -> MeetingWhole:
    return MeetingWhole(
        **MeetingLine.of(meeting).model_dump(),
        members=[Post.of(each.appointment) for each in members_of(meeting)],
        documents=[each.uid for each in _documents(request, meeting)],
    )
