"""The working calendar: its days, and changing one from the topmost unit."""

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from docflow.api.access import call
from docflow.api.payloads.notices import CalendarLine, DayChange
from docflow.permissions import Permission as P
from docflow.units.days import FIRST_YEAR, LAST_YEAR, change_day, days_of

router = Router(tags=["calendar"])
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


@call(router, "GET", "/calendar", list[CalendarLine])
def list_days(request: Any, year: Year) -> list[CalendarLine]:
    """The days of a year that are not as their weekday says."""
    return [CalendarLine.of(each) for each in days_of(year)]


@call(
    router,
    "POST",
    "/calendar",
    list[CalendarLine],
    P.UNIT_MANAGE,
    codes=(
        *("outside_own_unit", "bad_day", "bad_day_kind", "worked_anyway"),
        *("day_name_missing", "too_long", "foreign_letter", "nothing_changed"),
    ),
    places={
        "bad_day": "day",
        "bad_day_kind": "kind",
        "worked_anyway": "kind",
        "day_name_missing": "name",
    },
)
def change_calendar_day(request: Any, given: DayChange) -> list[CalendarLine]:
    """Say what a day is; answers the year it is in."""
    change_day(given.day, given.kind or "", given.name, given.basis, by=request.actor)
    return list_days(request, given.day.year)
