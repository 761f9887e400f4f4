"""Accesses counted: what was read in a unit on some days, in all below it, and in a dossier."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks import access_counts, log_search
from docflow.errors import Refused
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web.access import page
from docflow.web.forms.log import AccessForm
from docflow.web.within_dossiers import find_dossier

PER_PAGE = 50


@require_safe
@page(Permission.AUDIT_READ)
def of_unit(request: Any) -> HttpResponse:
    """The documents of a unit by how often they were read in a period, without one this month."""
    units = log_search.units_read_by(request.actor)
    today = clock.today()
    usual = {"first": today.replace(day=1).isoformat(), "last": today.isoformat()}
    form = AccessForm({**usual, **request.GET.dict()}, units)
    wanted = form.wanted()
    unit = next((each for each in units if wanted and each.uid == wanted.unit), units[0])
    start = _start(request.GET.get("start", ""))
    counts, refusal = access_counts.Counts(), None
    if wanted and wanted.first and wanted.last:
        limit("search", request.actor)
        try:
            counts = access_counts.of_unit(
                request.actor, unit, wanted.first, wanted.last, most=PER_PAGE, start=start
            )
        except Refused as refused:
            refusal = refused
    following = start + len(counts.lines)
    asked = {name: value for name in form.fields if (value := request.GET.get(name))}
    context = {
        "form": form,
        "unit": unit,
        "counts": counts,
        "refusal": refusal,
        "whole": access_counts.in_all(unit),
        "most_units": access_counts.MOST_UNITS,
        "start": start,
        "following": urlencode({**asked, "start": following})
        if following < counts.documents
        else "",
        "current_place": "log:list",
    }
    return render(request, "web/log/accesses.html", context)


@require_safe
@page()
def of_dossier(request: Any, uid: UUID) -> HttpResponse:
    """How often each document of a dossier was read."""
    dossier = find_dossier(request, uid)
    counts = access_counts.of_dossier(request.actor, dossier)
    return render(request, "web/dossiers/accesses.html", {"dossier": dossier, "counts": counts})


def _start(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
