"""An incoming document and who is to handle it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.freezing import must_be_free
from docflow.documents.models import Document
from docflow.identity import Identified
from docflow.incoming.states import Finding, Lifecycle
from docflow.people.models import Appointment
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits

OPEN = ~Q(state__in=["done", "refused"])


class IncomingQuerySet(WaitingQuerySet):
    """Questions to the incoming documents."""

    def lock(self, arrival: "Incoming", *, by_itself: bool = False) -> "Incoming":
        """The row as it is now, locked until the transaction ends. Raises Refused when frozen.

        Not `by_itself`: what the system ends on its own goes on.
        """
        row: Incoming = (
            self.select_for_update(of=("self",))
            .select_related("document__unit", "unit")
            .get(pk=arrival.pk)
        )
        if not by_itself:
            must_be_free(row)
        return row

    def of(self, unit: Unit) -> Self:
        """The documents of a unit."""
        return self.filter(unit=unit)


class Incoming(Lifecycle, Waiting):
    """A document the unit got; its uid is the document's. While `due` is set its check waits."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="incoming"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sender = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    on_paper = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(default=clock.now)
    arrival_number = models.PositiveIntegerField(_("arrival number"), null=True)
    registered_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    verdict = models.JSONField(default=dict)
    accept_reason = models.CharField(max_length=500, blank=True)
    refuse_reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = IncomingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(arrival_number__isnull=True) | Q(registered_at__isnull=False),
                name="arrival_number_and_time_come_together",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state"], condition=OPEN, name="incoming_still_open"),
            models.Index(fields=["unit", "document"], name="incoming_of_a_unit"),
            waits("checks_that_wait"),
        ]

    @property
    def uid(self) -> Any:
        return self.document.uid

    @property
    def handling_unit(self) -> Unit:
        """Where the lead at the lowest level sits."""
        lead = self.lowest_lead
        return lead.unit if lead else self.unit

    @property
    def lowest_lead(self) -> "Assignment | None":
        """The lead's task at the lowest level: whoever has it handles the document."""
        leads = self.assignments.filter(role=Assignment.Role.LEAD).select_related("person__user")
        return leads.order_by("-level").first()

    def __str__(self) -> str:
        return str(self.document)


class Assignment(Identified):
    """A task from a directive: lead, co-ordinate or take note, by a time.

    Decree 30 Art. 23: exactly one lead at each level; a child's deadline is never
    later than its parent's; the first deadline is kept when it is extended.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        COLLABORATOR = "collaborator", _("co-ordinating")
        FOR_INFORMATION = "for_information", _("for information")

    arrival = models.ForeignKey(Incoming, models.CASCADE, related_name="assignments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    level = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    addressee = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", help_text="to which the document came"
    )
    directive = models.CharField(max_length=1000, blank=True)
    due = models.DateTimeField(_("deadline"), null=True)
    first_due = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "level"],
                condition=Q(role="lead"),
                name="exactly_one_lead_at_each_level",
            ),
            models.CheckConstraint(
                condition=Q(role="for_information") | Q(due__isnull=False),
                name="tasks_have_a_deadline",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(done_at__isnull=True), name="open_tasks_of_a_post"
            ),
            models.Index(
                fields=["unit", "due"],
                condition=Q(done_at__isnull=True),
                name="open_tasks_of_a_unit",
            ),
            models.Index(
                fields=["addressee", "due", "id"],
                condition=Q(done_at__isnull=True, level=1, role="lead"),
                name="open_tasks_to_follow_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person or self.unit}"
