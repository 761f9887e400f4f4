"""Handling: assign an incoming document, begin, finish."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from docflow.incoming import actions
from docflow.web.access import find_incoming, page


@page()
def assign(request: Any, uid: UUID) -> HttpResponse:
    """Say who leads, who co-ordinates and by when."""
    raise Http404


@require_POST
@page()
def start(request: Any, uid: UUID) -> HttpResponse:
    """Begin to handle."""
    actions.start(find_incoming(request, uid), by=request.actor)
    return redirect("document", uid)


@page()
def finish(request: Any, uid: UUID) -> HttpResponse:
    """Finish, with an answer or a result."""
    raise Http404


addresses = [
    path("<uuid:uid>/assign/", assign, name="assign"),
    path("<uuid:uid>/start/", start, name="start"),
    path("<uuid:uid>/finish/", finish, name="finish"),
]
