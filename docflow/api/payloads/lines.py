"""Documents as lists tell them: lines, queues, the life of one; and files that were taken."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from docflow.api.payloads import words
from docflow.api.payloads.shapes import Told
from docflow.copies.models import Copy
from docflow.desks.items import Item
from docflow.desks.timeline import Step
from docflow.documents.kinds import Urgency
from docflow.documents.models import Document
from docflow.outgoing.models import Outgoing
from docflow.search.documents import Hit
from docflow.signatures.intake import File
from docflow.signatures.signing_words import worded

DIRECTIONS: dict[type, str] = {Outgoing: "outgoing", Copy: "copies"}


class DocumentLine(Told):
    """A document in a list."""

    uid: UUID
    direction: str
    state: str
    kind: str
    subject: str
    urgency: words.Urgency
    code: str | None
    issued_on: date | None
    issuer: str | None
    created: datetime

    @classmethod
    def of(cls, document: Document, subject: Any) -> "DocumentLine":
        return cls(
            uid=document.uid,
            direction=DIRECTIONS.get(type(subject), "incoming"),
            state=subject.state,
            kind=document.kind,
            subject=document.subject,
            urgency=Urgency(document.urgency),
            code=document.code or None,
            issued_on=document.issued_on,
            issuer=document.issuer or None,
            created=document.created,
        )


class FoundLine(DocumentLine):
    """A found document; `snippet` is a place in its content that bears the words."""

    exact: bool
    snippet: str | None

    @classmethod
    def plain(cls, document: Document, subject: Any) -> "FoundLine":
        """A document of a list nobody searched."""
        line = DocumentLine.of(document, subject).model_dump()
        return cls(**line, exact=True, snippet=None)

    @classmethod
    def hit(cls, hit: Hit) -> "FoundLine":
        """A document that was found, with the place in its content that bears the words."""
        document: Any = hit.document
        sides = (getattr(document, side, None) for side in ("outgoing", "incoming", "copy"))
        subject = next(each for each in sides if each)
        line = DocumentLine.of(document, subject).model_dump()
        return cls(**line, exact=hit.exact, snippet=hit.snippet.text if hit.snippet else None)


class QueueLine(Told):
    """Something that waits."""

    uid: UUID
    code: str | None
    subject: str
    kind: str
    urgency: words.Urgency
    state: str
    since: datetime
    due: datetime | None
    who: str | None
    note: str | None
    role: str | None
    is_late: bool
    clock: str | None

    @classmethod
    def of_item(cls, item: Item) -> "QueueLine":
        return cls(
            uid=item.uid,
            code=item.code or None,
            subject=item.subject,
            kind=item.kind,
            urgency=Urgency(item.urgency),
            state=item.state,
            since=item.since,
            due=item.due,
            who=item.who or None,
            note=item.note or None,
            role=item.role or None,
            is_late=item.is_late,
            clock=item.clock or None,
        )


class QueueCount(Told):
    """A queue of whoever asks, and how much waits in it."""

    code: str
    label: str
    count: int


class TimelineStep(Told):
    """One thing that happened to a document."""

    at: datetime
    event: str
    who: str | None
    on_behalf_of: str | None
    said: str | None

    @classmethod
    def of(cls, step: Step) -> "TimelineStep":
        return cls(
            at=step.at,
            event=step.event,
            who=step.who or None,
            on_behalf_of=step.on_behalf_of or None,
            said=step.said or None,
        )


class Timeline(Told):
    """The life of a document, oldest first."""

    steps: list[TimelineStep]


class FileFinding(Told):
    """Something found in a file: a code, a sentence, the page and the object it stands on."""

    code: str
    detail: str
    page: int | None
    object: int | None


class TakenFile(Told):
    """A file that was checked and kept; `token` names it in a later call, for a day.

    `findings` tell what was found in it that does no harm, such as links.
    """

    token: str
    digest: str
    size: int
    name: str
    findings: list[FileFinding]

    @classmethod
    def of(cls, file: File, token: str) -> "TakenFile":
        """The file with its token."""
        findings = [
            FileFinding(
                code=each.code, detail=worded(each.text), page=each.page, object=each.object
            )
            for each in file.findings
        ]
        return cls(
            token=token, digest=file.digest, size=file.size, name=file.name, findings=findings
        )
