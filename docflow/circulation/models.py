"""Papers handed round for a meeting: who has them, until when."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Document
from docflow.identity import Identified
from docflow.people.models import Appointment
from docflow.permissions import Permission
from docflow.units.models import Unit


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Questions to the meetings."""

    def lock(self, meeting: "Meeting") -> "Meeting":
        """The row as it is now, locked until the transaction ends."""
        return (
            self.select_for_update(of=("self",))
            .select_related("unit", "handed_by__user")
            .get(pk=meeting.pk)
        )

    def kept_by(self, actor: Any) -> Self:
        """Those whose list of readers is an actor's to see.

        Of whoever handed the papers round, of the unit's auditors, and of its clerk.
        """
        held = actor.permissions_in(actor.unit)
        ours = self.filter(unit=actor.unit)
        if Permission.AUDIT_READ in held or _keeps_all(held):
            return ours
        if Permission.MEETING_HAND_ROUND in held:
            return ours.filter(handed_by=actor.stands_for)
        return self.none()

    def attended_by(self, actor: Any) -> Self:
        """Those whose papers an actor has now: not over, and not given back."""
        if Permission.MEETING_ATTEND not in actor.permissions_in(actor.unit):
            return self.none()
        mine = Member.objects.filter(
            meeting=OuterRef("pk"), appointment=actor.stands_for, given_back__isnull=True
        )
        return self.filter(Exists(mine), ends__gt=clock.now())

    def visible_to(self, actor: Any) -> Self:
        """Those an actor keeps or attends now."""
        return self.kept_by(actor) | self.attended_by(actor)


def _keeps_all(held: frozenset[Permission]) -> bool:
    """Whether these are the permissions of the unit's clerk, who looks after all its meetings."""
    return {Permission.MEETING_HAND_ROUND, Permission.OUTGOING_ISSUE} <= held


class Meeting(Identified):
    """A meeting papers were handed round for. It is over when the clock says so; nothing runs."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("name of the meeting"), max_length=200)
    begins = models.DateTimeField(_("begins"))
    ends = models.DateTimeField(_("ends"))
    handed_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(default=clock.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("handed_at")), name="a_meeting_ends_after_the_papers_came"
            )
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="meetings_of_a_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether it has ended by the clock of now."""
        return self.ends <= clock.now()

    def is_kept_by(self, actor: Any) -> bool:
        """Whether the actor may end or prolong it and add to it: who handed round, or the clerk."""
        held = actor.permissions_in(self.unit)
        if Permission.MEETING_HAND_ROUND not in held:
            return False
        return _keeps_all(held) or self.handed_by == actor.stands_for


class Member(models.Model):
    """Somebody papers were handed to; `given_back` when before the end."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="members")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    added = models.DateTimeField(default=clock.now)
    given_back = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "appointment"], name="a_member_of_a_meeting_stands_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.appointment)


class Paper(models.Model):
    """A document handed round."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "document"], name="a_paper_of_a_meeting_stands_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.document)
