"""Signed files with what their check needs in years to come, beside the files they begin with.

The file that was registered, numbered and sent, or received, stays what it is; the lasting one
begins with the same bytes and goes on with validation data and time-stamps (ETSI EN 319 142-1
§5.4).
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.work import Waiting, WaitingQuerySet, waits


class Lasting(Waiting):
    """One signed file of a document, or an attachment; while `due` is set it waits to be made."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="lasting")
    attachment = models.ForeignKey(
        "documents.Attachment",
        models.PROTECT,
        null=True,
        related_name="lasting",
        help_text="which file, when it is not the document's own",
    )
    signed = models.CharField(max_length=64, db_index=True, help_text="digest of the signed file")
    since = models.DateTimeField(help_text="when it was signed")
    time_missing = models.BooleanField(default=False, help_text="no time-stamp could be had")
    level = models.CharField(_("level"), max_length=5, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.BigIntegerField(default=0)
    verdict = models.JSONField(default=dict)
    holds_until = models.DateTimeField(
        null=True, db_index=True, help_text="when its newest time-stamps lose their worth"
    )

    objects: ClassVar[Any] = WaitingQuerySet.as_manager()

    class Meta:
        indexes = [waits("signed_files_that_wait")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "signed"], name="each_signed_file_lasts_once"
            )
        ]
