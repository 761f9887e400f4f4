"""Working days and the deadlines counted in them. The days themselves are data, not code.

Dates are dates in Vietnam and moments carry a zone. Ordinary deadlines fall on working days;
urgent clocks run at any hour of any day.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from docflow.clock import VIETNAM, local_date

NOON = time(12)
CLOSING = time(17)
DATA = Path(__file__).parent / "data"

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_COLUMNS = ["date", "kind", "name", "basis"]


class DayKind(StrEnum):
    """How a day differs from what its weekday says."""

    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"
    WORKDAY = "workday"
    HALF_DAY = "half_day"


@dataclass(frozen=True)
class Day:
    """A day that is not as its weekday says, and on what ground."""

    date: date
    kind: DayKind
    name: str
    basis: str


class CalendarError(ValueError):
    """A calendar file that cannot be read: every fault with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday, but for holidays and exchanged days.

    `holidays` holds every day off, exchanged ones too; `workdays` days off by their weekday that
    are worked; `half_days` days worked until noon. `years` are those the data speaks for: in others
    only weekends are known.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    half_days: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def of(cls, days: Iterable[Day]) -> "Calendar":
        """The calendar these days make."""
        known = tuple(days)

        def of_kind(*kinds: DayKind) -> frozenset[date]:
            return frozenset(day.date for day in known if day.kind in kinds)

        return cls(
            holidays=of_kind(DayKind.HOLIDAY, DayKind.SWAPPED_OFF),
            workdays=of_kind(DayKind.WORKDAY),
            half_days=of_kind(DayKind.HALF_DAY),
            years=frozenset(day.date.year for day in known),
        )

    def covers(self, day: date) -> bool:
        """Whether holidays of that year are known; if not, a deadline may fall on one."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether the day is worked, be it until noon."""
        if day in self.holidays:
            return False
        return day.weekday() < _SATURDAY or day in self.workdays or day in self.half_days

    def next_working_day(self, day: date) -> date:
        """The first working day after the day."""
        day += _ONE_DAY
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, number: int) -> date:
        """The number-th working day after the day; for 0 the day itself or the next one worked.

        Raises ValueError for a negative number.
        """
        if number < 0:
            raise ValueError(f"Working days are counted forward, not {number}.")
        if number == 0:
            return day if self.is_working(day) else self.next_working_day(day)
        for _ in range(number):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and including `last`; 0 if none."""
        days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
        return sum(map(self.is_working, days))

    def end_of_working_day(self, day: date) -> datetime:
        """When offices close on the day: 17:00, on a half day 12:00; on a day off, the next one."""
        worked = self.add_working_days(day, 0)
        return _moment(worked, NOON if worked in self.half_days else CLOSING)

    def next_day_end(self, start: datetime) -> datetime:
        """End of the next working day: latest issue (Decree 30/2020, Art. 18.1) or registration."""
        return self.end_of_working_day(self.next_working_day(local_date(start)))

    def next_day_noon(self, start: datetime) -> datetime:
        """Noon of the next working day: latest sending (Decision 28/2018/QĐ-TTg, Art. 6)."""
        return _moment(self.next_working_day(local_date(start)), NOON)

    def days_end(self, start: datetime, number: int) -> datetime:
        """End of the number-th working day after the moment's date."""
        return self.end_of_working_day(self.add_working_days(local_date(start), number))


def urgent_due(start: datetime, hours: float) -> datetime:
    """So many hours after the start, whatever day or hour it is (Decree 30/2020, Art. 4 and 24)."""
    return start + timedelta(hours=hours)


def read_days(lines: Iterable[str]) -> list[Day]:
    """The days of a CSV file with the columns date, kind, name and basis.

    Raises CalendarError naming every faulty line; nothing is half-read.
    """
    rows = csv.DictReader(lines)
    if rows.fieldnames != _COLUMNS:
        raise CalendarError([f"line 1: the columns must be {','.join(_COLUMNS)}"])
    days: list[Day] = []
    faults: list[str] = []
    for row in rows:
        try:
            days.append(_day(row, {day.date for day in days}))
        except ValueError as error:
            faults.append(f"line {rows.line_num}: {error}")
    if faults:
        raise CalendarError(faults)
    return days


def shipped_days() -> list[Day]:
    """The days off and exchanged days that come with the project."""
    days: list[Day] = []
    for path in sorted(DATA.glob("calendar-*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            days += read_days(lines)
    return days


def _day(row: dict[str, str], seen: set[date]) -> Day:
    if None in row or None in row.values():
        raise ValueError(f"{len(_COLUMNS)} columns are expected")
    day = Day(date.fromisoformat(row["date"]), DayKind(row["kind"]), row["name"], row["basis"])
    if day.date in seen:
        raise ValueError(f"{day.date} stands twice")
    if day.kind == DayKind.WORKDAY and day.date.weekday() < _SATURDAY:
        raise ValueError(f"{day.date} is worked anyway")
    return day


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, VIETNAM)
