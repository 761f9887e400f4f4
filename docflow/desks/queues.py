"""What waits for whom, asked for somebody: for the desk, the navigation and the API."""

from typing import Any

from docflow.desks import copy_queues, queue_table, turn_queues
from docflow.desks.queue_kinds import PER_PAGE as PER_PAGE
from docflow.desks.queue_kinds import Queue as Queue
from docflow.desks.queue_table import URGENT_FIRST as URGENT_FIRST
from docflow.permissions import Permission

QUEUES = (*queue_table.QUEUES, *turn_queues.QUEUES, *copy_queues.QUEUES)
SOURCES = (*queue_table.SOURCES, *turn_queues.SOURCES, *copy_queues.SOURCES)
OWN = queue_table.OWN | turn_queues.OWN | copy_queues.OWN
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
