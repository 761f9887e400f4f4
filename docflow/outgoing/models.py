"""An outgoing document, the rounds it went through and the recipients it is for."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.freezing import must_be_free
from docflow.documents.models import Document
from docflow.identity import Identified, Labelled
from docflow.outgoing.states import EDITABLE, Lifecycle
from docflow.people.models import Appointment
from docflow.signatures import evidence
from docflow.units.models import Unit


class Channel(models.TextChoices):
    """How a delivery goes; both needs a reason (QĐ 28/2018 Art. 5, 7)."""

    ELECTRONIC = "electronic", _("electronic")
    PAPER = "paper", _("paper")
    BOTH = "both", _("electronic and paper")


OPEN = ~Q(state__in=["issued", "cancelled"])


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    """Questions to the outgoing documents."""

    def lock(self, paper: "Outgoing") -> "Outgoing":
        """The row as it is now, locked until the transaction ends. Raises Refused when frozen."""
        row = (
            self.select_for_update(of=("self",))
            .select_related("document__unit", "unit", "drafter__user", "signer__user")
            .get(pk=paper.pk)
        )
        must_be_free(row)
        return row

    def of(self, unit: Unit) -> Self:
        """The documents of a unit."""
        return self.filter(unit=unit)


class Outgoing(Lifecycle):
    """A document the unit makes; its uid is the document's."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="outgoing"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    drafter = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    signer = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    signed_on_paper = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"], condition=OPEN, name="outgoing_still_open"),
            models.Index(fields=["unit", "document"], name="outgoing_of_a_unit"),
        ]

    @property
    def uid(self) -> Any:
        return self.document.uid

    def __str__(self) -> str:
        return str(self.document)

    @property
    def is_editable(self) -> bool:
        """Whether its drafter may change the file."""
        return self.state in EDITABLE

    def format_findings(self) -> list[Any]:
        """What the format check finds on the current file and facts."""
        from docflow.outgoing.format_check import findings

        return findings(self)

    def has_verified_signature(self) -> bool:
        """Whether the current file bears the signature of the named leader, found good."""
        return evidence.signed_by(self.document.current, "leader")

    def has_verified_seal(self) -> bool:
        """Whether the current file bears the agency's seal, found good."""
        return evidence.signed_by(self.document.current, "seal")

    def is_custodian(self, by: Any) -> bool:
        """Whether the agency's key is in the actor's custody now."""
        return evidence.custodian(self.unit, by, clock.today())

    def keeper(self) -> Any:
        """Who keeps the agency's key now, in words."""
        from docflow.outgoing.custody import keeper

        return keeper(self.unit)


class Round(models.Model):
    """One way through the desks that ended with a return or a withdrawal, and why."""

    paper = models.ForeignKey(Outgoing, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    ended = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="round_numbers_are_unique")
        ]


class Recipient(Labelled, models.Model):
    """Someone the document is for: a unit here or, by name, somebody outside."""

    paper = models.ForeignKey(Outgoing, models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    paper_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "name"], name="a_recipient_stands_once"),
            models.CheckConstraint(
                condition=~Q(channel="both") | ~Q(paper_reason=""),
                name="parallel_paper_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(channel="paper"),
                name="outsiders_get_paper",
            ),
        ]


class RecipientGroup(Identified):
    """Recipients a unit often writes to together, under a name of its own."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="a_unit_names_a_group_once")
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """One of a group: a unit here or, by name, somebody outside; and the channel it is sent by."""

    group = models.ForeignKey(RecipientGroup, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    paper_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "name"], name="a_member_stands_once")
        ]
