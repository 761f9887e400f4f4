"""A copy of a document the unit holds, and whom it is for."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.copies.conditions import is_in_force
from docflow.copies.states import Lifecycle
from docflow.documents.freezing import must_be_free
from docflow.documents.models import Document
from docflow.identity import Labelled
from docflow.outgoing.custody import keeper
from docflow.outgoing.models import Channel
from docflow.people.models import Appointment
from docflow.signatures import evidence
from docflow.units.models import Unit

OPEN = Q(state__in=["draft", "approved", "numbered", "sealed"])


class CopyQuerySet(models.QuerySet["Copy"]):
    """Questions to the copies."""

    def lock(self, copy: "Copy") -> "Copy":
        """The row as it is now, locked until the transaction ends. Raises Refused when frozen."""
        row = (
            self.select_for_update(of=("self",))
            .select_related("document__unit", "unit", "drafter__user", "original")
            .get(pk=copy.pk)
        )
        must_be_free(row)
        return row

    def of(self, unit: Unit) -> Self:
        """The copies a unit made."""
        return self.filter(unit=unit)


class Copy(Lifecycle):
    """A document that certifies another one, whole or in part (Decree 30 Art. 25).

    `document.kind` says which of the three kinds it is; `pages` are those of an extract. Its uid is
    the document's.
    """

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="copy")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    original = models.ForeignKey(Document, models.PROTECT, related_name="copies")
    pages = models.JSONField(default=list, help_text="of an extract, counted from 1; empty: all")
    drafter = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    approver = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    authority = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"], condition=OPEN, name="copies_still_open"),
            models.Index(fields=["unit", "document"], name="copies_of_a_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "refused", "cancelled"])
                | Q(approver__isnull=False),
                name="a_copy_goes_on_approved",
            )
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def uid(self) -> Any:
        return self.document.uid

    def has_verified_seal(self) -> bool:
        """Whether the current file bears the agency's signature, found good."""
        return evidence.signed_by(self.document.current, "seal")

    def is_of_what_counts(self) -> bool:
        """Whether the original is in force still."""
        return is_in_force(self.original)

    def is_custodian(self, by: Any) -> bool:
        """Whether the agency's key is in the actor's custody now."""
        return evidence.custodian(self.unit, by, clock.today())

    def keeper(self) -> Any:
        """Who keeps the agency's key now, in words."""
        return keeper(self.unit)


class CopyRecipient(Labelled, models.Model):
    """Someone a copy is for: a unit here or, by name, somebody outside."""

    copy = models.ForeignKey(Copy, models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    paper_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["copy", "name"], name="a_recipient_of_a_copy_stands_once"
            ),
            models.CheckConstraint(
                condition=~Q(channel="both") | ~Q(paper_reason=""),
                name="a_copy_on_parallel_paper_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(channel="paper"),
                name="outsiders_get_copies_on_paper",
            ),
        ]
