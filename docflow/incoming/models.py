"""An incoming document and who is to handle it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document
from docflow.identity import Identified
from docflow.incoming.handling_models import Extension as Extension
from docflow.incoming.handling_models import Holding as Holding
from docflow.incoming.handling_models import Part as Part
from docflow.incoming.handling_models import Urge as Urge
from docflow.incoming.states import Finding, Lifecycle
from docflow.people.models import Appointment
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits

PASSED = Q(ended_as="handed_over")
"""Tasks whose place another one took: they count nowhere but in the history."""
OPEN = ~Q(state__in=["done", "filed", "refused"])


class IncomingQuerySet(WaitingQuerySet):
    """Questions to the incoming documents."""

    def lock(self, arrival: "Incoming") -> "Incoming":
        """The row as it is now, locked until the transaction ends."""
        return (
            self.select_for_update(of=("self",))
            .select_related("document__unit", "unit")
            .get(pk=arrival.pk)
        )

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
    result = models.CharField(max_length=1000, blank=True)
    kept_at = models.CharField(max_length=500, blank=True, help_text="where it is filed")

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
        leads = self.assignments.filter(role=Assignment.Role.LEAD).exclude(PASSED)
        return leads.select_related("person__user").order_by("-level").first()

    @property
    def is_asked_again(self) -> bool:
        """Whether whoever leads was asked again how it stands, and has not reported since."""
        asked = Urge.objects.filter(task__arrival=self.pk, reported_at__isnull=True)
        return asked.filter(task__role=Assignment.Role.LEAD).exists()

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

    class Ended(models.TextChoices):
        DONE = "done", _("done")
        NOTED = "noted", _("taken note of")
        CONTRIBUTED = "contributed", _("part given")
        CLOSED = "closed", _("closed with the lead")
        HANDED_OVER = "handed_over", _("handed over")

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
    ended_as = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    given_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "level"],
                condition=Q(role="lead") & ~PASSED,
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
            models.Index(
                fields=["addressee", "-done_at"],
                condition=Q(done_at__isnull=False, level=1, role="lead"),
                name="tasks_followed_to_the_end",
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it was not done by its deadline, or is not and the deadline has passed."""
        return self.due is not None and (self.done_at or clock.now()) > self.due

    @property
    def counted(self) -> "Assignment":
        """The task as it was given first: reports know it by that, whoever has it now."""
        return self.replaces.counted if self.replaces else self

    def end(self, how: str) -> None:
        """Note now as its end; saved with it."""
        self.done_at, self.ended_as = clock.now(), how
        self.save(update_fields=["done_at", "ended_as"])

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person or self.unit}"
