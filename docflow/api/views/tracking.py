"""Deliveries: where each issued document has got to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import cursors, finding
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.payloads.outgoing import Deliveries, SentTo
from docflow.api.payloads.shapes import Page
from docflow.api.payloads.words import DeliveryState
from docflow.desks import tracking
from docflow.documents.models import Document
from docflow.exchange import actions
from docflow.exchange.models import Delivery
from docflow.permissions import Permission as P
from docflow.units.models import Unit

router = Router(tags=["deliveries"])


@call(router, "GET", "/outgoing/{uuid:uid}/deliveries", Deliveries, door="subject")
def list_deliveries_of(request: Any, uid: UUID) -> Deliveries:
    """Every recipient of one document with its statuses; trouble first."""
    steps = tracking.of_document(finding.outgoing(request, uid).document)
    return Deliveries(deliveries=_told(steps))


@call(router, "GET", "/deliveries", Page[SentTo], P.DOCUMENT_READ)
def list_deliveries(
    request: Any, state: DeliveryState | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[SentTo]:
    """What the token's unit sent, the newest first; all or in one state."""
    question = ("deliveries", state, request.token.uid)
    place = cursors.place(question, cursor)
    page = tracking.page(
        request.actor.unit,
        state=state or "",
        below=place[0] if place else None,
        limit=limit,
        whole=True,
    )
    following = cursors.cursor(question, [page.below]) if page.below is not None else None
    return Page[SentTo](items=_told(page.steps), next=following)


@call(
    router,
    "POST",
    "/deliveries/{uuid:uid}/acknowledge",
    SentTo,
    P.OUTGOING_ISSUE,
    door="subject",
    codes=("no_trouble", "settled_already"),
)
def acknowledge(request: Any, uid: UUID) -> SentTo:
    """Say that what came back is settled: it leaves the queue."""
    seen = Document.objects.visible_to(request.actor)
    delivery = finding.one(Delivery.objects.filter(document__in=seen), uid)
    settled = actions.acknowledge(delivery, by=request.actor)
    return _told(tracking.of_deliveries([settled]))[0]


def _told(steps: Sequence[Any]) -> list[SentTo]:
    keys = {each.delivery.recipient_id for each in steps}
    uids = dict(Unit.objects.filter(pk__in=keys - {None}).values_list("pk", "uid"))
    return [SentTo.of(each, uids.get(each.delivery.recipient_id)) for each in steps]
