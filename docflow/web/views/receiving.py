"""Receiving: what arrived is looked at, then registered or refused; papers are taken in."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.desks.receiving_several import AT_MOST, chosen, register_each
from docflow.documents.models import Document, Register
from docflow.documents.numbering import next_number
from docflow.incoming import actions, register_actions
from docflow.incoming.models import Incoming
from docflow.incoming.refusal_reasons import DUPLICATE
from docflow.permissions import Permission
from docflow.web import flash
from docflow.web.access import find_incoming, page
from docflow.web.book import next_page
from docflow.web.forms.act import carry_out
from docflow.web.forms.receiving import PaperArrivalForm, RefuseForm, RegisterForm
from docflow.web.row_by_row import streamed, uid_of
from docflow.web.views.documents import context_of
from docflow.web.why_not import answered, why_not


@page()
def register(request: Any, uid: UUID) -> HttpResponse:
    """Enter the document in the register with the next arrival number."""
    arrival = find_incoming(request, uid)
    twins = actions.duplicates(arrival)
    reason = why_not(arrival, "register", request.actor, asked=("reason_missing",))
    response = carry_out(
        request,
        RegisterForm(request.POST or None, arrival=arrival, twins=twins),
        lambda given: actions.register(
            arrival,
            by=request.actor,
            accept_reason=given.get("accept_reason", ""),
            although_duplicate=given.get("although_duplicate", False),
        ),
        lambda done: _registered(request, done),
        "web/receiving/register.html",
        {
            **context_of(request, arrival.document),
            "verb": "register",
            "twins": _seen(request, twins),
            "duplicate": DUPLICATE,
            "why_not": reason,
            "coming": next_number(arrival.unit, Register.Series.INCOMING, arrival.document.kind),
        },
    )
    return answered(response, reason)


def _seen(request: Any, twins: list[Document]) -> list[Document]:
    """Those that whoever looks may see: not everyone who reads one document reads its twins."""
    rows = Document.objects.visible_to(request.actor).filter(pk__in=[each.pk for each in twins])
    return list(rows) if twins else []


@page()
def refuse(request: Any, uid: UUID) -> HttpResponse:
    """Return the document to its sender, with a reason from the list and words."""
    arrival = find_incoming(request, uid)
    initial = {"because": request.GET.get("because", "")}
    if arrival.finding == "failed":
        initial = {"because": "bad_signature"}
    reason = why_not(arrival, "refuse", request.actor)
    response = carry_out(
        request,
        RefuseForm(request.POST or None, initial=initial),
        lambda given: actions.refuse(arrival, given["reason"], by=request.actor),
        lambda done: _refused(request, done),
        "web/receiving/refuse.html",
        {
            **context_of(request, arrival.document),
            "verb": "refuse",
            "why_not": reason,
        },
    )
    return answered(response, reason)


@page(Permission.INCOMING_ARRIVE_ON_PAPER)
def arrive_on_paper(request: Any) -> HttpResponse:
    """Take in a paper with its scan; then its page of registering opens."""
    form = PaperArrivalForm(request.POST or None, request.FILES or None, by=request.actor)
    return carry_out(
        request,
        form,
        lambda given: actions.arrive_on_paper(
            form.arriving(), by=request.actor, secrecy=given["secrecy"]
        ),
        lambda arrival: reverse("incoming:register", args=[arrival.uid]),
        "web/receiving/paper.html",
        {"current_place": "incoming:arrive_on_paper"},
    )


@require_POST
@page()
def merge(request: Any, uid: UUID) -> HttpResponse:
    """Make the arrival a further version of the known document; that one opens."""
    arrival = find_incoming(request, uid)
    twins = {str(each.uid): each for each in _seen(request, actions.duplicates(arrival))}
    twin = twins.get(request.POST.get("known", ""), arrival.document)  # itself is no twin
    known = register_actions.merge(arrival, twin, by=request.actor)
    sentence = _("A further version of: %(subject)s")
    flash.say(request, sentence % {"subject": known.document.subject}, known.uid)
    return redirect("document", known.uid)


@require_POST
@page(Permission.INCOMING_REGISTER)
def register_several(request: Any) -> HttpResponse | StreamingHttpResponse:
    """Register the chosen arrivals one after another; a row for each result as it comes."""
    uids = [uid for uid in map(uid_of, request.POST.getlist("uid")[:AT_MOST]) if uid]
    arrivals = chosen(uids, by=request.actor)
    if not arrivals:
        return redirect(reverse("queue", args=["to_receive"]) + "?chosen=none")
    results = register_each(arrivals, by=request.actor)
    return streamed(
        request, "web/receiving/results", results, len(arrivals), lambda each: not each.refusal
    )


def _registered(request: Any, arrival: Incoming) -> str:
    sentence = _("Registered as number %(number)s: %(subject)s")
    words = {"number": arrival.arrival_number, "subject": arrival.document.subject}
    flash.say(request, sentence % words, arrival.uid)
    return next_page(request.actor, "to_receive")


def _refused(request: Any, arrival: Incoming) -> str:
    sentence = _("Returned to the sender: %(subject)s")
    flash.say(request, sentence % {"subject": arrival.document.subject}, arrival.uid)
    return next_page(request.actor, "to_receive")


addresses = [
    path("arrive_on_paper/", arrive_on_paper, name="arrive_on_paper"),
    path("register_several/", register_several, name="register_several"),
    path("<uuid:uid>/merge/", merge, name="merge"),
    path("<uuid:uid>/register/", register, name="register"),
    path("<uuid:uid>/refuse/", refuse, name="refuse"),
]
