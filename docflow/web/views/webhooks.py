"""Webhooks of the own unit: open, look at what was told, send again, stop."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow.errors import Refused
from docflow.notices import actions
from docflow.notices.forgetting import KEPT
from docflow.notices.models import Endpoint, HookEvent
from docflow.permissions import Permission
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.notices import EndpointForm, ReplayForm

app_name = "webhooks"
AT_MOST = 100
EVENTS_SHOWN = 50
PLACE = {"current_place": "webhooks:list"}
manages = page(Permission.UNIT_MANAGE)


@require_safe
@manages
def show_all(request: Any) -> HttpResponse:
    """The webhooks of the unit, the newest first."""
    rows = Endpoint.objects.of(request.actor.unit).order_by("-pk")[:AT_MOST]
    return render(request, "web/webhooks/list.html", {"endpoints": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def open_endpoint(request: Any) -> HttpResponse:
    """Open a webhook; its secret is shown once."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            endpoint, secret = actions.open_endpoint(
                given["url"], given["events"], by=request.actor
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _one(request, endpoint, secret=secret)
    return render(request, "web/webhooks/open.html", {"form": form, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def show(request: Any, uid: UUID) -> HttpResponse:
    """A webhook: how far it is and its newest events; sends again from a number on."""
    endpoint = _found(request, uid)
    form = ReplayForm(request.POST or None)
    return carry_out(
        request,
        form,
        lambda given: actions.replay(endpoint, given["first"], by=request.actor),
        lambda _endpoint: reverse("webhooks:show", args=[uid]),
        "web/webhooks/show.html",
        _context(endpoint),
    )


@require_POST
@manages
def stop(request: Any, uid: UUID) -> HttpResponse:
    """Stop a webhook."""
    actions.stop_endpoint(_found(request, uid), by=request.actor)
    return redirect("webhooks:list")


def _one(request: Any, endpoint: Endpoint, *, secret: str) -> HttpResponse:
    context = {**_context(endpoint), "form": ReplayForm(), "secret": secret}
    return render(request, "web/webhooks/show.html", context)


def _context(endpoint: Endpoint) -> dict[str, Any]:
    events = HookEvent.objects.filter(endpoint=endpoint).order_by("-number")[:EVENTS_SHOWN]
    return {"endpoint": endpoint, "hook_events": events, "kept_days": KEPT.days, **PLACE}


def _found(request: Any, uid: UUID) -> Endpoint:
    endpoint: Endpoint | None = Endpoint.objects.of(request.actor.unit).filter(uid=uid).first()
    if endpoint is None:
        raise Http404
    return endpoint


urlpatterns = [
    path("", show_all, name="list"),
    path("open/", open_endpoint, name="open"),
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/stop/", stop, name="stop"),
]
