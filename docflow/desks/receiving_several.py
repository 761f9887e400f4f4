"""Registering a list of checked arrivals: each by itself, its result its own; one stops nothing.

Each is an act and a transaction of its own. Cut off in the middle, the rest still waits.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docflow.desks.queues import queue_named
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.incoming import actions
from docflow.incoming.models import Incoming
from docflow.people.actor import Actor

AT_MOST = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one arrival of the list; `refusal` says why it was not registered."""

    arrival: Incoming
    refusal: Refused | None = None


def chosen(uids: Sequence[UUID], *, by: Actor) -> list[Incoming]:
    """Those of the arrivals of the own unit that may be seen, in the order of the queue."""
    visible = Document.objects.visible_to(by).filter(uid__in=uids[:AT_MOST])
    arrivals = Incoming.objects.filter(document__in=visible, unit=by.unit)
    found = list(arrivals.select_related("document__unit", "unit", "sender"))
    queue = queue_named("to_receive", by)
    order = [item.uid for item in queue.items(by, 500)] if queue else []
    return sorted(found, key=lambda each: order.index(each.uid) if each.uid in order else 500)


def register_each(arrivals: Sequence[Incoming], *, by: Actor) -> Iterator[Result]:
    """Register each; what needs the clerk's word - a twin, an undecided check - is left to them."""
    for arrival in arrivals:
        yield _registered(arrival, by)


def _registered(arrival: Incoming, by: Actor) -> Result:
    try:
        return Result(actions.register(arrival, by=by))
    except Refused as refusal:
        return Result(arrival, refusal)
    except Exception as fault:
        log.error("An arrival of a list was not registered: %s", type(fault).__name__)
        return Result(arrival, Refused("fault", _("A fault in the system. Register it later.")))
