"""Signing: a book of one document after another; initials and the format check before it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from docflow import clock
from docflow.audit.events import Event
from docflow.errors import Refused
from docflow.outgoing import actions, codes, format_check
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.people.authority import authority
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.signatures import keyring
from docflow.signatures.models import SigningKey
from docflow.web import flash
from docflow.web.access import View, find_outgoing, page
from docflow.web.book import after_act, first_of, place_of
from docflow.web.forms.act import ActForm, carry_out
from docflow.web.forms.reason import PinForm
from docflow.web.views import at_desk
from docflow.web.views.documents import context_of
from docflow.web.views.signing_several import batch, batch_progress, several

ENDS_A_ROUND = {Event.OUTGOING_SENT_BACK, Event.OUTGOING_WITHDRAWN}
ASKED = {
    Event.OUTGOING_DRAFTED,
    Event.OUTGOING_REVISED,
    Event.OUTGOING_SUBMITTED,
    Event.OUTGOING_INITIALLED,
    Event.OUTGOING_FORMAT_PASSED,
}


@require_safe
@page(Permission.OUTGOING_SIGN)
def book(request: Any) -> HttpResponse:
    """Open the book at the first document that waits for the signature."""
    return redirect(first_of(request.actor, "to_sign") or reverse("queue", args=["to_sign"]))


@page()
def sign(request: Any, uid: UUID) -> HttpResponse:
    """Sign as the named leader, the document first; then the next one opens."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        paper.must_allow("sign", request.actor)
    seen = request.POST.get("seen", "")
    following = after_act(request.actor, "to_sign", uid)
    response = carry_out(
        request,
        PinForm(request.POST or None),
        lambda given: _signed(paper, given["pin"], seen, request.actor),
        lambda _: following,
        "web/signing/sign.html",
        {**review_of(request, paper, "to_sign"), "verb": "sign", **_right(request.actor)},
    )
    return at_desk.reaching(response, request.actor, SigningKey.Purpose.LEADER)


@require_POST
@page(Permission.OUTGOING_SIGN, Permission.OUTGOING_SEAL)
def code(request: Any) -> HttpResponse:
    """Have the signing service send a one-time code, then go back to where it is wanted."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    limit("pin", request.actor)
    codes.send_code(request.POST.get("purpose", ""), by=request.actor)
    flash.say(request, gettext("The signing service is sending the code to you."))
    return redirect(back if safe else reverse("desk"))


def _signed(paper: Outgoing, pin: str, seen: str, by: Actor) -> Outgoing:
    limit("pin", by)
    return actions.sign(paper, pin=pin, by=by, seen=seen)


def _review(verb: str, queue: str, act: Any) -> View:
    """A page that shows a draft with what is to be known, and makes one move."""

    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        paper = find_outgoing(request, uid)
        if request.method != "POST":
            _must_be_open(paper, verb, request.actor)
        following = after_act(request.actor, queue, uid)
        return carry_out(
            request,
            ActForm(request.POST or None),
            lambda _: act(paper, by=request.actor),
            lambda _: following,
            "web/signing/review.html",
            {**review_of(request, paper, queue), "verb": verb},
        )

    view.__name__ = verb
    return view


def _must_be_open(paper: Outgoing, verb: str, by: Actor) -> None:
    """Raise Refused unless this actor could make the move; errors of format are shown instead."""
    try:
        paper.must_allow(verb, by)
    except Refused as refusal:
        if refusal.code != "format_errors":
            raise


initial = _review("initial", "to_initial", actions.initial)
pass_format = _review("pass_format", "to_check", actions.pass_format)


def review_of(request: Any, paper: Outgoing, queue: str) -> dict[str, Any]:
    """What whoever decides on a draft is shown beside it."""
    context = context_of(request, paper.document)
    findings = format_check.told(paper)
    return {
        **context,
        "place": place_of(request.actor, queue, paper.uid),
        "queue_code": queue,
        "asked": asked(context["steps"]),
        "findings": findings,
        "has_errors": any(each.is_error for each, *_ in findings),
        "past_rounds": [each for each in context["rounds"] if each.number < paper.round],
    }


def asked(steps: list[Any]) -> list[Any]:
    """Who brought the document here, in its present round."""
    last = max((at for at, step in enumerate(steps) if step.event in ENDS_A_ROUND), default=-1)
    return [step for step in steps[last + 1 :] if step.event in ASKED]


def _right(by: Actor) -> dict[str, Any]:
    """The lines that will stand above the name, and the key; or why there is none."""
    try:
        given = authority(by, clock.today())
        return {"lines": given.lines, "key": keyring.leader_key(by.appointment)}
    except Refused as refusal:
        return {"no_right": refusal}


app_name = "signing"
urlpatterns = [
    path("", book, name="book"),
    *at_desk.addresses,
    path("code/", code, name="code"),
    path("several/", several, name="several"),
    path("batches/<uuid:uid>/", batch, name="batch"),
    path("batches/<uuid:uid>/progress/", batch_progress, name="batch_progress"),
]
addresses = [
    path("<uuid:uid>/sign/", sign, name="sign"),
    path("<uuid:uid>/sign/at_desk/", at_desk.ask_to_sign, name="ask_to_sign"),
    path("<uuid:uid>/seal/at_desk/", at_desk.ask_to_seal, name="ask_to_seal"),
    path("<uuid:uid>/initial/", initial, name="initial"),
    path("<uuid:uid>/pass_format/", pass_format, name="pass_format"),
]
