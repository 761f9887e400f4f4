"""What the acts on an outgoing document write: those of docflow.outgoing and its deliveries."""

from dataclasses import dataclass, field

from docflow.documents.models import (
    Access,
    Attachment,
    Document,
    Hold,
    Link,
    RegisterEntry,
    Version,
)
from docflow.documents.notation import code
from docflow.exchange.models import Delivery
from docflow.outgoing.models import Outgoing, Recipient, Round
from docflow.reports.models import CountedDelivery, CountedDocument
from docflow.signatures.models import Signature
from tests.bench.volume import words
from tests.bench.volume.files import File, Forms
from tests.bench.volume.ground import Post, Signing
from tests.bench.volume.hours import instant
from tests.bench.volume.plans import Plan, To
from tests.bench.volume.world import Book, World, bare


@dataclass(slots=True)
class Paper:
    """An outgoing document as it stands."""

    plan: Plan
    pk: int
    uid: str
    exchange: str
    drafter: Post
    signer: Signing
    created: str
    began: str
    forms: Forms
    file: File
    state: str = "draft"
    versions: int = 0
    round: int = 1
    number: int | None = None
    issued_on: str | None = None
    signed_on_paper: bool = False
    signed_at: str | None = None
    issued_at: str | None = None
    signed: int = 0
    given: tuple[Book, int, str] | None = None
    void: str = ""
    attached: list[str] = field(default_factory=list)
    has_signed_attachments: bool = False

    @property
    def code(self) -> str:
        return code(self.number, self.notation) if self.number else ""

    @property
    def notation(self) -> str:
        return self.plan.office.notations[self.plan.kind]

    def moved(self, state: str) -> tuple[str, str]:
        before, self.state = self.state, state
        return before, state


@dataclass(slots=True)
class Sent:
    """A delivery as it stands."""

    paper: Paper
    to: To
    pk: int
    uid: str
    created: str
    day: str
    state: str = "pending"
    attempts: int = 0
    delivered_at: str | None = None
    error: str = ""

    def moved(self, state: str) -> tuple[str, str]:
        before, self.state = self.state, state
        return before, state


def draft(w: World, at: int, plan: Plan, answers: int | None = None) -> Paper:
    """A document with its first file, its recipients and those who may read it."""
    office, shown = plan.office, w.hours.text(at)
    forms = w.random.choice(w.files.forms)
    paper = Paper(
        plan,
        w.new_id(Document),
        w.uid(at),
        bare(w.uid(at)),
        w.random.choice(office.specialists),
        office.leaders[plan.deputy],
        shown,
        w.hours.day(at),
        forms,
        forms.draft,
    )
    w.documents += 1
    for post in (paper.drafter, paper.signer.post):
        w.add(Access, paper.pk, post.pk, None)
    _version(w, paper, "draft", shown, paper.file.facts)
    for number in range(plan.attachments):
        paper.attached.append(f"phu-luc-{number + 1}.pdf")
    w.add(Hold, office.pk, paper.pk)
    for to in plan.to:
        unit = to.office.pk if to.office else None
        w.add(Recipient, paper.pk, unit, to.name, to.channel, to.paper_reason)
    recent = w.recent[office.pk]
    for merged in [recent.popleft() for _ in range(min(plan.merges, len(recent)))]:
        w.add(Link, paper.pk, merged, "merges")
    if answers:
        w.add(Link, paper.pk, answers, "answers")
    w.log.write(
        "outgoing.drafted",
        at,
        paper.uid,
        paper.drafter.who,
        file=paper.file.digest,
        facts={"kind": plan.kind, "urgency": plan.urgency},
        subject_text=plan.subject,
    )
    return paper


def revise(w: World, at: int, paper: Paper) -> None:
    paper.file = paper.forms.draft
    _version(w, paper, "draft", w.hours.text(at), paper.file.facts)
    facts = {"changed": ["file"], "signer": paper.signer.post.uid}
    by, file = paper.drafter.who, paper.file.digest
    w.log.write("outgoing.revised", at, paper.uid, by, facts=facts, file=file)


def submit(w: World, at: int, paper: Paper) -> None:
    moved, by = paper.moved("initialling"), paper.drafter.who
    facts = {"round": paper.round, "opened": ["1"]}
    w.log.write("outgoing.submitted", at, paper.uid, by, moved, facts=facts)


def initial(w: World, at: int, paper: Paper) -> None:
    moved, by = paper.moved("format_check"), paper.plan.office.head.who
    facts = {"to": paper.state, "round": paper.round}
    w.log.write(
        "outgoing.initialled", at, paper.uid, by, moved, file=paper.file.digest, facts=facts
    )


def pass_format(w: World, at: int, paper: Paper) -> None:
    moved, by = paper.moved("signing"), paper.plan.office.office_head.who
    facts = {"warnings": ["F20"]}
    w.log.write("outgoing.format_passed", at, paper.uid, by, moved, facts=facts)


def sign(w: World, at: int, paper: Paper) -> None:
    """By the leader, who read it; or, on paper, by the clerk who takes the scan in."""
    if paper.plan.on_paper:
        _sign_on_paper(w, at, paper)
        return
    signer, before = paper.signer, paper.file.digest
    w.log.read(at - 60_000_000, paper.uid, signer.post.who)
    moved = paper.moved("signed")
    paper.signed, paper.signed_at, paper.signed_on_paper = at, w.hours.text(at), False
    paper.file = paper.forms.signed
    _version(w, paper, "signed", paper.signed_at, "{}")
    _signature(w, at, paper, "leader", signer, before, "leader")
    facts = {"authority": signer.prefix, "serial": signer.serial}
    digests = {"before": before, "file": paper.file.digest}
    w.log.write("outgoing.signed", at, paper.uid, signer.post.who, moved, facts=facts, **digests)


def _sign_on_paper(w: World, at: int, paper: Paper) -> None:
    moved, by = paper.moved("signed"), paper.plan.office.clerk.who
    paper.signed, paper.signed_at, paper.signed_on_paper = at, w.hours.text(at), True
    paper.file = w.files.scan
    _version(w, paper, "scan", paper.signed_at, paper.file.facts)
    w.log.write("outgoing.signed_on_paper", at, paper.uid, by, moved, file=paper.file.digest)


def number(w: World, at: int, paper: Paper) -> None:
    moved, office = paper.moved("numbered"), paper.plan.office
    paper.number, year, book = w.number(at, office, "outgoing")
    paper.issued_on, paper.given = w.hours.day(at), (book, paper.number, w.hours.text(at))
    facts = {"number": paper.number, "notation": paper.notation, "year": year}
    w.log.write("outgoing.numbered", at, paper.uid, office.clerk.who, moved, facts=facts)


def seal(w: World, at: int, paper: Paper) -> None:
    moved, key, before = paper.moved("sealed"), paper.plan.office.seal, paper.file.digest
    paper.file = w.files.sealed_scan if paper.signed_on_paper else paper.forms.sealed
    _version(w, paper, "sealed", w.hours.text(at), "{}")
    _signature(w, at, paper, "seal", key, before, "scan" if paper.signed_on_paper else "seal")
    digests = {"before": before, "file": paper.file.digest}
    facts = {"serial": key.serial}
    for name in paper.attached:
        given = {"attachment": w.files.attached.digest, "given": w.files.other.digest}
        event, by = "outgoing.attachment_sealed", key.post.who
        w.log.write(event, at, paper.uid, by, facts=facts, **given, name=name)
        paper.has_signed_attachments = True
    w.log.write("outgoing.sealed", at, paper.uid, key.post.who, moved, facts=facts, **digests)


def issue(w: World, at: int, paper: Paper) -> list[Sent]:
    """Issue it and begin its deliveries."""
    moved, office = paper.moved("issued"), paper.plan.office
    paper.issued_at = w.hours.text(at)
    channels = [to.channel for to in paper.plan.to]
    real = not paper.signed_on_paper
    electronic = sum(channel != "paper" for channel in channels)
    on_paper = sum(channel != "electronic" for channel in channels)
    is_normal = paper.plan.urgency == "normal"
    due = w.hours.closing(paper.signed, 1) if is_normal else w.hours.midnight(paper.signed)
    facts = {
        "unit": office.uid,
        "kind": paper.plan.kind,
        "code": paper.code,
        "personal": real,
        "seal": real,
        "electronic": electronic,
        "paper": on_paper,
        "recipients": len(channels),
        "due": instant(due).isoformat(),
    }
    by = office.clerk.who
    file = paper.file.digest
    w.log.write("outgoing.issued", at, paper.uid, by, moved, facts=facts, file=file)
    counted = (bare(paper.uid), bare(office.uid), paper.issued_at, w.hours.day(at))
    kind, until = paper.plan.kind, w.hours.text(due)
    w.add(CountedDocument, *counted, kind, int(real), int(real), electronic, on_paper, until)
    return [_deliver(w, at + 2000 * turn, paper, to) for turn, to in enumerate(paper.plan.to, 1)]


def _deliver(w: World, at: int, paper: Paper, to: To) -> Sent:
    office = paper.plan.office
    pk, uid = w.new_id(Delivery), w.uid(at)
    sent = Sent(paper, to, pk, uid, w.hours.text(at), w.hours.day(at))
    facts = {
        "unit": office.uid,
        "document": paper.uid,
        "channel": to.channel,
        "recipient": to.office.uid if to.office else None,
    }
    moved = sent.moved("on_paper") if to.channel == "paper" else None
    w.log.write(
        "delivery.created",
        at,
        uid,
        office.clerk.who,
        moved,
        facts=facts,
        paper_reason=to.paper_reason,
    )
    return sent


def send_back(w: World, at: int, paper: Paper, reason: str) -> None:
    office = paper.plan.office
    by = {"initialling": office.head, "format_check": office.office_head}
    _end_round(w, at, paper, "sent_back", reason, by.get(paper.state, paper.signer.post))


def withdraw(w: World, at: int, paper: Paper) -> None:
    _end_round(w, at, paper, "withdrawn", "", paper.drafter)


def _end_round(w: World, at: int, paper: Paper, what: str, reason: str, by: Post) -> None:
    ended, state = w.hours.text(at), paper.state
    w.add(Round, paper.pk, paper.round, ended, by.pk, state, reason)
    moved = paper.moved("returned" if what == "sent_back" else "withdrawn")
    facts = {"round": paper.round}
    w.log.write(f"outgoing.{what}", at, paper.uid, by.who, moved, facts=facts, reason=reason)
    paper.round += 1
    paper.signed_on_paper = False


def cancel(w: World, at: int, paper: Paper, reason: str) -> None:
    moved = paper.moved("cancelled")
    by = paper.plan.office.clerk if paper.number else paper.drafter
    paper.void = reason if paper.number else ""
    facts = {"number": paper.number} if paper.number else None
    w.log.write("outgoing.cancelled", at, paper.uid, by.who, moved, facts=facts, reason=reason)


def close(w: World, paper: Paper) -> None:
    """Write the rows that could still have changed."""
    plan, office = paper.plan, paper.plan.office
    w.put(
        Document,
        paper.pk,
        bare(paper.uid),
        office.pk,
        paper.exchange,
        plan.kind,
        plan.subject,
        plan.urgency,
        office.name,
        paper.number,
        paper.notation,
        "",
        paper.issued_on,
        paper.created,
    )
    w.put(
        Outgoing,
        paper.pk,
        paper.state,
        office.pk,
        paper.drafter.pk,
        paper.signer.post.pk,
        paper.round,
        int(paper.signed_on_paper),
        paper.signed_at,
        paper.issued_at,
    )
    _add_attachments(w, paper.pk, paper.attached, paper.has_signed_attachments)
    _keep_words(w, paper)
    if paper.given:
        book, given, moment = paper.given
        row = (given, paper.notation, office.pk, book.year, paper.pk, moment, paper.void)
        w.add(RegisterEntry, book.pk, *row)


def _add_attachments(w: World, document: int, names: list[str], are_signed: bool) -> None:
    """The files that go with a document: as given, or as signed with the seal."""
    given, signed = w.files.other, w.files.attached
    row = (
        (signed.digest, signed.size, given.digest, given.size, w.files.verdicts["attachment"])
        if are_signed
        else (given.digest, given.size, "", 0, "{}")
    )
    for name in names:
        w.add(Attachment, document, name, *row)


def _keep_words(w: World, paper: Paper) -> None:
    plan, office = paper.plan, paper.plan.office
    posts = {paper.drafter.pk, paper.signer.post.pk}
    names = paper.attached + [to.name for to in plan.to]
    words.keep(
        w,
        paper.pk,
        paper.file,
        plan.kind,
        (paper.issued_on or paper.began)[:4],
        "outgoing",
        paper.code,
        [f"@u{office.pk}", *(f"@p{post}" for post in posts)],
        [paper.notation, plan.subject, office.name, *names],
    )


def close_delivery(w: World, sent: Sent) -> None:
    """Write a delivery and what is counted of it."""
    office, to = sent.paper.plan.office, sent.to
    w.put(
        Delivery,
        sent.pk,
        bare(sent.uid),
        sent.paper.pk,
        office.pk,
        to.office.pk if to.office else None,
        to.name,
        to.channel,
        to.paper_reason,
        sent.created,
        sent.state,
        sent.created if sent.state == "pending" else None,
        None,
        sent.attempts,
        sent.error,
    )
    recipient = bare(to.office.uid) if to.office else None
    counted = (bare(sent.uid), bare(office.uid), sent.created, sent.day)
    document = bare(sent.paper.uid)
    w.add(CountedDelivery, *counted, document, recipient, to.channel, sent.delivered_at)


def _version(w: World, paper: Paper, role: str, made: str, facts: str) -> None:
    paper.versions += 1
    w.add(Version, paper.pk, paper.versions, role, paper.file.digest, paper.file.size, facts, made)


def _signature(
    w: World, at: int, paper: Paper, purpose: str, by: Signing, before: str, verdict: str
) -> None:
    shown = w.hours.text(at - 500_000)
    files = (before, paper.file.digest, shown, w.files.verdicts[verdict])
    row = (purpose, by.key, by.post.pk, None, by.lines, *files)
    w.add(Signature, bare(w.uid(at)), paper.pk, *row)
