"""The log for its auditor: searched, taken along, checked."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import Field

from docflow.api import cursors, finding
from docflow.api.access import CSV, XLSX, call
from docflow.api.cursors import Cursor, Limit
from docflow.api.days import must_be_in_order
from docflow.api.errors import NotHere
from docflow.api.payloads import oversight as told
from docflow.api.payloads.figures import AccessLine, UnitAccesses
from docflow.api.payloads.shapes import Day, Page, Text, UnitName
from docflow.audit import actions as audit
from docflow.audit.extent import checks_seen_by
from docflow.audit.models import AuditCheck
from docflow.desks import access_counts, exports, log_search
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count

router = Router(tags=["log"])
Chain = Literal["", "acts", "reads"]
Start = Annotated[int, Field(ge=0, le=10_000_000, description="how many to leave out")]


@call(router, "GET", "/log", Page[told.LogLine], P.AUDIT_READ, codes=("from_after_to",))
def search_log(
    request: Any,
    person: Text = "",
    document: Text = "",
    event: Text = "",
    chain: Chain = "",
    first: Day | None = None,
    last: Day | None = None,
    unit: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[told.LogLine]:
    """Entries of the log of the token's unit or of one below it, the newest first."""
    count("search", request.actor)
    wanted = _wanted(request, person, document, event, chain, first, last, unit)
    question = ("log", wanted, request.token.uid)
    place = cursors.place(question, cursor)
    found = log_search.search(request.actor, wanted, place[0] if place else "", limit)
    following = cursors.cursor(question, [found.after]) if found.after else None
    return Page[told.LogLine](items=[told.LogLine.of(each) for each in found.lines], next=following)


@call(router, "GET", "/log/table", None, P.AUDIT_READ, media=(CSV, XLSX), codes=("from_after_to",))
def download_log(
    request: Any,
    person: Text = "",
    document: Text = "",
    event: Text = "",
    chain: Chain = "",
    first: Day | None = None,
    last: Day | None = None,
    unit: UUID | None = None,
    form: Literal["csv", "xlsx"] = "csv",
) -> HttpResponseBase:
    """The same entries for a spreadsheet, the newest ten thousand; a last row says if more are."""
    wanted = _wanted(request, person, document, event, chain, first, last, unit)
    count("export", request.actor)
    return exports.answer(exports.of_log(request.actor, wanted), form)


@call(
    router,
    "GET",
    "/log/accesses",
    UnitAccesses,
    P.AUDIT_READ,
    codes=("from_after_to", "period_too_long"),
)
def count_accesses(
    request: Any,
    first: Day,
    last: Day,
    unit: UUID | None = None,
    start: Start = 0,
    limit: Limit = 50,
) -> UnitAccesses:
    """The documents read in a unit on some days, the most read first; `next` is where to go on."""
    found = log_search.unit_read_by(request.actor, unit)
    if found is None:
        raise NotHere
    count("search", request.actor)
    counts = access_counts.of_unit(request.actor, found, first, last, most=limit, start=start)
    following = start + len(counts.lines)
    return UnitAccesses(
        unit=UnitName.of(found),
        first=first,
        last=last,
        times=counts.times,
        documents=counts.documents,
        ever=access_counts.in_all(found).times,
        items=[AccessLine.of(each) for each in counts.lines],
        next=following if following < counts.documents else None,
    )


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


@call(router, "GET", "/log/checks", Page[told.LogCheck], P.AUDIT_READ)
def list_checks(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[told.LogCheck]:
    """The checks of the unit's chains, the newest first; at the top of the tree also of all."""
    question = ("checks", request.token.uid)
    place = cursors.place(question, cursor)
    rows = checks_seen_by(request.actor)
    found = (rows.filter(pk__lt=place[0]) if place else rows)[: limit + 1]
    shown = [(told.LogCheck.of(each), each.pk) for each in found]
    return cursors.page(Page[told.LogCheck], question, shown, limit)


@call(router, "GET", "/log/checks/{uuid:uid}", told.LogCheck, P.AUDIT_READ)
def show_check(request: Any, uid: UUID) -> told.LogCheck:
    """How far a check has come, and what it found."""
    return told.LogCheck.of(finding.one(checks_seen_by(request.actor), uid))


@call(
    router,
    "POST",
    "/log/check",
    told.LogCheck,
    P.AUDIT_READ,
    status=202,
    codes=("check_running", "outside_own_unit"),
    places={"outside_own_unit": "whole"},
)
def check_log(request: Any, given: told.CheckAsked = told.CheckAsked()) -> told.LogCheck:  # noqa: B008
    """Have the chains of the token's unit checked, or all; GET /log/checks tells what is found."""
    return told.LogCheck.of(audit.ask_check(by=request.actor, whole=given.whole))


def _wanted(
    request: Any,
    person: str,
    document: str,
    event: str,
    chain: str,
    first: date | None,
    last: date | None,
    unit: UUID | None,
) -> log_search.Wanted:
    """What is looked for; a log that is not the auditor's to read is not there."""
    must_be_in_order(first, last)
    if log_search.unit_read_by(request.actor, unit) is None:
        raise NotHere
    return log_search.Wanted(person, document, event, chain, first, last, unit)
