"""The two reports on handling documents of Decree 30/2020, Annex VI part V, with their lists."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks import exports, figure_tables, handling
from docflow.desks.handling import INCOMING, OUTGOING, Asked
from docflow.desks.outcomes import ALL, LONGEST
from docflow.errors import Refused
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web import figures, periods
from docflow.web.access import page
from docflow.web.periods import Period

app_name = "reports"
READ = Permission.DOCUMENT_READ
SERIES = (INCOMING, OUTGOING)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: incoming or outgoing, the days, and whose."""

    unit: Any
    series: str
    period: Period
    whose: str = ""

    @cached_property
    def asked(self) -> Asked:
        """The same for the desk."""
        return Asked(self.unit, self.series, self.period.first, self.period.last)

    @property
    def query(self) -> str:
        """The same as a part of an address."""
        asked = {"period": self.period.code, "whose": self.whose}
        return urlencode({name: value for name, value in asked.items() if value})

    def list_of(self, outcome: str, whose: str = "") -> str:
        """The address of the list behind a figure."""
        more = Wanted(self.unit, self.series, self.period, whose)
        place = reverse("reports:items", args=[self.series, outcome or "all"])
        return f"{place}?{more.query}"


@require_safe
@page(READ)
def show(request: Any, series: str) -> HttpResponse:
    """The figures of a period by unit and person, and their sum."""
    wanted = _wanted(request, series)
    context = _context(wanted) | {"choices": periods.choices(clock.today()), "longest": LONGEST}
    try:
        lines = handling.lines(wanted.asked)
    except Refused as refusal:
        context["refusal"] = refusal
    else:
        context |= _counted(wanted, lines)
    return render(request, "web/reports/show.html", context)


@require_safe
@page(READ)
def items(request: Any, series: str, outcome: str) -> HttpResponse:
    """The documents behind a figure, in the order of their numbers."""
    wanted = _wanted(request, series)
    which = _outcome(wanted, outcome)
    after = _number(request.GET.get("after", ""))
    found = handling.behind(wanted.asked, request.actor, which, whose=wanted.whose, after=after)
    mine = [
        line
        for line in handling.lines(wanted.asked)
        if not wanted.whose or line.key == wanted.whose
    ]
    context = _context(wanted) | {
        "found": found,
        "label": figure_tables.label_of(which),
        "outcome": outcome,
        "which": which,
        "who": mine[0].name or mine[0].note if wanted.whose and mine else "",
        "tabs": figures.cells(
            handling.total(mine),
            wanted.asked.outcomes,
            lambda each: wanted.list_of(each, wanted.whose),
        ),
        "is_first": not after,
        "most_exported": exports.MOST,
    }
    return render(request, "web/reports/items.html", context)


@require_safe
@page(READ)
def table(request: Any, series: str, form: str) -> HttpResponseBase:
    """The report as a file."""
    wanted = _wanted(request, series)
    limit("export", request.actor)
    lines = handling.lines(wanted.asked)
    return exports.answer(figure_tables.of_report(wanted.asked, lines, by=request.actor), form)


@require_safe
@page(READ)
def items_table(request: Any, series: str, outcome: str, form: str) -> HttpResponseBase:
    """The list behind a figure as a file, up to a limit that stands in its last row."""
    wanted = _wanted(request, series)
    which = _outcome(wanted, outcome)
    limit("export", request.actor)
    made = figure_tables.behind_report(wanted.asked, which, wanted.whose, by=request.actor)
    return exports.answer(made, form)


def _context(wanted: Wanted) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "title": figure_tables.report_title(wanted.series),
        "at": clock.now(),
        "given_head": _("Registered"),
        "current_place": "reports:incoming",
    }


def _counted(wanted: Wanted, lines: Any) -> dict[str, Any]:
    outcomes, whole = wanted.asked.outcomes, handling.total(lines)
    return {
        "total": whole,
        "heads": figures.heads(outcomes),
        "tiles": figures.cells(whole, outcomes, wanted.list_of),
        "total_bar": figures.bar(whole, outcomes),
        "rows": figures.shown(lines, outcomes, wanted.list_of),
        "hide_note": wanted.unit.name,
    }


def _wanted(request: Any, series: str) -> Wanted:
    asked, today = request.GET, clock.today()
    first, last = asked.get("first", ""), asked.get("last", "")
    code = f"days:{first}~{last}" if first and last else asked.get("period", "")
    period = periods.find(code, today) if code else periods.of_month(today)
    if period is None or series not in SERIES:
        raise Http404
    return Wanted(request.actor.unit, series, period, asked.get("whose", "")[:60])


def _outcome(wanted: Wanted, name: str) -> str:
    if name == "all":
        return ALL
    if name not in wanted.asked.outcomes:
        raise Http404
    return name


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


_FORMS = ("csv", "xlsx", "pdf")
urlpatterns = [
    path("", show, {"series": "incoming"}, name="incoming"),
    path("<slug:series>/", show, name="show"),
    *(path(f"<slug:series>/table.{form}", table, {"form": form}, name=form) for form in _FORMS),
    path("<slug:series>/<slug:outcome>/", items, name="items"),
    *(
        path(
            f"<slug:series>/<slug:outcome>/list.{form}",
            items_table,
            {"form": form},
            name=f"items_{form}",
        )
        for form in _FORMS
    ),
]
