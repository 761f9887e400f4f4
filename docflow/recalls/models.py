"""A recall from one recipient, the request as the recipient has it, and a unit's standing answer.

Both rows stay for good: the recall itself is kept (Decree 30/2020 Annex VI III.8).
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document
from docflow.exchange.models import Delivery
from docflow.identity import Identified
from docflow.people.models import Appointment
from docflow.recalls.states import UNDER_WAY, Got, GotLife, SentLife
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits


class RecallQuerySet(WaitingQuerySet):
    """Questions to the recalls."""

    def lock(self, recall: "Recall") -> "Recall":
        """The row as it is now, locked until the transaction ends."""
        rows = self.select_for_update(of=("self",)).select_related("delivery__document", "unit")
        found: Recall = rows.get(pk=recall.pk)
        return found

    def of(self, document: Document) -> Self:
        """Those of a document, in the order they were asked."""
        rows = self.filter(delivery__document=document).order_by("pk")
        return rows.select_related("delivery", "asked_by__user", "noted_by__user")


class Recall(Identified, SentLife, Waiting):
    """The sender asks one recipient to give a document back. While `due` is set the request waits.

    A recipient that refused can be asked again: a row for each time.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="recalls")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True, help_text="as the recipient says")
    answer_reason = models.CharField(max_length=500, blank=True)
    paper_back_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = RecallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(state__in=UNDER_WAY),
                name="a_recipient_is_asked_once_at_a_time",
            )
        ]
        indexes = [waits("recalls_that_wait")]

    @property
    def document(self) -> Document:
        """What is recalled."""
        return self.delivery.document

    @property
    def document_id(self) -> int:
        """Its key, by which a hold knows it."""
        return self.delivery.document_id

    def __str__(self) -> str:
        return f"{self.delivery}: {self.get_state_display()}"


class RequestQuerySet(WaitingQuerySet):
    """Questions to the requests."""

    def lock(self, request: "Request") -> "Request":
        """The row as it is now, locked until the transaction ends."""
        rows = self.select_for_update(of=("self",)).select_related("received", "unit", "sender")
        found: Request = rows.get(pk=request.pk)
        return found

    def of(self, unit: Unit) -> Self:
        """What a unit is asked to give back."""
        return self.filter(unit=unit)


class Request(Identified, GotLife, Waiting):
    """A recipient is asked to give a document back; its uid is that of the recall.

    While `due` is set the sender is not told the answer. `digests` are the SHA-256 of what was
    cancelled: of the content nothing else is left.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    received = models.ForeignKey(Document, models.PROTECT, related_name="recall_requests")
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(default=clock.now)
    deadline = models.DateTimeField(_("deadline"))
    answered_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.CharField(max_length=500, blank=True)
    automatic = models.BooleanField(default=False, help_text="by the unit's standing answer")
    digests = models.JSONField(default=list)
    due = models.DateTimeField(null=True)

    objects: ClassVar[Any] = RequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "deadline"],
                condition=Q(state=Got.ASKED),
                name="requests_to_answer",
            ),
            waits("recall_answers_that_wait"),
        ]

    @property
    def document(self) -> Document:
        """What is asked back."""
        return self.received

    @property
    def is_late(self) -> bool:
        """Whether it was not answered by its deadline, or is not and the deadline has passed."""
        return (self.answered_at or clock.now()) > self.deadline

    def __str__(self) -> str:
        return f"{self.received}: {self.get_state_display()}"


class Rule(models.Model):
    """How a unit answers requests to recall: by a person, unless it chose to agree at once."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    agrees_at_once = models.BooleanField(default=False)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.unit}: {self.agrees_at_once}"
