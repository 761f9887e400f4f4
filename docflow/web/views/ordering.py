"""Beside the straight way of a draft: opinions, returns to a step, another signer; circuits."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from docflow.documents.kinds import KINDS, Kind, find
from docflow.errors import NotAllowed, Refused
from docflow.outgoing import circuit_actions, opinions, preview, turn_actions
from docflow.outgoing.circuits import all_in_force, order_of
from docflow.outgoing.models import Circuit, Outgoing
from docflow.outgoing.order import LONGEST, parse, printed
from docflow.outgoing.participants import must_be_possible
from docflow.outgoing.states import State
from docflow.permissions import Permission, require
from docflow.web.access import find_outgoing, page
from docflow.web.book import after_act
from docflow.web.forms.act import carry_out
from docflow.web.forms.order import (
    CHECK,
    AnotherSignerForm,
    AskForm,
    CircuitForm,
    OpinionForm,
    StepForm,
)
from docflow.web.views.documents import context_of
from docflow.web.views.signing import review_of

VERSIONS_SHOWN = 20


@page()
def ask_opinion(request: Any, uid: UUID) -> HttpResponse:
    """Choose whom to ask for an opinion."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        opinions.asked_under(paper, request.actor)
    return carry_out(
        request,
        AskForm(request.POST or None, paper=paper, by=request.actor),
        lambda given: turn_actions.ask_opinion(paper, **given, by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/ordering/ask.html",
        {**context_of(request, paper.document), "verb": "ask_opinion"},
        lambda: _must_be_theirs_to_ask(paper, request.actor),
    )


def _must_be_theirs_to_ask(paper: Outgoing, by: Any) -> None:
    try:
        opinions.asked_under(paper, by)
    except NotAllowed:
        raise
    except Refused:
        return


@page()
def give_opinion(request: Any, uid: UUID) -> HttpResponse:
    """Read the draft and say what one thinks of it; then the next question opens."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        require(request.actor, Permission.OUTGOING_GIVE_OPINION, request.actor.unit)
        opinions.must_be_asked(paper, request.actor)
    following = after_act(request.actor, "opinions", uid)
    return carry_out(
        request,
        OpinionForm(request.POST or None),
        lambda given: turn_actions.give_opinion(paper, **given, by=request.actor),
        lambda _: following,
        "web/ordering/give.html",
        {
            **review_of(request, paper, "opinions"),
            "verb": "give_opinion",
            "asked_turn": opinions.open_opinion(paper, request.actor),
            "may_ask": opinions.may_ask(paper, request.actor),
        },
        lambda: require(request.actor, Permission.OUTGOING_GIVE_OPINION, request.actor.unit),
    )


@page()
def send_back_to_step(request: Any, uid: UUID) -> HttpResponse:
    """Choose the step the document returns to; the format check is one of them."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        _must_be_returnable(paper, request.actor)
    following = after_act(request.actor, request.GET.get("queue", ""), uid)
    return carry_out(
        request,
        StepForm(request.POST or None, paper=paper),
        lambda given: _sent_back(paper, given["step"], given["reason"], request.actor),
        lambda _: following,
        "web/ordering/step.html",
        {**context_of(request, paper.document), "verb": "send_back_to_step"},
    )


def _must_be_returnable(paper: Outgoing, by: Any) -> None:
    if paper.state == State.INITIALLING:
        paper.must_be_theirs("send_back_to_step", by)
    else:
        paper.must_allow("send_back_to_step", by)


def _sent_back(paper: Outgoing, step: str, reason: str, by: Any) -> Outgoing:
    if step == CHECK:
        return turn_actions.send_back_to_check(paper, reason, by=by)
    return turn_actions.send_back_to_step(paper, step, reason, by=by)


@page()
def replace_signer(request: Any, uid: UUID) -> HttpResponse:
    """Name another leader to sign, and say why."""
    paper = find_outgoing(request, uid)
    if request.method != "POST":
        paper.must_allow("replace_signer", request.actor)
    return carry_out(
        request,
        AnotherSignerForm(request.POST or None, paper=paper),
        lambda given: turn_actions.replace_signer(paper, **given, by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/ordering/signer.html",
        {**context_of(request, paper.document), "verb": "replace_signer"},
    )


@require_safe
@page(Permission.CIRCUIT_MANAGE)
def circuits(request: Any) -> HttpResponse:
    """The orders of the unit, with the default for all the rest."""
    unit = request.actor.unit
    shown = [(find(each.kind), _shown(each, unit)) for each in all_in_force(unit)]
    kept = {kind.code for kind, _order in shown if kind}
    context = {
        "circuits": shown,
        "default": preview.of_order(order_of(None), unit),
        "for_all": any(kind is None for kind, _order in shown),
        "kinds": [kind for kind in KINDS if not kind.is_copy and kind.code not in kept],
        "current_place": "outgoing:circuits",
    }
    return render(request, "web/ordering/circuits.html", context)


@page(Permission.CIRCUIT_MANAGE)
def keep_circuit(request: Any) -> HttpResponse:
    """Write the order for a type, with what it comes to today beside it."""
    unit, kind = request.actor.unit, _kind(request.GET.get("kind", ""))
    versions = Circuit.objects.filter(unit=unit, kind=kind.code if kind else "")
    newest = versions.order_by("-version").first()
    text = printed(order_of(newest), preview.language()) if newest and newest.text else ""
    form = CircuitForm(
        request.POST or None,
        initial={"text": text, "seen": newest.version if newest else 0},
    )
    return carry_out(
        request,
        form,
        lambda given: circuit_actions.keep_circuit(
            kind.code if kind else "", given["text"], by=request.actor, seen=given["seen"]
        ),
        lambda _: reverse("outgoing:circuits"),
        "web/ordering/circuit.html",
        {
            "kind": kind,
            "versions": [
                (each, _shown(each, unit).text if each.text else "")
                for each in versions.select_related("by__user").order_by("-version")[
                    :VERSIONS_SHOWN
                ]
            ],
            "current_place": "outgoing:circuits",
            **_preview(form["text"].value() or "", unit),
        },
    )


@require_safe
@page(Permission.CIRCUIT_MANAGE)
def preview_circuit(request: Any) -> HttpResponse:
    """What a text comes to, while it is being written."""
    context = _preview(request.GET.get("text", "")[: LONGEST + 1], request.actor.unit)
    return render(request, "web/ordering/_preview.html", context)


def _preview(text: str, unit: Any) -> dict[str, Any]:
    if not text.strip():
        return {"preview": preview.of_order(order_of(None), unit)}
    try:
        order = parse(text)
        must_be_possible(order, unit)
    except Refused as refusal:
        return {"wrong": refusal}
    return {"preview": preview.of_order(order, unit)}


def _shown(circuit: Circuit, unit: Any) -> preview.Preview:
    return preview.of_order(order_of(circuit), unit, circuit)


def _kind(code: str) -> Kind | None:
    """The type in the address; none for all types; 404 for what is no type."""
    kind = find(code) if code else None
    if code and (kind is None or kind.is_copy):
        raise Http404
    return kind


addresses = [
    path("circuits/", circuits, name="circuits"),
    path("circuits/keep/", keep_circuit, name="keep_circuit"),
    path("circuits/preview/", preview_circuit, name="preview_circuit"),
    path("<uuid:uid>/ask_opinion/", ask_opinion, name="ask_opinion"),
    path("<uuid:uid>/give_opinion/", give_opinion, name="give_opinion"),
    path("<uuid:uid>/send_back_to_step/", send_back_to_step, name="send_back_to_step"),
    path("<uuid:uid>/replace_signer/", replace_signer, name="replace_signer"),
]
