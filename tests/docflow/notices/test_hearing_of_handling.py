"""Who hears of what happens on a document's way, of copies and of the papers of a meeting."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.circulation import actions as circulation
from docflow.copies import actions as copies
from docflow.incoming import actions as incoming
from docflow.incoming import deadline_actions, follow_up_actions, passing_on_actions
from docflow.incoming.models import Assignment, Incoming
from docflow.notices.models import Notice
from docflow.outgoing.contents import To
from docflow.people.actions import appoint
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from tests import builders
from tests.docflow.notices.telling import hear, told
from tests.docflow.web.test_queries import _letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(people):
    """Lan leads a letter that came to the commune; Minh assigned it."""
    arrival = incoming.register(_letter(people, builders.page(people)), by=people.hoa)
    incoming.assign(arrival, "Tham mưu", people.lan.appointment, 5, by=people.minh)
    return Assignment.objects.get(arrival=arrival)


def test_who_asks_for_more_time_and_who_decides_hear_of_each_other(people, task):
    asked = deadline_actions.ask_extension(
        task, task.due + timedelta(days=3), "Chờ số liệu", by=people.lan
    )
    hear()
    deadline_actions.allow_extension(asked, by=people.minh)

    hear()

    assert "more_time_asked" in told(people.minh)
    assert told(people.lan)[-1] == "more_time_given"


def test_who_has_the_task_is_urged_and_who_assigned_it_hears_the_report(people, task):
    follow_up_actions.urge(task, by=people.minh)
    hear()
    follow_up_actions.report_progress(task, "Đang soạn", by=people.lan)

    hear()

    assert told(people.lan)[-1] == "urged"
    assert "reported" in told(people.minh)


def test_a_task_handed_over_is_told_to_both(people, task):
    new = appoint(people.phuc.user, people.commune, "Cán bộ", [Role.SPECIALIST], by=System())
    hear()
    passing_on_actions.hand_over(task, new, "Nghỉ phép", by=people.minh)

    hear()

    assert told(people.phuc) == ["handed_over"]
    assert "handed_over_from" in told(people.lan)


def test_what_is_forwarded_is_told_to_whom_it_went(people, task):
    passing_on_actions.forward(
        Incoming.objects.get(), "", by=people.lan, for_information=[people.hung.appointment]
    )

    hear()

    assert "forwarded" in told(people.hung)
    assert "forwarded" not in told(people.lan)


def test_a_copy_is_told_with_its_document_to_who_approves_numbers_and_made_it(people):
    original = builders.issued(people).document
    deputy = Actor(appoint(people.tuan.user, people.commune, "Văn thư", [Role.CLERK], by=System()))
    copy = copies.make(original, "SY", by=people.hoa, recipients=[To(people.district)])
    copies.approve(copy, by=people.minh)
    copies.cancel(copies.number(copy, by=deputy), "Không cần", by=deputy)

    hear()

    notice = Notice.objects.get(person=people.minh.user, line="copy_to_approve")
    assert notice.document == copy.document
    assert {"copy_to_number", "copy_cancelled"} <= set(told(people.hoa))


def test_the_members_of_a_meeting_hear_of_its_papers(people):
    paper = builders.issued(people).document
    circulation.hand_round(
        "Giao ban",
        clock.now() + timedelta(hours=1),
        clock.now() + timedelta(hours=3),
        [people.hung.appointment],
        [paper],
        by=people.hoa,
    )

    hear()

    assert "meeting_papers" in told(people.hung)
