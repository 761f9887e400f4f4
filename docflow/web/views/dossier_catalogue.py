"""The year's catalogue of dossiers: shown, begun, filled, approved."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.dossiers import catalogue_actions
from docflow.dossiers.models import Catalogue
from docflow.lifecycle import closed_moves, open_moves
from docflow.permissions import Permission as P
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.dossiers import BeginForm, EntryForm, initial_of
from docflow.web.within_dossiers import find_dossier

KNOWS = (P.DOSSIER_KEEP, P.DOSSIER_PREPARE, P.DOSSIER_APPROVE, P.DOCUMENT_READ)


@require_safe
@page(*KNOWS)
def show(request: Any, year: int) -> HttpResponse:
    """The dossiers a unit means to keep in a year, under their headings."""
    actor = request.actor
    catalogues = Catalogue.objects.filter(unit=actor.unit).order_by("-year")
    catalogue = catalogues.filter(year=year).select_related("unit", "approved_by__user").first()
    if catalogue is None:
        raise Http404
    context = {
        "catalogue": catalogue,
        "year": year,
        "years": list(catalogues.values_list("year", flat=True)),
        "lines": list(catalogue.dossiers.told().in_order()),
        "verbs": open_moves(catalogue, actor),
        "closed": closed_moves(catalogue, actor),
        "may_prepare": P.DOSSIER_PREPARE in actor.permissions_in(actor.unit),
        "current_place": "dossiers:list",
    }
    return render(request, "web/dossiers/catalogue.html", context)


@page(P.DOSSIER_PREPARE)
def begin(request: Any) -> HttpResponse:
    """Begin the catalogue of a year."""
    newest = Catalogue.objects.filter(unit=request.actor.unit).order_by("-year").first()
    initial = {"year": newest.year + 1 if newest else clock.today().year}
    form = BeginForm(request.POST or None, initial=initial)
    return carry_out(
        request,
        form,
        lambda given: catalogue_actions.begin_catalogue(
            given["year"], by=request.actor, copying=given["copying"]
        ),
        lambda catalogue: reverse("dossiers:catalogue", args=[catalogue.year]),
        "web/dossiers/act.html",
        {"verb": "begin", "current_place": "dossiers:list"},
    )


@require_POST
@page(P.DOSSIER_APPROVE)
def approve(request: Any, year: int) -> HttpResponse:
    """Approve the catalogue."""
    catalogue_actions.approve(_catalogue(request, year), by=request.actor)
    return redirect("dossiers:catalogue", year)


@page(P.DOSSIER_PREPARE)
def plan(request: Any, year: int) -> HttpResponse:
    """Enter a dossier in the catalogue."""
    catalogue = _catalogue(request, year)
    approved = catalogue.state == "approved"
    form = EntryForm(request.POST or None, unit=catalogue.unit, approved=approved)
    return carry_out(
        request,
        form,
        lambda given: catalogue_actions.plan(
            catalogue, form.entry(), by=request.actor, reason=given.get("reason", "")
        ),
        lambda _: reverse("dossiers:catalogue", args=[year]),
        "web/dossiers/act.html",
        {"verb": "plan", "catalogue": catalogue, "current_place": "dossiers:list"},
    )


@page(P.DOSSIER_PREPARE)
def amend(request: Any, uid: UUID) -> HttpResponse:
    """Change what the catalogue says of a dossier."""
    dossier = find_dossier(request, uid)
    approved = dossier.catalogue.state == "approved"
    form = EntryForm(
        request.POST or None,
        unit=dossier.unit,
        approved=approved,
        initial=initial_of(dossier),
    )
    return carry_out(
        request,
        form,
        lambda given: catalogue_actions.amend(
            dossier, form.entry(), by=request.actor, reason=given.get("reason", "")
        ),
        lambda _: reverse("dossiers:show", args=[uid]),
        "web/dossiers/act.html",
        {"verb": "amend", "dossier": dossier, "current_place": "dossiers:list"},
    )


def _catalogue(request: Any, year: int) -> Catalogue:
    rows = Catalogue.objects.select_related("unit")
    found = rows.filter(unit=request.actor.unit, year=year).first()
    if found is None:
        raise Http404
    return found


addresses = [
    path("catalogue/<int:year>/", show, name="catalogue"),
    path("catalogue/begin/", begin, name="begin"),
    path("catalogue/<int:year>/approve/", approve, name="approve"),
    path("catalogue/<int:year>/plan/", plan, name="plan"),
    path("<uuid:uid>/amend/", amend, name="amend"),
]
