"""Reporting periods end on the 14th and begin the day after the one before ended."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from docflow.reports.periods import period


@pytest.mark.parametrize(
    ("span", "which", "first", "last"),
    [
        ("month", "2026-11", date(2026, 10, 15), date(2026, 11, 14)),
        ("month", "2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("month", "2024-03", date(2024, 2, 15), date(2024, 3, 14)),
        ("quarter", "2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("quarter", "2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
        ("half", "2026", date(2025, 12, 15), date(2026, 6, 14)),
        ("nine_months", "2026", date(2025, 12, 15), date(2026, 9, 14)),
        ("year", "2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_a_period_has_the_days_of_the_decree(span, which, first, last):
    assert period(span, which) == (first, last)


def test_the_months_of_a_year_leave_no_day_out():
    months = [period("month", f"2026-{number:02d}") for number in range(1, 13)]

    assert (months[0][0], months[-1][1]) == period("year", "2026")
    for (_, last), (first, _) in pairwise(months):
        assert first - last == timedelta(days=1)


@pytest.mark.parametrize(
    ("span", "which"),
    [
        ("month", "2026-13"),
        ("month", "2026"),
        ("month", "2026-00"),
        ("quarter", "2026-Q5"),
        ("year", "2026-11"),
        ("year", ""),
        ("year", "0000"),
        ("week", "2026"),
        ("", ""),
    ],
)
def test_anything_else_is_no_period(span, which):
    with pytest.raises(ValueError):
        period(span, which)
