"""Drafting: begin and revise a document, answer an incoming one, send it back, give it up."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from docflow import clock
from docflow.documents.models import Document, Mending
from docflow.incoming.models import Incoming
from docflow.outgoing import actions
from docflow.outgoing.contents import To, must_be_editable
from docflow.outgoing.mending import Mends, form_of, recipients_again
from docflow.permissions import Permission
from docflow.web.access import View, find_outgoing, page
from docflow.web.book import after_act
from docflow.web.forms.act import carry_out
from docflow.web.forms.drafting import DraftForm, ReviseForm
from docflow.web.forms.reason import ReasonForm
from docflow.web.views.documents import context_of


@page(Permission.OUTGOING_DRAFT)
def draft(request: Any) -> HttpResponse:
    """Begin a document, perhaps in answer to an incoming one; then say whom it is for."""
    answered, mends = _answered(request), _mends(request)
    form = DraftForm(
        request.POST or None,
        request.FILES or None,
        by=request.actor,
        initial=_answer_to(answered) if answered else mending_facts(mends) if mends else {},
    )
    recipients = recipients_again(mends.earlier) if mends else _back_to_sender(answered)
    return carry_out(
        request,
        form,
        lambda given: actions.draft(
            **given,
            by=request.actor,
            recipients=recipients,
            answers=answered.document if answered else None,
            mends=mends,
        ),
        lambda paper: reverse("outgoing:recipients", args=[paper.uid]),
        "web/drafting/draft.html",
        {"answered": answered, "mends": mends, "recipients": recipients},
    )


def _answered(request: Any) -> Incoming | None:
    """The incoming document that is to be answered; 404 unless it may be seen."""
    wanted = request.GET.get("answers", "")
    if not wanted:
        return None
    try:
        uid = UUID(wanted)
    except ValueError as error:
        raise Http404 from error
    seen = Document.objects.visible_to(request.actor)
    rows = Incoming.objects.select_related("document", "unit", "sender")
    return get_object_or_404(rows, document__uid=uid, document__in=seen)


def _mends(request: Any) -> Mends | None:
    """The issued document that is to be replaced, amended or corrected; 404 unless it is seen."""
    wanted, kind = request.GET.get("mends", ""), request.GET.get("as", "")
    if not wanted:
        return None
    try:
        uid, kind = UUID(wanted), Mending.Kind(kind)
    except ValueError as error:
        raise Http404 from error
    seen = Document.objects.visible_to(request.actor).select_related("outgoing")
    return Mends(get_object_or_404(seen, uid=uid, outgoing__isnull=False), kind)


def mending_facts(mends: Mends) -> dict[str, str]:
    """What a document that mends another one begins with, as the paper will bear it."""
    earlier = mends.earlier
    begin = {
        "kind": form_of(earlier, mends.kind),
        "subject": earlier.subject,
        "urgency": earlier.urgency,
    }
    if mends.kind == Mending.Kind.CORRECTS:
        begin["subject"] = f"V/v đính chính văn bản số {earlier.code}"[:500]
    return begin


def _answer_to(arrival: Incoming) -> dict[str, str]:
    """What an answer begins with, as the paper will bear it."""
    document = arrival.document
    named = f"văn bản số {document.code}" if document.code else f"“{document.subject}”"
    return {
        "kind": "OFFICIAL_LETTER",
        "subject": f"V/v trả lời {named} của {document.issuer}"[:500],
        "urgency": document.urgency,
    }


def _back_to_sender(arrival: Incoming | None) -> list[To]:
    sender = arrival.sender if arrival else None
    return [To(sender)] if sender and sender.is_active_on(clock.today()) else []


@page()
def revise(request: Any, uid: UUID) -> HttpResponse:
    """Change subject, signer or file of a draft, with the reason it came back on top."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        must_be_editable(paper, request.actor)
    form = ReviseForm(
        request.POST or None,
        request.FILES or None,
        by=request.actor,
        paper=paper,
    )
    return carry_out(
        request,
        form,
        lambda given: actions.revise(paper, **given, by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/drafting/revise.html",
        {**context_of(request, paper.document), "verb": "revise"},
    )


def _with_reason(verb: str, act: Callable[..., Any]) -> View:
    """A page that asks why; afterwards the next document of the queue it was opened from."""

    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        paper = find_outgoing(request, uid)
        if request.method != "POST":
            paper.must_allow(verb, request.actor)
        following = after_act(request.actor, request.GET.get("queue", ""), uid)
        return carry_out(
            request,
            ReasonForm(request.POST or None),
            lambda given: act(paper, given["reason"], by=request.actor),
            lambda _: following,
            "web/drafting/reason.html",
            {**context_of(request, paper.document), "verb": verb},
        )

    view.__name__ = verb
    return view


send_back = _with_reason("send_back", actions.send_back)
cancel = _with_reason("cancel", actions.cancel)

addresses = [
    path("draft/", draft, name="draft"),
    path("<uuid:uid>/revise/", revise, name="revise"),
    path("<uuid:uid>/send_back/", send_back, name="send_back"),
    path("<uuid:uid>/cancel/", cancel, name="cancel"),
]
