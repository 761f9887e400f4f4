"""The score board: tasks in time and late by unit and by person, each figure with its list."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks import exports, figure_tables, scoreboard
from docflow.desks.outcomes import ALL, LONGEST, OUTCOMES
from docflow.desks.scoreboard import LEAD, NOBODY, ROLES, Asked, Reach
from docflow.errors import Refused
from docflow.people.models import Appointment
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.units.models import Unit
from docflow.web import figures, periods
from docflow.web.access import page
from docflow.web.periods import Period

app_name = "board"
MAY_SEE = (
    Permission.INCOMING_ASSIGN,
    Permission.AUDIT_READ,
    Permission.DOCUMENT_READ,
    Permission.INCOMING_HANDLE,
)
NOW = "now"
UNITS_PER_PAGE = 100


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: whose tasks, of which days or open now, led or helped with."""

    reach: Reach
    period: Period | None
    role: str
    unit: Unit | None = None
    whose: str = ""

    @cached_property
    def asked(self) -> Asked:
        """The same for the desk."""
        first = self.period.first if self.period else None
        last = self.period.last if self.period else None
        asked = Asked(self.reach, first, last, self.role)
        return scoreboard.of_whom(asked, self.post) if self.whose else asked

    @cached_property
    def post(self) -> Appointment | None:
        """The person whose tasks are asked for alone."""
        found: Appointment | None = None
        if self.whose and self.whose != NOBODY:
            found = _named(Appointment, self.whose)
        return found

    def query(self, **more: str) -> str:
        """The same as a part of an address."""
        asked = {
            "period": self.period.code if self.period else NOW,
            "role": "" if self.role == LEAD else self.role,
            "unit": str(self.unit.uid) if self.unit else "",
        }
        return urlencode({name: value for name, value in (asked | more).items() if value})


@require_safe
@page(*MAY_SEE)
def show(request: Any) -> HttpResponse:
    """The figures by unit, where one sees several, and by person of one unit."""
    wanted = _wanted(request)
    context: dict[str, Any] = {
        "wanted": wanted,
        "choices": periods.choices(clock.today()),
        "roles": [(each.value, each.label) for each in ROLES],
        "heads": figures.heads(OUTCOMES),
        "query": wanted.query(),
        "longest": LONGEST,
        "at": clock.now(),
        "current_place": "board:show",
    }
    try:
        context |= _counted(request, wanted)
    except Refused as refusal:
        context["refusal"] = refusal
    return render(request, "web/board/show.html", context)


@require_safe
@page(*MAY_SEE)
def items(request: Any, outcome: str) -> HttpResponse:
    """The tasks behind a figure, the earliest deadline first."""
    wanted, which = _wanted(request), _outcome(outcome)
    found = scoreboard.behind(
        wanted.asked, request.actor, which, after=request.GET.get("after", "")[:60]
    )
    whole = scoreboard.total(scoreboard.by_unit(wanted.asked))
    context = {
        "wanted": wanted,
        "found": found,
        "label": figure_tables.label_of(which),
        "outcome": outcome,
        "tabs": figures.cells(whole, OUTCOMES, lambda each: _list_of(wanted, each, wanted.whose)),
        "which": which,
        "query": wanted.query(whose=wanted.whose),
        "back": wanted.query(),
        "is_first": not request.GET.get("after"),
        "most_exported": exports.MOST,
        "current_place": "board:show",
    }
    return render(request, "web/board/items.html", context)


@require_safe
@page(*MAY_SEE)
def table(request: Any, form: str) -> HttpResponseBase:
    """The figures as a file: those by unit, or with `by=person` those by person."""
    wanted = _wanted(request)
    limit("export", request.actor)
    count = scoreboard.by_person if request.GET.get("by") == "person" else scoreboard.by_unit
    made = figure_tables.of_board(wanted.asked, count(wanted.asked), by=request.actor)
    return exports.answer(made, form)


@require_safe
@page(*MAY_SEE)
def items_table(request: Any, outcome: str, form: str) -> HttpResponseBase:
    """The list behind a figure as a file, up to a limit that stands in its last row."""
    wanted, which = _wanted(request), _outcome(outcome)
    limit("export", request.actor)
    made = figure_tables.behind_board(wanted.asked, which, by=request.actor)
    return exports.answer(made, form)


def _counted(request: Any, wanted: Wanted) -> dict[str, Any]:
    """Units where several are seen and none is chosen; people of the unit chosen, or of one's own.

    The people of all units below would be a list nobody reads.
    """
    several = len(wanted.reach.units) > 1 and not wanted.reach.person
    units = scoreboard.by_unit(wanted.asked)
    own = wanted if not several else _of_unit(wanted, request.actor.unit)
    people = scoreboard.by_person(own.asked) if own else []
    number = _number(request.GET.get("page", "1"))
    begin = (number - 1) * UNITS_PER_PAGE
    whole = scoreboard.total(units)
    return {
        "total": whole,
        "tiles": figures.cells(whole, OUTCOMES, lambda each: _list_of(wanted, each)),
        "total_bar": figures.bar(whole, OUTCOMES),
        "units": figures.shown(
            units[begin : begin + UNITS_PER_PAGE],
            OUTCOMES,
            lambda each, key: _list_of(wanted, each, unit=key),
            lambda line: f"{reverse('board:show')}?{wanted.query(unit=line.key)}",
        )
        if several
        else [],
        "number": number,
        "has_more": several and len(units) > begin + UNITS_PER_PAGE,
        "people": figures.shown(people, OUTCOMES, lambda each, key: _list_of(own, each, key)),
        "people_of": request.actor.unit if several else wanted.reach.units[0],
        "people_query": own.query(),
        "is_own": wanted.unit is None,
    }


def _of_unit(wanted: Wanted, unit: Unit) -> Wanted:
    """The same for one unit that is seen."""
    found = wanted.reach.narrowed(unit)
    if found is None:
        raise Http404
    return Wanted(found, wanted.period, wanted.role, unit, wanted.whose)


def _list_of(wanted: Wanted, outcome: str, whose: str = "", unit: str = "") -> str:
    more = {name: value for name, value in (("whose", whose), ("unit", unit)) if value}
    return f"{reverse('board:items', args=[outcome or 'all'])}?{wanted.query(**more)}"


def _wanted(request: Any) -> Wanted:
    """What the address names; a unit or a person out of reach, or no period, is not there (404)."""
    asked, today = request.GET, clock.today()
    code = asked.get("period", "")
    first, last = asked.get("first", ""), asked.get("last", "")
    code = f"days:{first}~{last}" if first and last else code
    period = None if code == NOW else periods.find(code, today) if code else periods.of_month(today)
    role = asked.get("role") or LEAD
    if (period is None and code != NOW) or role not in ROLES:
        raise Http404
    wanted = Wanted(scoreboard.reach_of(request.actor), period, role)
    unit = _named(Unit, asked.get("unit", ""))
    if unit:
        wanted = _of_unit(wanted, unit)
    return _of_whom(wanted, asked.get("whose", ""))


def _of_whom(wanted: Wanted, whose: str) -> Wanted:
    """The tasks of one person, or those a unit has not handed on; of others alone if seen."""
    found = Wanted(wanted.reach, wanted.period, wanted.role, wanted.unit, whose)
    if whose and wanted.reach.person and found.post != wanted.reach.person:
        raise Http404
    return found


def _named(of: Any, text: str) -> Any:
    if not text:
        return None
    try:
        found = of.objects.filter(uid=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _outcome(name: str) -> str:
    if name == "all":
        return ALL
    if name not in OUTCOMES:
        raise Http404
    return name


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


urlpatterns = [
    path("", show, name="show"),
    path("table.csv", table, {"form": "csv"}, name="csv"),
    path("table.xlsx", table, {"form": "xlsx"}, name="xlsx"),
    path("table.pdf", table, {"form": "pdf"}, name="pdf"),
    path("<slug:outcome>/", items, name="items"),
    path("<slug:outcome>/list.csv", items_table, {"form": "csv"}, name="items_csv"),
    path("<slug:outcome>/list.xlsx", items_table, {"form": "xlsx"}, name="items_xlsx"),
    path("<slug:outcome>/list.pdf", items_table, {"form": "pdf"}, name="items_pdf"),
]
