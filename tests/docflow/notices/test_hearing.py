"""Who hears of what: everyone it concerns, once, and nobody of their own act."""

from datetime import date, timedelta

import pytest

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Bookmark
from docflow.documents.models import Document
from docflow.exchange import actions as exchange
from docflow.exchange import tasks as exchange_tasks
from docflow.incoming import actions as incoming
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.models import Incoming
from docflow.notices import following, reading, tasks
from docflow.notices.forgetting import KEPT, forget_old
from docflow.notices.hearing import LINES, UNHEARD
from docflow.notices.models import Notice
from docflow.notices.steps import BY_CODE, STEPS
from docflow.outgoing import actions as outgoing
from docflow.people import actions as people_actions
from docflow.people.actor import System
from docflow.permissions import Permission
from docflow.reporting import actions as reporting
from docflow.reporting.models import Report
from tests import builders
from tests.docflow.notices.telling import hear, told, told_of_account

pytestmark = pytest.mark.django_db


def test_of_every_event_it_is_said_who_hears_or_that_nobody_does():
    heard = {line.event for line in LINES}

    assert heard | UNHEARD == {str(event) for event in Event}
    assert not heard & UNHEARD


def test_every_line_has_a_name_of_its_own():
    codes = [line.code for line in LINES] + [step.code for each in STEPS.values() for step in each]

    assert len(codes) == len(set(codes))
    assert len(BY_CODE) == sum(len(each) for each in STEPS.values())


def test_each_desk_hears_when_a_draft_comes_to_it_and_the_drafter_what_became_of_it(people):
    builders.issued(people)

    hear()

    assert told(people.hung) == ["to_initial"]
    assert told(people.oanh) == ["to_check"]
    assert told(people.minh) == ["to_sign", "issued_signer"]
    assert told(people.hoa) == ["to_number"]
    assert told(people.lan) == ["signed", "issued"]


def test_nobody_is_told_of_their_own_act(people):
    paper = builders.draft(people)
    outgoing.cancel(paper, "Không cần nữa", by=people.lan)

    hear()

    assert told(people.lan) == []


def test_the_drafter_hears_that_the_clerk_cancelled(people):
    paper = outgoing.number(builders.signed(people), by=people.hoa)
    outgoing.cancel(paper, "Sai số", by=people.hoa)

    hear()

    assert told(people.lan) == ["signed", "cancelled"]


def test_an_arrival_is_told_from_the_check_to_the_end(people):
    arrival = builders.arrived(people)
    incoming.register(arrival, by=people.tuan)
    incoming.assign(
        Incoming.objects.get(pk=arrival.pk),
        "Xử lý",
        people.phuc.appointment,
        5,
        by=people.nam,
    )
    hear()
    incoming.start(Incoming.objects.get(pk=arrival.pk), by=people.phuc)
    incoming.finish(Incoming.objects.get(pk=arrival.pk), by=people.phuc)

    hear()

    assert told(people.tuan) == ["arrival_to_register"]
    assert told(people.nam) == ["to_decide", "handled"]
    assert told(people.phuc) == ["to_lead"]


def test_the_clerk_and_the_drafter_hear_of_a_refusal(people):
    arrival = builders.arrived(people)
    incoming.refuse(arrival, "Nhầm nơi nhận", by=people.tuan)
    builders.tell_statuses()

    hear()

    assert told(people.hoa) == ["to_number", "refused"]
    assert told(people.lan) == ["signed", "issued", "refused_drafter"]


def test_the_clerk_hears_of_what_could_not_be_delivered(people):
    delivery = builders.issued(people)
    exchange.fail(delivery, "Không kết nối được", by=System(people.commune))

    hear()

    notice = Notice.objects.get(line="not_delivered")
    assert notice.person == people.hoa.user
    assert notice.is_urgent
    assert notice.document == delivery.document


def test_a_reader_cut_off_and_begun_again_tells_nobody_twice(people):
    builders.issued(people)
    hear()
    before = Notice.objects.count()
    Bookmark.objects.filter(reader=following.READER).update(number=0)

    hear()

    assert Notice.objects.count() == before


def test_a_reader_that_fails_half_way_tells_the_rest_later(people, monkeypatch):
    builders.issued(people)
    calls = []

    def stumbles(news, posts):
        calls.append(news)
        if len(calls) == 3:
            raise OSError("cut off")
        return real(news, posts)

    real = following.tell
    monkeypatch.setattr(following, "tell", stumbles)
    tasks.follow_log()
    monkeypatch.undo()

    tasks.follow_log()

    assert told(people.lan) == ["signed", "issued"]
    assert told(people.hoa) == ["to_number"]


def test_what_is_older_than_notices_are_kept_is_told_to_nobody(people, monkeypatch):
    builders.draft(people)
    outgoing.submit(Document.objects.get().outgoing, by=people.lan)
    later = clock.now() + KEPT + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    tasks.follow_log()

    assert told(people.hung) == []


def test_who_stands_in_hears_what_the_giver_hears(people):
    people_actions.delegate(
        people.minh.appointment,
        people.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=people.minh,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=5),
        basis="Giấy ủy quyền 01",
    )
    builders.waiting_for_signature(people)

    hear()

    [notice] = Notice.objects.filter(person=people.binh.user, line="to_sign")
    assert notice.instead_of == people.minh.appointment
    assert "to_sign" in told(people.minh)


def test_an_appointment_a_delegation_and_its_end_are_told_to_whom_they_concern(units):
    delegation = people_actions.delegate(
        units.minh.appointment,
        units.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=units.minh,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=5),
        basis="Giấy ủy quyền 01",
    )
    people_actions.end_delegation(delegation, by=System())

    hear()

    assert told_of_account(units.binh) == {"appointed", "stands_in", "stands_in_no_more"}
    assert told_of_account(units.minh) == {"appointed", "delegation_ended"}


def test_who_may_not_see_the_document_is_not_told_its_subject(people):
    paper = builders.waiting_for_signature(people)
    hear()
    [notice] = Notice.objects.filter(line="to_sign")

    seen = reading.subjects([notice], people.minh)
    hidden = reading.subjects([notice], people.tuan)

    assert seen == {paper.document_id: paper.document}
    assert hidden == {}
    assert paper.document.subject not in str(Notice.objects.filter(pk=notice.pk).values().get())


def test_counting_the_unread_stops_at_a_hundred(people):
    post = people.lan.appointment
    Notice.objects.bulk_create(
        Notice(person=post.user, post=post, line="issued", topic="own", key=f"k{n}", at=clock.now())
        for n in range(130)
    )

    assert reading.unread_count(post.user) == 100


def test_reading_some_or_all(people):
    builders.issued(people)
    hear()
    own = Notice.objects.of(people.lan.user).filter(topic="own")
    reading.mark_read(Notice.objects.filter(topic="account"))
    first = own.order_by("pk")[0]

    assert reading.mark_read(own, [first.uid]) == 1
    assert reading.unread_count(people.lan.user) == 1
    assert reading.mark_read(own) == 1
    assert reading.unread_count(people.lan.user) == 0
    assert reading.unread_count(people.minh.user) == 2


def test_old_notices_are_forgotten_and_newer_ones_stay(people):
    builders.issued(people)
    hear()
    old = Notice.objects.get(line="to_sign")
    Notice.objects.filter(pk=old.pk).update(at=clock.now() - KEPT - timedelta(minutes=1))
    before = Notice.objects.count()

    assert forget_old() == 1
    assert Notice.objects.count() == before - 1


def test_a_task_given_to_a_department_is_told_to_who_hands_it_on_and_then_to_the_person(people):
    delivery = builders.issued(people)
    exchange_tasks.hand_over(delivery.pk)
    arrival = Incoming.objects.get(document__unit=people.district)
    incoming_tasks.check_signatures(arrival.pk)
    incoming.register(arrival, by=people.tuan)
    incoming.assign(Incoming.objects.get(pk=arrival.pk), "Xử lý", people.district, 5, by=people.nam)
    hear()

    assert told(people.phuc) == ["to_lead"]


def test_a_periodic_report_is_told_to_who_answers_it_and_to_who_asked(units):
    asked = reporting.ask(
        "Báo cáo tháng 11",
        date(2026, 10, 15),
        date(2026, 11, 14),
        [("Hồ sơ tiếp nhận", "hồ sơ")],
        [units.commune],
        3,
        by=units.tuan,
    )
    hear()
    reporting.ask_again(asked, by=units.tuan)
    report = reporting.send_report(Report.objects.get(), {1: 12}, by=units.lan)
    reporting.return_report(report, "Cả năm.", 1, by=units.tuan)
    hear()

    assert told(units.lan) == ["report_asked", "report_asked_again", "report_returned"]
    assert "report_sent" in told(units.nam)
