"""The rates of the token's unit and of those below it, each with what lies behind it."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Router

from docflow import clock
from docflow.api import cursors, finding
from docflow.api.access import CSV, XLSX, call
from docflow.api.cursors import Cursor, Limit
from docflow.api.days import must_be_in_order
from docflow.api.errors import NotHere
from docflow.api.payloads import oversight as told
from docflow.api.payloads.shapes import Day, Page, UnitName
from docflow.desks import exports, rate_tables
from docflow.permissions import Permission as P
from docflow.reports import rates as reports
from docflow.reports.definitions import RATES
from docflow.reports.population import Scope
from docflow.reports.summing import unsummed
from docflow.requests.limits import limit as count
from docflow.units.models import Unit

router = Router(tags=["rates"])
READERS = (P.AUDIT_READ, P.INCOMING_ASSIGN)
Rate = Literal["R1", "R2", "R3", "R4a", "R4b", "R4c", "R5", "R5a", "R7"]
Form = Literal["csv", "xlsx"]
BY_RATE = {rate.id: rate for rate in RATES}
ORDER = ("from_after_to",)


@call(router, "GET", "/rates", told.Rates, *READERS, codes=ORDER)
def show_rates(
    request: Any, first: Day, last: Day, unit: UUID | None = None, tree: bool = False
) -> told.Rates:
    """The rates of the token's unit or one below it, for a period; both days are included."""
    of = _unit(request, unit)
    report = _report(of, first, last, tree)
    return told.Rates(
        definition=report.definition,
        unit=UnitName.of(of),
        first=first,
        last=last,
        tree=tree,
        at=report.scope.at,
        rates=[told.RateFigure.of(rate, each) for rate, each in report.figures.items()],
    )


@call(router, "GET", "/rates/{rate}/units", list[told.UnitRate], *READERS, codes=ORDER)
def list_rate_units(
    request: Any, rate: Rate, first: Day, last: Day, unit: UUID | None = None
) -> list[told.UnitRate]:
    """A rate of each unit right below with its branch, and of the unit alone."""
    of = _unit(request, unit)
    must_be_in_order(first, last)
    branch = rate_tables.spans(of, first, last, tree=True)
    return [told.UnitRate.of(rate, row) for row in rate_tables.below(of, rate, branch, last)]


@call(router, "GET", "/rates/{rate}/months", list[told.MonthRate], *READERS, codes=ORDER)
def list_rate_months(
    request: Any,
    rate: Rate,
    first: Day,
    last: Day,
    unit: UUID | None = None,
    tree: bool = False,
) -> list[told.MonthRate]:
    """A rate month by month over a period, months with nothing to count too."""
    of = _unit(request, unit)
    must_be_in_order(first, last)
    spans = rate_tables.spans(of, first, last, tree=tree)
    months = rate_tables.months(rate, spans, first, last, unsummed(spans))
    return [told.MonthRate.of(rate, month) for month in months]


@call(router, "GET", "/rates/{rate}/items", Page[told.CountedThing], *READERS, codes=ORDER)
def list_rate_items(
    request: Any,
    rate: Rate,
    first: Day,
    last: Day,
    part: reports.Portion = "denominator",
    unit: UUID | None = None,
    tree: bool = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[told.CountedThing]:
    """The things behind a figure, by day: those counted, and those left aside with the reason."""
    of = _unit(request, unit)
    question = ("rate", rate, first, last, part, of.uid, tree, request.token.uid)
    place = cursors.place(question, cursor)
    report = _report(of, first, last, tree)
    after = tuple(place) if place else None
    found = reports.items_after(report, rate, part, after, limit + 1)
    shown = [(told.CountedThing.of(item), list(mark)) for item, mark in found]
    return cursors.page(Page[told.CountedThing], question, shown, limit)


@call(router, "GET", "/rates/{rate}/items/table", None, *READERS, media=(CSV, XLSX), codes=ORDER)
def download_rate_items(
    request: Any,
    rate: Rate,
    first: Day,
    last: Day,
    part: Literal["numerator", "missing", "excluded", "open_in_time"] = "missing",
    unit: UUID | None = None,
    tree: bool = False,
    form: Form = "xlsx",
) -> HttpResponseBase:
    """The things behind a figure for a spreadsheet, the first ten thousand, with number and why."""
    of = _unit(request, unit)
    must_be_in_order(first, last)
    count("export", request.actor)
    scope = Scope(rate_tables.spans(of, first, last, tree=tree), clock.now())
    about = BY_RATE[rate]
    table = exports.behind_rate(request.actor, scope, about, part, first, last)
    return exports.answer(table, form)


@call(router, "GET", "/rates/{rate}/units/table", None, *READERS, media=(CSV, XLSX), codes=ORDER)
def download_rate_units(
    request: Any,
    rate: Rate,
    first: Day,
    last: Day,
    unit: UUID | None = None,
    form: Form = "xlsx",
) -> HttpResponseBase:
    """A rate of each unit right below, for a spreadsheet."""
    of = _unit(request, unit)
    must_be_in_order(first, last)
    count("export", request.actor)
    return exports.answer(exports.of_units_below(of, BY_RATE[rate], first, last), form)


def _unit(request: Any, uid: UUID | None) -> Unit:
    """The unit named, if it is the own one or stands below it; else there is none."""
    if uid is None:
        own: Unit = request.actor.unit
        return own
    found = finding.unit(uid)
    if not finding.within(request, found):
        raise NotHere
    return found


def _report(of: Unit, first: date, last: date, tree: bool) -> reports.Report:
    must_be_in_order(first, last)
    if tree:
        return reports.rates_of_tree(of, first, last)
    return reports.rates([of], first, last)
