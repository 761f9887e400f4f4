"""Notices, webhooks and days of the calendar, as programs are told and tell them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Day, Given, Text, Told, Whole
from docflow.documents.models import Document
from docflow.notices.models import Endpoint, HookEvent, Notice
from docflow.notices.reading import sentence_of
from docflow.units.models import CalendarDay


class NoticeLine(Told):
    """Something the holder of the token's post was told; `document` where it may be read now."""

    uid: UUID
    line: str
    topic: str
    sentence: str
    urgent: bool
    at: datetime
    read_at: datetime | None
    document: UUID | None
    code: str | None
    subject: str | None

    @classmethod
    def of(cls, notice: Notice, document: Document | None) -> "NoticeLine":
        return cls(
            uid=notice.uid,
            line=notice.line,
            topic=notice.topic,
            sentence=sentence_of(notice),
            urgent=notice.is_urgent,
            at=notice.at,
            read_at=notice.read_at,
            document=document.uid if document else None,
            code=(document.code or None) if document else None,
            subject=document.subject if document else None,
        )


class NoticesRead(Given):
    """Which notices were read; null means all."""

    notices: Annotated[list[UUID], Field(max_length=100)] | None = None


class ReadCount(Told):
    """How many of them had not been read."""

    read: int


class NewWebhook(Given):
    """A webhook: its address and the events it is told."""

    url: Text
    events: Annotated[list[Text], Field(max_length=100)]


class WebhookLine(Told):
    """A webhook; `last` is the newest number there is, `sent` the newest one delivered."""

    uid: UUID
    url: str
    events: list[str]
    created: datetime
    last: int
    sent: int
    sent_at: datetime | None
    last_error: str | None
    given_up_at: datetime | None
    stopped_at: datetime | None

    @classmethod
    def of(cls, endpoint: Endpoint) -> "WebhookLine":
        names = ("uid", "url", "events", "created", "last", "sent", "sent_at")
        told: dict[str, Any] = {name: getattr(endpoint, name) for name in names}
        return cls(
            **told,
            last_error=endpoint.last_error or None,
            given_up_at=endpoint.given_up_at,
            stopped_at=endpoint.stopped_at,
        )


class OpenedWebhook(Told):
    """A new webhook; `secret` is null when the same call is answered again."""

    webhook: WebhookLine
    secret: str | None


class Replay(Given):
    """From which number on events are sent again."""

    first: Annotated[Whole, Field(ge=0, le=2**62)]


class WebhookEvent(Told):
    """An event of a webhook, with the text that is signed and sent."""

    id: UUID
    number: int
    event: str
    at: datetime
    body: str

    @classmethod
    def of(cls, event: HookEvent) -> "WebhookEvent":
        return cls(
            id=event.uid, number=event.number, event=event.event, at=event.at, body=event.body
        )


class CalendarLine(Told):
    """A day that is not as its weekday says."""

    day: date
    kind: str
    name: str
    basis: str | None

    @classmethod
    def of(cls, day: CalendarDay) -> "CalendarLine":
        return cls(day=day.day, kind=day.kind, name=day.name, basis=day.basis or None)


class DayChange(Given):
    """What a day is: holiday, swapped_off, workday, half_day; null: as its weekday says."""

    day: Day
    kind: Text | None
    name: Text = ""
    basis: Text = ""
