"""Folders: which documents lie together, in which order, and who may read them because of it.

A document lies in many folders without being copied (Decree 30 Annex VI I.III.4). Who may read a
folder is given its documents one by one (`Access.folder`), so that reading asks nothing more.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.identity import Identified
from docflow.people.models import Appointment
from docflow.units.models import Unit


class Folder(Identified):
    """Documents that lie together; what the folder is for, and how it lives, is told above."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")


class Placing(models.Model):
    """A document lies in a folder. `pages` are those of `version` when it was last counted."""

    folder = models.ForeignKey(Folder, models.PROTECT, related_name="placings")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="placings")
    ordinal = models.PositiveSmallIntegerField(_("order"), null=True)
    version = models.PositiveSmallIntegerField()
    pages = models.PositiveIntegerField(default=0)
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "document"], name="a_document_lies_in_a_folder_once"
            ),
            models.UniqueConstraint(
                fields=["folder", "ordinal"],
                condition=Q(ordinal__isnull=False),
                name="an_order_in_a_folder_is_given_once",
            ),
        ]


class FolderReader(models.Model):
    """A post or a unit that may read what lies in a folder, now and later."""

    folder = models.ForeignKey(Folder, models.CASCADE, related_name="readers")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "appointment"],
                condition=Q(appointment__isnull=False),
                name="a_post_reads_a_folder_once",
            ),
            models.UniqueConstraint(
                fields=["folder", "unit"],
                condition=Q(unit__isnull=False),
                name="a_unit_reads_a_folder_once",
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=True) ^ Q(unit__isnull=True),
                name="a_reader_is_a_post_or_a_unit",
            ),
        ]

    @property
    def taker(self) -> Any:
        """The post or the unit."""
        return self.appointment or self.unit


def let_read(folder: Folder, taker: Appointment | Unit) -> FolderReader | None:
    """Give a post or a unit the folder and all that lies in it; None when it has it already."""
    named = {"unit": taker} if isinstance(taker, Unit) else {"appointment": taker}
    reader, made = FolderReader.objects.get_or_create(folder=folder, **named)
    if not made:
        return None
    _give([reader], folder.placings.values_list("document", flat=True))
    return reader


def stop_reading(reader: FolderReader) -> None:
    """Take the folder from a post or a unit; what they may read by another way stays theirs."""
    _access().filter(
        folder=reader.folder_id, appointment=reader.appointment_id, unit=reader.unit_id
    ).delete()
    reader.delete()


def place(folder: Folder, document: Any, by: Appointment, pages: int) -> Placing:
    """Put a document into the folder; who may read the folder may read it from now."""
    placing = Placing.objects.create(
        folder=folder,
        document=document,
        version=document.current.number,
        pages=pages,
        placed_by=by,
    )
    _give(folder.readers.all(), [document.pk])
    return placing


def take_out(placing: Placing) -> None:
    """Take a document out; who could read it only because of the folder no longer can."""
    _access().filter(folder=placing.folder_id, document=placing.document_id).delete()
    placing.delete()


def _give(readers: Iterable[FolderReader], documents: Iterable[int]) -> None:
    rows = _access()
    keys = list(documents)
    rows.bulk_create(
        rows.model(
            document_id=key,
            folder_id=reader.folder_id,
            appointment_id=reader.appointment_id,
            unit_id=reader.unit_id,
        )
        for reader in readers
        for key in keys
    )


def _access() -> Any:
    from docflow.documents.models import Access

    return Access.objects
