"""The periods one can choose for the rates: of the calendar, of Decree 09/2019, or any days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from docflow.reports.periods import period

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DECREE = "decree-"
FARTHEST = 2000, 2200  # years


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included, with a code for addresses and a name."""

    code: str
    name: str
    first: date
    last: date

    def before(self) -> tuple[date, date]:
        """The period of the same length just before: as many months, or as many days."""
        end = self.first - timedelta(days=1)
        after = self.last + timedelta(days=1)
        if after.day == self.first.day:
            months = _number(after) - _number(self.first)
            return _day(_number(self.first) - months, self.first.day), end
        return end - (self.last - self.first), end


def find(code: str, today: date) -> Period | None:
    """The period with this code; None when there is none."""
    span, _sep, which = code.partition(":")
    try:
        if span == "days":
            return _days(*which.split("~"))
        if span.startswith(DECREE):
            return _of_decree(span.removeprefix(DECREE), which)
        return _of_calendar(span, which)
    except (ValueError, KeyError, TypeError):
        return None


def choices(today: date) -> list[tuple[str, list[Period]]]:
    """What the page offers: the last periods of each length, in groups."""
    groups: list[tuple[str, list[tuple[str, str]]]] = [
        (_("Months"), [("month", _which("month", today, step)) for step in range(13)]),
        (_("Quarters"), [("quarter", _which("quarter", today, step)) for step in range(5)]),
        (_("Half years"), [("half", _which("half", today, step)) for step in range(3)]),
        (_("Years"), [("year", _which("year", today, step)) for step in range(3)]),
        (
            _("Reporting periods of Decree 09/2019"),
            [
                *((f"{DECREE}month", _which("month", today, step)) for step in range(-1, 4)),
                *((f"{DECREE}quarter", _which("quarter", today, step)) for step in range(3)),
                *((f"{DECREE}half", f"{year}") for year in (today.year, today.year - 1)),
                *((f"{DECREE}nine_months", f"{year}") for year in (today.year, today.year - 1)),
                *((f"{DECREE}year", f"{year}") for year in (today.year, today.year - 1)),
            ],
        ),
    ]
    return [
        (name, [each for span, which in codes if (each := find(f"{span}:{which}", today))])
        for name, codes in groups
    ]


def of_month(day: date) -> Period:
    """The calendar month of a day."""
    return _of_calendar("month", f"{day.year}-{day.month:02d}")


def of_days(first: date, last: date) -> Period:
    """Any days."""
    return _days(first.isoformat(), last.isoformat())


def year_up_to(last: date) -> tuple[date, date]:
    """The twelve months that end with the month of a day."""
    return _day(_number(last) - 11, 1), _day(_number(last) + 1, 1) - timedelta(days=1)


def _days(first: str, last: str) -> Period:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if end < begin or not FARTHEST[0] <= begin.year <= end.year <= FARTHEST[1]:
        raise ValueError(first)
    return Period(f"days:{first}~{last}", _("from day to day"), begin, end)


def _of_calendar(span: str, which: str) -> Period:
    found = re.fullmatch(r"([0-9]{4})(?:-[QH]?([0-9]{1,2}))?", which)
    if not found or not FARTHEST[0] <= int(found[1]) <= FARTHEST[1]:
        raise ValueError(which)
    length, place = LENGTHS[span], int(found[2] or 1)
    if not 1 <= place <= 12 // length:
        raise ValueError(which)
    number = int(found[1]) * 12 + (place - 1) * length
    last = _day(number + length, 1) - timedelta(days=1)
    return Period(f"{span}:{which}", _name(span, place, found[1]), _day(number, 1), last)


def _of_decree(span: str, which: str) -> Period:
    first, last = period(span, which)
    names = {"half": _("6 months"), "nine_months": _("9 months"), "year": _("year")}
    name = names.get(span) or _name(span, int(which[-2:].lstrip("Q")), which[:4])
    name = f"{name} {which}" if span in names else name
    days = f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"
    return Period(f"{DECREE}{span}:{which}", f"{name} ({days})", first, last)


def _name(span: str, place: int, year: str) -> str:
    names: dict[str, Any] = {
        "month": _("month %(place)s/%(year)s"),
        "quarter": _("quarter %(place)s/%(year)s"),
        "half": _("half year %(place)s/%(year)s"),
        "year": _("year %(year)s"),
    }
    return str(names[span] % {"place": place, "year": year})


def _which(span: str, today: date, step: int) -> str:
    """How the period so many steps before today's is called in a code."""
    length = LENGTHS[span]
    number = (_number(today) // length - step) * length
    year, place = number // 12, number % 12 // length + 1
    return {
        "month": f"{year}-{place:02d}",
        "quarter": f"{year}-Q{place}",
        "half": f"{year}-H{place}",
        "year": f"{year}",
    }[span]


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day(number: int, day: int) -> date:
    return date(number // 12, number % 12 + 1, day)
