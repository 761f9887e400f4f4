"""Who may open a page: deny by default, one decorator for each kind of page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from docflow.copies.models import Copy
from docflow.desks import unseen
from docflow.documents.models import Document
from docflow.errors import NotAllowed
from docflow.incoming.models import Incoming
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor, glance_of, ways_to_act
from docflow.permissions import Permission
from docflow.web.sessions import ask_to_sign_in

View = Callable[..., HttpResponseBase]


class Asked(HttpRequest):
    """A request of somebody who acts for a unit; `actor` says who and for which."""

    actor: Actor
    ways: list[Actor]


def public(view: View) -> View:
    """A page for everyone, signed in or not."""
    return _marked(view, "public", ())


def signed_in(view: View) -> View:
    """A page for whoever is signed in, with a post or without one."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        request.ways = ways_to_act(request.user)
        return view(request, *args, **kwargs)

    return _marked(guarded, "signed_in", ())


def page(*any_of: Permission) -> Callable[[View], View]:
    """A page for whoever acts for a unit and holds one of the permissions there; none: everyone.

    Whoever holds none finds no such page (404).
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            request.ways = ways_to_act(request.user)
            actor = chosen(request)
            if actor is None:
                return redirect("account")
            request.actor = actor
            if any_of and not actor.permissions_in(actor.unit) & set(any_of):
                return _nothing_here(request, view)
            try:
                return view(request, *args, **kwargs)
            except Http404:
                return _nothing_here(request, view)

        return _marked(guarded, "page", any_of)

    return declare


def chosen(request: Any) -> Actor | None:
    """The actor the person chose to be, or the first they can be; read anew for each request."""
    ways: list[Actor] = request.ways
    wanted = request.session.get("acting")
    way = next((way for way in ways if way_code(way) == wanted), ways[0] if ways else None)
    if way is None or request.method not in ("GET", "HEAD"):
        return way
    prefetch_related_objects([each.unit for each in ways], "names")
    return glance_of(way)


def way_code(way: Actor) -> str:
    """How a way to act is named in a form and in the session."""
    return str(way.delegation.uid if way.delegation else way.appointment.uid)


def find_document(request: Any, uid: UUID) -> Document:
    """The document, if whoever asks may see it now; else there is none (404)."""
    found = Document.objects.visible_to(request.actor).select_related("unit").filter(uid=uid)
    document = found.first()
    if document is None:
        raise Http404
    if document.unit == request.actor.unit:
        document.unit = request.actor.unit  # whose names are read already
    return document


def find_outgoing(request: Any, uid: UUID) -> Outgoing:
    """The outgoing document with this uid, if it may be seen; else 404."""
    rows = Outgoing.objects.select_related("document", "unit", "drafter__user", "signer__user")
    paper = rows.filter(document=find_document(request, uid)).first()
    if paper is None:
        raise Http404
    return paper


def find_incoming(request: Any, uid: UUID) -> Incoming:
    """The incoming document with this uid, if it may be seen; else 404."""
    rows = Incoming.objects.select_related("document", "unit", "sender")
    arrival = rows.filter(document=find_document(request, uid)).first()
    if arrival is None:
        raise Http404
    return arrival


def find_copy(request: Any, uid: UUID) -> Copy:
    """The copy with this uid, if it may be seen; else 404."""
    rows = Copy.objects.select_related("document", "unit", "drafter__user", "original")
    copy = rows.filter(document=find_document(request, uid)).first()
    if copy is None:
        raise Http404
    return copy


def _nothing_here(request: Any, view: View) -> HttpResponse:
    """The same 404 for what does not exist and for what may not be seen; a try to act is kept."""
    if request.method not in ("GET", "HEAD"):
        refusal = NotAllowed("not_found", "There is no such page or document.")
        unseen.refuse(view, refusal, by=request.actor)
    raise Http404


def _marked(view: View, door: str, any_of: tuple[Permission, ...]) -> View:
    view.door = door  # type: ignore[attr-defined]
    view.any_of = any_of  # type: ignore[attr-defined]
    return view
