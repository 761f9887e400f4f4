"""Receiving: what arrived is looked at, then registered or refused."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse

from docflow.incoming import actions
from docflow.web.access import find_incoming, page
from docflow.web.forms.act import ActForm, carry_out
from docflow.web.forms.reason import ReasonForm
from docflow.web.views.documents import context_of


@page()
def register(request: Any, uid: UUID) -> HttpResponse:
    """Enter the document in the register with the next arrival number."""
    arrival = find_incoming(request, uid)
    return carry_out(
        request,
        ActForm(request.POST or None),
        lambda _: actions.register(arrival, by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/document/act.html",
        {**context_of(request, arrival.document), "verb": "register"},
    )


@page()
def refuse(request: Any, uid: UUID) -> HttpResponse:
    """Return the document to its sender, saying why."""
    arrival = find_incoming(request, uid)
    return carry_out(
        request,
        ReasonForm(request.POST or None),
        lambda given: actions.refuse(arrival, given["reason"], by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/document/act.html",
        {**context_of(request, arrival.document), "verb": "refuse"},
    )


addresses = [
    path("<uuid:uid>/register/", register, name="register"),
    path("<uuid:uid>/refuse/", refuse, name="refuse"),
]
