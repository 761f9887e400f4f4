"""Recalls: ask recipients to give a document back, answer such a request, note a paper back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.desks import tracking
from docflow.permissions import Permission, require
from docflow.recalls import actions, answer_actions
from docflow.recalls.conditions import (
    agrees_at_once,
    must_recall,
    request_to_answer,
    why_not_cancel,
)
from docflow.web import flash
from docflow.web.access import find_incoming, find_outgoing, page
from docflow.web.book import after_act
from docflow.web.forms.act import carry_out
from docflow.web.forms.reason import ReasonForm
from docflow.web.forms.recalls import AgreeForm, RecallForm, RuleForm
from docflow.web.views.documents import context_of


@page()
def ask_recall(request: Any, uid: UUID) -> HttpResponse:
    """Recall a document from all who have it, or from some, saying why."""
    paper = find_outgoing(request, uid)
    rows = must_recall(paper, by=request.actor)
    return carry_out(
        request,
        RecallForm(request.POST or None, rows=rows),
        lambda given: actions.recall(
            paper, given["reason"], by=request.actor, deliveries=given["deliveries"]
        ),
        lambda _done: reverse("document", args=[uid]) + "#recalls",
        "web/recalls/ask.html",
        {**context_of(request, paper.document), "verb": "ask_recall"},
    )


@page()
def agree(request: Any, uid: UUID) -> HttpResponse:
    """Agree: the document is cancelled here and the sender is told."""
    arrival = find_incoming(request, uid)
    asked = request_to_answer(arrival.document, by=request.actor)
    following = after_act(request.actor, request.GET.get("queue", ""), uid)
    return carry_out(
        request,
        AgreeForm(request.POST if request.method == "POST" else None),
        lambda _given: answer_actions.agree(asked, by=request.actor),
        lambda _done: following,
        "web/recalls/answer.html",
        {
            **context_of(request, arrival.document),
            "verb": "agree",
            "asked": asked,
            "why_not": why_not_cancel(arrival.document),
        },
    )


@page()
def decline(request: Any, uid: UUID) -> HttpResponse:
    """Refuse to give it back, with the reason the sender reads."""
    arrival = find_incoming(request, uid)
    asked = request_to_answer(arrival.document, by=request.actor)
    following = after_act(request.actor, request.GET.get("queue", ""), uid)
    return carry_out(
        request,
        ReasonForm(request.POST or None),
        lambda given: answer_actions.decline(asked, given["reason"], by=request.actor),
        lambda _done: following,
        "web/recalls/answer.html",
        {**context_of(request, arrival.document), "verb": "decline", "asked": asked},
    )


@require_POST
@page(Permission.DOCUMENT_READ)
def note_back(request: Any, uid: UUID) -> HttpResponse:
    """Note that the paper came back from a recipient."""
    delivery = tracking.deliveries_of(request.actor.unit).filter(uid=uid).first()
    if delivery is None:
        raise Http404
    actions.note_back(delivery, by=request.actor)
    words = {"name": delivery.name}
    flash.say(request, _("Noted: the paper came back from %(name)s.") % words)
    return redirect("document", delivery.document.uid)


@page(Permission.RECALL_ASK)
def rule(request: Any) -> HttpResponse:
    """Say how the unit answers those who ask a document back."""
    unit = request.actor.unit
    return carry_out(
        request,
        RuleForm(
            request.POST if request.method == "POST" else None,
            initial={"at_once": agrees_at_once(unit)},
        ),
        lambda given: answer_actions.choose_rule(unit, given["at_once"], by=request.actor),
        lambda _done: reverse("recalls:rule"),
        "web/recalls/rule.html",
        {"current_place": "recalls:rule"},
        lambda: require(request.actor, Permission.RECALL_ASK, unit),
    )


app_name = "recalls"
urlpatterns = [
    path("rule/", rule, name="rule"),
    path("outgoing/<uuid:uid>/", ask_recall, name="ask"),
    path("incoming/<uuid:uid>/agree/", agree, name="agree"),
    path("incoming/<uuid:uid>/refuse/", decline, name="decline"),
    path("deliveries/<uuid:uid>/back/", note_back, name="note_back"),
]
