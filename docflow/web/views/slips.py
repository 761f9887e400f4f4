"""What belongs to one document on paper and in figures: its handling slip, and who read it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks import exports, slips
from docflow.desks.accesses import MOST_NAMED, accesses_of, may_name_readers
from docflow.desks.letters import COUNTRY, MOTTO
from docflow.requests.limits import limit
from docflow.units.tree import parent
from docflow.web.access import find_document, find_incoming, page
from docflow.wording import day_line


@require_safe
@page()
def show(request: Any, uid: UUID) -> HttpResponse:
    """The handling slip of an incoming document, as the decree has it, to be printed."""
    arrival = find_incoming(request, uid)
    found, today = slips.slip(arrival), clock.today()
    context = {
        "arrival": arrival,
        "slip": found,
        "title": slips.title(),
        "country": COUNTRY,
        "motto": MOTTO,
        "arrived": slips.arrived(arrival, found),
        "above": parent(request.actor.unit, today),
        "day_line": day_line(request.actor.unit.name_on(today).locality, today),
    }
    return render(request, "web/registers/slip.html", context)


@require_safe
@page()
def pdf(request: Any, uid: UUID) -> HttpResponseBase:
    """The same as PDF."""
    arrival = find_incoming(request, uid)
    limit("export", request.actor)
    file = slips.paper_of(arrival, by=request.actor)
    return exports.of_file(file, f"{slips.title()} {arrival.arrival_number or ''}.pdf", exports.PDF)


@require_safe
@page()
def accesses(request: Any, uid: UUID) -> HttpResponse:
    """How often the document was read; by whom, for whoever keeps the registers or audits."""
    document = find_document(request, uid)
    context = {
        "document": document,
        "found": accesses_of(document),
        "may_see_names": may_name_readers(request.actor, document),
        "most": MOST_NAMED,
    }
    return render(request, "web/document/accesses.html", context)


addresses = [
    path("<uuid:uid>/slip/", show, name="slip"),
    path("<uuid:uid>/slip.pdf", pdf, name="slip_pdf"),
]
