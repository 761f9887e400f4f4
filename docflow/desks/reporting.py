"""Periodic reports as pages and calls list them: asked of us, asked by us, the parts of a sum."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from docflow import clock
from docflow.desks.exports import Table
from docflow.permissions import Permission, may
from docflow.reporting import sums
from docflow.reporting.models import Report, ReportRequest, Value
from docflow.reporting.states import AskedState, State
from docflow.reports.periods import period
from docflow.units.models import Unit, UnitPlace
from docflow.units.tree import subtree

PER_PAGE = 50
AT_ONCE = 200
WAITING = (State.ASKED, State.RETURNED)


@dataclass(frozen=True)
class Asked:
    """What was asked for, and how its reports stand."""

    request: ReportRequest
    stands: sums.Standing


def to_send(actor: Any, most: int = PER_PAGE) -> list[Report]:
    """The reports the actor's unit still owes, the soonest due first; from a partial index."""
    if not may(actor, Permission.REPORT_ANSWER, actor.unit):
        return []
    open_ = Report.objects.of(actor.unit).filter(state__in=WAITING, request__state=AskedState.OPEN)
    return list(open_.select_related("request__unit").order_by("due", "pk")[:most])


def asked_of(actor: Any, below: int | None, most: int = PER_PAGE) -> list[Report]:
    """All reports asked of the actor's unit, the newest first; those before a key."""
    rows = Report.objects.visible_to(actor).filter(unit=actor.unit)
    rows = rows.filter(pk__lt=below) if below else rows
    return list(rows.select_related("request__unit").order_by("-pk")[:most])


def asked_by(actor: Any, below: int | None, most: int = PER_PAGE) -> list[Asked]:
    """What the actor's unit asked for, the newest first, with how it stands; two queries."""
    rows = ReportRequest.objects.visible_to(actor).filter(unit=actor.unit)
    rows = rows.filter(pk__lt=below) if below else rows
    found = list(rows.order_by("-pk")[:most])
    stands = sums.standings(found)
    return [Asked(each, stands[each.pk]) for each in found]


def reports_of(asked: ReportRequest, state: str = "", page: int = 1) -> list[Report]:
    """A page of its reports, those that are not here and most late first."""
    rows = asked.reports.select_related("unit", "passed_on").prefetch_related("unit__names")
    if state == "late":
        rows = rows.filter(state__in=sums.HERE, sent_at__gt=F("due"))
    elif state == "missing":
        rows = rows.filter(state=State.ASKED, due__lt=clock.now())
    elif state:
        rows = rows.filter(state=state)
    ordered = rows.order_by(F("sent_at").desc(nulls_first=True), "due", "pk")
    first = (page - 1) * AT_ONCE
    return list(ordered[first : first + AT_ONCE + 1])


def table_of(asked: ReportRequest) -> Table:
    """The reports with their figures, a row for each unit and the sums last, for a spreadsheet."""
    figures = list(asked.figures.all())
    labels = [f"{each.label} ({each.measure})" if each.measure else each.label for each in figures]
    head = [str(_("Unit")), str(_("State")), *labels]
    rows = _lines(asked, [each.pk for each in figures])
    return Table(asked.title[:80], asked.title, head, rows)


def _lines(asked: ReportRequest, figures: Iterable[int]) -> Iterator[list[Any]]:
    values: dict[int, dict[int, Any]] = {}
    told_values = Value.objects.filter(figure__in=figures).values_list("report", "figure", "value")
    for pk, figure, value in told_values:
        values.setdefault(pk, {})[figure] = value
    reports = asked.reports.select_related("unit").prefetch_related("unit__names").order_by("pk")
    for report in reports.iterator(chunk_size=500):
        told = values.get(report.pk, {}) if report.is_here else {}
        yield [
            report.unit.name,
            str(report.get_state_display()),
            *(float(told[pk]) if pk in told else "" for pk in figures),
        ]
    yield [_("Total"), "", *(float(each.total) for each in sums.totals(asked))]


def below(unit: Unit) -> list[tuple[Unit, str]]:
    """The units below on this day, each with the name of its level; by level and name."""
    today = clock.today()
    ids = [each.pk for each in subtree(unit, today) if each != unit and each.is_active_on(today)]
    places = UnitPlace.objects.valid_on(today).filter(unit__in=ids).select_related("level")
    levels = {place.unit_id: place.level for place in places}
    units = Unit.objects.filter(pk__in=ids).prefetch_related("names")
    ordered = sorted(units, key=lambda each: (levels[each.pk].rank, each.name))
    return [(each, levels[each.pk].name) for each in ordered]


def periods_to_ask(day: date) -> list[tuple[str, date, date]]:
    """The reporting periods that end around a day, each by name, the nearest first."""
    year, month = day.year, day.month
    after = (year + (month == 12), month % 12 + 1)
    named = [("month", f"{year}-{month:02d}"), ("month", f"{after[0]}-{after[1]:02d}")]
    named += [("quarter", f"{year}-Q{(month - 1) // 3 + 1}")]
    named += [(span, str(year)) for span in ("half", "nine_months", "year")]
    return [(f"{span} {which}", *period(span, which)) for span, which in named]
