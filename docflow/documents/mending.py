"""Documents that follow up an earlier one: replace it, amend it or correct its form.

Decree 30/2020 Art. 18.3: wrong content is mended by a document of equal form, wrong form by a
letter. The earlier one is named by its exchange identifier, which sender and receivers share: it
is found wherever it is, also when it comes later or never came.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from docflow.documents.models import Document

IN_FORCE = Q(document__outgoing__state="issued") | (
    Q(document__incoming__isnull=False)
    & ~Q(document__incoming__state__in=["refused", "merged", "recalled"])
)
"""Of a draft nothing is told yet, and nothing any more of what was recalled."""


class Mending(models.Model):
    """What a document is to an earlier one, which it names by number and date too."""

    class Kind(models.TextChoices):
        REPLACES = "replaces", _("replaces")
        AMENDS = "amends", _("amends")
        CORRECTS = "corrects", _("corrects")

    document = models.OneToOneField(
        "documents.Document", models.CASCADE, related_name="mends", primary_key=True
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    exchange_id = models.UUIDField(db_index=True)
    code = models.CharField(max_length=80)
    issued_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"

    @property
    def earlier(self) -> "Document | None":
        """The earlier document, where its holder has it."""
        rows: Any = type(self.document).objects
        same = rows.filter(unit=self.document.unit_id, exchange_id=self.exchange_id)
        found: Document | None = same.order_by("pk").first()
        return found


def mended_by(document: Any) -> list[Mending]:
    """What replaces, amends or corrects a document at its holder, the oldest first."""
    rows = Mending.objects.filter(
        IN_FORCE, exchange_id=document.exchange_id, document__unit=document.unit_id
    )
    return list(rows.select_related("document").order_by("pk"))
