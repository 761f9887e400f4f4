"""When each duty is due: one table of clocks over the working calendar.

Pure functions of a start, the calendar and whether the paper is urgent. Ordinary clocks end when
offices close; an urgent paper is due at once, at any hour of any day (Decree 30/2020 Art. 4, 24).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.clock import at, local_date
from docflow.units.calendar import Calendar

AT_ONCE = timedelta(minutes=30)
"""How long “at once” is: the decree says no number, an office may measure by another one."""
NOTICE_OF_ARCHIVE = timedelta(days=30)
"""How long before files are due at the archive a warning goes out (Decree 30/2020 Annex VI)."""
_DECEMBER = 12


class Clock(StrEnum):
    """A duty with a time."""

    ACKNOWLEDGE = "acknowledge"
    REGISTER = "register"
    SUBMIT = "submit"
    ISSUE = "issue"
    SEND = "send"
    HANDLE = "handle"
    RECALL_ANSWER = "recall_answer"
    DOSSIER = "dossier"
    DOSSIER_OF_CONSTRUCTION = "dossier_of_construction"


@dataclass(frozen=True)
class Rule:
    """A line of the table: what is due, by when, on what ground; whether urgency shortens it."""

    label: Any
    ends: Callable[[Calendar, datetime], datetime]
    basis: str
    hurries: bool = True


def _same_day(days: Calendar, start: datetime) -> datetime:
    """The close of offices on the day; after it, or on a day off, on the next working day."""
    closing = days.end_of_working_day(local_date(start))
    return closing if start <= closing else days.next_day_end(start)


def _set_by_leader(days: Calendar, start: datetime) -> datetime:
    raise ValueError("The deadline of a task is set by who assigns it; no clock gives one.")


def _months(many: int) -> Callable[[Calendar, datetime], datetime]:
    def ends(days: Calendar, start: datetime) -> datetime:
        return days.end_of_working_day(_months_after(local_date(start), many))

    return ends


def _months_after(day: date, many: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + many, _DECEMBER)
    first = date(day.year + year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


RULES: dict[Clock, Rule] = {
    Clock.ACKNOWLEDGE: Rule(_("report receipt"), _same_day, "NĐ 30/2020 Art. 21"),
    Clock.REGISTER: Rule(_("register"), Calendar.next_day_end, "NĐ 30/2020 Art. 4, 22"),
    Clock.SUBMIT: Rule(_("present to the leader"), Calendar.next_day_end, "NĐ 30/2020 Art. 23"),
    Clock.ISSUE: Rule(_("issue"), Calendar.next_day_end, "NĐ 30/2020 Art. 18"),
    Clock.SEND: Rule(_("send"), Calendar.next_day_noon, "QĐ 28/2018 Art. 6"),
    Clock.HANDLE: Rule(_("handle"), _set_by_leader, "NĐ 30/2020 Art. 24", hurries=False),
    Clock.RECALL_ANSWER: Rule(_("answer the recall"), Calendar.next_day_end, "NĐ 30/2020 Art. 18"),
    Clock.DOSSIER: Rule(
        _("hand over to the archive"), _months(12), "NĐ 30/2020 Art. 30", hurries=False
    ),
    Clock.DOSSIER_OF_CONSTRUCTION: Rule(
        _("hand over to the archive"), _months(3), "NĐ 30/2020 Art. 30", hurries=False
    ),
}


def due(
    clock: Clock,
    start: datetime,
    days: Calendar,
    *,
    urgent: bool = False,
    at_once: timedelta = AT_ONCE,
) -> datetime:
    """The latest moment of a duty that began at `start`.

    Of registering, presenting and issuing the law wants the same day (`wanted`) and allows the next
    working day. Raises ValueError for a task, whose deadline somebody sets.
    """
    rule = RULES[clock]
    return start + at_once if urgent and rule.hurries else rule.ends(days, start)


def wanted(start: datetime, days: Calendar) -> datetime:
    """The end of the same working day: when registering, presenting and issuing should be done."""
    return _same_day(days, start)


def late_before(clock: Clock, now: datetime, days: Calendar, *, urgent: bool = False) -> datetime:
    """What began before this moment is late by now; lists put it first by one comparison.

    For clocks that look at the day of the start alone: registering, presenting, issuing, sending.
    """
    if urgent:
        return now - AT_ONCE
    day = local_date(now)
    while due(clock, at(day - timedelta(days=1), 0), days) >= now:
        day -= timedelta(days=1)
    return at(day, 0)


def label(code: str) -> Any:
    """What is to be done by then, in words; the code itself when no clock is named so."""
    return RULES[Clock(code)].label if code in list(Clock) else code
