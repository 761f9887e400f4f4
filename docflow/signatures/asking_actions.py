"""What is asked of a key at a person's desk stands in the log."""

from typing import Any

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.people.actor import Actor
from docflow.signatures.models import DeskRequest


@action
def kept(request: DeskRequest, paper: Any, *, by: Actor) -> DeskRequest:
    """Keep a request that was prepared: from now on it may be answered."""
    request.save()
    record(
        Event.SIGNATURE_ASKED,
        paper,
        by,
        facts={"act": request.act, "serial": request.key.serial, "request": str(request.uid)},
        digests={"before": request.digest_before, "prepared": request.prepared},
    )
    return request
