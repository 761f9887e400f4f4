"""The days that are kept: the working calendar from its table, and lists of days into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require
from docflow.units.calendar import Calendar, Day, DayKind, shipped_days
from docflow.units.conditions import must_be_within, proper_words
from docflow.units.models import CalendarDay

LONGEST = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100
SATURDAY = 5


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


@action
def change_day(
    day: date, kind: str, name: str = "", basis: str = "", *, by: Acting
) -> CalendarDay | None:
    """Say that a day is not as its weekday says, or (kind "") that it is again.

    Deadlines that run follow by themselves within a day. Raises Refused: not_allowed,
    outside_own_unit (the calendar is one for all: only the topmost unit changes it), bad_day_kind,
    worked_anyway, day_name_missing, too_long, nothing_changed, bad_day.
    """
    require(by, Permission.UNIT_MANAGE, by.unit)
    must_be_within(by, None)
    before = CalendarDay.objects.select_for_update().filter(day=day).first()
    wanted = _wanted(day, kind, name, basis)
    if (before and wanted and _is_same(before, wanted)) or (before is None and wanted is None):
        raise Refused("nothing_changed", _("The calendar says so already; nothing is changed."))
    CalendarDay.objects.filter(day=day).delete()
    kept = CalendarDay.objects.create(**wanted) if wanted else None
    record(
        Event.CALENDAR_CHANGED,
        None,
        by,
        facts={
            "day": day.isoformat(),
            "before": before.kind if before else None,
            "after": kept.kind if kept else None,
        },
        name=kept.name if kept else "",
        basis=kept.basis if kept else "",
    )
    return kept


def _wanted(day: date, kind: str, name: str, basis: str) -> dict[str, Any] | None:
    """What is to be kept of a day; None: nothing."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused("bad_day", _("The calendar knows no such year. Choose another day."))
    if not kind:
        return None
    if kind not in list(DayKind):
        raise Refused("bad_day_kind", _("There is no such kind of day. Choose one of the list."))
    if kind == DayKind.WORKDAY and day.weekday() < SATURDAY:
        raise Refused(
            "worked_anyway", _("This day is worked anyway. Choose a day off, or another kind.")
        )
    name = proper_words(name or "", LONGEST)
    if not name:
        raise Refused("day_name_missing", _("Say what day it is, like “Quốc khánh”."))
    return {"day": day, "kind": kind, "name": name, "basis": proper_words(basis or "", LONGEST)}


def _is_same(kept: CalendarDay, wanted: dict[str, Any]) -> bool:
    return all(getattr(kept, name) == value for name, value in wanted.items())


def days_of(year: int) -> list[CalendarDay]:
    """The days of a year that are not as their weekday says, in order."""
    return list(CalendarDay.objects.filter(day__year=year).order_by("day"))


def import_shipped(*, by: Acting) -> Report:
    """Keep the days that come with the project."""
    return import_days(shipped_days(), by=by)


def _kept() -> dict[date, Day]:
    rows = CalendarDay.objects.order_by("day")
    return {row.day: Day(row.day, DayKind(row.kind), row.name, row.basis) for row in rows}


def _row(day: Day) -> CalendarDay:
    return CalendarDay(day=day.date, kind=day.kind.value, name=day.name, basis=day.basis)
