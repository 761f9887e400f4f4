"""Handing over: what lies open with a post, given to a successor in one act."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from docflow.errors import NotAllowed, Refused
from docflow.handing_over.leaving_actions import Result, hand_over
from docflow.handing_over.open_work import open_work
from docflow.people.models import Appointment
from docflow.permissions import Permission
from docflow.web.access import page
from docflow.web.forms.delegations import HandOverForm
from docflow.web.within import units_of

app_name = "handing_over"


@require_safe
@page()
def own(request: Any) -> HttpResponse:
    """To the open work of the post one acts in."""
    return redirect("handing_over:show", request.actor.appointment.uid)


@page()
def show(request: Any, uid: UUID) -> HttpResponse:
    """What lies open with a post; handed over, what came of each piece."""
    post = _find(request, uid)
    form = HandOverForm(request.POST or None, post=post)
    results: list[Result] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            results = hand_over(
                post,
                form.cleaned_data["to"],
                by=request.actor,
                chosen=None if "all" in request.POST else request.POST.getlist("chosen"),
                written=form.cleaned_data["written"],
            )
        except Refused as refusal:
            form.refuse(refusal)
            status = 403 if isinstance(refusal, NotAllowed) else 200
    context = {
        "post": post,
        "own": post == request.actor.appointment,
        "form": form,
        "parts": open_work(post, request.actor),
        "chosen": request.POST.getlist("chosen"),
        "results": results,
        "done": sum(each.refusal is None for each in results),
        "refused": {each.ref: each.refusal for each in results if each.refusal},
        "current_place": "delegations:list",
    }
    return render(request, "web/handing_over/show.html", context, status=status)


def _find(request: Any, uid: UUID) -> Appointment:
    """The own post, or one an administrator deals with; else 404."""
    actor = request.actor
    rows = Appointment.objects.filter(uid=uid).select_related("user", "unit")
    post = rows.first()
    if post is None:
        raise Http404
    if post == actor.appointment and not actor.delegation:
        return post
    if Permission.PEOPLE_MANAGE in actor.permissions_in(actor.unit) and post.unit in units_of(
        request
    ):
        return post
    raise Http404


urlpatterns = [
    path("", own, name="own"),
    path("<uuid:uid>/", show, name="show"),
]
