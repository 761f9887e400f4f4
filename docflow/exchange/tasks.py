"""Handing deliveries over and reporting statuses."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from docflow.audit.events import Event
from docflow.audit.following import follows_log
from docflow.audit.models import Entry
from docflow.audit.reader import Told, follow
from docflow.documents.models import Document, Mending
from docflow.exchange import actions
from docflow.exchange.models import Delivery, Status
from docflow.exchange.states import Code
from docflow.incoming import actions as incoming
from docflow.incoming.actions import Arriving
from docflow.incoming.arriving import Mends
from docflow.incoming.models import Incoming
from docflow.people.actor import System
from docflow.signatures.intake import File
from docflow.work import after_commit, claim, does
from storage import blobs
from storage.errors import BlobMissing

CODES = {
    Event.INCOMING_ARRIVED: Code.ARRIVED,
    Event.INCOMING_REFUSED: Code.REFUSED,
    Event.INCOMING_REGISTERED: Code.REGISTERED,
    Event.INCOMING_ASSIGNED: Code.ASSIGNED,
    Event.INCOMING_STARTED: Code.IN_PROGRESS,
    Event.INCOMING_HELD: Code.IN_PROGRESS,  # who holds it has looked into it
    Event.INCOMING_FINISHED: Code.COMPLETED,
}


@does(Delivery)
def hand_over(delivery_id: int) -> None:
    """Hand one document to its recipient. First the recipient's act, then the sender's.

    Cut off in between it runs again, and the recipient has the document already.
    """
    with claim(Delivery, delivery_id) as delivery:
        if delivery is None:
            return
        _let_arrive(delivery)
        actions.mark_sent(delivery, by=System(delivery.unit))


@does(Status)
def report_status(status_id: int) -> None:
    """Tell the sender one status."""
    with claim(Status, status_id) as status:
        if status:
            actions.receive_status(status, by=System(status.delivery.unit))


@follows_log(pause=0.2)
def follow_log() -> None:
    """What recipients did becomes statuses for their senders."""
    follow("statuses", _notice)


def _notice(told: Told) -> None:
    """One status, for the sender of the document and of all that were merged into it."""
    if told.subject is None or told.event not in set(Event):
        return
    received = Document.objects.filter(uid=told.subject).first()
    if received is None:
        return
    if told.event == Event.INCOMING_MERGED:
        _catch_up(received, told.at)
        return
    code = CODES.get(Event(told.event))
    if code is None:
        return
    reason = told.words.get("reason", "")[:500]
    merged = Document.objects.filter(incoming__merged_into=received.pk)
    for document in (received, *merged.order_by("pk")):
        _report(document, code, told.at, reason)


def _catch_up(merged: Document, at: datetime) -> None:
    """What became of the known document so far is true of the one merged into it."""
    into = Incoming.objects.filter(merged=merged.pk).values_list("document__uid", flat=True).first()
    for event in _happened(into) if into else ():
        if event in CODES and event != Event.INCOMING_REFUSED:
            _report(merged, CODES[Event(event)], at, "")


def _happened(uid: UUID) -> list[str]:
    """The events of a document, in their order."""
    entries = Entry.objects.filter(subject=uid).order_by("at", "number")
    return list(entries.values_list("event", flat=True))


def _report(received: Document, code: Code, at: datetime, reason: str) -> None:
    delivery = Delivery.objects.filter(
        recipient=received.unit, document__exchange_id=received.exchange_id
    ).first()
    if delivery is None:
        return
    status, made = Status.objects.get_or_create(
        delivery=delivery, code=code, defaults={"at": at, "reason": reason}
    )
    if made:
        after_commit(status)


def _let_arrive(delivery: Delivery) -> None:
    """The recipient's act. A worker whose lease was lost waits here and finds it done."""
    arriving = _arriving(delivery)
    for file in (arriving.file, *arriving.attachments):
        if not blobs.exists(file.digest):
            raise BlobMissing(file.digest)
    with transaction.atomic():
        if Delivery.objects.lock(delivery).due is None:
            return
        incoming.arrive(arriving, by=System(delivery.recipient))


def _arriving(delivery: Delivery) -> Arriving:
    document = delivery.document
    current = document.current
    assert current is not None
    return Arriving(
        exchange_id=document.exchange_id,
        sender=document.unit,
        issuer=document.issuer,
        kind=document.kind,
        subject=document.subject,
        urgency=document.urgency,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        circulation=document.circulation,
        mends=_mends(document),
        file=File(current.digest, current.size, ""),
        attachments=tuple(
            File(each.digest, each.size, each.name) for each in document.attachments.all()
        ),
    )


def _mends(document: Document) -> Mends | None:
    """What the document is to an earlier one, for the recipient to find it there."""
    found = Mending.objects.filter(document=document).first()
    return Mends(found.kind, found.exchange_id, found.code, found.issued_on) if found else None
