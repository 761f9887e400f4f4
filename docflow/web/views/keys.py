"""Certificates with their expiry, and who keeps the agency's key."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.permissions import Permission
from docflow.signatures import keyring
from docflow.signatures.models import Custody
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.people import CustodyForm
from docflow.web.within import keys_of

app_name = "keys"
SOON = timedelta(days=60)
AT_MOST = 500
manages = page(Permission.KEY_MANAGE)


@require_safe
@manages
def show_all(request: Any) -> HttpResponse:
    """The certificates of the own unit and below, those that end first on top."""
    now = clock.now()
    working = keys_of(request).filter(retired__isnull=True).order_by("valid_to")
    holders = Custody.objects.filter(key__in=working).valid_on(clock.today())
    keepers = {each.key_id: each.custodian for each in holders.select_related("custodian__user")}
    rows = [
        {"key": key, "state": _state(key, now), "keeper": keepers.get(key.pk)}
        for key in working[:AT_MOST]
    ]
    return render(request, "web/keys/list.html", {"rows": rows, "current_place": "keys:list"})


@manages
def give_custody(request: Any, uid: UUID) -> HttpResponse:
    """Hand the agency's key to a named clerk."""
    key = keys_of(request).filter(uid=uid, unit__isnull=False).first()
    if key is None:
        raise Http404
    return carry_out(
        request,
        CustodyForm(request.POST or None, unit=key.unit),
        lambda given: keyring.give_custody(
            key, given["custodian"], given["handover"], by=request.actor
        ),
        lambda _: reverse("keys:list"),
        "web/keys/custody.html",
        {"key": key, "current_place": "keys:list"},
    )


def _state(key: Any, now: Any) -> str:
    if key.wrong_pins >= keyring.TRIES:
        return "locked"
    if key.valid_to < now:
        return "expired"
    return "soon" if key.valid_to < now + SOON else "good"


urlpatterns = [
    path("", show_all, name="list"),
    path("<uuid:uid>/give_custody/", give_custody, name="give_custody"),
]
