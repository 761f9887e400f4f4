"""Circulation marks, and papers handed round for a meeting. Lock, change, record."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.circulation import marks
from docflow.circulation.conditions import (
    LONGEST_NAME,
    must_be_fit,
    must_be_ours,
    must_be_times,
    must_keep,
    must_run,
)
from docflow.circulation.models import Meeting, Member, Paper
from docflow.documents.freezing import must_be_free
from docflow.documents.given import text
from docflow.documents.models import Document, Loan
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission, require

AT_ONCE = 500


@action
def mark(document: Document, circulation: str, *, by: Actor) -> Document:
    """Say how far a document may go (Annex I, box 11), or, with no mark, that nothing limits it.

    Its drafter does while the draft is in the drafter's hands, the clerk until it is issued; on
    what arrived the clerk notes the mark that the paper bears.
    """
    marks.must_be_mark(circulation)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    marks.must_be_open(document, by)
    must_be_free(document)
    before = document.circulation
    if before == circulation:
        raise Refused("nothing_changed", _("It bears this mark already."))
    document.circulation = circulation
    document.save(update_fields=["circulation"])
    record(
        Event.CIRCULATION_MARKED, document, by, facts={"before": before, "circulation": circulation}
    )
    return document


@action
def hand_round(
    name: str,
    begins: datetime,
    ends: datetime,
    members: Sequence[Appointment],
    documents: Sequence[Document],
    *,
    by: Actor,
) -> Meeting:
    """Lend papers of the unit to the members of a meeting, until it ends or they give them back."""
    require(by, Permission.MEETING_HAND_ROUND, by.unit)
    name = text(name, LONGEST_NAME, "meeting")
    must_be_times(begins, ends)
    members, documents = list(dict.fromkeys(members)), list(dict.fromkeys(documents))
    must_be_ours(documents, by)
    must_be_fit(by.unit, members)
    meeting = Meeting.objects.create(
        unit=by.unit, name=name, begins=begins, ends=ends, handed_by=by.stands_for
    )
    Paper.objects.bulk_create(Paper(meeting=meeting, document=each) for each in documents)
    _lend(meeting, members)
    record(
        Event.MEETING_HANDED_ROUND,
        meeting,
        by,
        facts={
            "unit": str(meeting.unit.uid),
            "begins": begins.isoformat(),
            "ends": ends.isoformat(),
            "documents": [str(each.uid) for each in documents],
            "members": [str(each.uid) for each in members],
        },
        name=name,
    )
    return meeting


@action
def add_members(meeting: Meeting, members: Sequence[Appointment], *, by: Actor) -> Meeting:
    """Hand the papers to more members, while the meeting is not over."""
    meeting = Meeting.objects.lock(meeting)
    must_keep(meeting, by)
    must_run(meeting)
    known = set(meeting.members.values_list("appointment", flat=True))
    new = [each for each in dict.fromkeys(members) if each.pk not in known]
    if members and not new:
        raise Refused("members_already", _("They are members of this meeting already."))
    must_be_fit(meeting.unit, new)
    _lend(meeting, new)
    record(
        Event.MEETING_MEMBERS_ADDED,
        meeting,
        by,
        facts={"members": [str(each.uid) for each in new]},
    )
    return meeting


@action
def prolong(meeting: Meeting, ends: datetime, *, by: Actor) -> Meeting:
    """Let the members keep the papers longer, while the meeting is not over."""
    meeting = Meeting.objects.lock(meeting)
    must_keep(meeting, by)
    must_run(meeting)
    must_be_times(meeting.begins, ends)
    if ends <= meeting.ends:
        raise Refused(
            "not_longer", _("This end is not later than the present one. End the meeting instead.")
        )
    before, meeting.ends = meeting.ends, ends
    meeting.save(update_fields=["ends"])
    _open_loans(meeting).update(until=ends)
    record(
        Event.MEETING_PROLONGED,
        meeting,
        by,
        facts={"before": before.isoformat(), "ends": ends.isoformat()},
    )
    return meeting


@action
def end(meeting: Meeting, *, by: Actor) -> Meeting:
    """End the meeting now: from this moment nobody reads its papers who only borrowed them."""
    meeting = Meeting.objects.lock(meeting)
    must_keep(meeting, by)
    must_run(meeting)
    before, meeting.ends = meeting.ends, clock.now()
    meeting.save(update_fields=["ends"])
    _open_loans(meeting).update(until=meeting.ends)
    record(Event.MEETING_ENDED, meeting, by, facts={"before": before.isoformat()})
    return meeting


@action
def give_back(meeting: Meeting, *, by: Actor) -> Meeting:
    """Give one's papers back before the meeting ends."""
    require(by, Permission.MEETING_ATTEND, by.unit)
    meeting = Meeting.objects.lock(meeting)
    must_run(meeting)
    member = meeting.members.filter(appointment=by.stands_for).first()
    if member is None or member.given_back:
        raise Refused("no_papers", _("You have no papers of this meeting to give back."))
    member.given_back = clock.now()
    member.save(update_fields=["given_back"])
    mine = Loan.objects.filter(lot=meeting.uid, appointment=by.stands_for)
    mine.update(until=member.given_back)
    record(Event.MEETING_GIVEN_BACK, meeting, by)
    return meeting


def _lend(meeting: Meeting, members: Sequence[Appointment]) -> None:
    """A loan of each paper to each of the members."""
    now = clock.now()
    Member.objects.bulk_create(
        Member(meeting=meeting, appointment=each, added=now) for each in members
    )
    papers = list(meeting.papers.values_list("document", flat=True))
    Loan.objects.bulk_create(
        (
            Loan(
                document_id=document,
                appointment=member,
                lot=meeting.uid,
                occasion=meeting.name,
                made=now,
                until=meeting.ends,
            )
            for member in members
            for document in papers
        ),
        batch_size=AT_ONCE,
    )


def _open_loans(meeting: Meeting) -> QuerySet[Loan]:
    return Loan.objects.filter(lot=meeting.uid, until__gt=clock.now())
