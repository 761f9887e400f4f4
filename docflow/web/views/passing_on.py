"""Handling in the middle: on hold, filed, handed over, forwarded, and the parts of others."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from docflow.desks.assignees import assignees
from docflow.incoming import handling_actions, holding_actions, own_tasks, passing_on_actions
from docflow.incoming.models import Assignment, Incoming
from docflow.permissions import Permission as P
from docflow.permissions import may
from docflow.requests.limits import limit
from docflow.units.models import Unit
from docflow.web.access import find_incoming, page
from docflow.web.book import after_act
from docflow.web.forms.act import carry_out
from docflow.web.forms.following import FileForm, ForwardForm, HandOverForm, HoldForm, PartForm
from docflow.web.views.documents import context_of


@page()
def hold(request: Any, uid: UUID) -> HttpResponse:
    """Wait with the document until a day."""
    arrival = find_incoming(request, uid)
    if request.method != "POST":
        arrival.must_allow("hold", request.actor)
    return carry_out(
        request,
        HoldForm(request.POST or None),
        lambda given: holding_actions.hold(
            arrival, given["until"], given["reason"], by=request.actor
        ),
        lambda _: reverse("document", args=[uid]),
        "web/document/act.html",
        {**context_of(request, arrival.document), "verb": "hold"},
    )


@require_POST
@page()
def resume(request: Any, uid: UUID) -> HttpResponse:
    """Take up again what is on hold."""
    holding_actions.resume(find_incoming(request, uid), by=request.actor)
    return redirect("document", uid)


@page()
def file(request: Any, uid: UUID) -> HttpResponse:
    """Put away what is done."""
    arrival = find_incoming(request, uid)
    verb = "file_by_clerk" if may(request.actor, P.INCOMING_REGISTER, arrival.unit) else "file"
    if request.method != "POST":
        arrival.must_allow(verb, request.actor)
    return carry_out(
        request,
        FileForm(request.POST or None),
        lambda given: handling_actions.file(arrival, given["place"], by=request.actor),
        lambda _: reverse("document", args=[uid]),
        "web/document/act.html",
        {**context_of(request, arrival.document), "verb": verb},
    )


@page()
def hand_over(request: Any, uid: UUID) -> HttpResponse:
    """Give a task to a colleague of the same unit."""
    arrival = find_incoming(request, uid)
    task = task_sent(request, arrival) or own_tasks.task_to_hand_over(
        arrival, uid_given(request, "task"), by=request.actor
    )
    form = HandOverForm(request.POST or None, initial={"task": task.uid})
    people, _more = assignees(arrival.unit, only=task.unit)
    return carry_out(
        request,
        form,
        lambda given: passing_on_actions.hand_over(
            task, given["person"], given["reason"], by=request.actor
        ),
        lambda _: _back(request, arrival),
        "web/handling/hand_over.html",
        {
            **context_of(request, arrival.document),
            "verb": "hand_over",
            "task": task,
            "candidates": [each for each in people if each.who != task.person],
            "wanted": form.data.get("person", ""),
        },
    )


@page()
def forward(request: Any, uid: UUID) -> HttpResponse:
    """Pass the document on, for help or for information."""
    arrival = find_incoming(request, uid)
    lead = own_tasks.lead_to_forward(arrival, by=request.actor)
    form = ForwardForm(request.POST or None)
    return carry_out(
        request,
        form,
        lambda given: passing_on_actions.forward(
            arrival,
            given["words"],
            by=request.actor,
            collaborators=given["collaborators"],
            for_information=given["for_information"],
        ),
        lambda _: reverse("document", args=[uid]),
        "web/handling/forward.html",
        {
            **context_of(request, arrival.document),
            **_choice(request.actor.unit, form.chosen(), ""),
            "verb": "forward",
            "lead": lead,
        },
    )


@require_safe
@page(P.INCOMING_HANDLE, P.INCOMING_REASSIGN, P.INCOMING_ASSIGN)
def forward_candidates(request: Any, uid: UUID) -> HttpResponse:
    """The rows of those to whom it can be passed on, as one types; the chosen ones stay."""
    find_incoming(request, uid)
    chosen = ForwardForm(request.GET).chosen()
    words = request.GET.get("who", "")[:100]
    if words:
        limit("search", request.actor)
    context = _choice(request.actor.unit, chosen, words)
    return render(request, "web/handling/_passed_to.html", context)


@page()
def contribute(request: Any, uid: UUID) -> HttpResponse:
    """Give one's part to the lead."""
    arrival = find_incoming(request, uid)
    task = task_sent(request, arrival) or own_tasks.task_to_contribute(arrival, by=request.actor)
    following = after_act(request.actor, "to_collaborate", uid)
    return carry_out(
        request,
        PartForm(
            request.POST or None,
            request.FILES or None,
            by=request.actor,
            initial={"task": task.uid},
        ),
        lambda given: passing_on_actions.contribute(
            task, given["part"], by=request.actor, file=given["file"]
        ),
        lambda _: following,
        "web/handling/with_task.html",
        {**context_of(request, arrival.document), "verb": "contribute", "task": task},
    )


def _choice(home: Unit, chosen: dict[str, list[str]], words: str) -> dict[str, Any]:
    named = [code for codes in chosen.values() for code in codes]
    people, has_more = assignees(home, words, named)
    return {"candidates": people, "has_more": has_more, "chosen": chosen, "words": words}


def task_sent(request: Any, arrival: Incoming) -> Assignment | None:
    """The task a form was about, also where it has ended meanwhile: the act then says so."""
    uid = uid_given(request, "task") if request.method == "POST" else None
    tasks = arrival.assignments.select_related("arrival", "unit", "addressee", "person__user")
    found: Assignment | None = tasks.filter(uid=uid).first() if uid else None
    return found


def uid_given(request: Any, name: str) -> UUID | None:
    """A uid that the form or the address names."""
    try:
        return UUID(request.POST.get(name) or request.GET.get(name, ""))
    except ValueError:
        return None


def _back(request: Any, arrival: Incoming) -> str:
    """The document, where it is still there for whoever handed it over; else the desk."""
    seen = type(arrival.document).objects.visible_to(request.actor).filter(pk=arrival.pk)
    return reverse("document", args=[arrival.uid]) if seen.exists() else reverse("desk")


addresses = [
    path("<uuid:uid>/hold/", hold, name="hold"),
    path("<uuid:uid>/resume/", resume, name="resume"),
    path("<uuid:uid>/file/", file, name="file"),
    path("<uuid:uid>/hand_over/", hand_over, name="hand_over"),
    path("<uuid:uid>/forward/", forward, name="forward"),
    path("<uuid:uid>/forward/candidates/", forward_candidates, name="forward_candidates"),
    path("<uuid:uid>/contribute/", contribute, name="contribute"),
]
