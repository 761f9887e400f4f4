"""Webhooks of the token's unit: open, list, send again, stop; and their events, to be fetched."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Router
from pydantic import Field

from docflow.api import finding
from docflow.api.access import call
from docflow.api.cursors import Limit
from docflow.api.payloads import notices as told
from docflow.notices import actions
from docflow.notices.models import Endpoint, HookEvent
from docflow.permissions import Permission as P

router = Router(tags=["webhooks"])
AT_MOST = 100
After = Annotated[int, Field(ge=0, le=2**62, description="the last number one has")]


@call(router, "GET", "/webhooks", list[told.WebhookLine], P.UNIT_MANAGE)
def list_webhooks(request: Any) -> list[told.WebhookLine]:
    """The webhooks of the token's unit, the newest first, at most 100."""
    rows = Endpoint.objects.of(request.actor.unit).order_by("-pk")[:AT_MOST]
    return [told.WebhookLine.of(each) for each in rows]


@call(
    router,
    "POST",
    "/webhooks",
    told.OpenedWebhook,
    P.UNIT_MANAGE,
    status=201,
    needs_key=True,
    codes=("webhook_address", "events_missing", "unknown_event", "too_many_webhooks"),
    places={"webhook_address": "url", "events_missing": "events", "unknown_event": "events"},
)
def open_webhook(request: Any, given: told.NewWebhook) -> told.OpenedWebhook:
    """Have a program told events; the secret they are signed with is told here and never again."""
    endpoint, secret = actions.open_endpoint(given.url, given.events, by=request.actor)
    return told.OpenedWebhook(webhook=told.WebhookLine.of(endpoint), secret=secret)


@call(router, "GET", "/webhooks/{uuid:uid}/events", list[told.WebhookEvent], P.UNIT_MANAGE)
def list_webhook_events(
    request: Any, uid: UUID, after: After = 0, limit: Limit = 50
) -> list[told.WebhookEvent]:
    """The events of a webhook after a number, in their order, as long as they are kept."""
    rows = HookEvent.objects.filter(endpoint=_endpoint(request, uid), number__gt=after)
    return [told.WebhookEvent.of(each) for each in rows.order_by("number")[:limit]]


@call(
    router,
    "POST",
    "/webhooks/{uuid:uid}/replay",
    told.WebhookLine,
    P.UNIT_MANAGE,
    codes=("stopped_already", "bad_number"),
    places={"bad_number": "first"},
)
def replay_webhook(request: Any, uid: UUID, given: told.Replay) -> told.WebhookLine:
    """Deliver again from a number on; also wakes a webhook that was given up."""
    endpoint = actions.replay(_endpoint(request, uid), given.first, by=request.actor)
    return told.WebhookLine.of(endpoint)


@call(
    router,
    "POST",
    "/webhooks/{uuid:uid}/stop",
    told.WebhookLine,
    P.UNIT_MANAGE,
    codes=("stopped_already",),
)
def stop_webhook(request: Any, uid: UUID) -> told.WebhookLine:
    """End a webhook."""
    return told.WebhookLine.of(actions.stop_endpoint(_endpoint(request, uid), by=request.actor))


def _endpoint(request: Any, uid: UUID) -> Endpoint:
    return finding.one(Endpoint.objects.of(request.actor.unit), uid)
