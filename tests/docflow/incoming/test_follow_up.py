"""Asked again how it stands: by those who gave it, answered by whoever has it."""

import pytest

from docflow.errors import NotAllowed
from docflow.incoming import actions, follow_up_actions, handling_actions
from docflow.incoming.models import Urge
from tests.cast import Cast
from tests.docflow.incoming import office as offices
from tests.docflow.incoming.office import refusal


@pytest.mark.law("L20")
def test_the_leader_asks_again_and_the_handler_reports(units: Cast) -> None:
    office = offices.in_progress(units)

    follow_up_actions.urge(office.task(units.lan), by=units.minh, words="Tỉnh đang hỏi")
    follow_up_actions.report_progress(office.task(units.lan), "Xong trước thứ sáu", by=units.lan)

    urge = Urge.objects.get()
    assert (urge.words, urge.report) == ("Tỉnh đang hỏi", "Xong trước thứ sáu")
    assert (urge.by, urge.reporter) == (units.minh.appointment, units.lan.appointment)


def test_whoever_has_the_task_now_is_asked(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    handling_actions.reassign(office.task(None), units.lan.appointment, by=units.hung)

    follow_up_actions.urge(office.task(None), by=units.minh)

    assert Urge.objects.get().task == office.task(units.lan)


def test_what_was_asked_of_the_department_is_answered_by_whom_it_is_handed_to(
    units: Cast,
) -> None:
    office = offices.assigned(units, lead=units.commune)
    follow_up_actions.urge(office.task(None), by=units.minh)

    handling_actions.reassign(office.task(None), units.lan.appointment, by=units.hung)
    follow_up_actions.report_progress(office.task(units.lan), "Đã nhận", by=units.lan)

    assert Urge.objects.get().report == "Đã nhận"


def test_a_collaborator_who_was_asked_does_not_keep_the_lead_from_the_end(units: Cast) -> None:
    office = offices.in_progress(units, collaborators=[units.hung.appointment])
    follow_up_actions.urge(office.task(units.hung, "collaborator"), by=units.minh)

    actions.finish(office.arrival, by=units.lan, result="Xong")

    assert office.fresh().state == "done"


def test_the_head_asks_what_the_department_handed_on(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    handling_actions.reassign(office.task(None), units.lan.appointment, by=units.hung)

    follow_up_actions.urge(office.task(units.lan), by=units.hung)
    with pytest.raises(NotAllowed):
        follow_up_actions.urge(office.task(None), by=units.hung)

    assert Urge.objects.count() == 1


def test_nothing_is_finished_before_whoever_asked_has_a_report(units: Cast) -> None:
    office = offices.in_progress(units)
    follow_up_actions.urge(office.task(units.lan), by=units.minh)

    with refusal("not_answered_yet"):
        actions.finish(office.arrival, by=units.lan, result="Xong")
    follow_up_actions.report_progress(office.task(units.lan), "Xong hôm nay", by=units.lan)
    actions.finish(office.arrival, by=units.lan, result="Xong")

    assert office.fresh().state == "done"


def test_one_report_answers_all_that_was_asked_so_far(units: Cast) -> None:
    office = offices.in_progress(units)
    follow_up_actions.urge(office.task(units.lan), by=units.minh)
    follow_up_actions.urge(office.task(units.lan), by=units.binh)

    follow_up_actions.report_progress(office.task(units.lan), "Sắp xong", by=units.lan)
    with refusal("not_asked"):
        follow_up_actions.report_progress(office.task(units.lan), "Sắp xong", by=units.lan)

    assert Urge.objects.filter(report="Sắp xong").count() == 2


def test_what_has_ended_or_was_only_to_be_known_is_not_asked_again(units: Cast) -> None:
    office = offices.in_progress(units, for_information=[units.hung.appointment])

    with refusal("nothing_to_urge"):
        follow_up_actions.urge(office.task(units.hung, "for_information"), by=units.minh)
    actions.finish(office.arrival, by=units.lan, result="Xong")
    with refusal("task_ended"):
        follow_up_actions.urge(office.task(units.lan), by=units.minh)

    assert not Urge.objects.exists()


def test_a_report_has_words_and_is_the_handlers(units: Cast) -> None:
    office = offices.in_progress(units)
    follow_up_actions.urge(office.task(units.lan), by=units.minh)

    with refusal("report_missing"):
        follow_up_actions.report_progress(office.task(units.lan), " ", by=units.lan)
    with refusal("not_your_task"):
        follow_up_actions.report_progress(office.task(units.lan), "Xong", by=office.an)

    assert Urge.objects.get().reported_at is None


def test_nobody_but_who_gave_the_task_asks_again(units: Cast) -> None:
    office = offices.in_progress(units)

    for other in (units.lan, units.hung, units.hoa, units.nam):
        with pytest.raises(NotAllowed):
            follow_up_actions.urge(office.task(units.lan), by=other)

    assert not Urge.objects.exists()
