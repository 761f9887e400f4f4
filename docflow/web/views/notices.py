"""Notices: what came to the desk since one last looked."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from docflow import clock
from docflow.desks.queues import queues_of
from docflow.people.models import User
from docflow.web.access import page

AT_MOST = 30


@require_safe
@page()
def show(request: Any) -> HttpResponse:
    """Everything that waits, the newest first, with what is new since the last look marked."""
    before = request.user.noticed_at
    found = [
        (item, queue) for queue in queues_of(request.actor) for item in queue.items(request.actor)
    ]
    found.sort(key=lambda pair: pair[0].since, reverse=True)
    notices = [
        {"item": item, "queue": queue, "is_new": before is None or item.since > before}
        for item, queue in found[:AT_MOST]
    ]
    User.objects.filter(pk=request.user.pk).update(noticed_at=clock.now())
    return render(request, "web/desk/notices.html", {"notices": notices})
