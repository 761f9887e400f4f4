"""More time: asked, decided once by those who gave the task, counted by both deadlines."""

from datetime import timedelta
from typing import Any

import pytest

from docflow import clock
from docflow.audit.models import Entry
from docflow.errors import NotAllowed
from docflow.incoming import actions, deadline_actions, handling_actions, passing_on_actions
from docflow.incoming.models import Extension
from docflow.reports.models import CountedTask
from docflow.reports.rates import rates
from docflow.reports.recount import differences, rebuild
from docflow.reports.tasks import follow_log
from tests.cast import Cast
from tests.docflow.incoming import office as offices
from tests.docflow.incoming.office import Office, refusal

MORE = timedelta(days=7)


def asked(office: Office, who: Any = None, more: timedelta = MORE) -> Extension:
    """Lan asks for a week more."""
    task = office.task(who or office.cast.lan)
    return deadline_actions.ask_extension(
        task, task.due + more, "Chờ số liệu của sở", by=who or office.cast.lan
    )


@pytest.mark.law("L9")
def test_the_leader_allows_more_time_and_the_first_deadline_stays(units: Cast) -> None:
    office = offices.in_progress(units)
    first = office.task(units.lan).due

    extension = deadline_actions.allow_extension(asked(office), by=units.minh)

    task = office.task(units.lan)
    assert extension.state == "allowed"
    assert (task.due, task.first_due) == (first + MORE, first)


def test_a_refusal_has_its_reason_and_moves_nothing(units: Cast) -> None:
    office = offices.in_progress(units)
    first, request = office.task(units.lan).due, asked(office)

    with refusal("reason_missing"):
        deadline_actions.refuse_extension(request, "", by=units.minh)
    deadline_actions.refuse_extension(request, "Tỉnh đang chờ", by=units.minh)

    assert office.task(units.lan).due == first
    assert Extension.objects.get().decision == "Tỉnh đang chờ"


def test_two_decide_one_request_and_the_second_is_told_so(units: Cast) -> None:
    office = offices.in_progress(units)
    request = asked(office)
    seen_by_both = Extension.objects.select_related("task__arrival").get(pk=request.pk)
    deadline_actions.allow_extension(request, by=units.minh)

    with refusal("wrong_state"):
        deadline_actions.refuse_extension(seen_by_both, "Không", by=units.binh)

    assert Extension.objects.get().state == "allowed"


def test_the_head_allows_within_the_departments_own_time(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    task = office.task(None)
    handling_actions.reassign(
        task, units.lan.appointment, by=units.hung, due=task.due - timedelta(days=5)
    )
    request = asked(office, more=timedelta(days=2))

    deadline_actions.allow_extension(request, by=units.hung)

    assert office.task(units.lan).due == task.due - timedelta(days=3)
    assert office.task(None).due == task.due


@pytest.mark.law("L9")
def test_beyond_the_departments_time_the_leader_decides_for_both(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    handling_actions.reassign(office.task(None), units.lan.appointment, by=units.hung)
    first, request = office.task(None).due, asked(office)

    with refusal("later_than_parent"):
        deadline_actions.allow_extension(request, by=units.hung)
    deadline_actions.allow_extension(request, by=units.minh)

    department, own = office.task(None), office.task(units.lan)
    assert department.due == own.due == first + MORE
    assert department.first_due == own.first_due == first


def test_the_head_asks_for_the_department(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    task = office.task(None)

    deadline_actions.ask_extension(task, task.due + MORE, "Cần thêm người", by=units.hung)
    with pytest.raises(NotAllowed):
        deadline_actions.ask_extension(task, task.due + MORE, "Cần", by=units.lan)

    assert Extension.objects.get().goes_up


def test_asking_names_a_later_moment_and_a_reason_once(units: Cast) -> None:
    office = offices.in_progress(units)
    task = office.task(units.lan)

    with refusal("not_later"):
        deadline_actions.ask_extension(task, task.due, "Chờ", by=units.lan)
    with refusal("reason_missing"):
        deadline_actions.ask_extension(task, task.due + MORE, "", by=units.lan)
    with refusal("not_your_task"):
        deadline_actions.ask_extension(task, task.due + MORE, "Chờ", by=office.an)
    asked(office)
    with refusal("extension_asked"):
        asked(office)

    assert Extension.objects.count() == 1


def test_only_those_who_gave_the_task_decide(units: Cast) -> None:
    office = offices.in_progress(units)
    request = asked(office)

    with pytest.raises(NotAllowed):
        deadline_actions.allow_extension(request, by=units.lan)
    with pytest.raises(NotAllowed):
        deadline_actions.allow_extension(request, by=units.nam)

    assert Extension.objects.get().state == "asked"


def test_a_date_that_has_passed_meanwhile_is_not_allowed(units: Cast) -> None:
    office = offices.in_progress(units)
    request = asked(office)

    with offices.later(days=60), refusal("due_in_the_past"):
        deadline_actions.allow_extension(request, by=units.minh)

    assert Extension.objects.get().state == "asked"


def test_a_request_lapses_when_the_work_is_done_without_it(units: Cast) -> None:
    office = offices.in_progress(units)
    request = asked(office)
    actions.finish(office.arrival, by=units.lan, result="Xong")

    with refusal("wrong_state"):
        deadline_actions.allow_extension(request, by=units.minh)

    assert Extension.objects.get().state == "lapsed"


def test_rates_judge_by_the_last_deadline_and_beside_it_by_the_first(units: Cast) -> None:
    office = offices.in_progress(units)
    first = office.task(units.lan).due
    deadline_actions.allow_extension(asked(office), by=units.minh)
    passing_on_actions.hand_over(
        office.task(units.lan), office.an.appointment, "Nghỉ", by=units.lan
    )
    with offices.later(seconds=(first - clock.now()).total_seconds() + 3600):
        actions.finish(office.arrival, by=office.an, result="Xong")

        follow_log()

        day = clock.local_date(Entry.objects.get(event="incoming.assigned").at)
        figures = rates([units.commune], day, day).figures
        assert (figures["R5"].numerator, figures["R5"].denominator) == (1, 1)
        assert (figures["R5a"].numerator, figures["R5a"].denominator) == (0, 1)
        assert CountedTask.objects.get().due == first + MORE


def test_counting_again_from_the_log_gives_the_same_deadlines(units: Cast) -> None:
    office = offices.in_progress(units)
    deadline_actions.allow_extension(asked(office), by=units.minh)
    follow_log()
    kept = CountedTask.objects.values("uid", "due", "first_due", "done_at").get()

    agrees = list(differences())
    rebuild()

    assert agrees == []
    assert CountedTask.objects.values("uid", "due", "first_due", "done_at").get() == kept


def test_more_time_for_a_child_within_its_department_changes_no_rate(units: Cast) -> None:
    office = offices.assigned(units, lead=units.commune)
    task = office.task(None)
    handling_actions.reassign(
        task, units.lan.appointment, by=units.hung, due=task.due - timedelta(days=5)
    )
    deadline_actions.allow_extension(asked(office, more=timedelta(days=1)), by=units.hung)

    follow_log()

    assert CountedTask.objects.get().due == task.due
