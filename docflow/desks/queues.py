"""What waits for whom, asked for somebody: for the desk, the navigation and the API."""

from typing import Any

from docflow.desks import (
    copy_queues,
    dossier_queues,
    queue_table,
    recall_queues,
    turn_queues,
)
from docflow.desks.queue_kinds import PER_PAGE as PER_PAGE
from docflow.desks.queue_kinds import Queue as Queue
from docflow.desks.queue_table import URGENT_FIRST as URGENT_FIRST
from docflow.permissions import Permission

TABLES = (queue_table, recall_queues, turn_queues, copy_queues, dossier_queues)
QUEUES = tuple(queue for table in TABLES for queue in table.QUEUES)
SOURCES = tuple(source for table in TABLES for source in table.SOURCES)
OWN = frozenset().union(*(table.OWN for table in TABLES))
"""Queues of the own post; the others tell what the whole unit has."""


def queues_of(actor: Any) -> list[Queue]:
    """The queues of whoever acts, by what they may do in their unit; the most pressing first.

    What the whole unit has is told only to whoever may read there: a program may not by its scope.
    """
    held = actor.permissions_in(actor.unit)
    reads = Permission.DOCUMENT_READ in held
    return [queue for queue in QUEUES if queue.who in held and (reads or queue.code in OWN)]


def queue_named(code: str, actor: Any) -> Queue | None:
    """The queue with this code, if it is one of this actor's."""
    return next((queue for queue in queues_of(actor) if queue.code == code), None)
