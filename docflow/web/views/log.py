"""The log for its auditor: search it, take it along, have it checked."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from docflow.audit.actions import ask_check
from docflow.audit.extent import answers_for_all, checks_seen_by
from docflow.desks import exports, log_search
from docflow.people.models import User
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web.access import page
from docflow.web.forms.log import LogForm
from docflow.web.views import accesses

CHECKS_SHOWN = 20
app_name = "log"


@require_safe
@page(Permission.AUDIT_READ)
def show(request: Any) -> HttpResponse:
    """Entries of the unit's chains, the newest first; of the own, with the state of their proof."""
    units = log_search.units_read_by(request.actor)
    form = LogForm(request.GET, units)
    wanted = form.wanted()
    asked_unit = wanted.unit if wanted else None
    unit = next((unit for unit in units if unit.uid == asked_unit), units[0])
    after = request.GET.get("after", "")
    asked = {name: value for name in form.fields if (value := request.GET.get(name))}
    if asked:
        limit("search", request.actor)
    found = log_search.search(request.actor, wanted, after) if wanted else log_search.Found([])
    context = {
        "form": form,
        "found": found,
        "asked": asked,
        "query": urlencode(asked),
        "after": after,
        "unit": unit,
        "is_own": unit == request.actor.unit,
        "people": log_search.people_of(unit)[: log_search.MOST_PEOPLE],
        "check": checks_seen_by(request.actor).first(),
        "most_exported": exports.MOST,
        "current_place": "log:list",
    }
    return render(request, "web/log/list.html", context)


@require_safe
@page(Permission.AUDIT_READ)
def export(request: Any) -> HttpResponseBase:
    """What was found as CSV, the newest entries up to a limit that stands in the last row."""
    wanted = LogForm(request.GET, log_search.units_read_by(request.actor)).wanted()
    if wanted is None:
        raise Http404
    limit("export", request.actor)
    return exports.answer(exports.of_log(request.actor, wanted), "csv")


@require_safe
@page(Permission.AUDIT_READ)
def checks(request: Any) -> HttpResponse:
    """The checks of this log: ask for one, see it run, what earlier ones found."""
    found = list(checks_seen_by(request.actor)[:CHECKS_SHOWN])
    names = dict(
        User.objects.filter(uid__in={each.asked_by for each in found}).values_list(
            "uid", "full_name"
        )
    )
    context = {
        "checks": [(each, names.get(each.asked_by, "")) for each in found],
        "running": [each for each in found if each.due is not None],
        "latest": found[0] if found else None,
        "may_check_all": answers_for_all(request.actor),
        "current_place": "log:list",
    }
    return render(request, "web/log/checks.html", context)


@require_POST
@page(Permission.AUDIT_READ)
def check(request: Any) -> HttpResponse:
    """Ask for a check of the own unit's chains, or of all where the unit stands at the top."""
    ask_check(by=request.actor, whole=request.POST.get("whole") == "yes")
    return redirect("log:checks")


@require_safe
@page(Permission.AUDIT_READ)
def progress(request: Any, uid: UUID) -> HttpResponse:
    """How far a check has come: a part of the page, asked for again while it runs."""
    found = checks_seen_by(request.actor).filter(uid=uid).first()
    if found is None:
        raise Http404
    response = render(request, "web/log/_check.html", {"check": found})
    if found.due is None:
        response["HX-Refresh"] = "true"  # the list of checks below changed too
    return response


urlpatterns = [
    path("", show, name="list"),
    path("accesses/", accesses.of_unit, name="accesses"),
    path("export.csv", export, name="export"),
    path("check/", checks, name="checks"),
    path("check/ask/", check, name="check"),
    path("check/<uuid:uid>/", progress, name="progress"),
]
