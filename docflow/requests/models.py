"""What came in: each request once, and none too often."""

from django.db import models


class Asked(models.Model):
    """A request that carried a key: what was asked, and the answer once it is known."""

    owner = models.UUIDField(help_text="whoever asked: a person or an access token")
    key = models.CharField(max_length=64)
    body = models.CharField(max_length=64, help_text="SHA-256 of what was asked")
    answer = models.JSONField(null=True, help_text="the first answer, kept")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="a_key_asks_once")]


class Tally(models.Model):
    """How often something was tried since a moment."""

    bucket = models.CharField(max_length=120, primary_key=True)
    began = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)
