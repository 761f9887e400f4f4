"""Periodic reports: asked of units below, answered, returned, added up."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere, NothingNamed
from docflow.api.payloads import reporting as told
from docflow.api.payloads.shapes import Page
from docflow.desks import reporting as desk
from docflow.permissions import Permission as P
from docflow.reporting import actions, sums
from docflow.reporting.models import Report, ReportRequest
from docflow.units.models import Unit

router = Router(tags=["reports"])
READS = (P.REPORT_ASK, P.REPORT_ANSWER, P.AUDIT_READ)
TIMES = ("bad_due", "due_in_the_past")
WHOM = ("units_missing", "other_unit", "too_many_units")
FIGURES = ("request_closed", "sent_already", "bad_figure", "unknown_figure", "comment_too_long")


@call(router, "GET", "/report_requests", Page[told.ReportRequestLine], *READS)
def list_report_requests(
    request: Any, limit: Limit = 50, cursor: Cursor = None
) -> Page[told.ReportRequestLine]:
    """What the token's unit asked for, the newest first, with how it stands."""
    question = ("report_requests", request.token.uid)
    place = cursors.place(question, cursor)
    found = desk.asked_by(request.actor, place[0] if place else None, limit + 1)
    lines = [
        (told.ReportRequestLine.of(each.request, each.stands), each.request.pk) for each in found
    ]
    return cursors.page(Page[told.ReportRequestLine], question, lines, limit)


@call(
    router,
    "POST",
    "/report_requests",
    told.ReportRequestWhole,
    P.REPORT_ASK,
    status=201,
    needs_key=True,
    codes=(
        "title_missing",
        "figures_missing",
        "figure_twice",
        "ends_before_it_begins",
        *WHOM,
        *TIMES,
    ),
    places={"other_unit": "units", "figure_twice": "figures", "ends_before_it_begins": "last_day"},
)
def ask_for_report(request: Any, given: told.NewReportRequest) -> told.ReportRequestWhole:
    """Ask units below for figures on a period."""
    asked = actions.ask(
        given.title,
        given.first_day,
        given.last_day,
        [(each.label, each.measure) for each in given.figures],
        _units(given.units),
        given.due,
        by=request.actor,
        instruction=given.instruction,
    )
    return _whole(asked)


@call(
    router,
    "GET",
    "/report_requests/{uuid:uid}",
    told.ReportRequestWhole,
    *READS,
)
def show_report_request(request: Any, uid: UUID) -> told.ReportRequestWhole:
    """What was asked for, how it stands, and the sums of what is here."""
    return _whole(_asked(request, uid))


@call(router, "GET", "/report_requests/{uuid:uid}/reports", Page[told.ReportLine], *READS)
def list_reports(
    request: Any, uid: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[told.ReportLine]:
    """The reports of one request, in the order they were asked for."""
    asked = _asked(request, uid)
    question = ("reports", uid, request.token.uid)
    place = cursors.place(question, cursor)
    rows = asked.reports.select_related("unit", "request").prefetch_related("unit__names")
    rows = rows.filter(pk__gt=place[0]) if place else rows
    lines = [(told.ReportLine.of(each), each.pk) for each in rows.order_by("pk")[: limit + 1]]
    return cursors.page(Page[told.ReportLine], question, lines, limit)


@call(
    router,
    "GET",
    "/report_requests/{uuid:uid}/figures/{place}/parts",
    Page[told.FigurePart],
    *READS,
)
def list_figure_parts(
    request: Any, uid: UUID, place: int, limit: Limit = 50, cursor: Cursor = None
) -> Page[told.FigurePart]:
    """The reports one sum is made of."""
    figure = _asked(request, uid).figures.filter(place=place).first()
    if figure is None:
        raise NotHere
    question = ("figure_parts", uid, place, request.token.uid)
    after = cursors.place(question, cursor)
    found = sums.parts(figure, below=after[0] if after else None, most=limit + 1)
    lines = [(told.FigurePart.of(each), each.pk) for each in found]
    return cursors.page(Page[told.FigurePart], question, lines, limit)


@call(
    router,
    "POST",
    "/report_requests/{uuid:uid}/ask_again",
    told.ReportsAskedAgain,
    P.REPORT_ASK,
    codes=("request_closed", "nobody_to_ask"),
)
def ask_again_for_reports(request: Any, uid: UUID) -> told.ReportsAskedAgain:
    """Remind all whose report is not here."""
    return told.ReportsAskedAgain(
        asked_again=actions.ask_again(_asked(request, uid), by=request.actor)
    )


@call(
    router,
    "POST",
    "/report_requests/{uuid:uid}/close",
    told.ReportRequestWhole,
    P.REPORT_ASK,
    codes=("wrong_state",),
)
def close_report_request(request: Any, uid: UUID) -> told.ReportRequestWhole:
    """Close what was asked for: no report is sent or returned any more."""
    return _whole(actions.close(_asked(request, uid), by=request.actor))


@call(router, "GET", "/reports", Page[told.ReportLine], *READS)
def list_reports_asked_of_us(
    request: Any, limit: Limit = 50, cursor: Cursor = None
) -> Page[told.ReportLine]:
    """The reports asked of the token's unit, the newest first."""
    question = ("reports_of_us", request.token.uid)
    place = cursors.place(question, cursor)
    found = desk.asked_of(request.actor, place[0] if place else None, limit + 1)
    lines = [(told.ReportLine.of(each), each.pk) for each in found]
    return cursors.page(Page[told.ReportLine], question, lines, limit)


@call(router, "GET", "/reports/{uuid:uid}", told.ReportWhole, *READS)
def show_report(request: Any, uid: UUID) -> told.ReportWhole:
    """One unit's report with its figures and words."""
    return told.ReportWhole.whole(_report(request, uid), request.actor)


@call(
    router,
    "POST",
    "/reports/{uuid:uid}/fill_in",
    told.ReportWhole,
    P.REPORT_ANSWER,
    codes=FIGURES,
    places={"bad_figure": "figures", "unknown_figure": "figures", "comment_too_long": "words"},
)
def fill_in_report(request: Any, uid: UUID, given: told.FilledReport) -> told.ReportWhole:
    """Keep figures and words of a report that is not sent yet."""
    report = _report(request, uid)
    actions.fill_in(report, _values(given), by=request.actor, words=given.words)
    return told.ReportWhole.whole(_report(request, uid), request.actor)


@call(
    router,
    "POST",
    "/reports/{uuid:uid}/send",
    told.ReportWhole,
    P.REPORT_ANSWER,
    codes=("wrong_state", "figures_missing", "not_issued_here", *FIGURES),
    places={
        "bad_figure": "figures",
        "unknown_figure": "figures",
        "comment_too_long": "words",
        "not_issued_here": "document",
    },
)
def send_report(request: Any, uid: UUID, given: told.SentReport) -> told.ReportWhole:
    """Send the report to whoever asked."""
    report = _report(request, uid)
    actions.send_report(
        report,
        _values(given),
        by=request.actor,
        words=given.words,
        document=finding.named_document(request, given.document, "document"),
    )
    return told.ReportWhole.whole(_report(request, uid), request.actor)


@call(
    router,
    "POST",
    "/reports/{uuid:uid}/pass_on",
    told.ReportRequestWhole,
    P.REPORT_ASK,
    status=201,
    codes=(
        "request_closed",
        "sent_already",
        "passed_on_already",
        "later_than_parent",
        *WHOM,
        *TIMES,
    ),
    places={"other_unit": "units", "later_than_parent": "due"},
)
def pass_on_report(request: Any, uid: UUID, given: told.PassedOn) -> told.ReportRequestWhole:
    """Ask units below for the same figures; their sums are proposed for the own report."""
    report = _report(request, uid)
    return _whole(actions.pass_on(report, _units(given.units), given.due, by=request.actor))


@call(
    router,
    "POST",
    "/reports/{uuid:uid}/return",
    told.ReportWhole,
    P.REPORT_ASK,
    codes=("wrong_state", "request_closed", "reason_missing", "reason_too_long", *TIMES),
)
def return_report(request: Any, uid: UUID, given: told.ReturnedReport) -> told.ReportWhole:
    """Give a report back to be mended, with the reason and a new time."""
    actions.return_report(_report(request, uid), given.reason, given.due, by=request.actor)
    return told.ReportWhole.whole(_report(request, uid), request.actor)


@call(
    router,
    "POST",
    "/reports/{uuid:uid}/accept",
    told.ReportWhole,
    P.REPORT_ASK,
    codes=("wrong_state",),
)
def accept_report(request: Any, uid: UUID) -> told.ReportWhole:
    """Accept a report as it was sent."""
    actions.accept(_report(request, uid), by=request.actor)
    return told.ReportWhole.whole(_report(request, uid), request.actor)


def _units(uids: Sequence[UUID]) -> list[Unit]:
    found = {each.uid: each for each in Unit.objects.filter(uid__in=uids)}
    if len(found) < len(set(uids)):
        raise NothingNamed("units")
    return [found[uid] for uid in uids]


def _values(given: told.FilledReport) -> dict[int, str]:
    return {each.place: each.value for each in given.figures}


def _whole(asked: ReportRequest) -> told.ReportRequestWhole:
    return told.ReportRequestWhole.whole(asked, sums.standing(asked), sums.totals(asked))


def _asked(request: Any, uid: UUID) -> ReportRequest:
    rows = ReportRequest.objects.visible_to(request.actor).select_related("unit", "part_of")
    found: ReportRequest = finding.one(rows, uid)
    return found


def _report(request: Any, uid: UUID) -> Report:
    rows = Report.objects.visible_to(request.actor)
    found: Report = finding.one(rows.select_related("request__unit", "unit", "document"), uid)
    return found
