"""What is sent for an outgoing document, and how its deliveries are told."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from docflow.api.payloads import words
from docflow.api.payloads.documents import To
from docflow.api.payloads.recalls import Mends
from docflow.api.payloads.shapes import Given, Pin, Text, Told
from docflow.desks.tracking import Step
from docflow.documents.kinds import Urgency
from docflow.exchange.states import Code, State
from docflow.outgoing.models import Channel, GroupMember

FileToken = Annotated[str, Field(max_length=20_000, description="`token` of POST /files")]


class Recipient(Given):
    """A unit here, or by name somebody outside, who gets paper."""

    unit: UUID | None = None
    name: Text = ""
    channel: words.Channel = Channel.ELECTRONIC
    paper_reason: Text = ""


class Draft(Given):
    """A new document with its first file. A secrecy mark is refused, also in `secrecy`."""

    kind: Text
    subject: Text
    file: FileToken
    signer: UUID
    recipients: list[Recipient] = Field(default=[], max_length=2000)
    urgency: words.Urgency = Urgency.NORMAL
    secrecy: Text = ""
    field: Text = ""
    attachments: list[FileToken] = Field(default=[], max_length=30)
    merges: list[UUID] = Field(default=[], max_length=100)
    answers: UUID | None = None
    mends: Mends | None = None


class Revision(Given):
    """What changes of a draft; what is left out stays as it is."""

    file: FileToken | None = None
    subject: Text | None = None
    signer: UUID | None = None


class Scan(Given):
    """The scan of what was signed on paper."""

    scan: FileToken


class Signing(Pin):
    """The PIN; and, to be sure, the SHA-256 of the file that was looked at: no other is signed."""

    seen: Text = ""


class Withdrawing(Given):
    """Why, if there is more to say."""

    reason: Text = ""


class Recipients(Given):
    """Whom else the document is for."""

    recipients: list[Recipient] = Field(min_length=1, max_length=2000)


class RecipientName(Given):
    """A recipient of the document, by its name there."""

    name: Text


class Replacement(Given):
    """A recipient that has ended, by its name, and the unit that succeeds it."""

    name: Text
    successor: UUID


class GroupName(Given):
    """What a group of recipients is called."""

    name: Text


class GroupNamed(Given):
    """A group of the unit, by its uid."""

    group: UUID


class Member(Told):
    """Somebody in a group; `unit` is null for somebody outside."""

    name: str
    unit: UUID | None
    channel: words.Channel

    @classmethod
    def of(cls, each: GroupMember) -> "Member":
        return cls(
            name=each.name, unit=each.unit.uid if each.unit else None, channel=Channel(each.channel)
        )


class Group(Told):
    """A group of recipients of the unit."""

    uid: UUID
    name: str
    members: list[Member]

    @classmethod
    def of(cls, group: Any) -> "Group":
        members = [Member.of(each) for each in group.members.all()]
        return cls(uid=group.uid, name=group.name, members=members)


class GroupAdded(Told):
    """The recipients as they are now; `ended` members were left out: address a successor."""

    recipients: list[To]
    ended: list[Member]


class Found(Told):
    """What a rule of the format check finds."""

    id: str
    is_error: bool
    detail: str


class Findings(Told):
    """What the format check finds on the document as it stands; errors keep it from passing."""

    findings: list[Found]


class ReportedStatus(Told):
    """What the recipient's system reported (QCVN 102:2016)."""

    code: words.StatusCode
    at: datetime
    reason: str | None


class SentTo(Told):
    """A document on its way to one recipient."""

    uid: UUID
    document: UUID
    code: str | None
    recipient: UUID | None
    name: str
    channel: words.Channel
    state: words.DeliveryState
    created: datetime
    sent: datetime | None
    settled: datetime | None
    paper_reason: str | None
    last_error: str | None
    statuses: list[ReportedStatus]

    @classmethod
    def of(cls, step: Step, recipient: UUID | None) -> "SentTo":
        """A delivery with its document and statuses fetched before."""
        delivery: Any = step.delivery
        return cls(
            uid=delivery.uid,
            document=delivery.document.uid,
            code=delivery.document.code or None,
            recipient=recipient,
            name=delivery.name,
            channel=Channel(delivery.channel),
            state=State(delivery.state),
            created=delivery.created,
            sent=step.sent,
            settled=delivery.acknowledged_at,
            paper_reason=delivery.paper_reason or None,
            last_error=delivery.last_error or None,
            statuses=[
                ReportedStatus(code=Code(each.code), at=each.at, reason=each.reason or None)
                for each in sorted(delivery.statuses.all(), key=lambda each: each.code)
                if each.due is None
            ],
        )


class Deliveries(Told):
    """Every delivery of one document."""

    deliveries: list[SentTo]
