"""What must hold before a task is given: who may get it and by when."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.people.models import Appointment
from docflow.units.days import calendar
from docflow.units.models import Unit
from docflow.units.tree import is_below

MOST_WORKING_DAYS = 999


def deadline(due: datetime | int) -> datetime:
    """The moment a task is due, at the earliest now; a whole number counts working days from today.

    Such a deadline is the close of offices on that day; 0 is today, or the next day worked. A
    moment is taken as it is, for urgent documents are due at any hour (Decree 30 Art. 24). Raises
    Refused `bad_due` or `due_in_the_past`.
    """
    moment = _moment(due)
    if moment < clock.now():
        raise Refused("due_in_the_past", _("The deadline lies in the past. Choose a later one."))
    return moment


def must_be_fit(home: Unit, people: Iterable[Unit | Appointment]) -> None:
    """Raise Refused unless each is, today, a unit in or below `home` or holds a post in one; once.

    Codes: `bad_assignee`, `post_ended`, `unit_ended`, `other_unit`, `assigned_twice`.
    """
    seen: set[Unit | Appointment] = set()
    for who in people:
        _must_be_here(home, who)
        if who in seen:
            raise Refused(
                "assigned_twice", _("%(who)s has two tasks here. Leave one of them out."), who=who
            )
        seen.add(who)


def _moment(due: datetime | int) -> datetime:
    if isinstance(due, datetime) and due.tzinfo is not None:
        return due
    if type(due) is int and 0 <= due <= MOST_WORKING_DAYS:
        days = calendar()
        return days.end_of_working_day(days.add_working_days(clock.today(), due))
    raise Refused(
        "bad_due",
        _(
            "This is no deadline. Give working days from today, 0 to %(most)s, "
            "or a moment with its time zone."
        ),
        most=MOST_WORKING_DAYS,
    )


def _must_be_here(home: Unit, who: Unit | Appointment) -> None:
    today = clock.today()
    if not isinstance(who, Unit | Appointment):
        raise Refused("bad_assignee", _("A task goes to a unit or to the holder of a post."))
    posts = Appointment.objects.valid_on(today)
    if isinstance(who, Appointment) and not posts.filter(pk=who.pk).exists():
        raise Refused(
            "post_ended",
            _("%(who)s does not hold this post today. Choose somebody who does."),
            who=who,
        )
    unit = who.unit if isinstance(who, Appointment) else who
    if not Unit.objects.active_on(today).filter(pk=unit.pk).exists():
        raise Refused(
            "unit_ended",
            _("%(unit)s does not exist today and takes no task. Choose another unit."),
            unit=unit.name,
        )
    if not is_below(unit, home, today):
        raise Refused(
            "other_unit",
            _("%(who)s is not in or below %(home)s. Choose within the unit."),
            who=who,
            home=home.name,
        )
