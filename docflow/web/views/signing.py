"""Signing: the document first, then the PIN."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse

from docflow.outgoing import actions
from docflow.web.access import find_outgoing, page
from docflow.web.forms.act import carry_out
from docflow.web.forms.reason import PinForm
from docflow.web.views.documents import context_of


@page()
def sign(request: Any, uid: UUID) -> HttpResponse:
    """Sign as the named leader."""
    paper = find_outgoing(request, uid)
    return carry_out(
        request,
        PinForm(request.POST or None),
        lambda given: actions.sign(paper, pin=given["pin"], by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/document/act.html",
        {**context_of(request, paper.document), "verb": "sign"},
    )


addresses = [path("<uuid:uid>/sign/", sign, name="sign")]
