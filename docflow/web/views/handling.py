"""Handling: assign an incoming document, hand a task on, begin, take note, finish."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from docflow.desks.assignees import assignees
from docflow.documents.models import Document
from docflow.incoming import actions
from docflow.incoming.models import Incoming
from docflow.incoming.open_tasks import task_to_hand_on, task_to_note
from docflow.permissions import Permission
from docflow.requests.limits import limit
from docflow.web.access import find_incoming, page
from docflow.web.book import after_act, place_of
from docflow.web.forms.act import carry_out
from docflow.web.forms.handling import NORMALLY, AssignForm, FinishForm, ReassignForm, proposed
from docflow.web.views.documents import context_of

DIRECTIVES = [
    _("Study it, propose how to handle it and report."),
    _("Carry it out as asked, in time."),
    _("Draft the answer and submit it for signature."),
    _("Lead, with the units concerned, and report the result."),
    _("Make it known to those concerned."),
]
AT_ONCE_WHEN = ("urgent", "very_urgent", "express")


@page()
def assign(request: Any, uid: UUID) -> HttpResponse:
    """Say who leads, who co-ordinates and by when; then the next document that waits opens."""
    arrival = find_incoming(request, uid)
    if request.method != "POST":
        arrival.must_allow("assign", request.actor)
    urgent = arrival.document.urgency in AT_ONCE_WHEN
    proposal = arrival.proposal_in_force
    form = AssignForm(
        request.POST or None, initial={"due": "0" if urgent else NORMALLY, **proposed(proposal)}
    )
    following = after_act(request.actor, "to_decide", uid)
    return carry_out(
        request,
        form,
        lambda given: actions.assign(
            arrival,
            given["directive"],
            given["lead"],
            form.moment(),
            by=request.actor,
            collaborators=given["collaborators"],
            for_information=given["for_information"],
        ),
        lambda _: following,
        "web/handling/assign.html",
        {
            **around(request, arrival, "to_decide"),
            **choice(arrival, form.chosen(), ""),
            "verb": "assign",
            "directives": DIRECTIVES,
            "proposal": proposal,
        },
    )


@require_safe
@page(Permission.INCOMING_ASSIGN, Permission.INCOMING_PROPOSE)
def candidates(request: Any, uid: UUID) -> HttpResponse:
    """The rows of those who can be chosen, as one types; what is chosen already stays."""
    arrival = find_incoming(request, uid)
    chosen = AssignForm(request.GET).chosen()
    words = request.GET.get("who", "")[:100]
    if words:
        limit("search", request.actor)
    context = choice(arrival, chosen, words)
    return render(request, "web/handling/_candidates.html", context)


def choice(arrival: Incoming, chosen: dict[str, list[str]], words: str) -> dict[str, Any]:
    """Whom a document can be given to: those the words name, and those chosen so far."""
    named = [code for codes in chosen.values() for code in codes]
    people, has_more = assignees(arrival.unit, words, named)
    return {"candidates": people, "has_more": has_more, "chosen": chosen, "words": words}


def around(request: Any, arrival: Incoming, queue: str) -> dict[str, Any]:
    """What stands around a document that is given to somebody, and its place in a queue."""
    return {
        **context_of(request, arrival.document),
        "place": place_of(request.actor, queue, arrival.uid),
        "queue_code": queue,
    }


@page()
def reassign(request: Any, uid: UUID) -> HttpResponse:
    """Hand the department's task to one of its people."""
    arrival = find_incoming(request, uid)
    task = task_to_hand_on(arrival, by=request.actor)
    form = ReassignForm(request.POST or None, task=task, initial={"due": ""})
    following = after_act(request.actor, "to_reassign", uid)
    people, _more = assignees(arrival.unit, only=task.unit)
    return carry_out(
        request,
        form,
        lambda given: actions.reassign(
            task, given["person"], by=request.actor, due=form.own_moment()
        ),
        lambda _: following,
        "web/handling/reassign.html",
        {
            **around(request, arrival, "to_reassign"),
            "verb": "reassign",
            "task": task,
            "candidates": people,
            "wanted": form.data.get("person", ""),
        },
    )


@require_POST
@page()
def start(request: Any, uid: UUID) -> HttpResponse:
    """Begin to handle."""
    actions.start(find_incoming(request, uid), by=request.actor)
    return redirect("document", uid)


@require_POST
@page()
def take_note(request: Any, uid: UUID) -> HttpResponse:
    """Say that what was given for information was seen; then the next one opens."""
    arrival = find_incoming(request, uid)
    following = after_act(request.actor, "for_information", uid)
    actions.take_note(task_to_note(arrival, by=request.actor), by=request.actor)
    return redirect(following)


@page()
def finish(request: Any, uid: UUID) -> HttpResponse:
    """Finish, with a result or with the document that answers."""
    arrival = find_incoming(request, uid)
    if request.method != "POST":
        arrival.must_allow("finish", request.actor)
    form = FinishForm(
        request.POST or None, by=request.actor, initial={"answer": _answer(request, arrival)}
    )
    return carry_out(
        request,
        form,
        lambda given: actions.finish(
            arrival, by=request.actor, answer=given["answer"], result=given["result"]
        ),
        lambda _: reverse("document", args=[uid]),
        "web/handling/finish.html",
        {**context_of(request, arrival.document), "verb": "finish"},
    )


def _answer(request: Any, arrival: Incoming) -> Any:
    """The newest document that was drafted in answer, if it may be seen."""
    answers = arrival.document.linked_from.filter(kind="answers").values("source")
    seen = Document.objects.visible_to(request.actor).filter(pk__in=answers)
    return seen.order_by("-pk").values_list("uid", flat=True).first()


addresses = [
    path("<uuid:uid>/assign/", assign, name="assign"),
    path("<uuid:uid>/assign/candidates/", candidates, name="candidates"),
    path("<uuid:uid>/reassign/", reassign, name="reassign"),
    path("<uuid:uid>/start/", start, name="start"),
    path("<uuid:uid>/take_note/", take_note, name="take_note"),
    path("<uuid:uid>/finish/", finish, name="finish"),
]
