"""Numbers and dates are written one way, the Vietnamese way."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from docflow.wording import count, date_text, day_line, percent, percent_plain, time_text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1000, "1.000"), (1039181, "1.039.181"), (-2331633, "-2.331.633")],
)
def test_thousands_are_parted_by_dots(number, text):
    assert count(number) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (1030567, 1039181, "99,17"),
        (294, 320, "91,88"),
        (294, 294, "100,00"),
        (0, 7, "0,00"),
        (1, 3, "33,33"),
        (2, 3, "66,67"),
        (1, 200_000, "0,00"),
        (1, 20_000, "0,01"),
        (12_345, 1_000_000, "1,23"),
        (12_350, 1_000_000, "1,24"),
        (5, 100, "5,00"),
    ],
)
def test_a_share_is_rounded_half_up_to_two_decimals(numerator, denominator, text):
    assert percent(numerator, denominator) == f"{text}\u00a0%"
    assert percent_plain(numerator, denominator) == text.replace(",", ".")


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(99_999, 100_000), (10**15 - 1, 10**15), (999_950, 1_000_000)]
)
def test_a_share_with_something_missing_is_never_whole(numerator, denominator):
    assert percent(numerator, denominator) == "99,99\u00a0%"
    assert percent_plain(numerator, denominator) != "100.00"


def test_nothing_of_nothing_is_a_dash_and_no_number():
    assert percent(0, 0) == "—"
    assert percent_plain(0, 0) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(2, 1), (-1, 5), (1, 0), (-2, -1)])
def test_what_is_no_share_is_refused(numerator, denominator):
    with pytest.raises(ValueError, match="no share"):
        percent(numerator, denominator)


def test_a_moment_is_shown_in_vietnams_time():
    late = datetime(2026, 12, 31, 17, 5, 59, tzinfo=UTC)

    assert time_text(late) == "01/01/2027 00:05"
    assert date_text(late) == "01/01/2027"
    assert time_text(datetime(2026, 11, 21, 14, 5, tzinfo=timezone(timedelta(hours=7)))) == (
        "21/11/2026 14:05"
    )


def test_a_date_is_shown_as_it_is():
    assert date_text(date(2026, 2, 5)) == "05/02/2026"


def test_a_moment_without_a_zone_is_refused():
    bare = datetime(2026, 11, 21, 14, 5, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        time_text(bare)


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 2, 5), "Thanh Hóa, ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "Thanh Hóa, ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "Thanh Hóa, ngày 09 tháng 3 năm 2026"),
        (date(2026, 10, 10), "Thanh Hóa, ngày 10 tháng 10 năm 2026"),
    ],
)
def test_the_day_line_pads_days_below_ten_and_the_first_two_months(day, line):
    assert day_line("Thanh Hóa", day) == line
