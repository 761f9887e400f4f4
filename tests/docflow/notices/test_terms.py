"""Deadlines are reminded of before and escalated after, each step once, on the real calendar."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import clock
from docflow.clock import at
from docflow.documents.models import Document
from docflow.exchange import tasks as exchange_tasks
from docflow.incoming import actions as incoming
from docflow.incoming import tasks as incoming_tasks
from docflow.incoming.models import Assignment, Incoming
from docflow.notices import terms
from docflow.notices.models import Notice, Term
from docflow.notices.steps import STEPS, next_step
from docflow.units.calendar import Calendar, Day, DayKind
from docflow.units.clocks import Clock
from docflow.units.days import change_day
from docflow.units.system import System
from tests import builders
from tests.docflow.notices.telling import at_moment, hear, told

pytestmark = pytest.mark.django_db
# 22 November 2026 is a Sunday.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, 23 + day) for day in range(5))
NEXT_MONDAY = date(2026, 11, 30)


def arrived(people, **facts):
    """An arrival in the district, checked."""
    delivery = builders.issued(people, **facts)
    exchange_tasks.hand_over(delivery.pk)
    arrival = Incoming.objects.get(document__unit=people.district)
    incoming_tasks.check_signatures(arrival.pk)
    return arrival


def assigned(people, due, arrival=None):
    """Given to Phúc by Nam."""
    arrival = arrival or arrived(people)
    incoming.register(arrival, by=people.tuan)
    arrival = Incoming.objects.get(pk=arrival.pk)
    return incoming.assign(arrival, "Xử lý", people.phuc.appointment, due, by=people.nam)


def lines():
    """All notices about deadlines as (line, person), oldest first."""
    rows = Notice.objects.filter(topic="deadline").order_by("pk")
    return [(each.line, each.person.username) for each in rows.select_related("person")]


def test_nothing_runs_for_what_is_done(people):
    with at_moment(at(MONDAY, 9)):
        arrival = assigned(people, 3)
        hear()
        [term] = Term.objects.filter(document=arrival.document)
        assert (term.clock, term.until) == ("handle", at(THURSDAY, 17))

        incoming.start(Incoming.objects.get(pk=arrival.pk), by=people.phuc)
        incoming.finish(Incoming.objects.get(pk=arrival.pk), by=people.phuc)
        hear()

    assert not Term.objects.filter(document=arrival.document).exists()


def test_a_task_is_reminded_of_the_working_day_before_on_its_day_and_escalated_after(people):
    with at_moment(at(MONDAY, 9)):
        assigned(people, 5)
        hear()
    moments = [
        (at(FRIDAY, 7, 59), []),
        (at(FRIDAY, 8, 1), ["handle_soon phuc"]),
        (at(NEXT_MONDAY, 8, 1), ["handle_today phuc"]),
        (at(NEXT_MONDAY, 17, 1), ["handle_late phuc"]),
        (at(date(2026, 12, 1), 8, 1), ["handle_late_head phuc"]),
        (at(date(2026, 12, 2), 8, 1), ["handle_late_leader nam"]),
        (at(date(2026, 12, 3), 8, 1), []),
    ]
    said: list[str] = []

    for moment, new in moments:
        with at_moment(moment):
            hear()
            hear()
        said += new
        of_task = [each for each in lines() if each[0].startswith("handle")]
        assert [" ".join(each) for each in of_task] == said, moment


def test_reminders_that_lie_before_the_start_are_not_given(people):
    with at_moment(at(MONDAY, 9)):
        assigned(people, 0)
        hear()
        assert told(people.phuc) == ["to_lead"]

    with at_moment(at(MONDAY, 17, 1)):
        hear()

    assert told(people.phuc) == ["to_lead", "handle_late"]


@pytest.mark.law("L9")
def test_an_arrival_nobody_registers_goes_from_the_clerk_to_the_office_to_the_leader(people):
    with at_moment(at(MONDAY, 15)):
        arrived(people)
        hear()
    with at_moment(at(TUESDAY, 8, 1)):
        hear()
    assert lines() == [("register_today", "tuan")]

    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        with at_moment(at(day, 8, 1)):
            hear()

    assert lines() == [
        ("register_today", "tuan"),
        ("register_late", "tuan"),
        ("register_late_office", "phuc"),
        ("register_late_leader", "nam"),
    ]


@pytest.mark.law("L3")
def test_a_signed_document_nobody_issues_goes_from_the_clerk_to_the_office_to_the_signer(people):
    with at_moment(at(MONDAY, 15)):
        builders.signed(people)
        hear()
    for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        with at_moment(at(day, 8, 1)):
            hear()

    assert lines() == [
        ("issue_today", "hoa"),
        ("issue_late", "hoa"),
        ("issue_late_office", "oanh"),
        ("issue_late_signer", "minh"),
    ]


@pytest.mark.law("L3")
def test_an_urgent_document_is_escalated_by_half_hours_on_a_sunday_night(people):
    sunday = date(2026, 11, 29)
    with at_moment(at(sunday, 22)):
        builders.signed(people, urgency="express")
        hear()
    with at_moment(at(sunday, 22, 31)):
        hear()
    with at_moment(at(sunday, 23, 1)):
        hear()
    with at_moment(at(sunday, 23, 31)):
        hear()

    assert lines() == [
        ("issue_late", "hoa"),
        ("issue_late_office", "oanh"),
        ("issue_late_signer", "minh"),
    ]
    assert Notice.objects.filter(line="issue_late", is_urgent=True).count() == 1


def test_what_was_not_sent_by_noon_of_the_next_working_day_is_told(people):
    with at_moment(at(MONDAY, 15)):
        builders.issued(people)
        hear()
    with at_moment(at(TUESDAY, 12, 1)):
        hear()

    assert lines() == [("send_late", "hoa")]


def test_after_days_of_silence_only_what_is_late_is_told(people):
    with at_moment(at(MONDAY, 9)):
        assigned(people, 2)
        hear()
    with at_moment(at(date(2026, 12, 10), 9)):
        for _turn in range(5):
            hear()

    of_task = [each for each in lines() if each[0].startswith("handle")]
    assert of_task == [
        ("handle_late", "phuc"),
        ("handle_late_head", "phuc"),
        ("handle_late_leader", "nam"),
    ]


def test_another_deadline_is_told_of_from_the_beginning(people):
    with at_moment(at(MONDAY, 9)):
        arrival = assigned(people, 1)
        hear()
    with at_moment(at(TUESDAY, 17, 1)):
        hear()
        later = at(FRIDAY, 17)
        Assignment.objects.filter(arrival=arrival).update(due=later)
        terms.refresh(Document.objects.get(pk=arrival.pk))
    with at_moment(at(THURSDAY, 8, 1)):
        hear()

    of_task = [each[0] for each in lines() if each[0].startswith("handle")]
    assert of_task == ["handle_late", "handle_soon"]


def test_a_day_off_declared_late_moves_what_runs_and_nobody_is_told_wrongly(people):
    with at_moment(at(MONDAY, 15)):
        builders.signed(people)
        hear()
        change_day(TUESDAY, DayKind.HOLIDAY, "Nghỉ bão", by=System())
    with at_moment(at(TUESDAY, 8, 1)):
        hear()
        assert lines() == []
        terms.renew()
        [term] = Term.objects.filter(clock="issue")
        assert term.until == at(WEDNESDAY, 17)
    with at_moment(at(WEDNESDAY, 8, 1)):
        hear()

    assert lines() == [("issue_today", "hoa")]


def test_what_is_done_in_the_same_moment_is_not_told_as_late(people):
    with at_moment(at(MONDAY, 15)):
        arrival = arrived(people)
        hear()
    with at_moment(at(WEDNESDAY, 9)):
        Incoming.objects.filter(pk=arrival.pk).update(state="refused")
        terms.tell_due()

    assert lines() == []
    assert not Term.objects.filter(document=arrival.document).exists()


def test_one_that_cannot_be_told_holds_up_no_other(people, monkeypatch):
    with at_moment(at(MONDAY, 15)):
        builders.signed(people)
        builders.signed(people)
        hear()
    first = Term.objects.order_by("pk")[0]
    real = terms.tell

    def stumbles(news, posts):
        if news.document.pk == first.document_id:
            raise OSError("cut off")
        return real(news, posts)

    monkeypatch.setattr(terms, "tell", stumbles)
    with at_moment(at(TUESDAY, 8, 1)):
        hear()

        assert lines() == [("issue_today", "hoa")]
        first.refresh_from_db()
        assert first.next_at > clock.now()


def test_what_is_due_is_found_by_an_index(people):
    document, now = builders.draft(people).document, clock.now()
    later = [now + timedelta(hours=each) for each in range(2000)]
    Term.objects.bulk_create(
        Term(document=document, clock=f"{n}", started=now, until=day, next_at=day)
        for n, day in enumerate(later)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a plan of an empty table says nothing on PostgreSQL

    plan = Term.objects.filter(next_at__lte=now).order_by("next_at")[:200].explain()

    assert "terms_due_next" in plan


def test_looking_for_what_is_due_asks_once_however_much_runs(people):
    with at_moment(at(MONDAY, 9)):
        builders.signed(people)
        hear()
        with CaptureQueriesContext(connection) as asked:
            terms.tell_due()

    assert len(asked) == 1


@pytest.mark.parametrize("clock_named", list(STEPS))
def test_the_steps_of_a_clock_come_one_after_the_other(clock_named):
    days = Calendar.of([Day(TUESDAY, DayKind.HOLIDAY, "", "")])
    started, until = at(date(2026, 11, 16), 9), at(WEDNESDAY, 17)

    moments: list[datetime] = []
    place = 0
    while following := next_step(clock_named, place, started, until, days):
        moments.append(following[1])
        place = following[0] + 1

    assert len(moments) == len(STEPS[clock_named])
    assert moments == sorted(moments)


def test_a_reminder_the_working_day_before_passes_over_a_holiday():
    days = Calendar.of([Day(TUESDAY, DayKind.HOLIDAY, "", "")])
    until = at(WEDNESDAY, 17)

    _place, moment = next_step(Clock.HANDLE, 0, until - timedelta(days=30), until, days)

    assert moment == at(MONDAY, 8)
