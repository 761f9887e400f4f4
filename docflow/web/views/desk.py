"""The desk: what waits for whoever acts, and the queues one by one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from docflow.desks import reporting
from docflow.desks.queues import PER_PAGE, queue_named, queues_of
from docflow.desks.signing_several import unfinished
from docflow.units.days import calendar
from docflow.web.access import page, signed_in, way_code
from docflow.web.frame import waiting_counts

AT_FIRST_GLANCE = 6


@require_safe
@page()
def show(request: Any) -> HttpResponse:
    """What waits, the most pressing first; the whole desk of whoever acts."""
    actor, counts, days = request.actor, waiting_counts(request), calendar()
    queues = [
        (queue, queue.items(actor, AT_FIRST_GLANCE, days=days), queue.closed(actor))
        if counts[queue.code]
        else (queue, [], None)
        for queue in queues_of(actor)
    ]
    owed = reporting.to_send(actor, AT_FIRST_GLANCE)
    return render(request, "web/desk/show.html", {"parts": queues, "owed": owed})


@require_safe
@page()
def queue(request: Any, code: str) -> HttpResponse:
    """One queue, page by page."""
    found = queue_named(code, request.actor)
    if found is None:
        raise Http404
    number = max(1, _number(request.GET.get("page", "1")))
    items = found.items(request.actor, PER_PAGE + 1, (number - 1) * PER_PAGE)
    context = {
        "queue": found,
        "items": items[:PER_PAGE],
        "closed": found.closed(request.actor) if items else None,
        "number": number,
        "has_more": len(items) > PER_PAGE,
        "current_queue": found.code,
    }
    if found.code == "to_sign":
        context["unfinished"] = unfinished(by=request.actor)
    return render(request, "web/desk/queue.html", context)


@require_POST
@signed_in
def act_as(request: Any) -> HttpResponse:
    """Choose the unit to act for, or for whom to stand in."""
    wanted = request.POST.get("way", "")
    if wanted in {way_code(way) for way in request.ways}:
        request.session["acting"] = wanted
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "/")


@require_safe
@page()
def keyboard(request: Any) -> HttpResponse:
    """The keyboard shortcuts."""
    return render(request, "web/desk/keyboard.html")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
