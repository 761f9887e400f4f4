"""Tracking: how far each issued document has got, a row for each recipient, trouble first."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.desks import tracking
from docflow.exchange import actions
from docflow.exchange.states import State
from docflow.permissions import Permission, may
from docflow.web import flash
from docflow.web.access import page


@require_safe
@page(Permission.DOCUMENT_READ)
def show(request: Any) -> HttpResponse:
    """What the unit sent, the newest first; above it what is in trouble."""
    unit = request.actor.unit
    state = request.GET.get("state", "")
    if state and state not in State.values:
        raise Http404
    below = _number(request.GET.get("below", ""))
    context = {
        "page": tracking.page(unit, state=state, below=below),
        "troubled": tracking.troubled(unit) if not state and below is None else [],
        "state": state,
        "states": State.choices,
        "is_first": below is None,
        "may_settle": may(request.actor, Permission.OUTGOING_ISSUE, unit),
        "current_place": "tracking:list",
    }
    return render(request, "web/tracking/list.html", context)


@require_POST
@page(Permission.DOCUMENT_READ)
def acknowledge(request: Any, uid: UUID) -> HttpResponse:
    """Settle what came back: it leaves the queue."""
    delivery = tracking.deliveries_of(request.actor.unit).filter(uid=uid).first()
    if delivery is None:
        raise Http404
    actions.acknowledge(delivery, by=request.actor)
    words = {"name": delivery.name}
    flash.say(request, _("Settled: %(name)s.") % words, delivery.document.uid)
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "tracking:list")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


app_name = "tracking"
urlpatterns = [
    path("", show, name="list"),
    path("<uuid:uid>/acknowledge/", acknowledge, name="acknowledge"),
]
