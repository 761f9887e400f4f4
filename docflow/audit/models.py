"""The log's tables: entries are only ever added (docflow/audit/triggers.py sees to it)."""

from django.db import models

from docflow.identity import Identified
from docflow.work import Waiting, waits


class Installation(models.Model):
    """This installation's own name and public key (Ed25519, hex); one row, made at first start."""

    uid = models.UUIDField(unique=True)
    public_key = models.CharField(max_length=64)
    started = models.DateTimeField()


class Chain(models.Model):
    """One line of entries: of the installation, of a unit's acts, or of a unit's reads."""

    name = models.CharField(max_length=50, unique=True)
    installation = models.UUIDField()
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)
    signed = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One thing that happened. `text` is what is hashed; the other columns only help searching."""

    pk = models.CompositePrimaryKey("chain_id", "number")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries", db_index=False)
    number = models.BigIntegerField()
    text = models.TextField()
    link = models.CharField(max_length=64)
    event = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    actor = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="entry_by_subject"),
            models.Index(fields=["event", "at"], name="entry_by_event"),
            models.Index(fields=["actor", "at"], name="entry_by_actor"),
        ]


class EntryText(models.Model):
    """A text an entry commits to by hash: facts in JSON, or words that may have to be erased."""

    pk = models.CompositePrimaryKey("chain_id", "number", "name")
    chain = models.ForeignKey(Chain, models.PROTECT, db_index=False)
    number = models.BigIntegerField()
    name = models.CharField(max_length=30)
    salt = models.CharField(max_length=32)
    text = models.TextField(null=True)


class Checkpoint(models.Model):
    """The signed heads of all chains that grew since the last one; linked, so none can go."""

    number = models.BigIntegerField(primary_key=True)
    text = models.TextField()
    link = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)


class Bookmark(models.Model):
    """How far a reader of the log has come in a chain."""

    reader = models.CharField(max_length=30)
    chain = models.ForeignKey(Chain, models.PROTECT)
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "chain"], name="one_bookmark_for_each_chain")
        ]


class AuditCheck(Identified, Waiting):
    """A check of the log that somebody asked for; while `due` is set it waits or runs.

    `unit` is whose two chains are walked, nothing for all of them. `bad_*` name the first entry
    that does not hold, as docflow.audit.heads.Fault does.
    """

    unit = models.UUIDField(null=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    bad_chain = models.CharField(max_length=50, blank=True)
    bad_number = models.BigIntegerField(null=True)
    bad_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="checks_of_a_unit"),
            waits("log_checks_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.unit or 'all'} {self.asked_at}"

    @property
    def whole(self) -> bool:
        """Whether it is finished and found nothing wrong."""
        return self.finished_at is not None and self.bad_number is None
