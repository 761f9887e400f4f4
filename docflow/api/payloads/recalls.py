"""Recalls as the sender sees them, requests as the recipient has them; what mends a document."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from docflow.api.payloads import words
from docflow.api.payloads.shapes import Given, Post, Text, Told, UnitName, Yes
from docflow.documents.mending import Mending, mended_by
from docflow.documents.models import Document
from docflow.recalls.models import Recall, Request


class Mends(Given):
    """The issued document a draft replaces, amends or corrects."""

    document: UUID
    kind: words.MendingKind


class Recalling(Given):
    """Why; and from which deliveries, by their uids: left out, from all who have it."""

    reason: Text
    deliveries: list[UUID] | None = Field(default=None, max_length=2000)


class RecallRule(Given):
    """Whether the unit agrees at once, without asking a person."""

    agrees_at_once: Yes


class RuleTold(Told):
    """How the unit answers requests to recall."""

    agrees_at_once: bool


class RecallTold(Told):
    """One recipient that was asked to give the document back."""

    uid: UUID
    delivery: UUID
    recipient: str
    state: words.RecallState
    reason: str
    asked_by: Post
    asked_at: datetime
    answered_at: datetime | None
    answered_by: str | None
    answer_reason: str | None
    paper_back_at: datetime | None

    @classmethod
    def of(cls, recall: Recall) -> "RecallTold":
        return cls(
            uid=recall.uid,
            delivery=recall.delivery.uid,
            recipient=recall.delivery.name,
            state=recall.state,
            reason=recall.reason,
            asked_by=Post.of(recall.asked_by),
            asked_at=recall.asked_at,
            answered_at=recall.answered_at,
            answered_by=recall.answered_by or None,
            answer_reason=recall.answer_reason or None,
            paper_back_at=recall.paper_back_at,
        )


class Recalls(Told):
    """All recalls of a document, the newest first."""

    recalls: list[RecallTold]


class RequestTold(Told):
    """The sender asks the document back; `digests` are the SHA-256 of what was cancelled."""

    uid: UUID
    sender: UnitName
    state: words.RequestState
    reason: str
    asked_by: str
    asked_at: datetime
    deadline: datetime
    answered_at: datetime | None
    answered_by: Post | None
    answer_reason: str | None
    automatic: bool
    digests: list[str]

    @classmethod
    def of(cls, request: Request) -> "RequestTold":
        return cls(
            uid=request.uid,
            sender=UnitName.of(request.sender),
            state=request.state,
            reason=request.reason,
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            deadline=request.deadline,
            answered_at=request.answered_at,
            answered_by=Post.of(request.answered_by) if request.answered_by else None,
            answer_reason=request.answer_reason or None,
            automatic=request.automatic,
            digests=list(request.digests),
        )


class Requests(Told):
    """All requests about a document, the newest first."""

    requests: list[RequestTold]


class MendsTold(Told):
    """How two documents stand to each other; `uid` is that of the other, where it may be seen."""

    kind: words.MendingKind
    code: str
    issued_on: date | None
    uid: UUID | None

    @classmethod
    def both(cls, document: Document, by: Any) -> dict[str, Any]:
        """What a document mends, and what mends it."""
        mends, later = Mending.objects.filter(document=document).first(), mended_by(document)
        earlier = mends.earlier if mends else None
        keys = [*(each.pk for each in later), *([earlier.pk] if earlier else [])]
        seen = Document.objects.visible_to(by).in_bulk(keys) if keys else {}
        return {
            "mends": cls.of(mends, mends, seen.get(earlier.pk) if earlier else None)
            if mends
            else None,
            "mended_by": [cls.of(each, each.document, seen.get(each.pk)) for each in later],
        }

    @classmethod
    def of(cls, mending: Mending, named: Any, seen: Document | None) -> "MendsTold":
        return cls(
            kind=Mending.Kind(mending.kind),
            code=named.code,
            issued_on=named.issued_on,
            uid=seen.uid if seen else None,
        )
