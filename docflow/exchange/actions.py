"""Sending: issue with its deliveries, hand over, and take the statuses that come back."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.freezing import must_be_free
from docflow.errors import Refused
from docflow.exchange.delivering import begin_delivery, must_stay_inside
from docflow.exchange.models import Delivery, Status
from docflow.exchange.states import VERBS, Code, State
from docflow.outgoing import actions as outgoing
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, require


@action
def issue(paper: Outgoing, *, by: Actor) -> list[Delivery]:
    """Issue a document and create its deliveries: one for each recipient, in one transaction."""
    paper = outgoing.issue(paper, by=by)
    must_stay_inside(paper.document, paper.recipients.all())
    return [_deliver(paper, recipient, by) for recipient in paper.recipients.order_by("pk")]


@action
def mark_sent(delivery: Delivery, *, by: System) -> Delivery:
    """The recipient's system has taken the document over."""
    delivery = Delivery.objects.lock(delivery)
    if delivery.due is None:
        return delivery
    if delivery.state == "pending":
        delivery.send(by)
    delivery.settle()
    delivery.save()
    record(Event.DELIVERY_SENT, delivery, by)
    return delivery


@action
def fail(delivery: Delivery, reason: str, *, by: System) -> Delivery:
    """The document could not be handed over; the clerk sees why. Not when it arrived after all."""
    delivery = Delivery.objects.lock(delivery)
    if delivery.due is None or delivery.state != "pending":
        return delivery
    delivery.fail(by)
    delivery.due = delivery.lease = None
    delivery.last_error = reason
    delivery.save()
    record(Event.DELIVERY_FAILED, delivery, by, reason=reason)
    return delivery


@action
def receive_status(status: Status, *, by: System) -> Delivery:
    """Take a status in: recorded once; it moves the delivery on, never back."""
    delivery = Delivery.objects.lock(status.delivery)
    status = Status.objects.select_for_update().get(pk=status.pk)
    if status.due is None:
        return delivery
    verb = VERBS[Code(status.code)]
    try:
        getattr(delivery, verb)(by)
    except Refused as late:
        if late.code != "wrong_state":
            raise
    delivery.save()
    status.settle()
    status.save()
    record(
        Event.DELIVERY_STATUS_RECEIVED,
        delivery,
        by,
        facts={"code": status.code, "unit": str(delivery.unit.uid)},
        reason=status.reason,
    )
    return delivery


@action
def acknowledge(delivery: Delivery, *, by: Actor) -> Delivery:
    """The clerk has seen what came back and settled it: it leaves the queue, the row stays.

    Only for what was refused or not delivered. Raises Refused otherwise, or when it is settled.
    """
    require(by, Permission.OUTGOING_ISSUE, delivery.unit)
    delivery = Delivery.objects.lock(delivery)
    must_be_free(delivery)
    if delivery.state not in (State.REFUSED, State.FAILED):
        raise Refused(
            "no_trouble", _("There is nothing to settle: it was neither refused nor undelivered.")
        )
    if delivery.acknowledged_at:
        raise Refused("settled_already", _("Somebody settled this already."))
    delivery.acknowledged_at = clock.now()
    delivery.save(update_fields=["acknowledged_at"])
    record(
        Event.DELIVERY_ACKNOWLEDGED,
        delivery,
        by,
        facts={"unit": str(delivery.unit.uid), "state": str(delivery.state)},
    )
    return delivery


def _deliver(paper: Outgoing, recipient: Any, by: Actor) -> Delivery:
    delivery, facts = begin_delivery(paper, recipient)
    record(Event.DELIVERY_CREATED, delivery, by, facts=facts, paper_reason=recipient.paper_reason)
    return delivery


def statuses_seen(delivery: Delivery) -> list[str]:
    """The codes the sender has been told, in order."""
    told = delivery.statuses.filter(due__isnull=True)
    return list(told.order_by("code").values_list("code", flat=True))
