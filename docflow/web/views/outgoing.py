"""The addresses of outgoing documents; moves that need no more than a click are made here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.outgoing import actions
from docflow.verbs import VERBS
from docflow.web import flash
from docflow.web.access import View, find_outgoing, page
from docflow.web.views import drafting, issuing, joint, ordering, placing, recipients, signing

app_name = "outgoing"


def at_once(act: Callable[..., Any]) -> View:
    """A view that makes the move and shows the document again."""

    @require_POST
    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        paper = act(find_outgoing(request, uid), by=request.actor)
        words = {"act": VERBS[act.__name__], "state": paper.get_state_display()}
        flash.say(request, _("Done: %(act)s. Now: %(state)s.") % words)
        return redirect("document", uid)

    view.__name__ = act.__name__
    return view


urlpatterns = [
    path("<uuid:uid>/submit/", at_once(actions.submit), name="submit"),
    path("<uuid:uid>/withdraw/", at_once(actions.withdraw), name="withdraw"),
    *drafting.addresses,
    *signing.addresses,
    *issuing.addresses,
    *recipients.addresses,
    *ordering.addresses,
    *joint.addresses,
    *placing.addresses,
]
