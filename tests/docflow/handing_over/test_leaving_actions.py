"""Nobody leaves a post with work in it: it goes to a successor, piece by piece, with both names."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.copies import actions as copies
from docflow.copies.models import Copy
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.handing_over.kinds import KINDS
from docflow.handing_over.leaving_actions import hand_over, leave
from docflow.handing_over.open_work import open_work, what_blocks
from docflow.incoming import actions as incoming
from docflow.incoming.follow_up_actions import urge
from docflow.incoming.holding_actions import hold
from docflow.incoming.models import Assignment
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.people import tokens
from docflow.people.actions import appoint, delegate, end_appointment
from docflow.people.actor import Actor, System
from docflow.people.models import ApiToken, Delegation, RightsChange
from docflow.permissions import Permission, Role
from docflow.reports.reconcile import reconcile
from docflow.signatures import evidence
from tests import builders
from tests.cast import PIN
from tests.docflow.web.test_queries import _letter

pytestmark = pytest.mark.django_db


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value


def codes(results):
    return {each.kind.code: each.refusal.code if each.refusal else "done" for each in results}


def day(days=0):
    return clock.today() + timedelta(days=days)


@pytest.fixture
def admin(people):
    """An administrator of the commune."""
    return Actor(
        appoint(people.vân, people.commune, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    )


@pytest.fixture
def new(people):
    """Phúc, specialist of the commune too: the successor of Lan."""
    return appoint(people.phuc.user, people.commune, "Cán bộ", [Role.SPECIALIST], by=System())


def task_of(people, who="lan", role="lead"):
    arrival = incoming.register(_letter(people, builders.page(people)), by=people.hoa)
    post, other = people.actors[who].appointment, people.hung.appointment
    if role == "lead":
        incoming.assign(arrival, "Tham mưu", post, 5, by=people.minh)
    else:
        incoming.assign(arrival, "Tham mưu", other, 5, by=people.minh, **{role: [post]})
    return Assignment.objects.get(arrival=arrival, person=post)


def test_all_open_work_of_a_post_is_listed_kind_by_kind(people):
    builders.draft(people)
    task_of(people)
    delegate(
        people.minh.appointment,
        people.lan.appointment,
        [Permission.INCOMING_ASSIGN],
        by=people.minh,
        valid_from=day(),
        valid_to=day(3),
        basis="01/GUQ",
    )

    parts = open_work(people.lan.appointment, people.lan)

    assert [(part.kind.code, part.how_many) for part in parts] == [
        ("draft", 1), ("task", 1), ("delegation_taken", 1),
    ]  # fmt: skip
    assert parts[0].pieces[0].subject == "Tình hình mưa lũ"


def test_an_administrator_sees_that_there_is_work_and_not_what_it_says(people, admin):
    builders.draft(people)
    task_of(people)

    pieces = [each for part in open_work(people.lan.appointment, admin) for each in part.pieces]

    assert len(pieces) == 2
    assert {(each.subject, each.document, each.code) for each in pieces} == {("", None, "")}


def test_handing_over_gives_every_piece_to_the_successor_who_may_read_it_from_now(people, new):
    drafted = builders.waiting_for_signature(people)
    lead, beside = task_of(people), task_of(people, role="collaborators")
    to_know = task_of(people, role="for_information")

    results = hand_over(people.lan.appointment, new, by=people.lan)

    assert [each.refusal for each in results] == [None] * 4
    drafted = Outgoing.objects.get(pk=drafted.pk)
    assert (drafted.drafter, drafted.state) == (new, "signing")
    held = Assignment.objects.filter(person=new).order_by("pk")
    assert [(each.replaces, each.due) for each in held] == [
        (each, each.due) for each in (lead, beside, to_know)
    ]
    assert {each.ended_as for each in Assignment.objects.filter(person=people.lan.appointment)} == {
        "handed_over"
    }
    assert Document.objects.visible_to(Actor(new)).count() == 4
    assert what_blocks(people.lan.appointment) == []


def test_both_names_stand_in_the_log_of_every_piece(people, new):
    paper = builders.draft(people)

    hand_over(people.lan.appointment, new, by=people.lan)

    entry = Entry.objects.get(event=Event.WORK_HANDED_OVER, subject=paper.uid)
    texts = dict(entry.chain.entrytext_set.filter(number=entry.number).values_list("name", "text"))
    assert "Nguyễn Thị Lan" in texts["giver"]
    assert "Ngô Gia Phúc" in texts["taker"]
    whole = Entry.objects.get(event=Event.WORK_HANDED_OVER, subject=people.lan.appointment.uid)
    assert whole.actor == people.lan.user.uid


def test_the_chosen_pieces_go_and_the_others_stay(people, new):
    first, second = builders.draft(people), builders.draft(people)

    results = hand_over(
        people.lan.appointment, new, by=people.lan, chosen=[f"draft:{second.uid}", "draft:x"]
    )

    assert [each.ref for each in results] == [f"draft:{second.uid}"]
    assert Outgoing.objects.get(pk=first.pk).drafter == people.lan.appointment
    assert refusal(
        hand_over, people.lan.appointment, new, by=people.lan, chosen=["draft:x"]
    ).code == "nothing_chosen"  # fmt: skip


def test_what_cannot_go_to_this_successor_is_named_and_the_rest_goes(people, new):
    builders.waiting_for_signature(people)
    task = task_of(people)
    hung = people.hung.appointment
    Assignment.objects.create(
        arrival=task.arrival,
        role="collaborator",
        unit=task.unit,
        person=hung,
        addressee=task.unit,
        due=task.due,
    )

    results = hand_over(people.lan.appointment, hung, by=people.lan)

    assert codes(results) == {"draft": "done", "task": "has_a_task"}


def test_documents_to_sign_go_to_another_leader_and_to_nobody_else(people):
    paper = builders.waiting_for_signature(people)

    wrong = hand_over(people.minh.appointment, people.lan.appointment, by=people.minh)
    right = hand_over(people.minh.appointment, people.binh.appointment, by=people.minh)

    assert codes(wrong) == {"signature": "bad_signer"}
    assert codes(right) == {"signature": "done"}
    assert outgoing.sign(Outgoing.objects.get(pk=paper.pk), pin=PIN, by=people.binh)


def test_who_is_signing_while_it_is_handed_over_is_told_so(people):
    paper = builders.waiting_for_signature(people)
    hand_over(people.minh.appointment, people.binh.appointment, by=people.minh)

    assert refusal(outgoing.sign, paper, pin=PIN, by=people.minh).code == "not_the_signer"


def test_a_piece_that_moved_on_meanwhile_is_named(people, new):
    [kind] = [each for each in KINDS if each.code == "signature"]
    paper = builders.waiting_for_signature(people)
    row = kind.of(people.minh.appointment).get()
    outgoing.sign(paper, pin=PIN, by=people.minh)

    late = refusal(kind.hand_over, row, people.binh.appointment, people.minh, "")

    assert late.code == "moved_on"


def test_the_agencys_key_goes_by_a_written_record_through_an_administrator(people, admin):
    clerk = appoint(people.tuan.user, people.commune, "Văn thư", [Role.CLERK], by=System())
    post = people.hoa.appointment

    by_herself = hand_over(post, clerk, by=people.hoa, written="Biên bản 02")
    without = hand_over(post, clerk, by=admin)
    done = hand_over(post, clerk, by=admin, written="Biên bản 02")

    assert [codes(each)["custody"] for each in (by_herself, without, done)] == [
        "not_allowed", "handover_missing", "done",
    ]  # fmt: skip
    assert evidence.keeper(people.commune, clock.today()) == clerk


@pytest.mark.law("L10")
def test_delegations_and_programs_end_with_the_post_and_are_never_handed_on(people, new):
    given = delegate(
        people.minh.appointment,
        people.lan.appointment,
        [Permission.INCOMING_ASSIGN],
        by=people.minh,
        valid_from=day(),
        valid_to=day(3),
        basis="01/GUQ",
    )
    tokens.issue(
        people.lan.appointment,
        "Thử",
        [Permission.OUTGOING_DRAFT],
        clock.now() + timedelta(days=3),
        by=System(),
    )

    results = hand_over(people.lan.appointment, new, by=people.lan)

    assert codes(results) == {"delegation_taken": "done", "token": "done"}
    assert Delegation.objects.get(pk=given.pk).permissions == []
    assert Delegation.objects.get(pk=given.pk).taker == people.lan.appointment
    assert ApiToken.objects.get().revoked


def test_only_the_holder_and_an_administrator_of_the_unit_hand_work_over(people, admin, new):
    builders.draft(people)

    assert refusal(hand_over, people.lan.appointment, new, by=people.minh).code == "not_allowed"
    assert codes(hand_over(people.lan.appointment, new, by=admin)) == {"draft": "done"}


def test_the_successor_works_in_the_same_unit_and_is_not_who_hands_over(people, admin):
    builders.draft(people)
    lan = people.lan.appointment

    assert refusal(hand_over, lan, people.tuan.appointment, by=people.lan).code == "bad_successor"
    assert refusal(hand_over, lan, lan, by=people.lan).code == "bad_successor"
    assert refusal(hand_over, lan, admin.appointment, by=admin).code == "takes_over_oneself"


@pytest.mark.law("L18")
def test_handing_over_gives_rights_to_documents_and_so_raises_an_alert(people, admin, new):
    builders.draft(people)

    hand_over(people.lan.appointment, new, by=admin)

    change = RightsChange.objects.get()
    assert (change.event, change.person) == ("work.handed_over", people.phuc.user)
    assert change.facts["pieces"] == {"draft": 1}


def test_a_post_with_open_work_is_not_ended_without_a_successor(people, admin):
    builders.draft(people)
    task_of(people)

    refused = refusal(leave, people.lan.appointment, day(), by=admin)

    assert refused.code == "open_work"
    assert "1 × documents drafted here, not issued yet" in str(refused)
    people.lan.appointment.refresh_from_db()
    assert people.lan.appointment.valid_to is None


def test_a_post_ends_with_its_work_at_its_successor_and_nothing_is_orphaned(people, admin, new):
    builders.draft(people)
    task_of(people)

    leave(people.lan.appointment, day(), by=admin, successor=new)

    people.lan.appointment.refresh_from_db()
    assert people.lan.appointment.valid_to == day()
    assert what_blocks(people.lan.appointment) == []
    assert [each.code for each in reconcile().differences] == []


def test_nothing_is_done_when_something_cannot_go_to_the_successor(people, admin):
    builders.draft(people)
    task = task_of(people)
    oanh = people.oanh.appointment

    refused = refusal(leave, people.lan.appointment, day(), by=admin, successor=oanh)

    assert refused.code == "not_handed_over"
    assert refused.params["how_many"] == 2
    people.lan.appointment.refresh_from_db()
    assert people.lan.appointment.valid_to is None
    assert Assignment.objects.get(pk=task.pk).person == people.lan.appointment


def test_a_post_without_open_work_ends_at_once(people, admin):
    assert leave(people.lan.appointment, day(), by=admin).valid_to == day()


def test_reconcile_names_the_work_of_a_post_that_has_ended(people, new):
    paper = builders.draft(people)
    end_appointment(people.lan.appointment, day(-1), by=System())

    found = [each for each in reconcile().differences if each.code == "work_orphaned"]

    assert [each.subject for each in found] == [str(paper.uid)]
    assert "Nguyễn Thị Lan, Chuyên viên" in found[0].text
    hand_over(people.lan.appointment, new, by=System())
    assert not [each for each in reconcile().differences if each.code == "work_orphaned"]


def test_listing_costs_the_same_however_much_lies_there(people):
    builders.draft(people)
    with CaptureQueriesContext(connection) as one:
        open_work(people.lan.appointment, people.lan)
    for _ in range(3):
        builders.draft(people)

    with CaptureQueriesContext(connection) as four:
        open_work(people.lan.appointment, people.lan)

    assert len(one) == len(four)


def test_a_copy_under_way_goes_to_who_may_make_copies(people, admin):
    clerk = appoint(people.tuan.user, people.commune, "Văn thư", [Role.CLERK], by=System())
    original = builders.issued(people).document
    copy = copies.make(original, "SY", by=people.hoa, recipients=[To(people.district)])

    wrong = hand_over(
        people.hoa.appointment, admin.appointment, by=people.hoa, chosen=[f"copy:{copy.uid}"]
    )
    right = hand_over(people.hoa.appointment, clerk, by=people.hoa, chosen=[f"copy:{copy.uid}"])

    assert [codes(each)["copy"] for each in (wrong, right)] == ["successor_may_not", "done"]
    assert Copy.objects.get().drafter == clerk


def test_a_task_taken_over_keeps_who_had_it_and_what_was_asked_about_it(people, new):
    task = task_of(people)
    urge(task, by=people.minh)

    hand_over(people.lan.appointment, new, by=people.lan)

    heir = Assignment.objects.get(person=new)
    assert (heir.replaces, heir.given_by) == (task, people.lan.appointment)
    assert heir.urges.count() == 1


def test_a_document_on_hold_is_handed_over_too(people, new):
    task = task_of(people)
    hold(task.arrival, day(5), "Chờ ý kiến", by=people.lan)

    results = hand_over(people.lan.appointment, new, by=people.lan)

    assert codes(results) == {"task": "done"}
