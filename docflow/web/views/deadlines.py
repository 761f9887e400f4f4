"""Deadlines of a task: more time asked and decided, asked again how it stands, reported."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from docflow.incoming import deadline_actions, follow_up_actions, own_tasks
from docflow.incoming.models import Extension
from docflow.permissions import Permission as P
from docflow.permissions import may
from docflow.web.access import find_incoming, page
from docflow.web.book import after_act
from docflow.web.forms.act import carry_out
from docflow.web.forms.following import ALLOW, DecideForm, ExtensionForm, ReportForm, UrgeForm
from docflow.web.forms.handling import NORMALLY
from docflow.web.views.documents import context_of
from docflow.web.views.passing_on import task_sent, uid_given


@page()
def ask_extension(request: Any, uid: UUID) -> HttpResponse:
    """Ask for a later deadline."""
    arrival = find_incoming(request, uid)
    task = task_sent(request, arrival) or own_tasks.task_to_extend(arrival, by=request.actor)
    form = ExtensionForm(request.POST or None, initial={"due": NORMALLY, "task": task.uid})
    return carry_out(
        request,
        form,
        lambda given: deadline_actions.ask_extension(
            task, form.moment(), given["reason"], by=request.actor
        ),
        lambda _: reverse("document", args=[uid]),
        "web/handling/ask_extension.html",
        {**context_of(request, arrival.document), "verb": "ask_extension", "task": task},
    )


@page()
def decide_extension(request: Any, uid: UUID) -> HttpResponse:
    """Allow more time or refuse it; then the next request that waits opens."""
    arrival = find_incoming(request, uid)
    asked = _asked(request) or own_tasks.request_to_decide(arrival, by=request.actor)
    leads = may(request.actor, P.INCOMING_ASSIGN, request.actor.unit)
    following = after_act(request.actor, "to_extend" if leads else "to_extend_within", uid)
    return carry_out(
        request,
        DecideForm(request.POST or None, extension=asked, initial={"extension": asked.uid}),
        lambda given: _decide(asked, given, request.actor),
        lambda _: following,
        "web/handling/decide_extension.html",
        {**context_of(request, arrival.document), "verb": "decide_extension", "extension": asked},
    )


@page()
def urge(request: Any, uid: UUID) -> HttpResponse:
    """Ask again how a task stands."""
    arrival = find_incoming(request, uid)
    task = task_sent(request, arrival) or own_tasks.task_to_urge(
        arrival, uid_given(request, "task"), by=request.actor
    )
    return carry_out(
        request,
        UrgeForm(request.POST or None, initial={"task": task.uid}),
        lambda given: follow_up_actions.urge(task, by=request.actor, words=given["words"]),
        lambda _: _back(request, uid),
        "web/handling/with_task.html",
        {**context_of(request, arrival.document), "verb": "urge", "task": task},
    )


@page()
def report_progress(request: Any, uid: UUID) -> HttpResponse:
    """Report on what was asked again."""
    arrival = find_incoming(request, uid)
    task = task_sent(request, arrival) or own_tasks.task_to_report(arrival, by=request.actor)
    asked = task.urges.filter(reported_at__isnull=True).select_related("by__user").order_by("pk")
    following = after_act(request.actor, "asked_again", uid)
    return carry_out(
        request,
        ReportForm(request.POST or None, initial={"task": task.uid}),
        lambda given: follow_up_actions.report_progress(task, given["report"], by=request.actor),
        lambda _: following,
        "web/handling/with_task.html",
        {
            **context_of(request, arrival.document),
            "verb": "report_progress",
            "task": task,
            "asked": asked,
        },
    )


def _decide(asked: Extension, given: dict[str, Any], actor: Any) -> Extension:
    if given["decision"] == ALLOW:
        return deadline_actions.allow_extension(asked, by=actor, words=given["words"])
    return deadline_actions.refuse_extension(asked, given["words"], by=actor)


def _asked(request: Any) -> Extension | None:
    """The request the form was about, also when somebody else has decided on it meanwhile."""
    uid = uid_given(request, "extension") if request.method == "POST" else None
    if uid is None:
        return None
    here = Extension.objects.filter(
        uid=uid, task__arrival__document__uid=request.resolver_match.kwargs["uid"]
    )
    found: Extension | None = here.select_related(
        "task__arrival__document", "task__addressee"
    ).first()
    return found


def _back(request: Any, uid: UUID) -> str:
    """Where whoever asked came from, if that is here; else the document."""
    back: str = request.POST.get("back", "")
    safe = back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if safe else reverse("document", args=[uid])


addresses = [
    path("<uuid:uid>/ask_extension/", ask_extension, name="ask_extension"),
    path("<uuid:uid>/decide_extension/", decide_extension, name="decide_extension"),
    path("<uuid:uid>/urge/", urge, name="urge"),
    path("<uuid:uid>/report_progress/", report_progress, name="report_progress"),
]
