"""The working calendar: which days differ from what their weekday says; changed from the top."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from docflow import clock
from docflow.permissions import Permission
from docflow.units.calendar import DayKind
from docflow.units.days import FIRST_YEAR, LAST_YEAR, change_day, days_of
from docflow.units.tree import parent
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.notices import KINDS, DayForm

app_name = "calendar"


@require_safe
@page()
def show(request: Any) -> HttpResponse:
    """The days of a year that are off, exchanged or half; for everybody to look at."""
    year = _year(request.GET.get("year", ""))
    words = dict(KINDS)
    actor = request.actor
    manages = Permission.UNIT_MANAGE in actor.permissions_in(actor.unit)
    context = {
        "year": year,
        "days": [(day, words.get(day.kind, day.kind)) for day in days_of(year)],
        "may_change": manages and parent(actor.unit, clock.today()) is None,
        "current_place": "calendar:show",
    }
    return render(request, "web/calendar/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Permission.UNIT_MANAGE)
def change(request: Any) -> HttpResponse:
    """Say what a day is."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("day", "kind", "name", "basis")}

    def act(given: dict[str, Any]) -> date:
        day: date = given["day"]
        change_day(day, given["kind"], given["name"], given["basis"], by=request.actor)
        return day

    return carry_out(
        request,
        DayForm(request.POST or None, initial={"kind": DayKind.HOLIDAY.value, **_named(asked)}),
        act,
        lambda day: f"{reverse('calendar:show')}?year={day.year}",
        "web/calendar/change.html",
        {"current_place": "calendar:show"},
    )


def _named(asked: dict[str, str]) -> dict[str, str]:
    return {name: each for name, each in asked.items() if each}


def _year(text: str) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else clock.today().year


urlpatterns = [
    path("", show, name="show"),
    path("change/", change, name="change"),
]
