"""Events for webhooks: what is told of an entry of the log, by uid and codes, in a fixed order.

Nothing of a document's words leaves: no subject, no name, no reason. Whoever wants more asks the
API for the uid, with a token that may read it.
"""

import json
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from docflow import clock
from docflow.audit.chain import moment
from docflow.audit.events import Event
from docflow.audit.reader import Told
from docflow.identity import new_uid
from docflow.notices.models import Endpoint, HookEvent
from docflow.work import after_commit

CHOICES: tuple[Event, ...] = tuple(
    event
    for event in Event
    if event.value.startswith(("outgoing.", "incoming.", "delivery.", "number."))
)
"""What a webhook may be told: events of documents, never of people, keys or sessions."""
CODES = ("unit", "channel", "finding", "code", "due", "lead", "assignment", "parent", "document")
"""Facts that are codes, moments and uids."""


def keep(told: Told) -> None:
    """Give the entry to each webhook of its unit that wants it, with the next number there."""
    if told.event not in CHOICES or told.fields["unit"] is None:
        return
    wanting = Endpoint.objects.select_for_update(of=("self",)).filter(
        unit__uid=told.fields["unit"], stopped_at__isnull=True
    )
    for endpoint in wanting.order_by("pk"):
        if told.event in endpoint.events:
            _add(endpoint, told)


def _add(endpoint: Endpoint, told: Told) -> None:
    number, uid = endpoint.last + 1, new_uid()
    body = body_of(told, number, str(uid))
    HookEvent.objects.create(
        uid=uid, endpoint=endpoint, number=number, event=told.event, body=body, at=told.at
    )
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    rows.update(last=number)
    resting = rows.filter(given_up_at__isnull=True)
    if resting.update(due=Coalesce(F("due"), Value(clock.wall()))):
        after_commit(endpoint)


def body_of(told: Told, number: int, uid: str) -> str:
    """The JSON a webhook gets."""
    fields: dict[str, Any] = told.fields
    facts = {name: told.facts[name] for name in CODES if name in told.facts}
    content = {
        "id": uid,
        "number": number,
        "event": told.event,
        "at": moment(told.at),
        "installation": fields["installation"],
        "unit": fields["unit"],
        "subject": fields["subject"],
        "from": fields["from"],
        "to": fields["to"],
        "facts": facts,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
