"""What the worker does for notices between two acts, and what people were told by then."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine

from docflow.notices import tasks
from docflow.notices.models import Notice, Topic


def told(actor: Any) -> list[str]:
    """The lines a person was told, oldest first; of documents, not of their account."""
    rows = Notice.objects.of(actor.user).exclude(topic=Topic.ACCOUNT).order_by("pk")
    return list(rows.values_list("line", flat=True))


def told_of_account(actor: Any) -> set[str]:
    """What a person was told of their posts, keys and access."""
    rows = Notice.objects.of(actor.user).filter(topic=Topic.ACCOUNT)
    return set(rows.values_list("line", flat=True))


def hear() -> None:
    """What the worker does once a second and every ten."""
    tasks.follow_log()
    tasks.remind()


@contextmanager
def at_moment(moment: datetime) -> Iterator[None]:
    """The present moment is this one; it passes on."""
    with time_machine.travel(moment, tick=True):
        yield
