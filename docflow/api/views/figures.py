"""The score board and the reports on handling, each figure with what lies behind it."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import CSV, PDF, XLSX, call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere
from docflow.api.payloads.figures import FigureItem, Figures, Handled, Outcome
from docflow.api.payloads.shapes import Day, Page
from docflow.desks import exports, figure_tables, handling, scoreboard
from docflow.desks.outcomes import OUTCOMES, must_be_short
from docflow.errors import Refused
from docflow.people.models import Appointment
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["figures"])
BOARD = (P.INCOMING_ASSIGN, P.AUDIT_READ, P.DOCUMENT_READ, P.INCOMING_HANDLE)
PERIOD = ("from_after_to", "period_too_long", "period_incomplete")
Form = Literal["csv", "xlsx", "pdf"]
By = Literal["unit", "person"]
Role = Literal["lead", "collaborator"]
Reported = Literal["incoming", "outgoing"]


@call(router, "GET", "/board", Figures, *BOARD, codes=PERIOD)
def show_board(
    request: Any,
    first: Day | None = None,
    last: Day | None = None,
    by: By = "unit",
    unit: UUID | None = None,
    role: Role = "lead",
) -> Figures:
    """Tasks done and open, in time and late; without days, those open now."""
    asked = _board(request, first, last, unit, "", role)
    lines = scoreboard.by_person(asked) if by == "person" else scoreboard.by_unit(asked)
    return Figures.told(request.actor.unit, asked, lines, OUTCOMES)


@call(router, "GET", "/board/tasks", Page[FigureItem], *BOARD, codes=PERIOD)
def list_board_tasks(
    request: Any,
    first: Day | None = None,
    last: Day | None = None,
    outcome: Outcome = "",
    unit: UUID | None = None,
    whose: UUID | None = None,
    role: Role = "lead",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FigureItem]:
    """The tasks behind a figure, the earliest deadline first; `whose` is a person's key."""
    asked = _board(request, first, last, unit, str(whose or ""), role)
    question = ("board", first, last, outcome, unit, whose, role, request.token.uid)
    place = cursors.place(question, cursor)
    after = str(place[0]) if place else ""
    found = scoreboard.behind(asked, request.actor, outcome, after=after, limit=limit)
    return Page[FigureItem](
        items=[FigureItem.of(each) for each in found.rows],
        next=cursors.cursor(question, [found.after]) if found.after else None,
    )


@call(router, "GET", "/board/table", None, *BOARD, media=(CSV, XLSX, PDF), codes=PERIOD)
def download_board(
    request: Any,
    first: Day | None = None,
    last: Day | None = None,
    by: By = "unit",
    unit: UUID | None = None,
    role: Role = "lead",
    form: Form = "xlsx",
) -> HttpResponseBase:
    """The score board as a file."""
    asked = _board(request, first, last, unit, "", role)
    count("export", request.actor)
    lines = scoreboard.by_person(asked) if by == "person" else scoreboard.by_unit(asked)
    return exports.answer(figure_tables.of_board(asked, lines, by=request.actor), form)


@call(router, "GET", "/handling", Figures, P.DOCUMENT_READ, codes=PERIOD)
def show_handling(request: Any, series: Reported, first: Day, last: Day) -> Figures:
    """The report on handling incoming or outgoing documents of the token's unit (Annex VI, V)."""
    asked = _handling(request, series, first, last)
    return Figures.told(asked.unit, asked, handling.lines(asked), asked.outcomes)


@call(router, "GET", "/handling/documents", Page[FigureItem], P.DOCUMENT_READ, codes=PERIOD)
def list_handled_documents(
    request: Any,
    series: Reported,
    first: Day,
    last: Day,
    outcome: Handled = "",
    whose: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FigureItem]:
    """The documents behind a figure in the order of their numbers; `whose` is a line's key."""
    asked = _handling(request, series, first, last)
    question = ("handling", series, first, last, outcome, whose, request.token.uid)
    place = cursors.place(question, cursor)
    found = handling.behind(
        asked,
        request.actor,
        outcome,
        whose=str(whose or ""),
        after=int(place[0]) if place else 0,
        limit=limit,
    )
    return Page[FigureItem](
        items=[FigureItem.of(each) for each in found.rows],
        next=cursors.cursor(question, [found.after]) if found.after else None,
    )


@call(router, "GET", "/handling/table", None, P.DOCUMENT_READ, media=(CSV, XLSX, PDF), codes=PERIOD)
def download_handling(
    request: Any, series: Reported, first: Day, last: Day, form: Form = "xlsx"
) -> HttpResponseBase:
    """The report on handling as a file."""
    asked = _handling(request, series, first, last)
    count("export", request.actor)
    lines = handling.lines(asked)
    return exports.answer(figure_tables.of_report(asked, lines, by=request.actor), form)


def _board(
    request: Any, first: date | None, last: date | None, unit: UUID | None, whose: str, role: str
) -> scoreboard.Asked:
    """What is asked for; a unit or a person out of reach is not there. Raises NotHere, Refused."""
    if (first is None) != (last is None):
        raise Refused("period_incomplete", _("Give the first and the last day, or neither."))
    if first and last:
        must_be_short(first, last)
    reach: Any = scoreboard.reach_of(request.actor)
    if unit:
        reach = reach.narrowed(finding.unit(unit))
        if reach is None:
            raise NotHere
    asked = scoreboard.Asked(reach, first, last, role)
    if not whose:
        return asked
    post = Appointment.objects.filter(uid=whose).first()
    if post is None or (reach.person and reach.person != post):
        raise NotHere
    return scoreboard.of_whom(asked, post)


def _handling(request: Any, series: str, first: date, last: date) -> handling.Asked:
    must_be_short(first, last)
    return handling.Asked(request.actor.unit, series, first, last)
