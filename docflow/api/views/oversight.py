"""Oversight: the log and its proof, rates with what lies behind them, verdicts, waiting work."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import File, Router
from ninja.files import UploadedFile

from docflow import clock
from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere
from docflow.api.payloads import oversight as told
from docflow.api.payloads.shapes import Day, Page, Text, UnitName
from docflow.audit import actions as audit
from docflow.audit.models import AuditCheck
from docflow.desks import backlog, log_search
from docflow.errors import Refused
from docflow.exchange.again import again
from docflow.permissions import Permission as P
from docflow.reports import rates as reports
from docflow.requests.limits import limit as count
from docflow.signatures import checking
from docflow.units.models import Unit
from docflow.units.tree import subtree

router = Router(tags=["oversight"])
READERS = (P.AUDIT_READ, P.INCOMING_ASSIGN)
Rate = Literal["R1", "R2", "R3", "R4a", "R4b", "R4c", "R5"]


@call(router, "GET", "/log", Page[told.LogLine], P.AUDIT_READ)
def search_log(
    request: Any,
    person: Text = "",
    document: Text = "",
    event: Text = "",
    chain: Literal["", "acts", "reads"] = "",
    first: Day | None = None,
    last: Day | None = None,
    unit: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[told.LogLine]:
    """Entries of the log of the token's unit or of one below it, the newest first."""
    count("search", request.actor)
    if log_search.unit_read_by(request.actor, unit) is None:
        raise NotHere
    wanted = log_search.Wanted(person, document, event, chain, first, last, unit)
    question = ("log", wanted, request.token.uid)
    place = cursors.place(question, cursor)
    found = log_search.search(request.actor, wanted, place[0] if place else "", limit)
    following = cursors.cursor(question, [found.after]) if found.after else None
    return Page[told.LogLine](items=[told.LogLine.of(each) for each in found.lines], next=following)


@call(router, "GET", "/log/proof", told.Proof, P.AUDIT_READ)
def show_proof(request: Any) -> told.Proof:
    """How far the unit's chains are signed, and what the newest check of them found."""
    unit = request.actor.unit
    chains = log_search.chains_of(unit).values()
    check = AuditCheck.objects.filter(unit=unit.uid).order_by("-pk").first()
    return told.Proof(
        chains=[
            told.ChainState(chain=each.name, length=each.length, signed=each.signed, head=each.head)
            for each in sorted(chains, key=lambda each: each.name)
        ],
        check=told.LogCheck.of(check) if check else None,
    )


@call(
    router,
    "POST",
    "/log/check",
    told.LogCheck,
    P.AUDIT_READ,
    status=202,
    codes=("check_running",),
)
def check_log(request: Any) -> told.LogCheck:
    """Have the chains of the token's unit checked; GET /log/proof tells what is found."""
    return told.LogCheck.of(audit.ask_check(by=request.actor))


@call(router, "GET", "/rates", told.Rates, *READERS, codes=("from_after_to",))
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


@call(
    router,
    "GET",
    "/rates/{rate}/items",
    Page[told.CountedThing],
    *READERS,
    codes=("from_after_to",),
)
def list_rate_items(
    request: Any,
    rate: Rate,
    first: date,
    last: date,
    part: Literal["numerator", "denominator", "excluded", "open_in_time"] = "denominator",
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


@call(router, "POST", "/verify", told.PdfReport, multipart=True, codes=("too_many",))
def verify(request: Any, file: File[UploadedFile]) -> told.PdfReport:
    """Check the signatures of any PDF; nothing is kept."""
    count("verify", request.actor)
    with tempfile.TemporaryDirectory(prefix="docflow-verify-") as folder:
        path = Path(folder) / "file.pdf"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        verdict = checking.check_file(path).as_json()
    return told.PdfReport(
        indication=verdict["indication"],
        sub_indication=verdict["sub_indication"],
        signatures=verdict["signatures"],
        problems=verdict["problems"],
    )


@call(router, "GET", "/health", told.Health, P.UNIT_MANAGE)
def show_health(request: Any) -> told.Health:
    """Work that waits and work that failed, of the token's unit and those below; no content."""
    units = subtree(request.actor.unit, clock.today())
    waiting = backlog.of_units(units)
    return told.Health(
        waiting={each.kind: each.waiting for each in waiting},
        failing={each.kind: each.failing for each in waiting},
        rows=[told.WaitingRow.of(row) for each in waiting for row in each.failed],
    )


@call(
    router,
    "POST",
    "/health/{kind}/{uuid:uid}/again",
    told.Health,
    P.WORK_REPEAT,
    codes=("no_such_work", "nothing_waits", "outside_own_unit"),
)
def try_again(request: Any, kind: Literal["delivery", "status", "check"], uid: UUID) -> told.Health:
    """Try a piece of failed work now; it happens once, however often this is asked."""
    again(kind, uid, by=request.actor)
    return show_health(request)


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
    if last < first:
        raise Refused("from_after_to", _("The period ends before it begins. Swap the dates."))
    if tree:
        return reports.rates_of_tree(of, first, last)
    return reports.rates([of], first, last)
