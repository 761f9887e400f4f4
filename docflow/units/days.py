"""The days that are kept: the working calendar from its table, and lists of days into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require
from docflow.units.calendar import Calendar, Day, DayKind, shipped_days
from docflow.units.conditions import must_be_within
from docflow.units.models import CalendarDay

LONGEST = 200


@dataclass(frozen=True)
class Report:
    """What a list of days came to."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


def calendar() -> Calendar:
    """The calendar as it is kept now."""
    return Calendar.of(_kept().values())


@action
def import_days(days: Iterable[Day], *, by: Acting) -> Report:
    """Keep these days, in place of whatever was kept for their years."""
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, None)
    new = {day.date: day for day in days}
    for day in new.values():
        if max(len(day.name), len(day.basis)) > LONGEST:
            raise Refused(
                "too_long",
                _("Name and basis of %(day)s: at most %(longest)s characters each are kept."),
                day=day.date.isoformat(),
                longest=LONGEST,
            )
    years = {day.year for day in new}
    old = {each: day for each, day in _kept().items() if each.year in years}
    changed = {each for each in new.keys() & old.keys() if new[each] != old[each]}
    gone = old.keys() - new.keys()
    CalendarDay.objects.filter(day__in=gone | changed).delete()
    CalendarDay.objects.bulk_create(
        _row(day) for each, day in sorted(new.items()) if each not in old or each in changed
    )
    report = Report(
        added=len(new.keys() - old.keys()),
        changed=len(changed),
        removed=len(gone),
        unchanged=len(new.keys() & old.keys()) - len(changed),
    )
    if report.added or report.changed or report.removed:
        record(
            Event.CALENDAR_IMPORTED,
            None,
            by,
            facts={
                "years": sorted(years),
                "added": report.added,
                "changed": report.changed,
                "removed": report.removed,
            },
        )
    return report


def import_shipped(*, by: Acting) -> Report:
    """Keep the days that come with the project."""
    return import_days(shipped_days(), by=by)


def _kept() -> dict[date, Day]:
    rows = CalendarDay.objects.order_by("day")
    return {row.day: Day(row.day, DayKind(row.kind), row.name, row.basis) for row in rows}


def _row(day: Day) -> CalendarDay:
    return CalendarDay(day=day.date, kind=day.kind.value, name=day.name, basis=day.basis)
