"""What is sent for a copy, and for papers handed round; how meetings are told."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from docflow.api.payloads import words
from docflow.api.payloads.outgoing import FileToken, Recipient
from docflow.api.payloads.shapes import Given, Moment, Post, Text, Told, Whole, Yes
from docflow.circulation.models import Meeting
from docflow.circulation.reading import Reader
from docflow.documents.models import Document


class NewCopy(Given):
    """A copy: SY, TrS with its pages, or SL. `scan` is a new scan of a paper."""

    kind: Text
    pages: list[Whole] = Field(default=[], max_length=2000)
    with_original: Yes = False
    scan: FileToken | None = None
    recipients: list[Recipient] = Field(default=[], max_length=2000)


class Approval(Given):
    """To be sure, the SHA-256 of the file that was looked at: no other is approved."""

    seen: Text = ""


class CirculationMark(Given):
    """How far the document may go; null takes the mark off."""

    circulation: words.Circulation | None


class HandingRound(Given):
    """Papers for a meeting: which, to whom, until when."""

    name: Text
    begins: Moment
    ends: Moment
    members: list[UUID] = Field(max_length=200)
    documents: list[UUID] = Field(max_length=50)


class MoreMembers(Given):
    """Who else is handed the papers."""

    members: list[UUID] = Field(max_length=200)


class LaterEnd(Given):
    """Until when the members keep the papers."""

    ends: Moment


class MeetingLine(Told):
    """A meeting papers were handed round for."""

    uid: UUID
    name: str
    begins: datetime
    ends: datetime
    is_over: bool
    handed_by: Post

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingLine":
        return cls(
            uid=meeting.uid,
            name=meeting.name,
            begins=meeting.begins,
            ends=meeting.ends,
            is_over=meeting.is_over,
            handed_by=Post.of(meeting.handed_by),
        )


class MeetingWhole(MeetingLine):
    """A meeting with its members, and those of its papers that may be seen."""

    members: list[Post]
    documents: list[UUID]


class PaperRead(Told):
    """When a paper was first and last read; null where it was not."""

    document: UUID
    first: datetime | None
    last: datetime | None


class MemberReading(Told):
    """What a member read, and when they gave the papers back."""

    member: Post
    given_back: datetime | None
    papers: list[PaperRead]

    @classmethod
    def of(cls, reader: Reader, documents: list[Document]) -> "MemberReading":
        papers = [
            PaperRead(
                document=document.uid,
                first=read[0] if read else None,
                last=read[1] if read else None,
            )
            for document, read in zip(documents, reader.read, strict=True)
        ]
        member = reader.member
        return cls(member=Post.of(member.appointment), given_back=member.given_back, papers=papers)


class Readers(Told):
    """Who read which paper of a meeting, from the log."""

    readers: list[MemberReading]
