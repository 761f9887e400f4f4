"""Each duty is due when the decree says, on the calendar as it is."""

from datetime import date, datetime, timedelta

import pytest

from docflow.clock import at
from docflow.units.calendar import Calendar, Day, DayKind
from docflow.units.clocks import RULES, Clock, due, label, late_before, wanted

# Monday 2 November 2026; Friday 6th a half day; Saturday 7th worked in exchange for Monday 9th.
DAYS = Calendar.of(
    [
        Day(date(2026, 11, 6), DayKind.HALF_DAY, "Hội nghị", ""),
        Day(date(2026, 11, 7), DayKind.WORKDAY, "Làm bù", ""),
        Day(date(2026, 11, 9), DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", ""),
    ]
)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return at(date(2026, 11, day), hour, minute)


@pytest.mark.law("L7")
@pytest.mark.parametrize(
    ("arrived", "until"),
    [
        (on(2, 9), on(2, 17)),
        (on(2, 18), on(3, 17)),
        (on(6, 9), on(6, 12)),
        (on(6, 13), on(7, 17)),
        (on(8, 10), on(10, 17)),
    ],
    ids=["in the morning", "after closing", "half day", "after a half day", "before a swapped day"],
)
def test_receipt_is_reported_the_same_day(arrived, until):
    assert due(Clock.ACKNOWLEDGE, arrived, DAYS) == until


@pytest.mark.law("L9")
@pytest.mark.parametrize("clock", [Clock.REGISTER, Clock.SUBMIT])
@pytest.mark.parametrize(
    ("arrived", "until"),
    [(on(2, 9), on(3, 17)), (on(5, 16), on(6, 12)), (on(7, 9), on(10, 17))],
    ids=["next day", "next is a half day", "over a swapped day"],
)
def test_an_arrival_is_registered_and_presented_by_the_next_working_day(clock, arrived, until):
    assert due(clock, arrived, DAYS) == until


@pytest.mark.law("L3")
def test_a_signed_document_is_issued_by_the_next_working_day_and_wanted_the_same_day():
    signed = on(2, 15)

    assert wanted(signed, DAYS) == on(2, 17)
    assert due(Clock.ISSUE, signed, DAYS) == on(3, 17)


@pytest.mark.law("L3")
def test_an_urgent_document_is_due_at_once_on_a_sunday_night_too():
    signed = on(8, 23, 50)

    assert due(Clock.ISSUE, signed, DAYS, urgent=True) == on(9, 0, 20)
    assert due(Clock.ISSUE, signed, DAYS, urgent=True, at_once=timedelta(hours=1)) == on(9, 0, 50)


def test_a_signed_document_is_sent_by_noon_of_the_next_working_day():
    assert due(Clock.SEND, on(2, 15), DAYS) == on(3, 12)
    assert due(Clock.SEND, on(6, 9), DAYS) == on(7, 12)


def test_a_recall_is_answered_within_a_working_day():
    assert due(Clock.RECALL_ANSWER, on(6, 9), DAYS) == on(7, 17)


@pytest.mark.law("L21")
@pytest.mark.parametrize(
    ("clock", "ended", "until"),
    [
        (Clock.DOSSIER, at(date(2025, 11, 2), 9), on(2, 17)),
        (Clock.DOSSIER, at(date(2025, 11, 6), 9), on(6, 12)),
        (Clock.DOSSIER, at(date(2024, 2, 29), 9), at(date(2025, 2, 28), 17)),
        (Clock.DOSSIER_OF_CONSTRUCTION, at(date(2026, 8, 31), 9), at(date(2026, 11, 30), 17)),
    ],
    ids=["a year", "onto a half day", "leap day", "three months"],
)
def test_a_dossier_goes_to_the_archive_a_year_after_the_work_ended(clock, ended, until):
    assert due(clock, ended, DAYS) == until


def test_the_deadline_of_a_task_is_no_clocks_to_say():
    with pytest.raises(ValueError, match="set by who assigns it"):
        due(Clock.HANDLE, on(2, 9), DAYS)


@pytest.mark.parametrize("clock", [Clock.REGISTER, Clock.ISSUE, Clock.SEND])
@pytest.mark.parametrize("hour", [0, 11, 12, 13, 17, 18, 23])
@pytest.mark.parametrize("day", [3, 6, 7, 8, 9, 10])
def test_what_began_before_the_edge_is_late_and_nothing_else(clock, day, hour):
    now = on(day, hour)

    edge = late_before(clock, now, DAYS)

    for hours in range(0, 24 * 8, 5):
        start = on(1, 0) + timedelta(hours=hours)
        if start <= now:
            assert (start < edge) == (due(clock, start, DAYS) < now), start


def test_an_urgent_one_is_late_half_an_hour_after_it_began():
    assert late_before(Clock.REGISTER, on(8, 3), DAYS, urgent=True) == on(8, 2, 30)


def test_every_clock_stands_in_the_table_with_its_ground():
    assert set(RULES) == set(Clock)
    assert all(rule.basis and str(label(clock)) for clock, rule in RULES.items())
