"""Marks that limit how far a paper goes, and papers that are lent for a meeting and come back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import clock
from docflow.audit.models import Entry
from docflow.circulation import actions
from docflow.circulation.models import Meeting
from docflow.circulation.reading import members_of, readers_of
from docflow.copies import actions as copies
from docflow.documents import actions as documents
from docflow.documents import hold_actions
from docflow.documents.models import Document, Loan
from docflow.errors import NotAllowed, Refused
from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.incoming.arriving import Arriving
from docflow.incoming.models import Incoming
from docflow.outgoing.contents import To
from docflow.people import actions as staff
from docflow.people.actor import Actor, System
from docflow.people.models import Appointment
from docflow.permissions import Role
from docflow.search import following
from docflow.search.documents import find
from tests import builders
from tests.cast import LONG_AGO, Cast, unit
from tests.docflow.copies.test_actions import sealed


def refusal(code: str) -> object:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


HOUR = timedelta(hours=1)


@pytest.fixture
def paper(people: Cast) -> Document:
    """A paper the commune issued and Lan does not know."""
    scan = builders.page(people)

    arriving = Arriving(
        new_uid(), None, "UBND tỉnh", "REPORT", "Tài liệu họp giao ban", "normal", None, "", None,
        scan,
    )  # fmt: skip
    return Document.objects.get(pk=incoming.arrive_on_paper(arriving, by=people.hoa).pk)


def handed(people: Cast, *papers: Document, to=None, ends=HOUR, by=None) -> Meeting:
    """Hoa hands papers round to Lan, for an hour from now."""
    now = clock.now()
    return actions.hand_round(
        "Họp giao ban tháng 11",
        now,
        now + ends,
        to or [people.lan.appointment],
        papers,
        by=by or people.hoa,
    )


def sees(actor: Actor, document: Document) -> bool:
    return Document.objects.visible_to(actor).filter(pk=document.pk).exists()


def later(monkeypatch, ahead: timedelta) -> None:
    """Let some time pass."""
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + ahead)


@pytest.mark.law("L18")
def test_a_member_reads_the_papers_until_the_meeting_ends_and_then_nothing_has_to_run(
    people: Cast, paper: Document, monkeypatch
) -> None:
    assert not sees(people.lan, paper)
    handed(people, paper)

    assert sees(people.lan, paper)
    later(monkeypatch, timedelta(minutes=59))
    assert sees(people.lan, paper)

    later(monkeypatch, timedelta(minutes=2))
    assert not sees(people.lan, paper)
    with pytest.raises(NotAllowed):
        documents.read(paper, by=people.lan)


@pytest.mark.law("L18")
def test_papers_given_back_are_gone_for_who_gave_them_back_alone(
    people: Cast, paper: Document
) -> None:
    other = staff.appoint(
        people.vân, people.commune, "Chuyên viên", [Role.SPECIALIST], by=System(),
        valid_from=LONG_AGO,
    )  # fmt: skip
    meeting = handed(people, paper, to=[people.lan.appointment, other])

    actions.give_back(meeting, by=people.lan)

    assert not sees(people.lan, paper)
    assert sees(Actor(other), paper)
    with refusal("no_papers"):
        actions.give_back(meeting, by=people.lan)
    with refusal("no_papers"):
        actions.give_back(meeting, by=people.hung)


def test_the_meeting_ended_early_takes_the_papers_back_at_once(
    people: Cast, paper: Document
) -> None:
    meeting = handed(people, paper)

    actions.end(meeting, by=people.hoa)

    assert not sees(people.lan, paper)
    for late in (
        lambda: actions.end(meeting, by=people.hoa),
        lambda: actions.prolong(meeting, clock.now() + 2 * HOUR, by=people.hoa),
        lambda: actions.add_members(meeting, [people.hung.appointment], by=people.hoa),
        lambda: actions.give_back(meeting, by=people.lan),
    ):
        with refusal("meeting_over"):
            late()


def test_a_meeting_prolonged_leaves_the_papers_longer_but_not_with_who_gave_them_back(
    people: Cast, paper: Document, monkeypatch
) -> None:
    meeting = handed(people, paper, to=[people.lan.appointment, people.hung.appointment])
    actions.give_back(meeting, by=people.hung)

    actions.prolong(meeting, clock.now() + 3 * HOUR, by=people.hoa)

    later(monkeypatch, 2 * HOUR)
    assert Loan.objects.to(people.lan.appointment, clock.now()).count() == 1
    assert Loan.objects.to(people.hung.appointment, clock.now()).count() == 0
    with refusal("not_longer"):
        actions.prolong(meeting, clock.now() + HOUR / 2, by=people.hoa)


def test_a_member_added_later_gets_every_paper(people: Cast, paper: Document) -> None:
    second = builders.draft(people).document
    meeting = handed(people, paper, second, to=[people.oanh.appointment])

    actions.add_members(meeting, [people.lan.appointment], by=people.hoa)

    assert sees(people.lan, paper)
    assert Loan.objects.filter(appointment=people.lan.appointment).count() == 2
    with refusal("members_already"):
        actions.add_members(meeting, [people.lan.appointment], by=people.hoa)


@pytest.mark.law("L18")
def test_what_was_only_lent_is_neither_handed_on_nor_copied(people: Cast, paper: Document) -> None:
    handed(people, paper)

    with refusal("not_given"):
        handed(people, paper, to=[people.hung.appointment], by=people.lan)
    with refusal("not_given"):
        copies.make(paper, "SY", by=people.lan)


@pytest.mark.law("L22")
def test_papers_are_found_by_search_while_they_are_lent_and_not_afterwards(
    people: Cast, paper: Document
) -> None:
    meeting = handed(people, paper)
    following.catch_up(30)
    assert [hit.document for hit in find(people.lan, "giao ban").hits] == [paper]

    actions.end(meeting, by=people.hoa)

    assert find(people.lan, "giao ban").hits == ()
    assert [hit.document for hit in find(people.hoa, "giao ban").hits] == [paper]


def test_loans_cost_no_question_more(people: Cast, paper: Document) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(Document.objects.visible_to(people.lan))
        return len(seen)

    before = asked()
    handed(people, paper)

    assert asked() == before


@pytest.mark.law("L20", "L22")
def test_who_read_what_and_when_is_told_from_the_log(people: Cast, paper: Document) -> None:
    second = builders.draft(people).document
    meeting = handed(people, paper, second, to=[people.lan.appointment, people.oanh.appointment])

    documents.read(paper, by=people.lan)

    lan, oanh = readers_of(meeting, members_of(meeting), [paper, second])
    assert (lan.count, oanh.count) == (1, 0)
    assert lan.read[0] is not None
    assert lan.read[1] is None


def test_who_handed_round_the_clerk_and_the_auditor_see_the_list_and_members_do_not(
    people: Cast, paper: Document
) -> None:
    meeting = handed(people, builders.draft(people).document, by=people.lan,
                     to=[people.oanh.appointment])  # fmt: skip

    def keeps(actor: Actor) -> bool:
        return Meeting.objects.kept_by(actor).filter(pk=meeting.pk).exists()

    assert [keeps(each) for each in (people.lan, people.hoa, people.quynh)] == [True] * 3
    assert [keeps(each) for each in (people.oanh, people.hung, people.tuan)] == [False] * 3
    assert Meeting.objects.visible_to(people.oanh).get() == meeting
    with refusal("not_yours"):
        actions.end(meeting, by=people.oanh)
    with pytest.raises(NotAllowed):
        actions.end(meeting, by=people.tuan)
    assert Meeting.objects.visible_to(people.hung).count() == 0


def test_a_member_below_the_unit_reads_and_one_outside_it_is_refused(
    people: Cast, paper: Document
) -> None:
    department = unit("Phòng Kinh tế", "department", people.commune)
    below = staff.appoint(
        people.vân, department, "Trưởng phòng", [Role.HEAD_OF_DEPARTMENT], by=System(),
        valid_from=LONG_AGO,
    )  # fmt: skip

    handed(people, paper, to=[below])

    assert sees(Actor(below), paper)
    with refusal("other_unit"):
        handed(people, paper, to=[people.tuan.appointment])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "meeting_missing"),
        ({"name": "x" * 201}, "meeting_too_long"),
        ({"ends": -HOUR}, "ends_in_the_past"),
        ({"begins": 2 * HOUR}, "ends_before_it_begins"),
        ({"ends": timedelta(days=91)}, "ends_too_late"),
        ({"members": []}, "members_missing"),
        ({"documents": []}, "papers_missing"),
    ],
)
def test_what_is_missing_or_wrong_is_said(people: Cast, paper: Document, change, code) -> None:
    now = clock.now()
    given = {
        "name": "Họp",
        "begins": timedelta(),
        "ends": HOUR,
        "members": [people.lan.appointment],
        "documents": [paper],
    } | change

    with refusal(code):
        actions.hand_round(
            given["name"], now + given["begins"], now + given["ends"], given["members"],
            given["documents"], by=people.hoa,
        )  # fmt: skip

    assert (Meeting.objects.count(), Loan.objects.count()) == (0, 0)


def test_who_holds_no_post_or_reads_nothing_is_no_member(people: Cast, paper: Document) -> None:
    administrator = staff.appoint(
        people.vân, people.commune, "Quản trị", [Role.TECHNICAL_ADMINISTRATOR], by=System(),
        valid_from=LONG_AGO,
    )  # fmt: skip
    with refusal("reads_nothing"):
        handed(people, paper, to=[administrator])

    Appointment.objects.filter(pk=administrator.pk).update(
        valid_to=clock.today() - timedelta(days=1)
    )
    with refusal("post_ended"):
        handed(people, paper, to=[administrator])


def test_of_two_who_end_and_prolong_at_once_one_wins_and_the_other_reads_why(
    people: Cast, paper: Document
) -> None:
    stale = handed(people, paper)
    actions.end(Meeting.objects.get(pk=stale.pk), by=people.hoa)

    with refusal("meeting_over"):
        actions.prolong(stale, clock.now() + 2 * HOUR, by=people.hoa)

    assert not sees(people.lan, paper)


@pytest.mark.law("L20")
def test_each_act_on_a_meeting_stands_in_the_log(people: Cast, paper: Document) -> None:
    meeting = handed(people, paper)
    actions.add_members(meeting, [people.hung.appointment], by=people.hoa)
    actions.prolong(meeting, clock.now() + 2 * HOUR, by=people.hoa)
    actions.give_back(meeting, by=people.lan)
    actions.end(meeting, by=people.hoa)

    events = Entry.objects.filter(subject=meeting.uid).order_by("number")
    assert list(events.values_list("event", flat=True)) == [
        "meeting.handed_round",
        "meeting.members_added",
        "meeting.prolonged",
        "meeting.given_back",
        "meeting.ended",
    ]


def test_a_paper_for_internal_use_is_not_issued_outside_the_units_tree(people: Cast) -> None:
    paper = builders.sealed(people, recipients=[To(people.district)])
    actions.mark(paper.document, "internal", by=people.hoa)

    with refusal("internal_only"):
        exchange.issue(paper, by=people.hoa)

    paper.refresh_from_db()
    assert paper.state == "sealed"


def test_a_paper_for_internal_use_goes_to_the_units_below(people: Cast) -> None:
    department = unit("Phòng Kinh tế", "department", people.commune)
    paper = builders.sealed(people, recipients=[To(department)])
    actions.mark(paper.document, "internal", by=people.hoa)

    [delivery] = exchange.issue(paper, by=people.hoa)
    exchange_tasks.hand_over(delivery.pk)

    assert Incoming.objects.get(unit=department).document.circulation == "internal"


def test_a_copy_for_internal_use_is_not_issued_to_somebody_outside(people: Cast) -> None:
    copy = sealed(people, recipients=[To(name="Công ty A", channel="paper")])
    actions.mark(copy.document, "internal", by=people.hoa)

    with refusal("internal_only"):
        copies.issue(copy, by=people.hoa)


def test_the_drafter_marks_a_draft_and_the_clerk_until_it_is_issued(people: Cast) -> None:
    draft = builders.draft(people)
    actions.mark(draft.document, "return_after_reading", by=people.lan)
    with refusal("nothing_changed"):
        actions.mark(draft.document, "return_after_reading", by=people.lan)
    with pytest.raises(NotAllowed):
        actions.mark(draft.document, "", by=people.minh)

    signed = builders.signed(people, subject="Khác")
    with refusal("mark_closed"):
        actions.mark(signed.document, "internal", by=people.lan)
    actions.mark(signed.document, "internal", by=people.hoa)

    issued = builders.issued(people, subject="Nữa")
    with refusal("mark_closed"):
        actions.mark(issued.document, "internal", by=people.hoa)
    with refusal("unknown_mark"):
        actions.mark(draft.document, "secret", by=people.lan)


def test_the_clerk_notes_the_mark_an_arrival_bears(people: Cast, paper: Document) -> None:
    actions.mark(paper, "return_after_meeting", by=people.hoa)

    paper.refresh_from_db()
    assert paper.get_circulation_display() == "TRẢ LẠI SAU KHI HỌP (HỘI NGHỊ)"
    with pytest.raises(NotAllowed):
        actions.mark(paper, "", by=people.lan)


@pytest.mark.law("L23")
def test_what_is_frozen_keeps_its_mark(people: Cast, paper: Document) -> None:
    hold_actions.give_hold("QĐ 01", "Thanh tra", by=people.minh, documents=[paper])

    with refusal("frozen"):
        actions.mark(paper, "internal", by=people.hoa)

    paper.refresh_from_db()
    assert paper.circulation == ""
