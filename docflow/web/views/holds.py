"""Legal holds: the orders that stand and stood, given and lifted."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from docflow.desks import freezing
from docflow.documents import hold_actions
from docflow.documents.freezing import LegalHold
from docflow.documents.models import Document
from docflow.dossiers.models import Dossier
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.search.documents import DIRECTIONS
from docflow.web.access import page
from docflow.web.forms.act import carry_out
from docflow.web.forms.dossiers import HoldForm
from docflow.web.forms.reason import ReasonForm

app_name = "holds"
manages = page(Permission.HOLD_MANAGE)
AT_MOST = 100
SEARCH = ("q", "kind", "year", "direction")


@require_safe
@manages
def index(request: Any) -> HttpResponse:
    """The unit's orders, the newest first."""
    rows = LegalHold.objects.of(request.actor.unit).select_related("given_by__user")
    context = {
        "holds": list(rows.annotate(things=Count("held")).order_by("-pk")[:AT_MOST]),
        "current_place": "holds:list",
    }
    return render(request, "web/holds/list.html", context)


@require_safe
@manages
def show(request: Any, uid: UUID) -> HttpResponse:
    """One order and what it freezes, as far as whoever looks may see it."""
    hold = _hold(request, uid)
    documents = Document.objects.visible_to(request.actor).filter(held__hold=hold)
    dossiers = Dossier.objects.visible_to(request.actor).filter(folder__held__hold=hold)
    context = {
        "hold": hold,
        "documents": list(documents.order_by("-pk")[:AT_MOST]),
        "dossiers": list(dossiers.told().in_order()[:AT_MOST]),
        "count": hold.held.count(),
        "current_place": "holds:list",
    }
    return render(request, "web/holds/show.html", context)


@manages
def give(request: Any) -> HttpResponse:
    """Freeze a document, a dossier, or all that a search finds."""
    asked = request.GET
    wanted = _named(request, asked)
    form = HoldForm(request.POST or None)
    return carry_out(
        request,
        form,
        lambda given: hold_actions.give_hold(
            given["basis"],
            given["ordered_by"],
            by=request.actor,
            documents=wanted.documents,
            folders=wanted.folders,
            first_day=given["first_day"],
        ),
        lambda hold: reverse("holds:show", args=[hold.uid]),
        "web/holds/act.html",
        {
            "wanted": wanted,
            "first": wanted.documents[:10],
            "searched": any(asked.get(name) for name in SEARCH),
            "verb": "give",
            "current_place": "holds:list",
        },
    )


@manages
def lift(request: Any, uid: UUID) -> HttpResponse:
    """End an order."""
    hold = _hold(request, uid)
    form = ReasonForm(request.POST or None)
    return carry_out(
        request,
        form,
        lambda given: hold_actions.lift_hold(hold, given["reason"], by=request.actor),
        lambda _: reverse("holds:show", args=[uid]),
        "web/holds/act.html",
        {"hold": hold, "verb": "lift", "current_place": "holds:list"},
    )


def _named(request: Any, asked: Any) -> freezing.Named:
    """What the address names: documents and dossiers by uid, or the words of a search."""
    if any(asked.get(name) for name in SEARCH):
        limit("export", request.actor)
        year = asked.get("year", "")
        direction = asked.get("direction", "")
        return freezing.found(
            request.actor,
            asked.get("q", "")[:200],
            kind=asked.get("kind", ""),
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            direction=direction if direction in DIRECTIONS else "",
        )
    documents, dossiers = (
        [uid for uid in map(_uid, asked.getlist(name)[:AT_MOST]) if uid]
        for name in ("document", "dossier")
    )
    return freezing.named(request.actor, documents, dossiers)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _hold(request: Any, uid: UUID) -> LegalHold:
    rows = LegalHold.objects.of(request.actor.unit)
    found = rows.select_related("unit", "given_by__user", "lifted_by__user").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", index, name="list"),
    path("give/", give, name="give"),
    path("<uuid:uid>/", show, name="show"),
    path("<uuid:uid>/lift/", lift, name="lift"),
]
