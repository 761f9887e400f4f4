"""Who is asking, and what waits for them."""

from typing import Any

from ninja import Router

from docflow.api import cursors
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere
from docflow.api.payloads.lines import QueueCount, QueueLine
from docflow.api.payloads.me import Me
from docflow.api.payloads.shapes import Page
from docflow.desks.counting import counts_of
from docflow.desks.queues import queue_named, queues_of
from docflow.desks.walking import waiting
from docflow.units.days import calendar

router = Router(tags=["desk"])


@call(router, "GET", "/me", Me)
def show_me(request: Any) -> Me:
    """Whom the token stands for, and what it may do now."""
    return Me.of(request.token, request.actor)


@call(router, "GET", "/queues", list[QueueCount])
def list_queues(request: Any) -> list[QueueCount]:
    """How much waits in each queue of the token's post, the most pressing first."""
    counts = counts_of(request.actor)
    return [
        QueueCount(code=queue.code, label=str(queue.label), count=counts[queue.code])
        for queue in queues_of(request.actor)
    ]


@call(router, "GET", "/queues/{code}", Page[QueueLine], door="subject")
def show_queue(
    request: Any, code: str, limit: Limit = 50, cursor: Cursor = None
) -> Page[QueueLine]:
    """What waits in one queue, the most urgent first, then the oldest."""
    queue = queue_named(code, request.actor)
    if queue is None:
        raise NotHere
    question = ("queue", code, request.token.uid)
    days = calendar()
    rows = waiting(queue, request.actor, limit + 1, cursors.place(question, cursor))
    return cursors.page(
        Page[QueueLine],
        question,
        [(QueueLine.of_item(queue.item(row, days)), place) for row, place in rows],
        limit,
    )
