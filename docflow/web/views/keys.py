"""Certificates with status and expiry, revoking them, and who keeps the agency's key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.notices.expiring import DAYS
from docflow.permissions import Permission, may
from docflow.signatures import certificate_actions, keyring, mark_pictures
from docflow.signatures.models import Custody, Signature, SigningKey, Status
from docflow.signatures.opening import TRIES
from docflow.units.names import tidy
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.people import CustodyForm, PictureForm, RevocationForm
from docflow.web.within import keys_of

app_name = "keys"
AT_MOST = 500
PLACE = "keys:list"
manages = page(Permission.KEY_MANAGE)
reads = page(Permission.KEY_READ)


@require_safe
@reads
def show_all(request: Any) -> HttpResponse:
    """The certificates of the own unit and below, those that end first on top."""
    now = clock.now()
    wanted = request.GET.get("status", "")
    words = tidy(request.GET.get("q", ""))[:100]
    found = keys_of(request).order_by("valid_to")
    found = found.in_status(wanted, now) if wanted in Status.values else found.filter(retired=None)
    if words:
        owner = Q(appointment__user__full_name__icontains=words)
        named = Q(unit__names__name__icontains=words)
        found = found.filter(owner | named | Q(serial__startswith=words.lower())).distinct()
    keepers = _keepers(found[:AT_MOST])
    rows = [
        {"key": key, **_state(key, now), "keeper": keepers.get(key.pk)} for key in found[:AT_MOST]
    ]
    context = {
        "rows": rows,
        "q": words,
        "wanted": wanted,
        "statuses": Status.choices,
        "may_manage": may(request.actor, Permission.KEY_MANAGE, request.actor.unit),
        "current_place": PLACE,
    }
    return render(request, "web/keys/list.html", context)


@require_safe
@reads
def show(request: Any, uid: UUID) -> HttpResponse:
    """One certificate: whose, by whom issued, how long, what became of it, who kept the key."""
    key = _find(request, uid)
    context = {
        "key": key,
        **_state(key, clock.now()),
        "may_manage": may(request.actor, Permission.KEY_MANAGE, request.actor.unit),
        "names": keyring.names_of(key),
        "custodies": key.custodies.select_related("custodian__user").order_by("-pk"),
        "signatures": Signature.objects.filter(key=key).count(),
        "current_place": PLACE,
    }
    return render(request, "web/keys/show.html", context)


@manages
def revoke(request: Any, uid: UUID) -> HttpResponse:
    """Let a key sign nothing more."""
    key = _find(request, uid)
    return carry_out(
        request,
        RevocationForm(request.POST or None),
        lambda given: certificate_actions.revoke(
            key, given["because"], given["basis"], given["since"], by=request.actor
        ),
        lambda _: reverse("keys:show", args=[uid]),
        "web/keys/revoke.html",
        {"key": key, "current_place": PLACE},
    )


@require_safe
@reads
def picture(request: Any, uid: UUID) -> HttpResponse:
    """What the key's mark shows."""
    shown = mark_pictures.shown_by(_find(request, uid))
    response = HttpResponse(shown, content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@manages
def set_picture(request: Any, uid: UUID) -> HttpResponse:
    """Let the key's mark show a picture."""
    key = _find(request, uid)
    return carry_out(
        request,
        PictureForm(request.POST or None, request.FILES or None, key=key, by=request.actor),
        lambda given: certificate_actions.set_picture(key, given["picture"], by=request.actor),
        lambda _: reverse("keys:show", args=[uid]),
        "web/keys/set_picture.html",
        {"key": key, "current_place": PLACE},
    )


@manages
@require_POST
def remove_picture(request: Any, uid: UUID) -> HttpResponse:
    """Let the key's mark show the drawn name again."""
    certificate_actions.remove_picture(_find(request, uid), by=request.actor)
    return redirect("keys:show", uid)


@manages
def give_custody(request: Any, uid: UUID) -> HttpResponse:
    """Hand the agency's key to a named clerk."""
    key = _find(request, uid)
    if key.unit is None:
        raise Http404
    return carry_out(
        request,
        CustodyForm(request.POST or None, unit=key.unit),
        lambda given: keyring.give_custody(
            key, given["custodian"], given["handover"], by=request.actor
        ),
        lambda _: reverse("keys:list"),
        "web/keys/custody.html",
        {"key": key, "current_place": PLACE},
    )


def _find(request: Any, uid: UUID) -> SigningKey:
    key: SigningKey | None = keys_of(request).filter(uid=uid).first()
    if key is None:
        raise Http404
    return key


def _keepers(keys: Any) -> dict[int, Any]:
    holders = Custody.objects.filter(key__in=list(keys)).valid_on(clock.today())
    return {each.key_id: each.custodian for each in holders.select_related("custodian__user")}


def _state(key: SigningKey, now: datetime) -> dict[str, Any]:
    """The status, or what is worth a warning about a key in use; the days left, when few."""
    status = key.status_at(now)
    if status != Status.ACTIVE:
        return {"state": str(status)}
    if key.wrong_pins >= TRIES:
        return {"state": "locked"}
    if key.appointment and not key.appointment.holds_on(clock.today()):
        return {"state": "post_ended"}
    left = (clock.local_date(key.valid_to) - clock.today()).days
    warned = next((days for days in DAYS if left <= days), None)
    return {"state": "soon", "left": left, "warned": warned} if warned else {"state": "good"}


urlpatterns = [
    path("", show_all, name="list"),
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/revoke/", revoke, name="revoke"),
    path("<uuid:uid>/picture/", picture, name="picture"),
    path("<uuid:uid>/set_picture/", set_picture, name="set_picture"),
    path("<uuid:uid>/remove_picture/", remove_picture, name="remove_picture"),
    path("<uuid:uid>/give_custody/", give_custody, name="give_custody"),
]
