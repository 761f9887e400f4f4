"""The search index: the words of documents and units as tokens, and what is to be indexed anew.

All of it can be made again from the other tables and the store (`rebuild_search`), but for what
people keep beside it: their searches and columns.
"""

from typing import Any

from django.db import models

from docflow import clock
from docflow.documents.models import Document
from docflow.identity import Identified, new_uid
from docflow.people.models import User
from docflow.units.models import Unit


class FileText(models.Model):
    """The words of a stored file, for all documents with these bytes; empty if it has none."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    readable = models.BooleanField(default=True)
    read_at = models.DateTimeField(default=clock.wall)


class Words(models.Model):
    """The tokens of a document, sorted, with a space between (docflow/search/tokens.py)."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="search_words"
    )
    file = models.ForeignKey(FileText, models.SET_NULL, null=True, related_name="+")
    words = models.TextField()


class UnitWords(models.Model):
    """The tokens of a unit. The key is the order of the answers (docflow/search/unit_rows.py)."""

    place = models.BigIntegerField(primary_key=True)
    unit = models.OneToOneField(Unit, models.CASCADE, related_name="search_words")
    words = models.TextField()


class DueQuerySet(models.QuerySet["Due"]):
    """Questions to what is to be indexed."""

    def ask(self, what: str, refs: list[int]) -> None:
        """Have these indexed anew, once, however often it is asked before that happens."""
        self.bulk_create(
            (Due(what=what, ref=ref) for ref in sorted(refs)),
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["what", "ref"],
            update_fields=["turn", "after"],
        )


class Due(models.Model):
    """A document or unit to be indexed anew. Each time it is asked for it has another `turn`."""

    class What(models.TextChoices):
        DOCUMENT = "document"
        UNIT = "unit"

    what = models.CharField(max_length=10, choices=What.choices)
    ref = models.BigIntegerField()
    turn = models.UUIDField(default=new_uid)
    after = models.DateTimeField(default=clock.wall, help_text="not before this moment")

    objects: Any = DueQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "ref"], name="a_thing_is_due_once")]
        indexes = [models.Index(fields=["what", "after"], name="what_is_due_next")]


class SavedSearch(Identified):
    """What a person searches for again and again, by the name they gave it; theirs alone."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    direction = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_searches_have_own_names")
        ]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns a person wants to see of what is found, by their codes and in this order."""

    owner = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    columns = models.JSONField(default=list)
