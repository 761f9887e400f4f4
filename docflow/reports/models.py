"""What is counted, one row for each thing, taken from the log alone.

A row may be begun by the later of two entries: they can lie in different chains, and no order is
promised between chains. A row without a day is not whole yet and is in no figure.
"""

from django.db import models


class Counted(models.Model):
    """One thing, known by its uid; `SUBJECT` is the column with the subject of its entries."""

    SUBJECT = "uid"

    uid = models.UUIDField(unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.uid}"


class Dated(Counted):
    """A thing of a unit, which happened at a moment, on a day in Vietnam."""

    unit = models.UUIDField(null=True)
    at = models.DateTimeField(null=True)
    day = models.DateField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["unit", "day"])]


class CountedDelivery(Dated):
    """A document sent to one recipient (lượt), counted for its sender."""

    document = models.UUIDField(null=True)
    recipient = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    delivered_at = models.DateTimeField(null=True)


class CountedArrival(Dated):
    """A registered incoming document (lượt), counted for its receiver."""

    sender = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    finding = models.CharField(max_length=10)
    since = models.DateTimeField(null=True, help_text="when it was last registered or struck out")
    void_at = models.DateTimeField(null=True, help_text="its registration was undone")


class CountedDocument(Dated):
    """An issued document, with what was verified at issue and how it went to its recipients."""

    kind = models.CharField(max_length=30)
    personal = models.BooleanField(default=False)
    seal = models.BooleanField(default=False)
    electronic = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(null=True, help_text="until when it was to be issued")


class CountedTask(Dated):
    """The lead's task of the first level, counted for the unit that holds the document."""

    SUBJECT = "arrival"

    arrival = models.UUIDField(db_index=True)
    lead = models.UUIDField(null=True)
    due = models.DateTimeField(null=True)
    first_due = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True, help_text="it was returned or taken back")


class TrialUnit(Counted):
    """A unit opened for trying things out; nothing of it is counted."""

    at = models.DateTimeField(null=True)


class RateSum(models.Model):
    """What a rate counts of one unit in half a month, by the reason for being left aside.

    Half a month begins on the 1st or the 15th, so that months and the periods of Decree 09 are
    sums of them. `until` is the moment from which time alone makes it wrong: a task gets overdue.
    """

    unit = models.UUIDField()
    first = models.DateField()
    rate = models.CharField(max_length=5)
    reason = models.CharField(max_length=30, blank=True)
    hits = models.PositiveIntegerField()
    things = models.PositiveIntegerField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "first", "rate", "reason"], name="a_sum_stands_once"
            )
        ]
        indexes = [
            models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="sums_due")
        ]


class StaleSum(models.Model):
    """Half a month of a unit in which something changed since it was summed."""

    unit = models.UUIDField()
    first = models.DateField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "first"], name="a_stale_sum_stands_once")
        ]
