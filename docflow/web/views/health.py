"""Health: what waits for the worker, what failed and why, and a safe “again”. No content."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.audit.checkpoints import last_signed
from docflow.desks import backlog
from docflow.exchange.again import again
from docflow.permissions import Permission
from docflow.web.access import page
from docflow.web.within import units_of

app_name = "health"


@require_safe
@page(Permission.UNIT_MANAGE)
def show(request: Any) -> HttpResponse:
    """What waits and what failed, of the own unit and those below."""
    units = units_of(request)
    context = {
        "kinds": backlog.of_units(units),
        "given_up": backlog.given_up(units),
        "signed_at": last_signed(),
        "now": clock.now(),
        "current_place": "health:show",
    }
    return render(request, "web/health/show.html", context)


@require_POST
@page(Permission.WORK_REPEAT)
def try_again(request: Any, kind: str, uid: UUID) -> HttpResponse:
    """Try a piece of failed work now."""
    again(kind, uid, by=request.actor)
    return redirect("health:show")


urlpatterns = [
    path("", show, name="show"),
    path("<slug:kind>/<uuid:uid>/again/", try_again, name="again"),
]
