"""From the signed file to the issued document: number, seal, issue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from docflow.exchange import actions as exchange
from docflow.outgoing import actions
from docflow.web.access import View, find_outgoing, page
from docflow.web.forms.act import ActForm, carry_out
from docflow.web.forms.reason import PinForm
from docflow.web.views.documents import context_of


def _step(
    verb: str, form: type[ActForm], act: Callable[[Any, dict[str, Any], Any], object]
) -> View:
    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        paper = find_outgoing(request, uid)
        return carry_out(
            request,
            form(request.POST or None),
            lambda given: act(paper, given, request.actor),
            lambda _: reverse("document", args=[uid]),
            "web/document/act.html",
            {**context_of(request, paper.document), "verb": verb},
        )

    view.__name__ = verb
    return view


number = _step("number", ActForm, lambda paper, _, by: actions.number(paper, by=by))
seal = _step("seal", PinForm, lambda paper, given, by: actions.seal(paper, pin=given["pin"], by=by))
issue = _step("issue", ActForm, lambda paper, _, by: exchange.issue(paper, by=by))


@page()
def sign_on_paper(request: Any, uid: UUID) -> HttpResponse:
    """Take in the scan of a document its leader signed on paper."""
    raise Http404


addresses = [
    path("<uuid:uid>/number/", number, name="number"),
    path("<uuid:uid>/seal/", seal, name="seal"),
    path("<uuid:uid>/issue/", issue, name="issue"),
    path("<uuid:uid>/sign_on_paper/", sign_on_paper, name="sign_on_paper"),
]
