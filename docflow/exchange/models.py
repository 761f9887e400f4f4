"""Deliveries: one for each recipient of an issued document, and the statuses that came back."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document
from docflow.exchange.states import Code, Lifecycle
from docflow.identity import Identified
from docflow.outgoing.models import Channel
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits

TROUBLED = Q(state__in=["refused", "failed"], acknowledged_at__isnull=True)
"""Deliveries that came back or never arrived, and that the clerk has not settled yet."""


class DeliveryQuerySet(WaitingQuerySet):
    """Questions to the deliveries."""

    def lock(self, delivery: "Delivery") -> "Delivery":
        """The row as it is now, locked until the transaction ends."""
        return (
            self.select_for_update(of=("self",))
            .select_related("document__unit", "unit")
            .get(pk=delivery.pk)
        )


class Delivery(Identified, Lifecycle, Waiting):
    """A document on its way to one recipient (lượt). While `due` is set the hand-over waits."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="deliveries")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("sender"), db_index=False
    )
    recipient = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("recipient"), max_length=200)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    paper_reason = models.CharField(max_length=300, blank=True)
    created = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, help_text="the clerk settled the trouble")

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "name"], name="one_delivery_for_each_recipient"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "id"], condition=TROUBLED, name="deliveries_in_trouble"),
            models.Index(fields=["unit", "id"], name="deliveries_of_a_unit"),
            models.Index(fields=["unit", "state", "id"], name="deliveries_in_a_state"),
            waits("deliveries_that_wait"),
        ]

    def give_up(self, reason: str) -> None:
        """After the last try: not delivered, for the clerk to see."""
        from docflow.exchange.actions import fail
        from docflow.people.actor import System

        fail(self, reason, by=System(self.unit))

    def __str__(self) -> str:
        return f"{self.document.code} → {self.name}"


class Status(Waiting):
    """A status a recipient reports; each code once. While `due` is set the sender is not told."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="statuses")
    code = models.CharField(max_length=2, choices=Code.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "code"], name="each_code_is_sent_once")
        ]
        indexes = [waits("statuses_that_wait")]

    def __str__(self) -> Any:
        return f"{self.code} {self.get_code_display()}"
