"""A person's notices: how many are unread, a list of them, and marking them as read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from docflow import clock
from docflow.audit.event_words import phrase
from docflow.documents.models import Document
from docflow.notices import expiring
from docflow.notices.hearing import LINES
from docflow.notices.models import Notice
from docflow.notices.steps import BY_CODE
from docflow.people.models import User
from docflow.wording import time_text

MOST_COUNTED = 100
"""The count in the frame stops here: counting goes no further along the index."""
_LINES = {line.code: line for line in LINES}
_OTHERS = {expiring.LINE: expiring.SENTENCE}


def unread_count(person: User) -> int:
    """How many notices a person has not read; at most 100 are counted."""
    rows = Notice.objects.of(person).unread().order_by()
    return rows.values("pk")[:MOST_COUNTED].count()


def sentence_of(notice: Notice) -> str:
    """What a notice says, in the reader's language; with the deadline it is about."""
    line = _LINES.get(notice.line) or BY_CODE.get(notice.line)
    told = str(line.sentence if line else _OTHERS.get(notice.line) or phrase(notice.line))
    until = notice.facts.get("until") or notice.facts.get("due")
    return f"{told} ({time_text(datetime.fromisoformat(until))})" if until else told


def mark_read(notices: Any, uids: Iterable[UUID] | None = None) -> int:
    """Mark some notices as read, or all; returns how many were unread.

    Not kept in the log: it is nobody's business when somebody looked at their own notices.
    """
    rows = notices.unread()
    if uids is not None:
        rows = rows.filter(uid__in=list(uids))
    changed: int = rows.update(read_at=clock.now())
    return changed


def opened(document: Document, person: User) -> None:
    """Whoever opens a document has read what they were told of it; one question, seldom a write."""
    rows = Notice.objects.of(person).unread().filter(document=document)
    if rows.exists():
        rows.update(read_at=clock.now())


def subjects(notices: Iterable[Notice], actor: Any) -> dict[int, Document]:
    """The documents of these notices whoever acts may read now, by key; one query."""
    keys = {notice.document_id for notice in notices if notice.document_id}
    return Document.objects.visible_to(actor).in_bulk(keys) if keys else {}
