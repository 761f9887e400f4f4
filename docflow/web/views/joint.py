"""The further bodies of a joint document: found as one types, named in their order, taken out."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.outgoing import joint_actions as actions
from docflow.outgoing.contents import must_be_editable
from docflow.outgoing.joint import standing_of
from docflow.requests.limits import limit
from docflow.search.units import find_units
from docflow.units.models import Unit
from docflow.web import flash
from docflow.web.access import find_outgoing, page
from docflow.web.forms.act import carry_out
from docflow.web.forms.joint import BodyForm
from docflow.web.views.documents import context_of

MOST_FOUND = 12
LONGEST_QUESTION = 200


@page()
def name_bodies(request: Any, uid: UUID) -> HttpResponse:
    """The bodies in their order; find another one, choose who signs for it, add it."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        must_be_editable(paper, request.actor)
    text = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    if text:
        limit("search", request.actor)
    unit = _unit(request.POST.get("unit") or request.GET.get("unit", ""))
    return carry_out(
        request,
        BodyForm(request.POST or None, unit=unit),
        lambda given: actions.name_body(paper, given["signer"], by=request.actor),
        lambda body: _named(request, uid, body),
        "web/drafting/bodies.html",
        {
            **context_of(request, paper.document),
            "verb": "name_bodies",
            "q": text,
            "found": find_units(text, limit=MOST_FOUND) if text else [],
            "known": {each.unit.pk for each in standing_of(paper)} | {paper.unit_id},
            "chosen": unit,
        },
    )


@require_POST
@page()
def take_body_out(request: Any, uid: UUID, unit: UUID) -> HttpResponse:
    """Take a further body out."""
    paper = find_outgoing(request, uid)
    body = get_object_or_404(Unit, uid=unit)
    actions.take_body_out(paper, body, by=request.actor)
    flash.say(request, _("Taken out: %(name)s.") % {"name": body.name})
    return redirect("outgoing:name_bodies", uid)


def _named(request: Any, uid: UUID, body: Any) -> str:
    flash.say(request, _("Added: %(name)s.") % {"name": body.unit.name})
    return reverse("outgoing:name_bodies", args=[uid])


def _unit(uid: str) -> Unit | None:
    if not uid:
        return None
    try:
        return get_object_or_404(Unit, uid=UUID(uid))
    except ValueError as error:
        raise Http404 from error


addresses = [
    path("<uuid:uid>/bodies/", name_bodies, name="name_bodies"),
    path("<uuid:uid>/bodies/<uuid:unit>/remove/", take_body_out, name="take_body_out"),
]
