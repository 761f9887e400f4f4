"""The periods one can choose, and the one before each."""

from datetime import date

import pytest

from docflow.web.periods import choices, find, of_month, year_up_to

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("month:2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("quarter:2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("half:2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("year:2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("decree-month:2026-11", date(2026, 10, 15), date(2026, 11, 14)),
        ("decree-year:2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("days:2026-11-03~2026-11-09", date(2026, 11, 3), date(2026, 11, 9)),
    ],
)
def test_a_code_names_its_days(code, first, last):
    found = find(code, TODAY)

    assert (found.first, found.last, found.code) == (first, last, code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "month:2026-13",
        "month:0000-01",
        "year:9999",
        "days:2026-11-09~2026-11-03",
        "days:1~2",
        "quarter:2026-Q5",
    ],
)
def test_what_names_no_period_is_none(code):
    assert find(code, TODAY) is None


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("month:2026-03", date(2026, 2, 1), date(2026, 2, 28)),
        ("year:2026", date(2025, 1, 1), date(2025, 12, 31)),
        ("decree-month:2026-01", date(2025, 11, 15), date(2025, 12, 14)),
        ("days:2026-11-03~2026-11-09", date(2026, 10, 27), date(2026, 11, 2)),
    ],
)
def test_the_period_before_is_as_long(code, first, last):
    assert find(code, TODAY).before() == (first, last)


def test_every_choice_can_be_found_again():
    offered = [each for _name, group in choices(TODAY) for each in group]

    assert all(find(each.code, TODAY) == each for each in offered)
    assert len({each.code for each in offered}) == len(offered)
    assert offered[0] == of_month(TODAY)


def test_the_year_of_a_day_are_twelve_months():
    assert year_up_to(TODAY) == (date(2025, 12, 1), date(2026, 11, 30))
