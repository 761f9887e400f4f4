"""Deadlines fall on working days; the days are read from data, with every fault named."""

from datetime import UTC, date, datetime, timedelta

import pytest

from docflow.clock import VIETNAM
from docflow.units.calendar import (
    Calendar,
    CalendarError,
    Day,
    DayKind,
    read_days,
    shipped_days,
    urgent_due,
)

SHIPPED = Calendar.of(shipped_days())


def vietnam(*parts):
    return datetime(*parts, tzinfo=VIETNAM)


def days_off(first, last):
    """The days without work between two dates, both included."""
    every = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return [day for day in every if not SHIPPED.is_working(day)]


def test_without_data_monday_to_friday_are_worked():
    bare = Calendar()

    assert [bare.is_working(date(2026, 11, day)) for day in range(16, 23)] == [True] * 5 + [
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [
        (date(2025, 1, 25), date(2025, 2, 2), 9),
        (date(2025, 4, 30), date(2025, 5, 4), 5),
        (date(2025, 8, 30), date(2025, 9, 2), 4),
        (date(2026, 1, 1), date(2026, 1, 4), 4),
        (date(2026, 2, 14), date(2026, 2, 22), 9),
        (date(2026, 4, 25), date(2026, 4, 27), 3),
        (date(2026, 4, 30), date(2026, 5, 3), 4),
        (date(2026, 8, 29), date(2026, 9, 2), 5),
    ],
)
def test_the_shipped_breaks_have_their_announced_length(first, last, length):
    around = days_off(first - timedelta(days=1), last + timedelta(days=1))

    assert around == days_off(first, last)
    assert len(around) == length


@pytest.mark.parametrize("day", [date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_an_exchanged_saturday_is_worked(day):
    assert day.weekday() == 5
    assert SHIPPED.is_working(day)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_shipped_year_has_the_holidays_of_the_labour_code(year):
    holidays = [
        day.date for day in shipped_days() if day.kind == DayKind.HOLIDAY and day.date.year == year
    ]

    assert len(holidays) == (11 if year == 2025 else 12)
    assert all(day.basis and day.name for day in shipped_days())


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_exchange_takes_as_many_days_as_it_gives(year):
    days = [day for day in shipped_days() if day.date.year == year]
    given = [day for day in days if day.kind == DayKind.WORKDAY]
    taken = [day for day in days if day.kind == DayKind.SWAPPED_OFF and "hoán đổi" in day.name]

    assert len(given) == len(taken)


def test_the_next_working_day_leaps_over_tet():
    assert SHIPPED.next_working_day(date(2026, 2, 13)) == date(2026, 2, 23)


def test_the_next_working_day_may_be_an_exchanged_saturday():
    assert SHIPPED.next_working_day(date(2025, 4, 25)) == date(2025, 4, 26)


@pytest.mark.parametrize(
    ("day", "number", "due"),
    [
        (date(2026, 2, 12), 0, date(2026, 2, 12)),
        (date(2026, 2, 14), 0, date(2026, 2, 23)),
        (date(2026, 2, 12), 1, date(2026, 2, 13)),
        (date(2026, 2, 12), 2, date(2026, 2, 23)),
        (date(2026, 2, 15), 1, date(2026, 2, 23)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 11, 20), 5, date(2026, 11, 30)),
    ],
)
def test_working_days_are_added(day, number, due):
    assert SHIPPED.add_working_days(day, number) == due


def test_working_days_are_not_taken_away():
    with pytest.raises(ValueError, match="forward"):
        SHIPPED.add_working_days(date(2026, 2, 12), -1)


@pytest.mark.parametrize("number", [1, 2, 9, 30])
def test_as_many_working_days_lie_between_as_were_added(number):
    start = date(2026, 2, 12)

    assert SHIPPED.working_days_between(start, SHIPPED.add_working_days(start, number)) == number


def test_no_working_days_lie_between_a_day_and_itself_or_an_earlier_one():
    day = date(2026, 2, 12)

    assert SHIPPED.working_days_between(day, day) == 0
    assert SHIPPED.working_days_between(day, date(2026, 2, 2)) == 0


def test_a_working_day_ends_at_five_and_a_half_day_at_noon():
    half = Calendar(half_days=frozenset({date(2026, 11, 21)}))

    assert half.end_of_working_day(date(2026, 11, 20)) == vietnam(2026, 11, 20, 17)
    assert half.end_of_working_day(date(2026, 11, 21)) == vietnam(2026, 11, 21, 12)


def test_a_day_off_ends_with_the_next_working_day():
    assert SHIPPED.end_of_working_day(date(2026, 2, 15)) == vietnam(2026, 2, 23, 17)


def test_a_paper_signed_before_tet_is_sent_by_noon_and_issued_by_the_end_of_the_first_day_after():
    signed = vietnam(2026, 2, 13, 16, 30)

    assert SHIPPED.next_day_noon(signed) == vietnam(2026, 2, 23, 12)
    assert SHIPPED.next_day_end(signed) == vietnam(2026, 2, 23, 17)


def test_the_date_that_counts_is_vietnams():
    late_on_thursday_in_utc = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)

    assert SHIPPED.next_day_noon(late_on_thursday_in_utc) == vietnam(2026, 11, 23, 12)


def test_a_deadline_of_days_falls_on_the_end_of_a_working_day():
    assert SHIPPED.days_end(vietnam(2026, 11, 20, 9), 3) == vietnam(2026, 11, 26, 17)


def test_urgent_clocks_run_through_the_night_and_the_holidays():
    assert urgent_due(vietnam(2026, 2, 16, 23), 2) == vietnam(2026, 2, 17, 1)


def test_the_calendar_says_for_which_years_it_speaks():
    assert SHIPPED.covers(date(2026, 7, 1))
    assert not SHIPPED.covers(date(2027, 1, 1))


def test_a_file_of_days_is_read():
    days = read_days(["date,kind,name,basis\n", '2026-12-24,half_day,Chiều nghỉ,"x, y"\n'])

    assert days == [Day(date(2026, 12, 24), DayKind.HALF_DAY, "Chiều nghỉ", "x, y")]


def test_every_faulty_line_is_named():
    lines = [
        "date,kind,name,basis\n",
        "2026-13-01,holiday,x,y\n",
        "2026-01-01,feast,x,y\n",
        "2026-01-02,holiday,x,y\n",
        "2026-01-02,holiday,x,y\n",
        "2026-01-05,workday,x,y\n",
        "2026-01-06,holiday,x\n",
        "2026-01-07,holiday,x,y,z\n",
    ]

    with pytest.raises(CalendarError) as refused:
        read_days(lines)

    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        "line 2",
        "line 3",
        "line 5",
        "line 6",
        "line 7",
        "line 8",
    ]


@pytest.mark.parametrize("lines", [[], ["day,kind,name,basis\n"], ["2026-01-01,holiday,x,y\n"]])
def test_a_file_without_its_columns_is_refused(lines):
    with pytest.raises(CalendarError, match="columns"):
        read_days(lines)
