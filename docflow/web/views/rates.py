"""The rates of the own unit and of the units below it, each with the documents behind it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks import drill_down, exports, rate_tables
from docflow.desks.drill_down import PORTIONS
from docflow.permissions import Permission
from docflow.reports.definitions import DEFINITION, RATES, Rate
from docflow.reports.population import Scope, within
from docflow.reports.summing import figures, unsummed
from docflow.requests.limits import limit
from docflow.units.models import Unit
from docflow.units.tree import is_below
from docflow.web import periods
from docflow.web.access import page
from docflow.web.charts import chart
from docflow.web.periods import Period

app_name = "rates"
MAY_SEE = (Permission.AUDIT_READ, Permission.INCOMING_ASSIGN)
UNITS_PER_PAGE = 100
BY_RATE = {rate.id: rate for rate in RATES}
ORDERS = {
    "name": lambda row: row.name.casefold(),
    "percent": lambda row: (
        row.figure.denominator == 0,
        row.figure.numerator / max(1, row.figure.denominator),
    ),
    "missing": lambda row: -row.figure.missing,
    "denominator": lambda row: -row.figure.denominator,
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a unit within one's own tree, days, with those below or not."""

    unit: Unit
    period: Period
    tree: bool

    @cached_property
    def query(self) -> str:
        """The same as a part of an address."""
        asked = {
            "period": self.period.code,
            "unit": self.unit.uid,
            "tree": "" if self.tree else "no",
        }
        return urlencode({name: value for name, value in asked.items() if value})

    def scope(self) -> Scope:
        """What is counted, as known now: the units counted on each day of the period."""
        first, last = self.period.first, self.period.last
        return Scope(rate_tables.spans(self.unit, first, last, tree=self.tree), clock.now())


@require_safe
@page(*MAY_SEE)
def show(request: Any) -> HttpResponse:
    """All rates of a period beside the one before, a rate's year, and the units below."""
    rate = _rate(request.GET.get("rate", "R1"))
    wrong = _wrong_days(request.GET.get("first", ""), request.GET.get("last", ""))
    if wrong:
        return _days_again(request, rate, wrong)
    asked = _asked(request)
    period, before, year = (
        (asked.period.first, asked.period.last),
        asked.period.before(),
        periods.year_up_to(asked.period.last),
    )
    days = [*period, *before, *year]
    spans = rate_tables.spans(asked.unit, min(days), max(days), tree=asked.tree)
    missing, counted = unsummed(spans), within(spans, *period)
    rows = (
        rate_tables.below(asked.unit, rate.id, counted, asked.period.last, missing)
        if asked.tree
        else []
    )
    order = request.GET.get("order", "missing")
    rows.sort(key=ORDERS.get(order, ORDERS["missing"]))
    number = _number(request.GET.get("page", "1"))
    months = rate_tables.months(rate.id, within(spans, *year), *year, missing)
    context = {
        "asked": asked,
        "choices": periods.choices(clock.today()),
        "compared": rate_tables.compared(counted, within(spans, *before), missing),
        "before": before,
        "rate": rate,
        "months": months,
        "chart": chart(months),
        "rows": rows[(number - 1) * UNITS_PER_PAGE : number * UNITS_PER_PAGE],
        "number": number,
        "has_more": len(rows) > number * UNITS_PER_PAGE,
        "many": len(rows),
        "order": order,
        "orders": [
            ("name", _("Unit")),
            ("percent", _("Share")),
            ("missing", _("Not counted")),
            ("denominator", _("Counted of all")),
        ],
        "is_own": asked.unit == request.actor.unit,
        "at": clock.now(),
        "definition": DEFINITION,
        "current_place": "rates:show",
    }
    return render(request, "web/rates/show.html", context)


@require_safe
@page(*MAY_SEE)
def items(request: Any, rate: str, portion: str) -> HttpResponse:
    """The things behind a figure: those counted, those missing to the whole, those left out."""
    asked, about = _asked(request), _rate(rate)
    if portion not in PORTIONS:
        raise Http404
    figure = figures(asked.scope().spans)[about.id]
    after = request.GET.get("after", "")
    context = {
        "asked": asked,
        "rate": about,
        "portion": portion,
        "figure": figure,
        "tabs": _tabs(figure),
        "found": drill_down.page(request.actor, asked.scope(), about.id, portion, after),
        "after": after,
        "most_exported": exports.MOST,
        "current_place": "rates:show",
    }
    return render(request, "web/rates/items.html", context)


@require_safe
@page(*MAY_SEE)
def export(request: Any, rate: str, portion: str, form: str) -> HttpResponseBase:
    """The list behind a figure as CSV or XLSX, up to a limit that stands in its last row."""
    asked, about = _asked(request), _rate(rate)
    if portion not in PORTIONS:
        raise Http404
    limit("export", request.actor)
    first, last = asked.period.first, asked.period.last
    table = exports.behind_rate(request.actor, asked.scope(), about, portion, first, last)
    return exports.answer(table, form)


@require_safe
@page(*MAY_SEE)
def export_units(request: Any, rate: str, form: str) -> HttpResponseBase:
    """A rate of the units below as CSV or XLSX."""
    asked, about = _asked(request), _rate(rate)
    limit("export", request.actor)
    first, last = asked.period.first, asked.period.last
    return exports.answer(exports.of_units_below(asked.unit, about, first, last), form)


def _asked(request: Any) -> Asked:
    """What the address names; a unit outside the own tree, or no period, is not there (404)."""
    today = clock.today()
    first, last = request.GET.get("first", ""), request.GET.get("last", "")
    code = f"days:{first}~{last}" if first and last else request.GET.get("period", "")
    period = periods.find(code, today) if code else periods.of_month(today)
    if period is None:
        raise Http404
    unit = _unit(request, period)
    return Asked(unit, period, tree=request.GET.get("tree") != "no")


def _wrong_days(first: str, last: str) -> tuple[str, str] | None:
    """The field and the sentence, when days were typed that make no period."""
    if not first and not last:
        return None
    if not (first and last):
        missing = "last" if first else "first"
        return missing, _("Give the first and the last day, or neither.")
    if periods.find(f"days:{first}~{last}", clock.today()):
        return None
    if first > last:
        return "last", _("The last day lies before the first day.")
    return "first", _("These are no days of the years 2000 to 2200. Choose others.")


def _days_again(request: Any, rate: Rate, wrong: tuple[str, str]) -> HttpResponse:
    """The form with what was typed and what is wrong with it; no figures of other days."""
    found = periods.find(request.GET.get("period", ""), clock.today())
    period = found or periods.of_month(clock.today())
    unit = _unit(request, period)
    context = {
        "asked": Asked(unit, period, tree=request.GET.get("tree") != "no"),
        "choices": periods.choices(clock.today()),
        "rate": rate,
        "is_own": unit == request.actor.unit,
        "wrong": wrong,
        "typed": {name: request.GET.get(name, "") for name in ("first", "last")},
        "current_place": "rates:show",
    }
    return render(request, "web/rates/show.html", context)


def _unit(request: Any, period: Period) -> Unit:
    own: Unit = request.actor.unit
    wanted = request.GET.get("unit", "")
    if not wanted or wanted == str(own.uid):
        return own
    try:
        found = Unit.objects.filter(uid=UUID(wanted)).first()
    except ValueError:
        found = None
    if found is None or not is_below(found, own, period.last):
        raise Http404
    return found


def _rate(rate_id: str) -> Rate:
    if rate_id not in BY_RATE:
        raise Http404
    return BY_RATE[rate_id]


def _tabs(figure: Any) -> list[tuple[str, Any, int]]:
    """The lists behind a figure, each with its length."""
    tabs = [
        ("numerator", _("counted"), figure.numerator),
        ("missing", _("not counted"), figure.missing),
        ("excluded", _("left out"), figure.excluded),
        ("open_in_time", _("open and in time"), figure.open_in_time),
    ]
    return [tab for tab in tabs if tab[0] in PORTIONS[:2] or tab[2]]


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


urlpatterns = [
    path("", show, name="show"),
    path("<slug:rate>/units.csv", export_units, {"form": "csv"}, name="units_csv"),
    path("<slug:rate>/units.xlsx", export_units, {"form": "xlsx"}, name="units_xlsx"),
    path("<slug:rate>/<slug:portion>/", items, name="items"),
    path("<slug:rate>/<slug:portion>/list.csv", export, {"form": "csv"}, name="csv"),
    path("<slug:rate>/<slug:portion>/list.xlsx", export, {"form": "xlsx"}, name="xlsx"),
]
