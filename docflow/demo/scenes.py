"""The pieces the story is made of: one desk-to-desk passage each, with the real actions."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from docflow import clock
from docflow.demo.papers import Paper, write
from docflow.demo.seed import PIN, Office
from docflow.demo.telling import Teller
from docflow.demo.worker import until
from docflow.documents import actions as documents
from docflow.documents.kinds import find
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.exchange import actions as exchange
from docflow.exchange.models import Delivery
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.format_check import worded
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.people.authority import authority
from docflow.signatures.intake import File, take_in

FINDINGS = {
    "good": "signatures valid",
    "failed": "signatures NOT valid",
    "undecided": "cannot be said",
    "unsigned": "not signed",
}


@dataclass
class Stage:
    """What the scenes share: how the story is told and the documents that came of it."""

    tell: Teller
    papers: list[Outgoing] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """A document to be made: by which office, what, for whom, signed by whom."""

    office: Office
    kind: str
    subject: str
    to: tuple[To, ...]
    paragraphs: tuple[str, ...] = ()
    signer: Actor | None = None
    file: Path | None = None
    merges: tuple[Document, ...] = ()
    answers: Document | None = None

    @property
    def signed_by(self) -> Actor:
        return self.signer or self.office.leader


def draft(stage: Stage, plan: Plan) -> Outgoing:
    """The specialist drafts; the head of department has something to say in the first scene."""
    by = plan.office.specialist
    paper = outgoing.draft(
        plan.kind,
        plan.subject,
        take_in(plan.file, by=by) if plan.file else _printed(plan, by),
        by=by,
        signer=plan.signed_by.appointment,
        recipients=plan.to,
        merges=plan.merges,
        answers=plan.answers,
    )
    kind = find(plan.kind)
    stage.tell.act(by, f"drafts “{kind.name if kind else ''}: {plan.subject}”", "draft")
    return paper


def to_the_leader(stage: Stage, plan: Plan, paper: Outgoing) -> Outgoing:
    """Initials of the head of department, then the format check of the office."""
    office = plan.office
    paper = outgoing.submit(paper, by=office.specialist)
    paper = outgoing.initial(paper, by=office.department_head)
    stage.tell.act(office.department_head, "initials", str(paper.get_state_display()))
    paper = outgoing.pass_format(paper, by=office.office_head)
    warnings = " ".join(worded(finding) for finding in paper.format_findings()) or "no findings"
    stage.tell.act(
        office.office_head, f"checks the format ({warnings})", str(paper.get_state_display())
    )
    return paper


def sign_number_seal(stage: Stage, plan: Plan, paper: Outgoing) -> Outgoing:
    """The leader's own signature, then number, date and seal by the clerk."""
    office, leader = plan.office, plan.signed_by
    lines = " / ".join(authority(leader, clock.today()).lines)
    documents.read(paper.document, by=leader)
    paper = outgoing.sign(paper, pin=PIN, by=leader)
    stage.tell.act(leader, f"reads it and signs as {lines}", str(paper.get_state_display()))
    return number_and_seal(stage, office, paper)


def number_and_seal(stage: Stage, office: Office, paper: Outgoing) -> Outgoing:
    """Number and date as rows, then both filled and sealed in one revision of the file."""
    paper = outgoing.number(paper, by=office.clerk)
    stage.tell.act(office.clerk, "numbers it", paper.document.code)
    paper = outgoing.seal(paper, pin=PIN, by=office.clerk)
    verdict = paper.document.signatures.latest("pk").verdict["indication"]
    stage.tell.act(office.clerk, "fills number and date and seals", f"sealed, {verdict}")
    stage.papers.append(paper)
    return paper


def issue(stage: Stage, office: Office, paper: Outgoing) -> list[Delivery]:
    """Issue; the worker hands over, checks on arrival, and tells the sender."""
    deliveries = exchange.issue(paper, by=office.clerk)
    names = ", ".join(f"{each.name} ({each.channel})" for each in deliveries)
    stage.tell.act(office.clerk, f"issues {paper.document.code} to {names}", "issued")
    for delivery in deliveries:
        if delivery.recipient and delivery.channel != "paper":
            _arrives(stage, delivery)
    return deliveries


def arrival_of(delivery: Delivery) -> Incoming:
    """The recipient's own document."""
    return Incoming.objects.get(
        document__unit=delivery.recipient, document__exchange_id=delivery.document.exchange_id
    )


def register(stage: Stage, office: Office, delivery: Delivery) -> Incoming:
    """The receiving clerk reads it and enters it in the register; the sender sees 03."""
    documents.read(arrival_of(delivery).document, by=office.clerk)
    arrival = incoming.register(arrival_of(delivery), by=office.clerk)
    stage.tell.act(office.clerk, f"registers {arrival}", f"arrival number {arrival.arrival_number}")
    sees(stage, delivery, "03")
    return arrival


def assign(stage: Stage, office: Office, arrival: Incoming, lead: Actor, due: datetime) -> Incoming:
    """The leader names the one who leads and the deadline; the sender sees 04."""
    arrival = incoming.assign(
        arrival, "Tham mưu, tổng hợp báo cáo", lead.appointment, due, by=office.leader
    )
    when = due.astimezone(clock.VIETNAM).strftime("%d/%m %H:%M")
    stage.tell.act(office.leader, f"assigns it to {lead.user.full_name}, due {when}", "assigned")
    return arrival


def sees(stage: Stage, delivery: Delivery, code: str) -> None:
    """Wait until the sender has been told a status, and say what the sender sees."""
    until(lambda: code in exchange.statuses_seen(delivery), f"status {code} of {delivery}")
    delivery.refresh_from_db()
    seen = " ".join(exchange.statuses_seen(delivery))
    sender = delivery.unit.name_on(clock.today()).short_name
    stage.tell.system(f"{sender} sees: {delivery.get_state_display()}; so far {seen}")


def tries(stage: Stage, by: Actor, what: str, act: object, *args: object, **kwargs: object) -> None:
    """Someone tries what may not be; the refusal is part of the story."""
    try:
        act(*args, **kwargs, by=by)  # type: ignore[operator]
    except Refused as refusal:
        stage.tell.refused(by, what, refusal)
        return
    raise AssertionError(f"{what} should have been refused")


def print_paper(plan: Plan, path: Path) -> Path:
    """The plan's page as an office program would print it."""
    unit, signer = plan.office.unit, plan.signed_by
    names = unit.name_on(clock.today())
    place = unit.place_on(clock.today())
    kind = find(plan.kind)
    lines = authority(signer, clock.today()).lines
    return write(
        Paper(
            parent=place.parent.name if place and place.parent else "",
            agency=names.name,
            notation=f"{kind.abbreviation if kind else ''}-{names.abbreviation}",
            locality=names.locality,
            year=clock.today().year,
            title=kind.name if kind else "",
            about=plan.subject,
            to=_addressed(plan),
            paragraphs=plan.paragraphs,
            recipients=("Như trên",),
            authority=lines,
            signer=signer.user.full_name,
        ),
        path,
    )


def _addressed(plan: Plan) -> str:
    """The “Kính gửi” line; a decision has none."""
    if plan.kind == "DECISION":
        return ""
    return plan.to[0].name or (plan.to[0].unit.name if plan.to[0].unit else "")


def _printed(plan: Plan, by: Actor) -> File:
    with TemporaryDirectory() as folder:
        return take_in(print_paper(plan, Path(folder) / "draft.pdf"), by=by)


def _arrives(stage: Stage, delivery: Delivery) -> None:
    until(
        lambda: Incoming.objects.filter(
            document__unit=delivery.recipient,
            document__exchange_id=delivery.document.exchange_id,
            due__isnull=True,
        ).exists(),
        f"the check of {delivery} on arrival",
    )
    arrival = arrival_of(delivery)
    name = delivery.recipient.name_on(clock.today()).short_name if delivery.recipient else ""
    stage.tell.system(
        f"arrives at {name}: {FINDINGS[arrival.finding]} ({arrival.verdict['indication']})"
    )
    sees(stage, delivery, "01")
