"""Changes of rights: shown until a competent person confirms them or objects."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.desks import rights as desk
from docflow.people import alert_actions
from docflow.people.models import RightsChange
from docflow.permissions import Permission
from docflow.web import flash
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.delegations import ObjectForm

app_name = "rights"
PER_PAGE = 50
confirms = page(Permission.RIGHTS_CONFIRM)
PLACE = {"current_place": "rights:list"}


@require_safe
@confirms
def show_all(request: Any) -> HttpResponse:
    """What waits to be confirmed here; or all changes of the unit and below, decided ones too."""
    everything = request.GET.get("all") == "yes"
    number = max(1, _number(request.GET.get("page", "1")))
    rows = desk.visible_to(request.actor) if everything else desk.waiting(request.actor)
    found = list(rows[(number - 1) * PER_PAGE : number * PER_PAGE + 1])
    context = {
        "rows": [desk.told(each, request.actor) for each in found[:PER_PAGE]],
        "everything": everything,
        "number": number,
        "has_more": len(found) > PER_PAGE,
    }
    return render(request, "web/rights/list.html", context | PLACE)


@require_POST
@confirms
def confirm(request: Any, uid: UUID) -> HttpResponse:
    """Say that a change is as it should be."""
    alert_actions.confirm(_find(request, uid), by=request.actor)
    flash.say(request, _("The change is confirmed."))
    return redirect("rights:list")


@confirms
def object_to(request: Any, uid: UUID) -> HttpResponse:
    """Say that a change is not as it should be, why, and whether it ends at once."""
    change = _find(request, uid)
    told = desk.told(change, request.actor)
    form = ObjectForm(request.POST or None, can_end=told.can_end)

    def act(given: dict[str, Any]) -> RightsChange:
        end = bool(given.get("end"))
        return alert_actions.object_to(change, given["reason"], by=request.actor, end=end)

    address = reverse("rights:list")
    return carry_out(
        request, form, act, lambda _: address, "web/rights/object.html", {"told": told} | PLACE
    )


def _find(request: Any, uid: UUID) -> RightsChange:
    row: RightsChange = get_object_or_404(desk.visible_to(request.actor), uid=uid)
    return row


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1


urlpatterns = [
    path("", show_all, name="list"),
    path("<uuid:uid>/confirm/", confirm, name="confirm"),
    path("<uuid:uid>/object/", object_to, name="object"),
]
