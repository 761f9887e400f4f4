"""Signing several under one consent, and the right with which a post signs."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from docflow.api.payloads import words
from docflow.api.payloads.shapes import Given, Pin, Text, Told
from docflow.batches.models import Batch, Item
from docflow.batches.signing import Result
from docflow.desks.signing_several import AT_MOST


class ToSign(Given):
    """A document; and, to be sure, the SHA-256 of the file that was looked at: else the newest."""

    uid: UUID
    seen: Text = ""


class SeveralToSign(Pin):
    """The PIN and what is signed with it; each document once."""

    documents: Annotated[list[ToSign], Field(min_length=1, max_length=AT_MOST)]


class SignedOne(Told):
    """What became of one document; not `tried`: there is none."""

    uid: UUID
    signed: bool
    tried: bool
    state: str | None
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, result: Result) -> "SignedOne":
        return cls(
            uid=result.item.paper.uid,
            signed=result.refusal is None,
            tried=True,
            state=result.item.paper.state,
            code=result.refusal.code if result.refusal else None,
            detail=str(result.refusal) if result.refusal else None,
        )


class SignedSeveral(Told):
    """What became of each document, in the order they were named; `batch` is the consent."""

    batch: UUID | None
    signed: int
    results: list[SignedOne]


class BatchItem(Told):
    """One file of the list of a consent; `code` says why it was not signed."""

    uid: UUID
    digest: str
    state: words.ItemState
    code: str | None
    ended_at: datetime | None


class BatchLine(Told):
    """A consent to sign a stated list, and how far it is; what waits may be signed until then."""

    uid: UUID
    consented_at: datetime
    ends_at: datetime
    count: int
    signed: int
    refused: int
    waiting: int

    @classmethod
    def of(cls, batch: Any) -> "BatchLine":
        """A counted consent."""
        return cls(**{name: getattr(batch, name) for name in BatchLine.model_fields})


class WholeBatch(BatchLine):
    """A consent with its list."""

    items: list[BatchItem]

    @classmethod
    def with_items(cls, batch: Batch, items: list[Item]) -> "WholeBatch":
        told = [
            BatchItem(
                uid=each.paper.uid,
                digest=each.digest,
                state=Item.State(each.state),
                code=each.refusal or None,
                ended_at=each.ended_at,
            )
            for each in items
        ]
        return cls(**BatchLine.of(batch).model_dump(), items=told)


class RightToSign(Told):
    """The lines that stand above the name, and the key it is signed with."""

    prefix: str | None
    lines: list[str]
    serial: str
    valid_to: datetime
    wants: str


class CodeWanted(Given):
    """For which key the signing service is to send its one-time code."""

    purpose: Literal["leader", "seal"]


class CodeSent(Told):
    """That the service sends the code, and what is then written for the PIN."""

    wants: str
