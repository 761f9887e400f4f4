"""A consent to sign a stated list of files, and what became of each."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.identity import Identified
from docflow.outgoing.models import Outgoing
from docflow.outgoing.states import State as Signing
from docflow.people.actor import Actor
from docflow.people.models import Appointment, Delegation

LASTS = timedelta(hours=12)
"""A consent covers what is begun within a working day; on the next one is asked anew."""


class BatchQuerySet(models.QuerySet["Batch"]):
    """Questions to the batches."""

    def of(self, by: Actor) -> Self:
        """Those an actor consented to, in the same capacity, the newest first."""
        return self.filter(signer=by.appointment, delegation=by.delegation).order_by("-pk")

    def unfinished(self) -> Self:
        """Those under which something still waits and may be signed."""
        waiting = Item.objects.filter(
            batch=models.OuterRef("pk"), state=Item.State.WAITING, paper__state=Signing.SIGNING
        )
        lasting = self.filter(consented_at__gt=clock.now() - LASTS)
        return lasting.filter(models.Exists(waiting))

    def counted(self) -> Self:
        """With the number of files of the list, of those signed and of those not signed."""
        states = {
            "signed": Item.State.SIGNED,
            "refused": Item.State.REFUSED,
            "waiting": Item.State.WAITING,
        }
        return self.annotate(
            count=models.Count("items"),
            **{
                name: models.Count("items", filter=models.Q(items__state=state))
                for name, state in states.items()
            },
        )


class Batch(Identified):
    """One consent: these files, by their digests, and no others (EN 419 241-1, SCAL2)."""

    signer = models.ForeignKey(Appointment, models.PROTECT, related_name="batches")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="+")
    consented_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = BatchQuerySet.as_manager()

    @property
    def ends_at(self) -> datetime:
        """Until when what waits may be taken up again under the consent."""
        return self.consented_at + LASTS

    @property
    def is_over(self) -> bool:
        """Whether the consent covers nothing more."""
        return clock.now() >= self.ends_at


class Item(models.Model):
    """One file of the list. It waits until it is signed or refused; each result stays."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SIGNED = "signed", _("signed")
        REFUSED = "refused", _("not signed")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    paper = models.ForeignKey(Outgoing, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text="of the file the leader saw")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(max_length=40, blank=True, help_text="code")
    ended_at = models.DateTimeField(null=True, help_text="when it was signed or refused")

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="one_item_in_each_place"),
            models.UniqueConstraint(fields=["batch", "paper"], name="a_document_once_in_a_batch"),
        ]
