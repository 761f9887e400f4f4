"""Passing on and back: submit with a proposal, return with a reason, take back unread."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from docflow.documents.models import Document
from docflow.incoming import passing_actions, register_actions
from docflow.incoming.open_tasks import task_handed_on, task_handed_to
from docflow.web import flash
from docflow.web.access import View, find_incoming, page
from docflow.web.book import after_act
from docflow.web.forms.act import carry_out
from docflow.web.forms.handling import NORMALLY, SubmitForm
from docflow.web.forms.reason import ReasonForm
from docflow.web.views.documents import context_of
from docflow.web.views.handling import AT_ONCE_WHEN, around, choice

PROPOSALS = [
    gettext_lazy("Assign it to the department named below to advise and draft the answer."),
    gettext_lazy("Make it known to those named below; no answer is needed."),
]
TOLD = {
    "return_inside": gettext_lazy(
        "The office reads your reason and submits anew; the proposal stays."
    ),
    "give_back": gettext_lazy(
        "It goes back to the office, which proposes somebody else. Your task ends as returned and "
        "stays in the history."
    ),
    "hand_back": gettext_lazy("It goes back to your department, which hands it to somebody else."),
    "unregister": gettext_lazy(
        "The number stays in the register as void with your reason and is never given again. The "
        "document waits to be registered or refused."
    ),
}


@page()
def submit(request: Any, uid: UUID) -> HttpResponse:
    """Submit to the leader with the office's proposal; then the next document that waits opens."""
    arrival = find_incoming(request, uid)
    if request.method != "POST":
        arrival.must_allow("submit", request.actor)
    urgent = arrival.document.urgency in AT_ONCE_WHEN
    form = SubmitForm(request.POST or None, initial={"due": "0" if urgent else NORMALLY})
    following = after_act(request.actor, "to_submit", uid)
    return carry_out(
        request,
        form,
        lambda given: passing_actions.submit(
            arrival,
            given["summary"],
            given["lead"],
            form.moment(),
            by=request.actor,
            collaborators=given["collaborators"],
            for_information=given["for_information"],
        ),
        lambda _: following,
        "web/handling/assign.html",
        {
            **around(request, arrival, "to_submit"),
            **choice(arrival, form.chosen(), ""),
            "verb": "submit",
            "directives": PROPOSALS,
        },
    )


def _with_reason(verb: str, act: Callable[..., Any]) -> View:
    """A page that asks why."""

    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        arrival = find_incoming(request, uid)
        if request.method != "POST":
            arrival.must_allow(verb, request.actor)
        following = after_act(request.actor, request.GET.get("queue", ""), uid)
        return _asked(
            request,
            arrival,
            verb,
            lambda given: act(arrival, given["reason"], by=request.actor),
            lambda _done: _there(request, arrival.document, following),
        )

    return view


@page()
def hand_back(request: Any, uid: UUID) -> HttpResponse:
    """Return a task to the department that handed it on."""
    arrival = find_incoming(request, uid)
    task = task_handed_to(arrival, by=request.actor)
    return _asked(
        request,
        arrival,
        "hand_back",
        lambda given: passing_actions.hand_back(task, given["reason"], by=request.actor),
        lambda _done: _there(request, arrival.document, reverse("document", args=[uid])),
    )


def _asked(
    request: Any,
    arrival: Any,
    verb: str,
    act: Callable[[dict[str, Any]], Any],
    then: Callable[[Any], str],
) -> HttpResponse:
    return carry_out(
        request,
        ReasonForm(request.POST or None),
        act,
        then,
        "web/receiving/reason.html",
        {**context_of(request, arrival.document), "verb": verb, "told": TOLD[verb]},
    )


def _there(request: Any, document: Document, address: str) -> str:
    """The address, or the desk where the document is not there any more for whoever acted."""
    if Document.objects.visible_to(request.actor).filter(pk=document.pk).exists():
        return address
    flash.say(request, _("Returned: %(subject)s") % {"subject": document.subject})
    return reverse("desk")


def _at_once(act: Callable[..., Any]) -> View:
    """An act that asks for nothing more than a click."""

    @require_POST
    @page()
    def view(request: Any, uid: UUID) -> HttpResponse:
        act(find_incoming(request, uid), by=request.actor)
        return redirect("document", uid)

    return view


@require_POST
@page()
def take_back_task(request: Any, uid: UUID) -> HttpResponse:
    """Take back what one handed on within the department."""
    task = task_handed_on(find_incoming(request, uid), by=request.actor)
    passing_actions.take_back_task(task, by=request.actor)
    return redirect("document", uid)


return_inside = _with_reason("return_inside", passing_actions.return_inside)
give_back = _with_reason("give_back", passing_actions.give_back)
unregister = _with_reason("unregister", register_actions.unregister)
take_back_proposal = _at_once(passing_actions.take_back_proposal)
take_back_assignment = _at_once(passing_actions.take_back_assignment)
addresses = [
    path("<uuid:uid>/submit/", submit, name="submit"),
    path("<uuid:uid>/return_inside/", return_inside, name="return_inside"),
    path("<uuid:uid>/give_back/", give_back, name="give_back"),
    path("<uuid:uid>/hand_back/", hand_back, name="hand_back"),
    path("<uuid:uid>/unregister/", unregister, name="unregister"),
    path("<uuid:uid>/take_back_proposal/", take_back_proposal, name="take_back_proposal"),
    path("<uuid:uid>/take_back_assignment/", take_back_assignment, name="take_back_assignment"),
    path("<uuid:uid>/take_back_task/", take_back_task, name="take_back_task"),
]
