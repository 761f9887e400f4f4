"""What the unit is asked to give back, for whoever answers; the soonest due first."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from docflow.desks.edges import Edges
from docflow.desks.items import of_request
from docflow.desks.queue_kinds import Queue, Source
from docflow.permissions import Permission
from docflow.recalls.models import Request
from docflow.recalls.states import Got


def _requests(actor: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Request.objects.of(actor.unit)
    return rows


def _told(rows: QuerySet[Any], _day: date, _edges: Edges | None) -> QuerySet[Any]:
    return rows.select_related("received").order_by("deadline", "pk")


def _to_answer(actor: Any, near: datetime) -> Q:
    return Q(state=Got.ASKED)


REQUESTS = Source(_requests, _told, of_request, "received__kind")
SOURCES = (REQUESTS,)
OWN: set[str] = set()
QUEUES: tuple[Queue, ...] = (
    Queue(
        "asked_back",
        _("Asked to give back"),
        _("No sender asks a document back."),
        Permission.RECALL_ANSWER,
        REQUESTS,
        _to_answer,
    ),
)
