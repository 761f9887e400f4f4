"""Recalling what was issued: asked, agreed or refused, cancelled there, frozen here."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.copies import actions as copies
from docflow.documents import hold_actions
from docflow.documents.models import Attachment, Document, Hold, Link, RegisterEntry
from docflow.errors import NotAllowed, Refused
from docflow.exchange import tasks as exchange
from docflow.exchange.delivering import begin_delivery
from docflow.exchange.models import Delivery
from docflow.incoming import actions as incoming
from docflow.incoming import holding_actions, register_actions
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.people.actor import System
from docflow.recalls import actions, answer_actions, tasks
from docflow.recalls.models import Recall, Request
from docflow.signatures.intake import File
from storage import blobs
from tests import builders
from tests.cast import Cast
from tests.docflow.recalls import stage
from tests.docflow.recalls.stage import WHY

TUESDAY = datetime(2026, 11, 17, 9, tzinfo=clock.now().tzinfo)


def refusal(code: str) -> Any:
    """What `raises` expects for a refusal with this code."""
    return pytest.raises(Refused, check=lambda refused: refused.code == code)


def recall_of(paper: Outgoing) -> Recall:
    return Recall.objects.get(delivery__document=paper.document)


@pytest.mark.law("L5", "L6")
def test_agreed_the_recipients_document_is_cancelled_and_the_senders_is_frozen(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    request = stage.asked(units, paper)

    answer_actions.agree(request, by=units.tuan)
    stage.work()

    arrival.refresh_from_db()
    paper.refresh_from_db()
    assert (arrival.state, paper.state) == ("recalled", "recalled")
    assert Delivery.objects.get().state == "recalled"
    assert recall_of(paper).state == "returned"
    assert recall_of(paper).answered_by == "Mai Anh Tuấn"
    assert paper.document.recalled_at is not None
    assert paper.document.subject == "Tình hình mưa lũ"
    assert paper.document.versions.count() == 1


@pytest.mark.law("L6")
def test_of_the_cancelled_document_files_and_facts_go_and_the_register_row_stays(
    units: Cast,
) -> None:
    paper = stage.issued(units)
    paper.document.attachments.create(name="phụ lục", digest="b" * 64, size=5)
    blobs_there = paper.document.current
    assert blobs_there is not None
    Attachment.objects.update(digest=blobs_there.digest)
    arrival = stage.registered(units, paper)

    answer_actions.agree(stage.asked(units, paper), by=units.tuan)

    left = Document.objects.get(pk=arrival.pk)
    entry = RegisterEntry.objects.get(document=left)
    kept = Request.objects.get()
    assert (left.subject, left.number, left.notation, left.issued_on) == ("", None, "", None)
    assert not left.versions.exists()
    assert not left.attachments.exists()
    assert not Hold.objects.filter(document=left).exists()
    assert (entry.number, entry.void_reason) == (1, "")
    assert kept.digests == [blobs_there.digest]
    assert (kept.sender, kept.reason, kept.asked_by) == (units.commune, WHY, "Phạm Quang Minh")
    assert kept.answered_by == units.tuan.appointment
    assert kept.answered_at is not None


@pytest.mark.law("L6", "L8")
def test_the_arrival_number_of_a_cancelled_document_is_never_used_again(units: Cast) -> None:
    paper = stage.issued(units)
    stage.registered(units, paper)
    answer_actions.agree(stage.asked(units, paper), by=units.tuan)

    again = stage.registered(units, stage.issued(units, number=6))

    assert again.arrival_number == 2


@pytest.mark.law("L5")
def test_what_was_not_registered_yet_is_cancelled_without_a_number(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.arrived(paper)

    answer_actions.agree(stage.asked(units, paper), by=units.tuan)

    arrival.refresh_from_db()
    assert (arrival.state, arrival.arrival_number) == ("recalled", None)
    assert not RegisterEntry.objects.filter(unit=units.district).exists()


def test_before_its_check_was_done_it_can_be_cancelled_and_the_check_finds_nothing_to_do(
    units: Cast,
) -> None:
    paper = stage.issued(units)
    exchange.hand_over(Delivery.objects.get().pk)
    answer_actions.agree(stage.asked(units, paper), by=units.tuan)
    arrival = Incoming.objects.get()

    checked = incoming.accept_check(
        arrival,
        {"indication": "TOTAL_PASSED", "sub_indication": ""},
        by=System(units.district),
    )

    assert (checked.state, checked.due) == ("recalled", None)


@pytest.mark.law("L5")
def test_what_was_not_sent_yet_is_taken_back_here_and_nothing_is_sent(units: Cast) -> None:
    paper = stage.issued(units)

    actions.recall(paper, WHY, by=units.minh)
    exchange.hand_over(Delivery.objects.get().pk)
    stage.work()

    assert Delivery.objects.get().state == "called_off"
    assert not Incoming.objects.exists()
    assert not Request.objects.exists()
    assert Outgoing.objects.get().state == "recalled"


def test_what_is_there_though_the_worker_died_before_it_said_so_is_asked_back(
    units: Cast,
) -> None:
    paper = stage.issued(units)
    delivery = Delivery.objects.get()
    incoming.arrive(exchange._arriving(delivery), by=System(units.district))

    actions.recall(paper, WHY, by=units.minh)
    exchange.hand_over(delivery.pk)
    stage.work()

    assert Request.objects.get().unit == units.district
    assert Incoming.objects.count() == 1
    assert Entry.objects.filter(event=Event.DELIVERY_SENT).count() == 1


@pytest.mark.law("L5")
def test_a_refusal_needs_a_reason_and_both_sides_see_it(units: Cast) -> None:
    paper = stage.issued(units)
    stage.registered(units, paper)
    request = stage.asked(units, paper)
    with refusal("reason_missing"):
        answer_actions.decline(request, " ", by=units.tuan)

    answer_actions.decline(request, "Đã triển khai", by=units.tuan)
    stage.work()

    request.refresh_from_db()
    asked = recall_of(paper)
    assert (asked.state, asked.answer_reason) == ("refused", "Đã triển khai")
    assert (request.state, request.answer_reason) == ("refused", "Đã triển khai")
    assert Outgoing.objects.get().state == "issued"
    assert Incoming.objects.get().state == "registered"


@pytest.mark.law("L5")
def test_refused_it_can_be_asked_again_and_both_rows_are_kept(units: Cast) -> None:
    paper = stage.issued(units)
    stage.registered(units, paper)
    answer_actions.decline(stage.asked(units, paper), "Đang dùng", by=units.tuan)
    stage.work()

    second = stage.asked(units, paper)
    answer_actions.agree(second, by=units.tuan)
    stage.work()

    assert [each.state for each in Recall.objects.order_by("pk")] == ["refused", "returned"]
    assert [each.state for each in Request.objects.order_by("pk")] == ["refused", "agreed"]
    assert Outgoing.objects.get().state == "recalled"


def test_whoever_is_asked_already_is_not_asked_twice(units: Cast) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)
    actions.recall(paper, WHY, by=units.minh)

    with refusal("nothing_to_recall"):
        actions.recall(paper, WHY, by=units.binh)
    with refusal("asked_already"):
        actions.recall(paper, WHY, by=units.binh, deliveries=[Delivery.objects.get()])

    assert Recall.objects.count() == 1


@pytest.mark.parametrize("name", ["lan", "hung", "oanh", "hoa", "nam", "tuan"])
def test_only_who_may_sign_for_the_unit_recalls(units: Cast, name: str) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)

    with pytest.raises(NotAllowed):
        actions.recall(paper, WHY, by=getattr(units, name))


@pytest.mark.parametrize("name", ["nam", "phuc", "hoa", "minh"])
def test_only_the_recipients_clerk_answers(units: Cast, name: str) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)
    request = stage.asked(units, paper)

    with pytest.raises(NotAllowed):
        answer_actions.agree(request, by=getattr(units, name))
    with pytest.raises(NotAllowed):
        answer_actions.decline(request, "Không", by=getattr(units, name))


def test_of_two_answers_the_first_wins_and_the_other_is_told(units: Cast) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)
    request = stage.asked(units, paper)
    answer_actions.decline(request, "Đang dùng", by=units.tuan)

    with refusal("wrong_state"):
        answer_actions.agree(request, by=units.tuan)

    assert Incoming.objects.get().state == "verified"


def test_a_draft_is_not_recalled(units: Cast) -> None:
    paper = builders.draft(units, file=File("a" * 64, 9, ""))

    with refusal("not_issued"):
        actions.recall(paper, WHY, by=units.minh)


@pytest.mark.law("L5")
def test_from_all_or_from_one_and_partly_is_seen_for_each(units: Cast) -> None:
    paper = stage.issued(units, To(units.district), To(units.province))
    stage.arrived(paper)
    district = Delivery.objects.get(recipient=units.district)

    actions.recall(paper, WHY, by=units.minh, deliveries=[district])
    stage.work()
    answer_actions.agree(Request.objects.get(), by=units.tuan)
    stage.work()

    states = {each.name: each.state for each in Delivery.objects.all()}
    assert states == {units.district.name: "recalled", units.province.name: "delivered"}
    assert Outgoing.objects.get().state == "issued"


@pytest.mark.law("L5")
def test_paper_comes_back_by_hand_and_the_clerk_notes_it(units: Cast) -> None:
    paper = stage.issued(units, To(name="Công ty Lam Sơn", channel="paper"))
    actions.recall(paper, WHY, by=units.minh)
    delivery = Delivery.objects.get()
    assert recall_of(paper).state == "paper_out"

    actions.note_back(delivery, by=units.hoa)

    assert recall_of(paper).noted_by == units.hoa.appointment
    assert Delivery.objects.get().state == "recalled"
    assert Outgoing.objects.get().state == "recalled"
    with refusal("recalled"):
        actions.note_back(delivery, by=units.hoa)


def test_of_both_channels_both_must_come_back(units: Cast) -> None:
    paper = stage.issued(units, To(units.district, channel="both", paper_reason="Bản đồ"))
    stage.arrived(paper)
    answer_actions.agree(stage.asked(units, paper), by=units.tuan)
    stage.work()
    assert recall_of(paper).state == "paper_out"
    assert Outgoing.objects.get().state == "issued"

    actions.note_back(Delivery.objects.get(), by=units.hoa)

    assert Outgoing.objects.get().state == "recalled"


def test_a_paper_nobody_asked_for_is_not_noted_as_back(units: Cast) -> None:
    stage.issued(units, To(name="Công ty Lam Sơn", channel="paper"))

    with refusal("no_paper_out"):
        actions.note_back(Delivery.objects.get(), by=units.hoa)
    with pytest.raises(NotAllowed):
        actions.note_back(Delivery.objects.get(), by=units.lan)


@pytest.mark.law("L6", "L23")
def test_a_document_under_legal_hold_is_not_cancelled_and_can_be_refused(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    request = stage.asked(units, paper)
    hold_actions.give_hold("QĐ 01", "Thanh tra", by=units.nam, documents=[arrival.document])

    with refusal("frozen"):
        answer_actions.agree(request, by=units.tuan)
    answer_actions.decline(request, "Đang bị phong tỏa", by=units.tuan)

    assert arrival.document.versions.exists()


def test_a_hold_at_the_sender_stops_the_asking(units: Cast) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)
    hold_actions.give_hold("QĐ 01", "Thanh tra", by=units.minh, documents=[paper.document])

    with refusal("frozen"):
        actions.recall(paper, WHY, by=units.minh)


def test_what_was_answered_already_is_not_cancelled(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    answer = stage.issued(units, To(units.province), number=9)
    Link.objects.create(source=answer.document, target=arrival.document, kind="answers")
    request = stage.asked(units, paper)

    with refusal("used_already"):
        answer_actions.agree(request, by=units.tuan)

    assert Incoming.objects.get(pk=arrival.pk).state == "registered"


def test_a_unit_may_agree_at_once_and_by_default_a_person_is_asked(units: Cast) -> None:
    answer_actions.choose_rule(units.district, True, by=units.nam)
    paper = stage.issued(units)
    stage.registered(units, paper)

    request = stage.asked(units, paper)
    stage.work()

    assert (request.state, request.automatic, request.answered_by) == ("agreed", True, None)
    assert Incoming.objects.get().state == "recalled"
    assert Outgoing.objects.get().state == "recalled"


def test_what_cannot_be_cancelled_waits_for_a_person_though_the_unit_agrees_at_once(
    units: Cast,
) -> None:
    answer_actions.choose_rule(units.district, True, by=units.nam)
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    hold_actions.give_hold("QĐ 01", "Thanh tra", by=units.nam, documents=[arrival.document])

    request = stage.asked(units, paper)

    assert request.state == "asked"
    assert arrival.document.versions.exists()


@pytest.mark.parametrize("name", ["tuan", "phuc", "minh"])
def test_only_a_leader_of_the_unit_chooses_that_it_agrees_at_once(units: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        answer_actions.choose_rule(units.district, True, by=getattr(units, name))


@pytest.mark.law("L5")
def test_tasks_end_as_taken_back_when_their_document_is_cancelled(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    incoming.assign(arrival, "Tham mưu", units.phuc.appointment, 5, by=units.nam)
    incoming.start(arrival, by=units.phuc)
    tomorrow = clock.today() + timedelta(days=1)
    holding_actions.hold(arrival, tomorrow, "Chờ số liệu", by=units.phuc)

    answer_actions.agree(stage.asked(units, paper), by=units.tuan)

    task = Assignment.objects.get()
    held = arrival.holdings.get()
    assert (task.ended_as, task.ended_reason) == ("taken_back", WHY)
    assert task.done_at is not None
    assert (held.ended_at is not None, held.due) == (True, None)
    with refusal("recalled"):
        incoming.finish(arrival, by=units.phuc)


def test_what_was_merged_into_the_document_is_cancelled_with_it(units: Cast) -> None:
    first = stage.issued(units)
    known = stage.registered(units, first)
    second = stage.arrived(stage.issued(units, number=5))
    register_actions.merge(second, known.document, by=units.tuan)

    answer_actions.agree(stage.asked(units, first), by=units.tuan)

    states = dict(Incoming.objects.values_list("pk", "state"))
    assert states == {known.pk: "recalled", second.pk: "merged"}
    assert not second.document.versions.exists()


def merged(units: Cast) -> tuple[Outgoing, Outgoing, Incoming]:
    """Two papers of the commune that the district took for one; and where their work is done."""
    first = stage.issued(units)
    known = stage.registered(units, first)
    second = stage.issued(units, number=5)
    register_actions.merge(stage.arrived(second), known.document, by=units.tuan)
    return first, second, known


def test_of_both_that_were_merged_asked_back_one_answer_is_enough(units: Cast) -> None:
    first, second, _known = merged(units)
    request, other = stage.asked(units, first), stage.asked(units, second)

    answer_actions.agree(request, by=units.tuan)
    stage.work()

    other.refresh_from_db()
    request.refresh_from_db()
    assert (other.state, other.automatic, other.digests) == ("agreed", True, request.digests)
    assert {each.state for each in Outgoing.objects.all()} == {"recalled"}


def test_what_was_cancelled_with_what_it_was_merged_with_is_given_back_when_asked(
    units: Cast,
) -> None:
    first, second, _known = merged(units)
    answer_actions.agree(stage.asked(units, first), by=units.tuan)

    request = stage.asked(units, second)
    stage.work()

    assert (request.state, request.automatic) == ("agreed", True)
    assert recall_of(second).state == "returned"
    assert {each.state for each in Outgoing.objects.all()} == {"recalled"}


def test_what_it_was_merged_with_may_keep_it_from_being_cancelled_at_once(units: Cast) -> None:
    answer_actions.choose_rule(units.district, True, by=units.nam)
    _first, second, known = merged(units)
    hold_actions.give_hold("QĐ 01", "Thanh tra", by=units.nam, documents=[known.document])

    request = stage.asked(units, second)

    assert (request.state, request.automatic) == ("asked", False)
    assert recall_of(second).state == "asked"
    assert known.document.versions.exists()


def test_a_copy_begun_of_what_was_recalled_goes_no_further(units: Cast) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    copy = copies.make(arrival.document, "SY", by=units.tuan, recipients=[To(units.province)])
    approved = copies.make(arrival.document, "SY", by=units.tuan, recipients=[To(units.province)])
    copies.approve(approved, by=units.nam)
    answer_actions.agree(stage.asked(units, paper), by=units.tuan)

    with refusal("not_in_force"):
        copies.approve(copy, by=units.nam)
    with refusal("not_in_force"):
        copies.number(approved, by=units.tuan)


def test_a_paper_copy_is_not_noted_as_back(units: Cast) -> None:
    arrival = stage.registered(units, stage.issued(units))
    to = To(name="Công ty Lam Sơn", channel="paper")
    copy = copies.make(arrival.document, "SY", by=units.tuan, recipients=[to])
    delivery, _facts = begin_delivery(copy, copy.recipients.get())

    with refusal("no_paper_out"):
        actions.note_back(delivery, by=units.tuan)


@pytest.mark.law("L6")
@pytest.mark.parametrize("side", ["sender", "recipient"])
def test_a_recalled_document_changes_no_more_at_either_side(units: Cast, side: str) -> None:
    paper = stage.issued(units)
    arrival = stage.registered(units, paper)
    answer_actions.agree(stage.asked(units, paper), by=units.tuan)
    stage.work()

    with refusal("recalled"):
        if side == "sender":
            actions.recall(paper, WHY, by=units.minh)
        else:
            incoming.refuse(arrival, "Sai", by=units.tuan)


@pytest.mark.law("L5")
def test_the_answer_is_due_by_the_next_working_day_and_at_once_when_urgent(units: Cast) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        plain = stage.issued(units)
        hurried = stage.issued(units, number=6, urgency="express")
        for paper in (plain, hurried):
            stage.arrived(paper)
            stage.asked(units, paper)

        usual, urgent = Request.objects.order_by("pk")

        assert clock.local_date(usual.deadline) == TUESDAY.date() + timedelta(days=1)
        assert urgent.deadline - TUESDAY == timedelta(minutes=30)
    assert clock.local_date(usual.deadline) > TUESDAY.date()


def test_a_worker_killed_after_the_recipients_act_asks_once(units: Cast) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)
    actions.recall(paper, WHY, by=units.minh)
    asked = recall_of(paper)
    answer_actions.take_request(asked, by=System(units.district))

    for _ in range(2):
        tasks.send_request(asked.pk)

    assert Request.objects.count() == 1
    assert Entry.objects.filter(event=Event.INCOMING_RECALL_ASKED).count() == 1
    assert Entry.objects.filter(event=Event.DELIVERY_RECALL_SENT).count() == 1


def test_an_answer_given_before_the_sender_knows_that_it_asked_is_taken_in(units: Cast) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)
    actions.recall(paper, WHY, by=units.minh)
    asked = recall_of(paper)
    request = answer_actions.take_request(asked, by=System(units.district))
    answer_actions.agree(request, by=units.tuan)

    for _ in range(2):
        tasks.tell_answer(request.pk)
    actions.take_answer(request, by=System(units.commune))
    tasks.send_request(asked.pk)

    assert recall_of(paper).state == "returned"
    assert Entry.objects.filter(event=Event.DELIVERY_RECALLED).count() == 1
    assert Entry.objects.filter(event=Event.DELIVERY_RECALL_SENT).count() == 0


def test_a_file_that_the_sender_keeps_stays_in_the_store(units: Cast) -> None:
    paper = stage.issued(units)
    stage.arrived(paper)

    answer_actions.agree(stage.asked(units, paper), by=units.tuan)

    version = paper.document.current
    assert version is not None
    assert blobs.exists(version.digest)
