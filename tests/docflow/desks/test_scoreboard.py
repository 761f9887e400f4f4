"""The score board: each figure is the length of its list, and nobody sees farther than allowed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from docflow import clock
from docflow.desks import scoreboard
from docflow.desks.outcomes import OUTCOMES
from docflow.desks.scoreboard import Asked, Reach
from docflow.errors import Refused
from docflow.incoming import actions as incoming
from docflow.incoming.models import Assignment, Incoming
from docflow.people.actor import Actor
from tests.cast import Cast
from tests.docflow.search.papers import arrived

TODAY = date(2026, 10, 14)  # a Wednesday
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def set_clock():
    clock.set_to(clock.at(TODAY, 9))
    yield clock.set_to
    clock.set_to(None)


def given(units: Cast, lead: Any, days: int = 3) -> Incoming:
    """A paper arrival of the commune, registered and assigned."""
    count = Incoming.objects.count()
    document = arrived(units.hoa, f"Việc {count}", code_as_written=f"{count + 1}/BC-SNV")
    arrival = incoming.register(Incoming.objects.get(document=document), by=units.hoa)
    return incoming.assign(arrival, "Làm ngay", lead, days, by=units.minh)


@pytest.fixture
def month(units: Cast, set_clock: Any) -> Cast:
    """Of Lan one in time and one overdue, of Hùng one late and one open in time."""
    handed = given(units, units.commune)
    task = handed.assignments.get(level=1)
    incoming.reassign(task, units.lan.appointment, by=units.hung)
    incoming.finish(incoming.start(handed, by=units.lan), by=units.lan)
    given(units, units.lan.appointment, days=1)
    late = given(units, units.hung.appointment, days=1)
    set_clock(clock.at(TODAY + timedelta(days=5), 9))
    incoming.finish(incoming.start(late, by=units.hung), by=units.hung)
    given(units, units.hung.appointment)
    return units


def asked(actor: Actor, **more: Any) -> Asked:
    return Asked(scoreboard.reach_of(actor), FIRST, LAST, **more)


def test_tasks_stand_by_person_as_they_were_done(month: Cast) -> None:
    lines = scoreboard.by_person(asked(month.minh))

    told = {line.name: line.figures.row() for line in lines}
    assert told == {"Nguyễn Thị Lan": [2, 1, 0, 0, 1], "Lê Văn Hùng": [2, 0, 1, 1, 0]}
    assert scoreboard.total(lines).share == "33,33 %".replace(" ", "\u00a0")


@pytest.mark.parametrize("outcome", ["", *OUTCOMES])
def test_a_figure_is_the_length_of_the_list_behind_it(month: Cast, outcome: str) -> None:
    [line] = scoreboard.by_unit(asked(month.minh))

    items = list(scoreboard.every(asked(month.minh), month.minh, outcome, 100))

    assert len(items) == line.figures.of(outcome)
    assert all(item.outcome == outcome for item in items if outcome)


def test_pages_of_a_list_tell_each_task_once(month: Cast) -> None:
    first = scoreboard.behind(asked(month.minh), month.minh, limit=3)
    second = scoreboard.behind(asked(month.minh), month.minh, limit=3, after=first.after)

    assert (len(first.rows), len(second.rows), second.after) == (3, 1, "")
    assert len({item.uid for item in (*first.rows, *second.rows)}) == 4


def test_now_tells_what_is_open_whenever_it_was_given(month: Cast) -> None:
    lines = scoreboard.by_person(Asked(scoreboard.reach_of(month.minh)))

    assert scoreboard.total(lines).row() == [2, 0, 0, 1, 1]


def test_a_task_that_was_handed_on_counts_once(month: Cast) -> None:
    assert Assignment.objects.count() == 5
    assert scoreboard.total(scoreboard.by_unit(asked(month.minh))).total == 4


def test_a_specialist_sees_the_own_tasks_alone(month: Cast) -> None:
    lines = scoreboard.by_person(asked(month.lan))

    assert [line.name for line in lines] == ["Nguyễn Thị Lan"]


def test_a_head_of_department_sees_the_own_unit_and_not_what_lies_below(month: Cast) -> None:
    assert scoreboard.reach_of(month.phuc).units == (month.district,)
    assert scoreboard.by_person(asked(month.phuc)) == []


def test_a_leader_and_an_auditor_see_the_units_below(month: Cast) -> None:
    assert month.commune in scoreboard.reach_of(month.nam).units
    assert month.district not in scoreboard.reach_of(month.quynh).units
    [line] = scoreboard.by_unit(asked(month.nam))
    assert (line.name, line.figures.total) == (month.commune.name, 4)


def test_a_document_out_of_sight_is_told_by_its_number_alone(month: Cast) -> None:
    items = list(scoreboard.every(asked(month.nam), month.nam, "", 10))

    assert {item.document for item in items} == {None}
    assert all(item.code for item in items)


def test_a_period_longer_than_a_year_is_refused(units: Cast) -> None:
    long = Asked(Reach((units.commune,)), date(2025, 1, 1), date(2026, 12, 31))

    with pytest.raises(Refused) as refused:
        scoreboard.by_unit(long)

    assert refused.value.code == "period_too_long"


def test_questions_do_not_grow_with_the_tasks(
    month: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        given(month, month.lan.appointment)

    with django_assert_max_num_queries(8):
        scoreboard.by_person(asked(month.minh))
    with django_assert_max_num_queries(8):
        scoreboard.behind(asked(month.minh), month.minh)


def test_tasks_of_other_years_are_not_read(month: Cast) -> None:
    arrival = Incoming.objects.first()
    facts = {"unit": month.commune, "addressee": month.commune, "due": clock.now()}
    Assignment.objects.bulk_create(
        Assignment(arrival=arrival, role="lead", ended_as="returned", given_at=day, **facts)
        for day in (clock.at(TODAY, 9) - timedelta(days=each) for each in range(100, 2100))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = scoreboard.tasks(asked(month.minh)).explain()

    assert "tasks_of_a_unit_by_day" in plan
