"""What a unit asked those below it to report, and what each of them answered."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document
from docflow.identity import Identified
from docflow.people.models import Appointment
from docflow.permissions import Permission, may
from docflow.reporting.states import AskedLifecycle, Lifecycle, State
from docflow.units.models import Unit

WORKS_ON = (Permission.REPORT_ASK, Permission.REPORT_ANSWER, Permission.AUDIT_READ)
"""Whoever may do any of these in a unit reads the reports it asked for and those asked of it."""


def may_read(actor: Any) -> bool:
    """Whether the actor reads the periodic reports of their unit."""
    return actor.unit is not None and any(may(actor, each, actor.unit) for each in WORKS_ON)


class ReportRequestQuerySet(models.QuerySet["ReportRequest"]):
    """Questions to what was asked for."""

    def lock(self, asked: "ReportRequest") -> "ReportRequest":
        """The row as it is now, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("unit").get(pk=asked.pk)

    def visible_to(self, actor: Any) -> Self:
        """What the actor's unit asked for itself, and what was passed on below because of it."""
        if not may_read(actor):
            return self.none()
        return self.filter(Q(unit=actor.unit) | Q(origin__unit=actor.unit))


class ReportRequest(Identified, AskedLifecycle):
    """A report asked of units below, for a period: its figures and the time it is due.

    A unit that was asked may pass it on to those below it: then `part_of` is its own report, and
    `origin` what began it all.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=300)
    instruction = models.CharField(_("instruction"), max_length=2000, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    due = models.DateTimeField(_("deadline"))
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    part_of = models.OneToOneField("Report", models.PROTECT, null=True, related_name="passed_on")
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = ReportRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="a_reported_period_does_not_end_before_it_begins",
            )
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="reports_asked_by_a_unit")]

    def __str__(self) -> str:
        return self.title


class Figure(models.Model):
    """One figure a report asks for, in its place."""

    request = models.ForeignKey(ReportRequest, models.CASCADE, related_name="figures")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(_("figure"), max_length=200)
    measure = models.CharField(_("measure"), max_length=40, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["request", "place"], name="a_figure_has_its_own_place")
        ]

    def __str__(self) -> str:
        return self.label


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions to the reports."""

    def lock(self, report: "Report") -> "Report":
        """The row as it is now, locked until the transaction ends; what was asked is not closed
        meanwhile."""
        rows = self.select_for_update(of=("self", "request"))
        return rows.select_related("request__unit", "unit").get(pk=report.pk)

    def of(self, unit: Unit) -> Self:
        """The reports asked of a unit."""
        return self.filter(unit=unit)

    def visible_to(self, actor: Any) -> Self:
        """The reports of the actor's unit, and those it asked for, itself or through others."""
        if not may_read(actor):
            return self.none()
        unit = actor.unit
        asked = Q(request__unit=unit) | Q(request__origin__unit=unit)
        return self.filter(Q(unit=unit) | asked)


class Report(Identified, Lifecycle):
    """What one unit reports: its figures, its words, and the signed document it stands in."""

    request = models.ForeignKey(ReportRequest, models.CASCADE, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due = models.DateTimeField(_("deadline"))
    words = models.CharField(_("words"), max_length=4000, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    return_reason = models.CharField(max_length=500, blank=True)
    asked_again = models.PositiveSmallIntegerField(default=0)
    asked_again_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "unit"], name="a_unit_reports_once")
        ]
        indexes = [
            models.Index(
                fields=["unit", "due"],
                condition=Q(state__in=["asked", "returned"]),
                name="reports_still_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.unit}"

    @property
    def is_late(self) -> bool:
        """Whether it came after its deadline, or has not come and the deadline has passed."""
        return (self.sent_at or clock.now()) > self.due if self.is_here else clock.now() > self.due

    def is_told_to(self, actor: Any) -> bool:
        """Whether the actor reads its figures and words: before it is sent only who fills it in."""
        return self.is_here or self.unit == actor.unit

    @property
    def is_here(self) -> bool:
        """Whether it is with whoever asked, and counts in the sums."""
        return self.state in (State.SENT, State.ACCEPTED)


class Value(models.Model):
    """What a report says for one figure."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="values")
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "figure"], name="a_figure_is_reported_once")
        ]
