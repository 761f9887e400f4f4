"""Periodic reports: what was asked of us, what we asked for, its sums and what they are made of."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow import clock, wording
from docflow.desks import exports
from docflow.desks import reporting as desk
from docflow.permissions import Permission, may
from docflow.reporting import actions, sums
from docflow.reporting.models import Report, ReportRequest
from docflow.requests.limits import limit
from docflow.web import flash
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.handling import NORMALLY
from docflow.web.forms.reporting import PLACE, AskForm, ReportForm, ReturnForm, WhomForm

ASK, ANSWER, AUDIT = Permission.REPORT_ASK, Permission.REPORT_ANSWER, Permission.AUDIT_READ
FILTERS = ("asked", "sent", "returned", "accepted", "late", "missing")


@require_safe
@page(ASK, ANSWER, AUDIT)
def index(request: Any) -> HttpResponse:
    """What the unit still owes, what it asked for, and what was asked of it."""
    actor, below = request.actor, _number(request.GET.get("below", ""))
    context = {
        "to_send": desk.to_send(actor) if below is None else [],
        "asked": desk.asked_by(actor, below),
        "of_us": desk.asked_of(actor, None) if below is None else [],
        "may_ask": may(actor, ASK, actor.unit),
        "is_first": below is None,
        "per_page": desk.PER_PAGE,
        "current_place": "reporting:list",
    }
    return render(request, "web/reporting/list.html", context)


@page(ASK)
def ask(request: Any) -> HttpResponse:
    """Ask units below for a report."""
    below = desk.below(request.actor.unit)
    form = AskForm(
        request.POST or None,
        below=below,
        periods=desk.periods_to_ask(clock.today()),
        initial=_as_before(request) | {"due": NORMALLY, "whom": below[0][1] if below else ""},
    )
    return carry_out(
        request,
        form,
        lambda given: actions.ask(
            given["title"],
            *form.days(),
            form.asked_figures(),
            form.asked(),
            form.moment(),
            by=request.actor,
            instruction=given["instruction"],
        ),
        lambda asked: reverse("reporting:show", args=[asked.uid]),
        "web/reporting/ask.html",
        {"title": _("Ask for a report"), "back": reverse("reporting:list")},
    )


def _as_before(request: Any) -> dict[str, Any]:
    """What an earlier one asked for, to ask it for another period."""
    asked = ReportRequest.objects.visible_to(request.actor).filter(unit=request.actor.unit)
    like = _uid(request.GET.get("like", ""))
    before = asked.filter(uid=like).first() if like else None
    if before is None:
        return {}
    lines = [f"{each.label}; {each.measure}".rstrip("; ") for each in before.figures.all()]
    return {
        "title": before.title,
        "instruction": before.instruction,
        "figures": "\n".join(lines),
    }


@require_safe
@page(ASK, ANSWER, AUDIT)
def show(request: Any, uid: UUID) -> HttpResponse:
    """What was asked for: how it stands, its sums, and the reports one by one."""
    asked = _asked(request, uid)
    state = request.GET.get("state", "")
    if state and state not in FILTERS:
        raise Http404
    number = _number(request.GET.get("page", "")) or 1
    reports = desk.reports_of(asked, state, number)
    own = asked.unit == request.actor.unit
    may_ask = own and may(request.actor, ASK, asked.unit)
    context = {
        "asked": asked,
        "stands": sums.standing(asked),
        "totals": sums.totals(asked),
        "reports": reports[: desk.AT_ONCE],
        "has_more": len(reports) > desk.AT_ONCE,
        "number": number,
        "state": state,
        "may_ask": may_ask,
        "is_open": asked.state == "open",
        "current_place": "reporting:list",
    }
    return render(request, "web/reporting/show.html", context)


@require_safe
@page(ASK, ANSWER, AUDIT)
def figure(request: Any, uid: UUID, place: int) -> HttpResponse:
    """A sum, opened to the reports it is made of."""
    asked = _asked(request, uid)
    one = asked.figures.filter(place=place).first()
    if one is None:
        raise Http404
    below = _number(request.GET.get("below", ""))
    total = next(each for each in sums.totals(asked) if each.figure == one)
    found = sums.parts(one, below=below)
    context = {
        "asked": asked,
        "total": total,
        "parts": found,
        "next": found[-1].pk if len(found) == sums.PARTS else None,
        "current_place": "reporting:list",
    }
    return render(request, "web/reporting/figure.html", context)


@require_safe
@page(ASK, ANSWER, AUDIT)
def xlsx(request: Any, uid: UUID) -> HttpResponseBase:
    """All reports with their figures, for a spreadsheet."""
    asked = _asked(request, uid)
    limit("export", request.actor)
    return exports.answer(desk.table_of(asked), "xlsx")


@page(ASK, ANSWER, AUDIT)
def report(request: Any, uid: UUID) -> HttpResponse:
    """One report: to be filled in and sent, or as it was sent."""
    found = _report(request, uid)
    is_ours = found.unit == request.actor.unit and may(request.actor, ANSWER, found.unit)
    form = ReportForm(request.POST or None, report=found, by=request.actor, initial=_filled(found))
    only_kept = "keep" in request.POST
    is_told = found.is_told_to(request.actor)
    told = found.values.all() if is_told else found.values.none()
    is_waited_for = found.request.state == "open" or request.method == "POST"

    def act(given: dict[str, Any]) -> Report:
        if only_kept:
            return actions.fill_in(found, form.values(), by=request.actor, words=given["words"])
        return actions.send_report(
            found,
            form.values(),
            by=request.actor,
            words=given["words"],
            document=form.signed(),
        )

    def then(done: Report) -> str:
        if only_kept:
            flash.say(request, _("Kept."))
            return reverse("reporting:report", args=[uid])
        flash.say(request, _("Sent: %(title)s.") % {"title": done.request.title})
        return reverse("reporting:list")

    return carry_out(
        request,
        form,
        act,
        then,
        "web/reporting/report.html",
        {
            "report": found,
            "is_told": is_told,
            "values": told.select_related("figure").order_by("figure__place"),
            "is_ours": is_ours,
            "may_write": is_ours and not found.is_here and is_waited_for,
            "may_pass_on": _may_pass_on(request, found),
            "passed_on": ReportRequest.objects.filter(part_of=found).first(),
            "asks": found.request.unit == request.actor.unit
            and may(request.actor, ASK, request.actor.unit),
            "current_place": "reporting:list",
        },
    )


def _filled(found: Report) -> dict[str, Any]:
    """What was kept so far; where nothing was, the sums of those below."""
    kept = {each.figure.place: each.value for each in found.values.select_related("figure")}
    values = kept or sums.proposed(found)
    told: dict[str, Any] = {
        f"{PLACE}{place}": wording.figure(value) for place, value in values.items()
    }
    return told | {"words": found.words}


def _may_pass_on(request: Any, found: Report) -> bool:
    return (
        found.unit == request.actor.unit
        and not found.is_here
        and may(request.actor, ASK, found.unit)
        and bool(desk.below(found.unit))
    )


@page(ASK)
def pass_on(request: Any, uid: UUID) -> HttpResponse:
    """Ask those below for the same figures."""
    found = _report(request, uid, of_unit=True)
    below = desk.below(found.unit)
    form = WhomForm(
        request.POST or None,
        below=below,
        initial={"due": "1", "whom": below[0][1] if below else ""},
    )
    return carry_out(
        request,
        form,
        lambda _given: actions.pass_on(found, form.asked(), form.moment(), by=request.actor),
        lambda asked: reverse("reporting:show", args=[asked.uid]),
        "web/reporting/ask.html",
        {
            "title": _("Pass it on to units below"),
            "about": found.request,
            "back": reverse("reporting:report", args=[uid]),
        },
    )


@page(ASK)
def return_report(request: Any, uid: UUID) -> HttpResponse:
    """Give a report back to be mended."""
    found = _report(request, uid)
    if request.method != "POST":
        found.must_allow("return_report", request.actor)
    form = ReturnForm(request.POST or None, initial={"due": "1"})
    return carry_out(
        request,
        form,
        lambda given: actions.return_report(
            found, given["reason"], form.moment(), by=request.actor
        ),
        lambda _done: reverse("reporting:show", args=[found.request.uid]),
        "web/reporting/ask.html",
        {
            "title": _("Return the report"),
            "about": found.request,
            "of": found.unit,
            "subject": found,
            "verb": "return_report",
            "back": reverse("reporting:report", args=[uid]),
        },
    )


@require_POST
@page(ASK)
def accept(request: Any, uid: UUID) -> HttpResponse:
    """Accept a report as it was sent."""
    found = actions.accept(_report(request, uid), by=request.actor)
    flash.say(request, _("Accepted: %(unit)s.") % {"unit": found.unit})
    return redirect("reporting:show", found.request.uid)


@require_POST
@page(ASK)
def ask_again(request: Any, uid: UUID) -> HttpResponse:
    """Remind all whose report is not here."""
    many = actions.ask_again(_asked(request, uid), by=request.actor)
    flash.say(request, _("Asked again: %(count)s.") % {"count": wording.count(many)})
    return redirect("reporting:show", uid)


@require_POST
@page(ASK)
def close(request: Any, uid: UUID) -> HttpResponse:
    """Close what was asked for."""
    actions.close(_asked(request, uid), by=request.actor)
    return redirect("reporting:show", uid)


def _asked(request: Any, uid: UUID) -> ReportRequest:
    rows = ReportRequest.objects.visible_to(request.actor).select_related("unit", "part_of")
    found: ReportRequest | None = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _report(request: Any, uid: UUID, of_unit: bool = False) -> Report:
    rows = Report.objects.visible_to(request.actor).select_related("request__unit", "unit")
    rows = rows.filter(unit=request.actor.unit) if of_unit else rows
    found: Report | None = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


app_name = "reporting"
urlpatterns = [
    path("", index, name="list"),
    path("ask/", ask, name="ask"),
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/figures/<int:place>/", figure, name="figure"),
    path("<uuid:uid>/table.xlsx", xlsx, name="xlsx"),
    path("<uuid:uid>/ask_again/", ask_again, name="ask_again"),
    path("<uuid:uid>/close/", close, name="close"),
    path("report/<uuid:uid>/", report, name="report"),
    path("report/<uuid:uid>/pass_on/", pass_on, name="pass_on"),
    path("report/<uuid:uid>/return_report/", return_report, name="return_report"),
    path("report/<uuid:uid>/accept/", accept, name="accept"),
]
