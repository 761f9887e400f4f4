"""Signing several with one PIN, and the right with which a post signs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Given, Pin, Text, Told
from docflow.desks.signing_several import AT_MOST, Result


class ToSign(Given):
    """A document; and, to be sure, the SHA-256 of the file that was looked at."""

    uid: UUID
    seen: Text = ""


class SeveralToSign(Pin):
    """The PIN and what is signed with it; each document once."""

    documents: Annotated[list[ToSign], Field(min_length=1, max_length=AT_MOST)]


class SignedOne(Told):
    """What became of one document; not `tried`: the key stood in the way of an earlier one."""

    uid: UUID
    signed: bool
    tried: bool
    state: str | None
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, result: Result) -> "SignedOne":
        return cls(
            uid=result.paper.uid,
            signed=result.refusal is None,
            tried=result.is_tried,
            state=result.paper.state,
            code=result.refusal.code if result.refusal else None,
            detail=str(result.refusal) if result.refusal else None,
        )


class SignedSeveral(Told):
    """What became of each document, in the order they were named."""

    signed: int
    results: list[SignedOne]


class RightToSign(Told):
    """The lines that stand above the name, and the key it is signed with."""

    prefix: str | None
    lines: list[str]
    serial: str
    valid_to: datetime
