"""Drafting: begin and revise a document, send it back, give it up."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse

from docflow.outgoing import actions
from docflow.web.access import find_outgoing, page
from docflow.web.forms.act import carry_out
from docflow.web.forms.reason import ReasonForm
from docflow.web.views.documents import context_of


@page()
def send_back(request: Any, uid: UUID) -> HttpResponse:
    """Return the draft to its author, saying why."""
    paper = find_outgoing(request, uid)
    return carry_out(
        request,
        ReasonForm(request.POST or None),
        lambda given: actions.send_back(paper, given["reason"], by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/document/act.html",
        {**context_of(request, paper.document), "verb": "send_back"},
    )


@page()
def cancel(request: Any, uid: UUID) -> HttpResponse:
    """Give the document up, saying why; a number it had stays in the register as void."""
    paper = find_outgoing(request, uid)
    return carry_out(
        request,
        ReasonForm(request.POST or None),
        lambda given: actions.cancel(paper, given["reason"], by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/document/act.html",
        {**context_of(request, paper.document), "verb": "cancel"},
    )


addresses = [
    path("<uuid:uid>/send_back/", send_back, name="send_back"),
    path("<uuid:uid>/cancel/", cancel, name="cancel"),
]
