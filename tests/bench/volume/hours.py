"""Time as the generator counts it: microseconds since 1970, and the hours offices are open."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from docflow.units.calendar import Calendar

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
VIETNAM = 7 * HOUR
OPEN, CLOSE = 8 * HOUR, 17 * HOUR
EPOCH = date(1970, 1, 1)
BEFORE, MARGIN = 7, 400  # days before the first and after the last one, for dates of others


class Hours:
    """The working hours from a first to a last day; adds working time to a moment."""

    def __init__(self, first: date, last: date, calendar: Calendar) -> None:
        days = (last - first).days + MARGIN
        known = [first + timedelta(days=ahead) for ahead in range(-BEFORE, days)]
        self._dates = {(day - EPOCH).days: day for day in known}
        self._texts = {number: day.isoformat() for number, day in self._dates.items()}
        self._last = (0, "")
        self._worked: dict[int, int] = {}
        self._next: dict[int, int] = {}
        self._learn([(number, calendar.is_working(day)) for number, day in self._dates.items()])

    def _learn(self, days: Iterable[tuple[int, bool]]) -> None:
        following = 0
        for number, worked in reversed(list(days)):
            self._next[number] = following
            following = number if worked else following
            self._worked[number] = following

    def later(self, at: int, minutes: float) -> int:
        """So much working time after a moment; outside working hours it begins to count later."""
        day, inside = divmod(at + VIETNAM, DAY)
        worked = min(max(inside - OPEN, 0), CLOSE - OPEN)
        if self._worked[day] != day:
            day, worked = self._worked[day], 0
        ahead, worked = divmod(worked + int(minutes * MINUTE), CLOSE - OPEN)
        for _ in range(ahead):
            day = self._next[day]
        return day * DAY + OPEN + worked - VIETNAM

    def between(self, first: int, last: int) -> float:
        """Minutes of working time from one moment to another, whole days counted roughly."""
        days = (last - first) / DAY
        return max(days, 0) * 5 / 7 * (CLOSE - OPEN) / MINUTE

    def closing(self, at: int, days: int) -> int:
        """When offices close on the so manieth working day after a moment."""
        day = (at + VIETNAM) // DAY
        for _ in range(days):
            day = self._next[day]
        return day * DAY + CLOSE - VIETNAM

    def midnight(self, at: int) -> int:
        """The end of the day in Vietnam."""
        return ((at + VIETNAM) // DAY + 1) * DAY - VIETNAM

    def text(self, at: int) -> str:
        """A moment as both databases read it: UTC, microseconds, no zone."""
        if at == self._last[0]:
            return self._last[1]
        day, inside = divmod(at, DAY)
        seconds, micro = divmod(inside, 1_000_000)
        hours, seconds = divmod(seconds, 3600)
        minutes, seconds = divmod(seconds, 60)
        shown = f"{self._texts[day]} {hours:02}:{minutes:02}:{seconds:02}.{micro:06}"
        self._last = at, shown
        return shown

    def day(self, at: int) -> str:
        """The day in Vietnam, as 2026-11-21."""
        return self._texts[(at + VIETNAM) // DAY]


def moment(at: datetime) -> int:
    """A moment as microseconds since 1970."""
    whole = int(at.astimezone(UTC).replace(microsecond=0).timestamp())
    return whole * 1_000_000 + at.microsecond


def instant(at: int) -> datetime:
    """Microseconds since 1970 as a moment."""
    seconds, micro = divmod(at, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro)
