"""The further bodies of a joint document."""

from django.db import models

from docflow.identity import Identified
from docflow.people.models import Appointment
from docflow.units.models import Unit


class CoIssuer(Identified):
    """A further body of a joint document, in its place after the one that drafts and numbers it.

    Its leader signs and its custodian seals in this order, after those of the bodies before.
    """

    paper = models.ForeignKey("outgoing.Outgoing", models.CASCADE, related_name="co_issuers")
    place = models.PositiveSmallIntegerField(help_text="2: the first after the one in charge")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    signer = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["paper", "unit"], name="a_body_stands_once"),
            models.UniqueConstraint(fields=["paper", "place"], name="one_body_in_each_place"),
        ]

    def __str__(self) -> str:
        return self.unit.name
