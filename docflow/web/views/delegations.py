"""Standing in and being away: given, ended and looked at by those whom it concerns."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.desks import delegations as desk
from docflow.desks.downloads import download
from docflow.documents import filenames
from docflow.people import absence_actions, delegation_actions
from docflow.people.models import Absence, Delegation
from docflow.permissions import Permission
from docflow.web import flash
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.delegations import AbsenceForm, GiveForm, PassOnForm

app_name = "delegations"
AT_MOST = 100
OVERSEES = {Permission.PEOPLE_MANAGE, Permission.AUDIT_READ}
PLACE = {"current_place": "delegations:list"}


@require_safe
@page()
def show_all(request: Any) -> HttpResponse:
    """What one gave and took, what the unit gave where one oversees it, and who is away."""
    when = request.GET.get("when", desk.RUNNING)
    if when not in (desk.RUNNING, desk.COMING, desk.OVER):
        raise Http404
    actor = request.actor
    rows = desk.in_time(desk.visible_to(actor), when)[: AT_MOST + 1]
    shown = [desk.shown(each) for each in rows]
    absences = list(desk.absences_of(actor.unit)[:AT_MOST])
    context = {
        "when": when,
        "has_more": len(shown) > AT_MOST,
        "rows": [(each, _may_end(actor, each), _may_pass(actor, each)) for each in shown[:AT_MOST]],
        "absences": absences,
        "own": [each for each in absences if each.user == actor.user],
        "oversees": bool(actor.permissions_in(actor.unit) & OVERSEES),
        "today": clock.today(),
    }
    return render(request, "web/delegations/list.html", context | PLACE)


@page()
def give(request: Any) -> HttpResponse:
    """Let somebody act for oneself: in writing, for a time, in named acts."""
    by = request.actor
    form = GiveForm(request.POST or None, request.FILES or None, by=by, initial=_days(request))

    def act(given: dict[str, Any]) -> Delegation:
        kind = given.get("kind", Delegation.Kind.AUTHORISATION)
        made = delegation_actions.delegate(
            by.appointment,
            given["taker"],
            given["permissions"],
            by=by,
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            basis=given["basis"],
            kind=kind,
            kinds=given["kinds"],
            file=given["file"],
        )
        flash.say(request, _("The delegation is given. A competent person is asked to confirm it."))
        return made

    context = {"what": "give", "can_order": desk.can_order(by.appointment)} | PLACE
    address = reverse("delegations:list")
    return carry_out(request, form, act, lambda _: address, "web/delegations/give.html", context)


@require_safe
@page()
def preview(request: Any) -> HttpResponse:
    """What the delegation in the form would mean; as one types."""
    form = GiveForm(request.GET, by=request.actor)
    form.fields["basis"].required = False
    given = form.cleaned_data if form.is_valid() else None
    said = None
    if given:
        said = desk.preview(
            request.actor.appointment,
            given["taker"],
            given["permissions"],
            given["kinds"],
            given["valid_from"],
            given["valid_to"],
            given.get("kind", Delegation.Kind.AUTHORISATION),
        )
    return render(request, "web/delegations/_preview.html", {"said": said})


@page()
def pass_on(request: Any, uid: UUID) -> HttpResponse:
    """Let the deputy sign KT. under an order (TL.) one was given."""
    by = request.actor
    order = get_object_or_404(desk.visible_to(by), uid=uid, taker=by.appointment, kind="order")
    form = PassOnForm(request.POST or None, request.FILES or None, by=by, order=order)

    def act(given: dict[str, Any]) -> Delegation:
        return delegation_actions.pass_on(
            order,
            given["taker"],
            by=by,
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            basis=given["basis"],
            file=given["file"],
        )

    context = {"what": "pass_on", "order": desk.shown(order)} | PLACE
    address = reverse("delegations:list")
    return carry_out(request, form, act, lambda _: address, "web/delegations/give.html", context)


@require_POST
@page()
def end(request: Any, uid: UUID) -> HttpResponse:
    """End a delegation; from this moment on nothing is done under it."""
    row = get_object_or_404(desk.visible_to(request.actor), uid=uid)
    delegation_actions.end_delegation(row, by=request.actor)
    flash.say(request, _("The delegation is ended. What was done under it stands."))
    return redirect("delegations:list")


@require_safe
@page()
def basis(request: Any, uid: UUID) -> HttpResponseBase:
    """The file of the written basis."""
    row = get_object_or_404(desk.visible_to(request.actor).exclude(file_digest=""), uid=uid)
    name = filenames.safe(row.file_name)
    return download(request, row.file_digest, row.file_size, name, "application/pdf")


@page()
def be_away(request: Any) -> HttpResponse:
    """Note that one is away; no right follows from it, so standing in is offered next."""
    form = AbsenceForm(request.POST or None)

    def act(given: dict[str, Any]) -> str:
        noted = absence_actions.note_absence(
            given["valid_from"], given["valid_to"], given["reason"], by=request.actor
        )
        if not given["stand_in"]:
            return reverse("delegations:list")
        return f"{reverse('delegations:give')}?from={noted.valid_from}&to={noted.valid_to}"

    context = {"what": "away"} | PLACE
    return carry_out(request, form, act, str, "web/delegations/give.html", context)


@require_POST
@page()
def be_back(request: Any, uid: UUID) -> HttpResponse:
    """End one's own absence."""
    absence = get_object_or_404(Absence.objects.filter(user=request.actor.user), uid=uid)
    absence_actions.end_absence(absence, by=request.actor)
    return redirect("delegations:list")


def _days(request: Any) -> dict[str, str]:
    """The days of an absence just noted, which the delegation begins with."""
    places = {"from": "valid_from", "to": "valid_to"}
    return {place: request.GET[name] for name, place in places.items() if request.GET.get(name)}


def _may_end(actor: Any, each: desk.Shown) -> bool:
    if each.when == desk.OVER or actor.delegation:
        return False
    passed = each.row.passed_from
    own = each.row.giver == actor.appointment or (passed and passed.taker == actor.appointment)
    return bool(own) or Permission.PEOPLE_MANAGE in actor.permissions_in(actor.unit)


def _may_pass(actor: Any, each: desk.Shown) -> bool:
    is_order = each.row.kind == Delegation.Kind.ORDER and each.row.passed_from_id is None
    own = each.row.taker == actor.appointment and not actor.delegation
    return is_order and own and each.when != desk.OVER


urlpatterns = [
    path("", show_all, name="list"),
    path("give/", give, name="give"),
    path("preview/", preview, name="preview"),
    path("away/", be_away, name="be_away"),
    path("away/<uuid:uid>/end/", be_back, name="be_back"),
    path("<uuid:uid>/pass_on/", pass_on, name="pass_on"),
    path("<uuid:uid>/end/", end, name="end"),
    path("<uuid:uid>/basis/", basis, name="basis"),
]
