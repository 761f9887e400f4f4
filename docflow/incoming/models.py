"""An incoming document and who is to handle it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.freezing import must_be_free
from docflow.documents.models import Document
from docflow.identity import Identified
from docflow.incoming.handling_models import Extension as Extension
from docflow.incoming.handling_models import Holding as Holding
from docflow.incoming.handling_models import Part as Part
from docflow.incoming.handling_models import Urge as Urge
from docflow.incoming.passing import Passing
from docflow.incoming.states import Finding, Lifecycle
from docflow.people.models import Appointment
from docflow.units.models import Unit
from docflow.work import Waiting, WaitingQuerySet, waits

PASSED = Q(ended_as__in=["handed_over", "returned", "taken_back"])
"""Tasks handed over, returned or taken back: they count nowhere but in the history."""
OPEN = ~Q(state__in=["done", "filed", "refused", "merged", "recalled"])


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
    return_reason = models.CharField(max_length=500, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
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
        leads = self.live_tasks.filter(role=Assignment.Role.LEAD).select_related("person__user")
        return leads.order_by("-level").first()

    @property
    def is_asked_again(self) -> bool:
        """Whether whoever leads was asked again how it stands, and has not reported since."""
        asked = Urge.objects.filter(task__arrival=self.pk, reported_at__isnull=True)
        return asked.filter(task__role=Assignment.Role.LEAD).exists()

    @property
    def passing(self) -> Passing:
        """Who passed it on last, who is next, and whether they have opened it since."""
        return Passing(self)

    @property
    def live_tasks(self) -> Any:
        """Its tasks, done or not, but for those handed over, returned or taken back."""
        return self.assignments.exclude(PASSED)

    def lead_of(self, level: int) -> "Assignment | None":
        """The lead's task at a level."""
        leads = self.live_tasks.filter(role=Assignment.Role.LEAD, level=level)
        found: Assignment | None = leads.select_related("given_by__user").first()
        return found

    @property
    def open_proposal(self) -> "Proposal | None":
        """The proposal that waits for the leader."""
        waiting = self.proposals.filter(outcome=Proposal.Outcome.OPEN)
        return waiting.select_related("by__user").first()

    @property
    def proposal_in_force(self) -> "Proposal | None":
        """The newest proposal that was neither returned nor taken back."""
        kept = self.proposals.filter(outcome__in=Proposal.IN_FORCE)
        return kept.select_related("by__user").order_by("-number").first()

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
        """How a task ended; of the last three the row stays in the history and counts nowhere."""

        DONE = "done", _("done")
        NOTED = "noted", _("taken note of")
        CONTRIBUTED = "contributed", _("part given")
        CLOSED = "closed", _("closed with the lead")
        HANDED_OVER = "handed_over", _("handed over")
        RETURNED = "returned", _("returned")
        TAKEN_BACK = "taken_back", _("taken back")

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
    given_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True, default=clock.now)
    ended_as = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

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
            models.Index(fields=["unit", "role", "given_at"], name="tasks_of_a_unit_by_day"),
            models.Index(fields=["person", "role", "given_at"], name="tasks_of_a_post_by_day"),
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


class Proposal(Identified):
    """What the office proposes to the leader (phiếu trình): rounds are kept, one at most waits."""

    class Outcome(models.TextChoices):
        OPEN = "", _("waiting for the leader")
        ACCEPTED = "accepted", _("accepted")
        CHANGED = "changed", _("assigned otherwise")
        RETURNED = "returned", _("returned")
        TAKEN_BACK = "taken_back", _("taken back")

    IN_FORCE = (Outcome.OPEN, Outcome.ACCEPTED, Outcome.CHANGED)

    arrival = models.ForeignKey(Incoming, models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    summary = models.CharField(max_length=1000)
    due = models.DateTimeField(_("deadline"))
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arrival", "number"], name="proposals_are_numbered"),
            models.UniqueConstraint(
                fields=["arrival"], condition=Q(outcome=""), name="one_proposal_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrival} {self.number}"


class ProposedTask(models.Model):
    """Who is proposed for what: exactly one to lead."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="tasks")
    role = models.CharField(max_length=20, choices=Assignment.Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(role="lead"), name="one_lead_is_proposed"
            )
        ]

    @property
    def who(self) -> Unit | Appointment:
        """The person, or the whole unit."""
        return self.person or self.unit

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.who}"
