"""Every call under one version, answered in the reader's language; refusals become problems."""

import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import path, re_path
from ninja.errors import HttpError, ValidationError

from docflow.api import errors
from docflow.api.access import Call, keep_denial, refuse
from docflow.api.description import Described
from docflow.api.edge import at_the_edge, nothing_here
from docflow.api.errors import NotHere, NothingNamed
from docflow.api.views import (
    at_desk,
    calendar,
    choices,
    circulation,
    copies,
    describing,
    desk,
    documents,
    dossier_catalogue,
    dossiers,
    figures,
    files,
    handling,
    holds,
    incoming,
    keys,
    layouts,
    log,
    notices,
    ordering,
    outgoing,
    oversight,
    passing,
    people,
    rates,
    recalls,
    recipients,
    registers,
    reporting,
    searches,
    signing,
    standing_in,
    tracking,
    units,
    webhooks,
)
from docflow.errors import Refused

logger = logging.getLogger(__name__)
AREAS = (
    desk,
    documents,
    searches,
    files,
    choices,
    outgoing,
    ordering,
    layouts,
    signing,
    at_desk,
    recipients,
    tracking,
    recalls,
    incoming,
    passing,
    copies,
    circulation,
    handling,
    registers,
    dossiers,
    dossier_catalogue,
    holds,
    reporting,
    units,
    people,
    standing_in,
    keys,
    log,
    rates,
    figures,
    oversight,
    notices,
    webhooks,
    calendar,
)
api = Described()
for area in AREAS:
    api.add_router("", area.router)


def calls() -> list[Call]:
    """Every call there is: for the access matrix, the list in the docs and the description."""
    return api.calls()


def _never_began(request: Any, refusal: Any) -> HttpResponse:
    return errors.refused(refuse(request, refusal))


def _refused(request: Any, refusal: Any) -> HttpResponse:
    return errors.refused(refusal, request.call.fields, request.call.places)


def _invalid(request: Any, error: Any) -> HttpResponse:
    keep_denial(request)
    return errors.invalid(error)


def _of_http(request: Any, error: Any) -> HttpResponse:
    keep_denial(request)
    return errors.of_http(error)


def _unreadable(request: Any, _error: Any) -> HttpResponse:
    keep_denial(request)
    return errors.unreadable()


def _faulty(request: Any, _fault: Any) -> HttpResponse:
    logger.exception("%s failed", request.call.verb)
    return errors.fault()


api.add_exception_handler(NotHere, _never_began)
api.add_exception_handler(NothingNamed, _never_began)
api.add_exception_handler(Refused, _refused)
api.add_exception_handler(Http404, lambda request, _: _never_began(request, NotHere()))
api.add_exception_handler(ValidationError, _invalid)
api.add_exception_handler(HttpError, _of_http)
api.add_exception_handler(MultiPartParserError, _unreadable)
api.add_exception_handler(SuspiciousOperation, _unreadable)
api.add_exception_handler(RecursionError, _unreadable)
api.add_exception_handler(Exception, _faulty)


def _addresses() -> list[Any]:
    found: list[Any] = [each for each in api.urls[0] if getattr(each, "name", "") != "api-root"]
    for each in found:
        each.callback = at_the_edge(each.callback)
    return found


app_name = "api"
urlpatterns = [
    *_addresses(),
    path("openapi.json", at_the_edge(describing.description(api)), name="description"),
    path("docs", describing.show, name="docs"),
    re_path(r"^.*$", at_the_edge(nothing_here)),
]
