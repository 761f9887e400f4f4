"""What happens to a task while it is handled: parts, extensions, urges; and documents on hold."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from docflow import clock
from docflow.documents.models import Attachment
from docflow.identity import Identified
from docflow.incoming.extending import Extending
from docflow.people.models import Appointment
from docflow.units.models import Unit
from docflow.work import Waiting, waits


class Holding(Waiting):
    """A document is on hold until a day; `due` is that day's first moment while it waits."""

    arrival = models.ForeignKey("incoming.Incoming", models.CASCADE, related_name="holdings")
    until = models.DateField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrival"],
                condition=Q(ended_at__isnull=True),
                name="a_document_is_on_hold_once",
            )
        ]
        indexes = [waits("holdings_that_wait")]


class Part(models.Model):
    """What a collaborator gave to the lead: words, and a file where there is one."""

    task = models.OneToOneField("incoming.Assignment", models.CASCADE, related_name="part")
    text = models.CharField(max_length=4000)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    file = models.OneToOneField(Attachment, models.PROTECT, null=True, related_name="part")


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """Questions to the requests for a later deadline."""

    def lock(self, request: "Extension") -> "Extension":
        """The row as it is now, locked until the transaction ends."""
        rows = self.select_for_update(of=("self",)).select_related(
            "task__arrival__document", "task__unit", "task__addressee", "task__parent__unit"
        )
        return rows.get(pk=request.pk)


class Extension(Extending, Identified):
    """A later deadline somebody asked for: from when to when, why, and how it was decided."""

    task = models.ForeignKey("incoming.Assignment", models.CASCADE, related_name="extensions")
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    due_before = models.DateTimeField()
    due = models.DateTimeField()
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(state="asked"),
                name="one_extension_is_asked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(due__gt=models.F("due_before")), name="an_extension_is_later"
            ),
        ]

    @property
    def document_id(self) -> int:
        """The document it is about: what freezes it freezes this too."""
        key: int = self.task.arrival_id
        return key

    @property
    def document(self) -> Any:
        """The document it is about."""
        return self.task.arrival.document

    @property
    def unit(self) -> Unit:
        """The unit to which the document came: its leader decides whatever is asked."""
        return self.task.addressee

    @property
    def giving_unit(self) -> Unit:
        """The department that handed the task on: its head decides within its own deadline."""
        parent = self.task.parent
        return parent.unit if parent else self.task.addressee

    @property
    def handling_unit(self) -> Unit:
        """Where the document is handled: with its end the request lapses, whoever asked."""
        unit: Unit = self.task.arrival.handling_unit
        return unit

    @property
    def goes_up(self) -> bool:
        """Whether only the leader can decide: nobody above the task has that much time."""
        parent = self.task.parent
        return parent is None or parent.due is None or self.due > parent.due


class Urge(models.Model):
    """Somebody asked again how a task stands; the report is what its handler answered."""

    task = models.ForeignKey("incoming.Assignment", models.CASCADE, related_name="urges")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    words = models.CharField(max_length=500, blank=True)
    report = models.CharField(max_length=1000, blank=True)
    reported_at = models.DateTimeField(null=True)
    reporter = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["task"],
                condition=Q(reported_at__isnull=True),
                name="urges_without_a_report",
            )
        ]
