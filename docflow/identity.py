"""The name of a thing outside this database: a UUID of version 7 (RFC 9562 §5.7)."""

import secrets
import time
from typing import Any
from uuid import UUID

from django.db import models


def new_uid() -> UUID:
    """48 bits of Unix milliseconds, then 74 random bits: sorts by time, cannot be guessed."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    return UUID(
        int=(milliseconds & (2**48 - 1)) << 80
        | 0x7 << 76
        | (random >> 62) << 64
        | 0b10 << 62
        | (random & (2**62 - 1))
    )


class Labelled:
    """A row whose choices are told in words; Django asks for the words of all to tell one."""

    def _get_FIELD_display(self, field: Any) -> str:
        value = getattr(self, field.attname)
        return str(dict(field.flatchoices).get(value, value))


class Identified(Labelled, models.Model):
    """A row that the outside knows by its uid; its database key stays inside."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)

    class Meta:
        abstract = True
