"""What goes out while a deadline runs: reminders before it, escalation after it, each once.

The table says for each clock when, to whom and in what words. Working days are those of the
calendar; for an urgent paper the escalation goes by half hours, whatever day it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.clock import at, local_date
from docflow.notices import hearers as to
from docflow.notices.hearers import Hearer
from docflow.permissions import Permission as P
from docflow.units.calendar import Calendar
from docflow.units.clocks import AT_ONCE, Clock

MORNING = 8
"""The hour at which reminders go out."""


@dataclass(frozen=True)
class Step:
    """One thing to be told: `days` working days before (below 0) or after the deadline (above).

    0 before the deadline is the morning of its day; `late` is the moment it has passed.
    """

    code: str
    days: int
    is_late: bool
    hearer: Hearer
    sentence: Any

    def moment(self, until: datetime, days: Calendar, *, urgent: bool) -> datetime:
        """When it goes out."""
        if self.is_late:
            return _after(until, self.days, days, urgent)
        day = local_date(until)
        for _step in range(-self.days):
            day = _working_day_before(day, days)
        return at(day, MORNING)


def _after(until: datetime, many: int, days: Calendar, urgent: bool) -> datetime:
    if many == 0 or urgent:
        return until + many * AT_ONCE
    return at(days.add_working_days(local_date(until), many), MORNING)


def _working_day_before(day: Any, days: Calendar) -> Any:
    day -= timedelta(days=1)
    while not days.is_working(day):
        day -= timedelta(days=1)
    return day


def _before(code: str, days: int, hearer: Hearer, sentence: Any) -> Step:
    return Step(code, days, False, hearer, sentence)


def _late(code: str, days: int, hearer: Hearer, sentence: Any) -> Step:
    return Step(code, days, True, hearer, sentence)


clerk = to.holders(P.INCOMING_REGISTER)
issuer = to.holders(P.OUTGOING_ISSUE)
STEPS: dict[Clock, tuple[Step, ...]] = {
    Clock.REGISTER: (
        _before("register_today", 0, clerk, _("To be registered today.")),
        _late("register_late", 0, clerk, _("Not registered in time.")),
        _late("register_late_office", 1, to.head_of_office, _("The clerk has not registered it.")),
        _late("register_late_leader", 2, to.leader, _("It was never registered in your unit.")),
    ),
    Clock.SUBMIT: (
        _before("submit_today", 0, to.leader, _("Presented to you; to be decided today.")),
        _late("submit_late", 0, to.leader, _("Registered, and still without a directive.")),
        _late(
            "submit_late_office",
            1,
            to.head_of_office,
            _("It still waits for the leader's directive."),
        ),
    ),
    Clock.ISSUE: (
        _before("issue_today", 0, issuer, _("Signed; to be issued today.")),
        _late("issue_late", 0, issuer, _("Signed, and not issued in time.")),
        _late("issue_late_office", 1, to.head_of_office, _("The clerk has not issued it.")),
        _late("issue_late_signer", 2, to.signer, _("What you signed has not been issued.")),
    ),
    Clock.SEND: (
        _late("send_late", 0, issuer, _("Issued, and not sent to every recipient in time.")),
        _late("send_late_office", 1, to.head_of_office, _("It has not gone to every recipient.")),
    ),
    Clock.HANDLE: (
        _before("handle_soon", -1, to.handler, _("Your deadline is the next working day.")),
        _before("handle_today", 0, to.handler, _("Your deadline is today.")),
        _late("handle_late", 0, to.handler, _("Your deadline has passed.")),
        _late(
            "handle_late_head",
            1,
            to.head_of_department,
            _("A task of your department is late."),
        ),
        _late("handle_late_leader", 2, to.leader, _("A task you assigned is late.")),
    ),
}
BY_CODE: dict[str, Step] = {step.code: step for steps in STEPS.values() for step in steps}


def next_step(
    clock: Clock,
    first: int,
    started: datetime,
    until: datetime,
    days: Calendar,
    *,
    urgent: bool = False,
) -> tuple[int, datetime] | None:
    """The next thing to be told from the step `first` on, and when; None when all was told.

    A reminder whose time lies before the start is not given: who got the task was told just then.
    """
    steps = STEPS.get(clock, ())
    for place in range(first, len(steps)):
        moment = steps[place].moment(until, days, urgent=urgent)
        if steps[place].is_late or started < moment < until:
            return place, moment
    return None
