"""Signing with the device on one's own desk: the page asks it, and brings its answer back."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from docflow.batches import at_desk as batches
from docflow.batches.models import Batch
from docflow.copies import at_desk as copies
from docflow.desks import at_desk
from docflow.errors import NotAllowed, Refused
from docflow.lifecycle import open_moves
from docflow.outgoing import at_desk as outgoing
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.signatures import desk
from docflow.signatures.desk import Answer, Asking
from docflow.signatures.models import DeskRequest, SigningKey
from docflow.web import flash
from docflow.web.access import View, find_copy, find_outgoing, page
from docflow.web.book import after_act
from docflow.web.middleware import policy
from docflow.web.views import plugin

SIGNS = (Permission.OUTGOING_SIGN, Permission.OUTGOING_SEAL)


def told(view: View) -> View:
    """A refusal is told to the page's script, with its code."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            status = 403 if isinstance(refusal, NotAllowed) else 409
            return JsonResponse({"code": refusal.code, "text": str(refusal)}, status=status)

    return answered


def reaching(response: HttpResponse, by: Actor, *purposes: str) -> HttpResponse:
    """The same page; where the key is at the desk, its script may ask the program there too."""
    if at_desk.key_of(by, *purposes):
        desk = f"http://127.0.0.1:{settings.DOCFLOW_DESK_PORT}"
        connect = f"'self' {desk} {settings.DOCFLOW_PLUGIN}".rstrip()
        response.headers["Content-Security-Policy"] = policy(connect=connect)
    return response


def _page_that_asks(find: Callable[[Any, UUID], Any], ask: Callable[..., DeskRequest]) -> View:
    @require_POST
    @page()
    @told
    def view(request: Any, uid: UUID) -> HttpResponse:
        paper = find(request, uid)
        limit("pin", request.actor)
        asked = ask(request, paper)
        if asked.way == DeskRequest.Way.FILE:
            return JsonResponse(plugin.asked(request, asked))
        return JsonResponse(_question(asked))

    return view


def _question(asked: DeskRequest) -> dict[str, Any]:
    content = at_desk.question(asked)
    message = base64.b64encode(content["message"]).decode()
    return content | {"expires": content["expires"].isoformat(), "message": message}


def _asking(request: Any) -> Asking:
    is_whole = request.POST.get("way") == DeskRequest.Way.FILE
    way = DeskRequest.Way.FILE if is_whole else DeskRequest.Way.VALUE
    return Asking(_origin(request), way)


def _origin(request: Any) -> str:
    return str(request.headers.get("Origin", ""))


ask_to_sign = _page_that_asks(
    find_outgoing,
    lambda request, paper: outgoing.ask_to_sign(
        paper, asking=_asking(request), seen=request.POST.get("seen", ""), by=request.actor
    ),
)
ask_to_seal = _page_that_asks(
    find_outgoing,
    lambda request, paper: outgoing.ask_to_seal(paper, asking=_asking(request), by=request.actor),
)
ask_to_seal_copy = _page_that_asks(
    find_copy,
    lambda request, copy: copies.ask_to_seal(copy, asking=_asking(request), by=request.actor),
)


@require_POST
@page(Permission.OUTGOING_SIGN)
@told
def list_at_desk(request: Any, uid: UUID) -> HttpResponse:
    """What still waits under a consent, for the device to show and agree to once."""
    limit("pin", request.actor)
    content = at_desk.listed(_batch(request, uid), by=request.actor)
    return JsonResponse(content | {"expires": content["expires"].isoformat()})


@require_POST
@page(Permission.OUTGOING_SIGN)
@told
def next_at_desk(request: Any, uid: UUID) -> HttpResponse:
    """The next file of a list for the device to sign; nothing when none is left."""
    asked = batches.ask_for_next(_batch(request, uid), origin=_origin(request), by=request.actor)
    return JsonResponse(_question(asked) | {"list": str(uid)} if asked else {})


def _batch(request: Any, uid: UUID) -> Batch:
    found: Batch = get_object_or_404(Batch.objects.of(request.actor), uid=uid)
    return found


@require_POST
@page(*SIGNS)
@told
def answer(request: Any, uid: UUID) -> HttpResponse:
    """Take what the device answered; where the page goes next."""
    try:
        value = base64.b64decode(request.POST.get("value", ""), validate=True)
    except (binascii.Error, ValueError):
        value = b""
    certificate = request.POST.get("certificate", "").encode()
    given = Answer(request.POST.get("nonce", ""), value, certificate, _origin(request))
    waiting = desk.find(uid, request.actor)
    if waiting is None:
        raise Http404
    following = after_act(request.actor, "to_sign", waiting.document.uid)
    asked = at_desk.answer(waiting, given, by=request.actor)
    if asked.act == DeskRequest.Act.SEAL_ATTACHMENT:
        return JsonResponse({"more": True})  # the next attachment, or the document itself
    return JsonResponse({"next": _after(request, asked, following)})


@require_safe
@page(*SIGNS)
def asked(request: Any, uid: UUID) -> HttpResponse:
    """How a request stands whose answer does not come by the page; where it goes when done."""
    waiting = desk.find(uid, request.actor)
    if waiting is None:
        raise Http404
    try:
        desk.must_wait(waiting)
    except Refused as refusal:
        if waiting.state != DeskRequest.State.DONE:
            return JsonResponse({"state": "refused", "text": str(refusal)})
        if waiting.act == DeskRequest.Act.SEAL_ATTACHMENT:
            return JsonResponse({"state": "done", "more": True})
        return JsonResponse({"state": "done", "next": _after(request, waiting, reverse("desk"))})
    return JsonResponse({"state": "waiting"})


def _after(request: Any, asked: DeskRequest, following: str) -> str:
    """The next document to sign; after a seal the same one's next step."""
    document = asked.document
    if asked.act == DeskRequest.Act.SIGN:
        return following
    flash.say(request, _("Sealed: %(code)s.") % {"code": document.code}, document.uid)
    paper = Outgoing.objects.filter(document=document).first()
    if paper and "issue" in open_moves(paper, request.actor):
        return reverse("outgoing:issue", args=[document.uid])
    return reverse("document", args=[document.uid])


@require_safe
@page(*SIGNS)
def check(request: Any) -> HttpResponse:
    """Whether the device on this desk answers, and what is missing when it does not."""
    context = {
        "key": at_desk.key_of(request.actor, *SigningKey.Purpose),
        "origin": f"{request.scheme}://{request.get_host()}",
        "port": str(settings.DOCFLOW_DESK_PORT),
    }
    return reaching(
        render(request, "web/signing/check_desk.html", context),
        request.actor,
        *SigningKey.Purpose,
    )


addresses = [
    path("at_desk/", check, name="at_desk"),
    path("at_desk/<uuid:uid>/", asked, name="asked_at_desk"),
    path("at_desk/<uuid:uid>/answer/", answer, name="answer_at_desk"),
    *plugin.addresses,
    path("batches/<uuid:uid>/list/", list_at_desk, name="list_at_desk"),
    path("batches/<uuid:uid>/next/", next_at_desk, name="next_at_desk"),
]
