"""What stands around every page: who acts for whom, and what waits."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from docflow import clock
from docflow.desks.counting import counts_of
from docflow.desks.papers import mark_of
from docflow.desks.queues import queues_of
from docflow.notices.reading import unread_count
from docflow.people.alerts import waiting_for
from docflow.permissions import Permission
from docflow.web import flash
from docflow.web.access import way_code
from docflow.web.navigation import places_of

AT_THE_BOTTOM = 3  # queues in the bar of a phone


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation of whoever acts; nothing for a page without an actor."""
    actor: Any = getattr(request, "actor", None)
    common = {
        "sandbox": settings.DOCFLOW_SANDBOX,
        "language": request.COOKIES.get("language"),
        "said": partial(flash.said, request),
    }
    if actor is None:
        return common
    counts = waiting_counts(request)
    queues = [(queue, counts[queue.code]) for queue in queues_of(actor)]
    return common | {
        "actor": actor,
        "ways": [(way_code(way), way) for way in getattr(request, "ways", [])],
        "acting_as": way_code(actor),
        "queues": queues,
        "pressing": sorted(queues, key=lambda pair: not pair[1])[:AT_THE_BOTTOM],
        "waiting": sum(count for _, count in queues),
        "unread": unread_count(actor.user),
        "places": places_of(actor),
        "printed": mark_of(actor, clock.now()),
        "rights_to_confirm": waiting_for(actor).count() if _confirms(actor) else 0,
        "may_search": bool(actor.permissions_in(actor.unit) - {Permission.UNIT_MANAGE}),
    }


def _confirms(actor: Any) -> bool:
    return Permission.RIGHTS_CONFIRM in actor.permissions_in(actor.unit)


def waiting_counts(request: Any) -> dict[str, int]:
    """How much waits in each queue of whoever acts, counted once for a page."""
    if not hasattr(request, "waiting_counts"):
        request.waiting_counts = counts_of(request.actor)
    counts: dict[str, int] = request.waiting_counts
    return counts
