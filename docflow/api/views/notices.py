"""What the holder of the token's post was told, and marking it as read."""

from typing import Any, Literal

from ninja import Router

from docflow.api import cursors
from docflow.api.access import call
from docflow.api.cursors import Cursor, Limit
from docflow.api.payloads.notices import NoticeLine, NoticesRead, ReadCount
from docflow.api.payloads.shapes import Page
from docflow.notices import reading
from docflow.notices.models import Notice

router = Router(tags=["notices"])
TopicCode = Literal["waiting", "own", "deadline", "delivery", "account"]


@call(router, "GET", "/notices", Page[NoticeLine])
def list_notices(
    request: Any,
    unread: bool = False,
    topic: TopicCode | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[NoticeLine]:
    """What was told to the token's post, the newest first."""
    question = ("notices", unread, topic or "", request.token.uid)
    rows = Notice.objects.told_to(request.actor).order_by("-pk")
    rows = rows.unread() if unread else rows
    rows = rows.filter(topic=topic) if topic else rows
    place = cursors.place(question, cursor)
    rows = rows.filter(pk__lt=place[0]) if place else rows
    found = list(rows[: limit + 1])
    seen = reading.subjects(found, request.actor)
    told = [(NoticeLine.of(each, seen.get(each.document_id or 0)), each.pk) for each in found]
    return cursors.page(Page[NoticeLine], question, told, limit)


@call(router, "POST", "/notices/read", ReadCount)
def mark_notices_read(request: Any, given: NoticesRead) -> ReadCount:
    """Mark notices of the token's post as read."""
    rows = Notice.objects.told_to(request.actor)
    return ReadCount(read=reading.mark_read(rows, given.notices))
