"""Legal hold: an order freezes documents and folders, and nothing of them changes until it ends.

Decree 30 Annex VI IV. Every act asks here, by one of two doors: a move asks `frozen` before its
state is looked at (docflow/lifecycle.py), an act that moves nothing asks when it locks its row.
Reading stays possible, and what is under way by itself goes on: a delivery, a check on arrival.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from docflow import clock, wording
from docflow.errors import Refused, Several
from docflow.identity import Identified
from docflow.lifecycle import stop
from docflow.people.models import Appointment
from docflow.permissions import GRANTS, Permission, Role
from docflow.units.models import Unit


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    """Questions to the orders."""

    def standing(self) -> Self:
        """Orders that freeze something today."""
        return self.filter(lifted_at__isnull=True, first_day__lte=clock.today())

    def of(self, unit: Unit) -> Self:
        """The orders given in a unit."""
        return self.filter(unit=unit)

    def on_document(self, document_id: int) -> Self:
        """Orders that freeze a document: it is named, or lies in a folder that is."""
        held = Held.objects.filter(hold=OuterRef("pk"))
        return self.standing().filter(
            Exists(held.filter(document=document_id))
            | Exists(held.filter(folder__placings__document=document_id))
        )

    def on_folder(self, folder_id: int) -> Self:
        """Orders that freeze a folder."""
        return self.standing().filter(
            Exists(Held.objects.filter(hold=OuterRef("pk"), folder=folder_id))
        )


class LegalHold(Identified):
    """An order to keep things as they are: on what basis, of whom, from which day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    basis = models.CharField(_("basis"), max_length=500)
    ordered_by = models.CharField(_("ordered by"), max_length=200)
    first_day = models.DateField(_("from"))
    by_inspection = models.BooleanField(default=False)
    given_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=500, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["first_day"], condition=Q(lifted_at__isnull=True), name="holds_that_stand"
            ),
            models.Index(fields=["unit", "-id"], name="holds_of_a_unit"),
        ]

    def __str__(self) -> str:
        return self.basis

    @property
    def lifters(self) -> Several:
        """The roles that may lift it: inspection alone lifts what inspection froze."""
        roles = [role for role in Role if Permission.HOLD_MANAGE in GRANTS[role]]
        if self.by_inspection:
            roles = [role for role in roles if Permission.AUDIT_READ in GRANTS[role]]
        return Several(role.label for role in roles)

    def refusal(self) -> Refused:
        """What people read who would change something frozen."""
        return Refused(
            "frozen",
            _(
                "Frozen since %(first_day)s by order of %(ordered_by)s (%(basis)s): nothing may "
                "be changed until the hold is lifted. In %(unit)s it is lifted by: %(lifters)s."
            ),
            first_day=wording.date_text(self.first_day),
            ordered_by=self.ordered_by,
            basis=self.basis,
            unit=self.unit.name,
            lifters=self.lifters,
        )


class Held(models.Model):
    """A document or a folder an order freezes."""

    hold = models.ForeignKey(LegalHold, models.PROTECT, related_name="held")
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="held"
    )
    folder = models.ForeignKey("documents.Folder", models.PROTECT, null=True, related_name="held")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hold", "document"],
                condition=Q(document__isnull=False),
                name="an_order_names_a_document_once",
            ),
            models.UniqueConstraint(
                fields=["hold", "folder"],
                condition=Q(folder__isnull=False),
                name="an_order_names_a_folder_once",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=True) ^ Q(folder__isnull=True),
                name="held_is_a_document_or_a_folder",
            ),
        ]


def hold_on(subject: Any) -> LegalHold | None:
    """The order that freezes a thing: a document, or what tells of one or of a folder."""
    document = getattr(subject, "document_id", None)
    folder = getattr(subject, "folder_id", None)
    if type(subject).__name__ == "Document":
        document = subject.pk
    if document is not None:
        found = LegalHold.objects.on_document(document)
    elif folder is not None:
        found = LegalHold.objects.on_folder(folder)
    else:
        return None
    return found.select_related("unit").order_by("pk").first()


def recall_of(subject: Any) -> Refused | None:
    """What people read who would change a document that was recalled, at either side."""
    is_document = type(subject).__name__ == "Document"
    document = subject if is_document else getattr(subject, "document", None)
    recalled_at = getattr(document, "recalled_at", None)
    if recalled_at is None:
        return None
    return Refused(
        "recalled",
        _("It was recalled at %(at)s: what is left of it is kept as it is and changes no more."),
        at=wording.time_text(recalled_at),
    )


def must_be_free(subject: Any) -> None:
    """Raise Refused while a hold freezes the thing, or for good once it was recalled.

    The order and who may lift it are named. Decree 30 Annex VI III.8 and IV.
    """
    recalled = recall_of(subject)
    if recalled:
        raise recalled
    hold = hold_on(subject)
    if hold:
        raise hold.refusal()


@stop
def frozen(subject: Any, by: Any) -> Refused | None:
    """Why no person may move a thing now; the system ends what is under way."""
    if getattr(by, "user", None) is None:
        return None
    if not hasattr(subject, "_refused_as_frozen"):
        hold = hold_on(subject)
        subject._refused_as_frozen = hold.refusal() if hold else recall_of(subject)
    refusal: Refused | None = subject._refused_as_frozen
    return refusal
