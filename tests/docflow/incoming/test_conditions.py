"""Who may get a task and by when."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from docflow import clock
from docflow.errors import Refused
from docflow.incoming.conditions import deadline, must_be_fit
from docflow.people.models import Appointment
from docflow.units.models import Unit
from tests import cast
from tests.cast import LONG_AGO, Cast

FRIDAY = date(2026, 1, 9)
MONDAY = date(2026, 1, 12)
NAIVE = clock.at(MONDAY, 12).replace(tzinfo=None)


@pytest.fixture
def friday() -> Iterator[None]:
    """Four on a Friday afternoon."""
    clock.set_to(clock.at(FRIDAY, 16))
    yield
    clock.set_to(None)


def refused(act: Any, *given: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as refusal:
        act(*given)
    assert str(refusal.value).endswith(".")
    return refusal.value.code


@pytest.mark.parametrize(("days", "day"), [(0, FRIDAY), (1, MONDAY), (2, date(2026, 1, 13))])
@pytest.mark.usefixtures("db", "friday")
def test_working_days_are_counted_from_today(days: int, day: date) -> None:
    assert deadline(days) == clock.at(day, 17)


@pytest.mark.usefixtures("friday")
def test_a_moment_is_taken_as_it_is() -> None:
    sunday_night = clock.at(FRIDAY + timedelta(days=2), 23)

    assert deadline(sunday_night) == sunday_night


@pytest.mark.parametrize("due", [None, -1, 1000, True, 1.5, "3", MONDAY, NAIVE])
@pytest.mark.usefixtures("friday")
def test_what_is_no_deadline_is_refused(due: Any) -> None:
    assert refused(deadline, due) == "bad_due"


@pytest.mark.usefixtures("db")
def test_today_is_no_deadline_once_offices_are_closed() -> None:
    clock.set_to(clock.at(FRIDAY, 18))

    try:
        assert refused(deadline, 0) == "due_in_the_past"
    finally:
        clock.set_to(None)


def test_units_in_or_below_and_their_people_get_tasks(units: Cast) -> None:
    must_be_fit(
        units.district,
        [units.phuc.appointment, units.district, units.commune, units.lan.appointment],
    )


def test_others_get_none(units: Cast) -> None:
    ended = cast.unit("Phòng cũ", "department", units.district, ended=date(2025, 6, 30))
    Appointment.objects.filter(pk=units.lan.appointment.pk).update(valid_to=LONG_AGO)
    Unit.objects.filter(pk=units.commune.pk).update(ended=date(2025, 6, 30))

    def code(*who: Any) -> str:
        return refused(must_be_fit, units.district, who)

    assert code(units.province) == "other_unit"
    assert code(ended) == "unit_ended"
    assert code(units.lan.appointment) == "post_ended"
    assert code(units.hung.appointment) == "unit_ended"
    assert code(None) == "bad_assignee"
    assert code(units.phuc.appointment, units.phuc.appointment) == "assigned_twice"
