"""A document as it is told whole: state, moves, files, relations, tasks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from docflow.api.payloads import words
from docflow.api.payloads.lines import DocumentLine
from docflow.api.payloads.recalls import MendsTold
from docflow.api.payloads.shapes import Post, Told, UnitName
from docflow.api.payloads.tasks import Task
from docflow.copies.models import Copy, CopyRecipient
from docflow.desks import task_tree
from docflow.desks.verdicts import Shown, verdict_of, verdict_of_attachment
from docflow.documents.kinds import Circulation
from docflow.documents.models import Document, Link
from docflow.incoming.handing_out import why_only_pictures
from docflow.incoming.models import Assignment, Incoming, Proposal
from docflow.incoming.states import Finding
from docflow.lifecycle import closed_moves, open_moves
from docflow.outgoing.joint import standing_of
from docflow.outgoing.models import Channel, Outgoing, Recipient, Round
from docflow.people.actor import Glance


class ClosedMove(Told):
    """What would be the actor's to do here but for a condition, and why it is not."""

    verb: str
    code: str
    detail: str


class Verdict(Told):
    """What is known about the signatures, as one word and one sentence, and of each of them."""

    code: str
    detail: str
    sub_indication: str | None
    signatures: list[dict[str, Any]]


class FileVersion(Told):
    """The bytes of a document at one point of its life."""

    number: int
    role: words.VersionRole
    digest: str
    size: int
    made: datetime


class AttachedFile(Told):
    """A file that goes with a document; `position` counts from 1.

    Sealing signs it for the agency: `given_digest` is then that of the file the drafter gave.
    `verdict` is null while nobody has signed or checked it, and of what is not signed.
    """

    position: int
    name: str
    digest: str
    size: int
    given_digest: str | None
    verdict: Verdict | None


class LinkedDocument(Told):
    """A document this one is tied to; the words of `kind` read from this one to that."""

    uid: UUID
    kind: words.LinkKind
    from_here: bool
    code: str | None
    subject: str


class To(Told):
    """A recipient; `unit` is null for somebody outside."""

    name: str
    unit: UUID | None
    channel: words.Channel
    paper_reason: str | None

    @classmethod
    def of(cls, each: Recipient | CopyRecipient) -> "To":
        return cls(
            name=each.name,
            unit=each.unit.uid if each.unit else None,
            channel=Channel(each.channel),
            paper_reason=each.paper_reason or None,
        )


class EndedRound(Told):
    """One way through the desks that ended with a return or a withdrawal."""

    number: int
    ended: datetime
    by: str
    state: str
    reason: str | None

    @classmethod
    def of(cls, each: Round) -> "EndedRound":
        return cls(
            number=each.number,
            ended=each.ended,
            by=each.by.user.full_name,
            state=each.state,
            reason=each.reason or None,
        )


class Proposed(Told):
    """Whom a proposal names: a post, or the whole unit where `person` is null."""

    role: words.TaskRole
    unit: UnitName
    person: Post | None


class ProposalRound(Told):
    """A proposal of the office; `outcome` is null while it waits for the leader."""

    number: int
    summary: str
    due: datetime
    by: str
    submitted_at: datetime
    outcome: words.ProposalOutcome | None
    reason: str | None
    tasks: list[Proposed]

    @classmethod
    def of(cls, each: Proposal) -> "ProposalRound":
        return cls(
            number=each.number,
            summary=each.summary,
            due=each.due,
            by=each.by.user.full_name,
            submitted_at=each.submitted_at,
            outcome=Proposal.Outcome(each.outcome) if each.outcome else None,
            reason=each.reason or None,
            tasks=[
                Proposed(
                    role=Assignment.Role(task.role),
                    unit=UnitName.of(task.unit),
                    person=Post.of(task.person) if task.person else None,
                )
                for task in each.tasks.all()
            ],
        )


class Body(Told):
    """One of the bodies of a joint document, in their order; the first is in charge."""

    unit: UnitName
    signer: Post | None
    is_signed: bool
    is_sealed: bool
    is_asked: bool

    @classmethod
    def of(cls, body: Any) -> "Body":
        return cls(
            unit=UnitName.of(body.unit),
            signer=Post.of(body.signer) if body.signer else None,
            is_signed=body.is_signed,
            is_sealed=body.is_sealed,
            is_asked=body.is_asked,
        )


class OutgoingPart(Told):
    """What only an outgoing document has."""

    drafter: Post
    signer: Post | None
    round: int
    signed_on_paper: bool
    signed_at: datetime | None
    issued_at: datetime | None
    recipients: list[To]
    rounds: list[EndedRound]
    bodies: list[Body]

    @classmethod
    def of(cls, paper: Outgoing) -> "OutgoingPart":
        return cls(
            drafter=Post.of(paper.drafter),
            signer=Post.of(paper.signer) if paper.signer else None,
            round=paper.round,
            signed_on_paper=paper.signed_on_paper,
            signed_at=paper.signed_at,
            issued_at=paper.issued_at,
            recipients=[To.of(each) for each in _recipients(paper)],
            rounds=[EndedRound.of(each) for each in _rounds(paper)],
            bodies=[Body.of(each) for each in standing_of(paper)],
        )


class IncomingPart(Told):
    """What only an incoming document has."""

    sender: UnitName | None
    on_paper: bool
    arrived_at: datetime
    arrival_number: int | None
    registered_at: datetime | None
    finding: words.Finding | None
    accept_reason: str | None
    refuse_reason: str | None
    return_reason: str | None
    merged_into: UUID | None
    proposals: list[ProposalRound]
    held_until: date | None
    result: str | None
    kept_at: str | None
    tasks: list[Task]

    @classmethod
    def of(cls, arrival: Incoming) -> "IncomingPart":
        branches = task_tree.of(arrival)
        holding = branches[0].holding if branches else None
        return cls(
            sender=UnitName.of(arrival.sender) if arrival.sender else None,
            on_paper=arrival.on_paper,
            arrived_at=arrival.arrived_at,
            arrival_number=arrival.arrival_number,
            registered_at=arrival.registered_at,
            finding=Finding(arrival.finding) if arrival.finding else None,
            accept_reason=arrival.accept_reason or None,
            refuse_reason=arrival.refuse_reason or None,
            return_reason=arrival.return_reason or None,
            merged_into=arrival.merged_into.uid if arrival.merged_into else None,
            proposals=[ProposalRound.of(each) for each in _proposals(arrival)],
            held_until=holding.until if holding else None,
            result=arrival.result or None,
            kept_at=arrival.kept_at or None,
            tasks=Task.all_of(branches),
        )


class CopyPart(Told):
    """What only a copy made here has; `pages` are those of an extract, empty for a whole copy."""

    original: UUID | None
    pages: list[int]
    drafter: Post
    approver: Post | None
    authority: str | None
    approved_at: datetime | None
    issued_at: datetime | None
    end_reason: str | None
    recipients: list[To]

    @classmethod
    def of(cls, copy: Copy, by: Any) -> "CopyPart":
        seen = Document.objects.visible_to(by).filter(pk=copy.original_id).first()
        return cls(
            original=seen.uid if seen else None,
            pages=copy.pages,
            drafter=Post.of(copy.drafter),
            approver=Post.of(copy.approver) if copy.approver else None,
            authority=copy.authority or None,
            approved_at=copy.approved_at,
            issued_at=copy.issued_at,
            end_reason=copy.end_reason or None,
            recipients=[To.of(each) for each in _recipients(copy)],
        )


class DocumentWhole(DocumentLine):
    """A document with its state, what may be done with it now, and all it consists of."""

    holder: UnitName
    exchange_id: UUID
    number: int | None
    notation: str | None
    circulation: words.Circulation | None
    only_pictures: str | None
    verdict: Verdict
    open_moves: list[str]
    closed_moves: list[ClosedMove]
    versions: list[FileVersion]
    attachments: list[AttachedFile]
    links: list[LinkedDocument]
    outgoing: OutgoingPart | None
    incoming: IncomingPart | None
    as_copy: CopyPart | None
    recalled_at: datetime | None
    mends: MendsTold | None
    mended_by: list[MendsTold]

    @classmethod
    def seen(cls, subject: Any, by: Any) -> "DocumentWhole":
        """The document of an outgoing or incoming row, as the actor may see it."""
        by = Glance(by.appointment, by.delegation, by.scope)
        document = subject.document
        paper = subject if isinstance(subject, Outgoing) else None
        copy = subject if isinstance(subject, Copy) else None
        arrival = None if paper or copy else subject
        return cls(
            **DocumentLine.of(document, subject).model_dump(),
            holder=UnitName.of(document.unit),
            exchange_id=document.exchange_id,
            number=document.number,
            notation=document.notation or None,
            circulation=Circulation(document.circulation) if document.circulation else None,
            only_pictures=str(why_only_pictures(document)) or None,
            verdict=_verdict(document, arrival),
            open_moves=sorted(open_moves(subject, by)),
            closed_moves=[
                ClosedMove(verb=verb, code=why.code, detail=str(why))
                for verb, why in closed_moves(subject, by)
            ],
            versions=[FileVersion.from_orm(each) for each in document.versions.order_by("number")],
            attachments=_attachments(document),
            links=_links(document, by),
            outgoing=OutgoingPart.of(paper) if paper else None,
            incoming=IncomingPart.of(arrival) if arrival else None,
            as_copy=CopyPart.of(copy, by) if copy else None,
            recalled_at=document.recalled_at,
            **MendsTold.both(document, by),
        )


def _verdict(document: Document, arrival: Incoming | None) -> Verdict:
    return _told(verdict_of(document, arrival))


def _told(found: Shown) -> Verdict:
    return Verdict(
        code=found.code,
        detail=str(found.sentence),
        sub_indication=found.reason or None,
        signatures=list(found.signatures),
    )


def _attachments(document: Document) -> list[AttachedFile]:
    rows = document.attachments.order_by("pk")
    return [
        AttachedFile(
            position=place,
            name=each.name,
            digest=each.digest,
            size=each.size,
            given_digest=each.given_digest or None,
            verdict=_told(found) if (found := verdict_of_attachment(each)) else None,
        )
        for place, each in enumerate(rows, start=1)
    ]


def _links(document: Document, by: Any) -> list[LinkedDocument]:
    """The documents tied to this one that the actor may see."""
    links = [(link.kind, True, link.target_id) for link in document.links.order_by("pk")]
    links += [(link.kind, False, link.source_id) for link in document.linked_from.order_by("pk")]
    seen = Document.objects.visible_to(by).in_bulk([pk for _, _, pk in links])
    return [
        LinkedDocument(
            uid=seen[pk].uid,
            kind=Link.Kind(kind),
            from_here=from_here,
            code=seen[pk].code or None,
            subject=seen[pk].subject,
        )
        for kind, from_here, pk in links
        if pk in seen
    ]


def _recipients(paper: Outgoing | Copy) -> Any:
    return paper.recipients.select_related("unit").order_by("pk")


def _rounds(paper: Outgoing) -> Any:
    return paper.rounds.select_related("by__user").order_by("number")


def _proposals(arrival: Incoming) -> Any:
    rounds = arrival.proposals.select_related("by__user").order_by("number")
    return rounds.prefetch_related("tasks__unit", "tasks__person__user", "tasks__person__unit")
