"""What people do with an outgoing document, from draft to issue. Lock, move, save, record."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record, refusals_recorded
from docflow.documents import numbering
from docflow.documents.models import Document, Hold, Link, Register, Version, give_access
from docflow.errors import Refused, Sentence, Several
from docflow.outgoing import contents, joint, turns
from docflow.outgoing.attachment_actions import accept_attachments
from docflow.outgoing.attachments import Attached, signed_with, to_sign
from docflow.outgoing.contents import To
from docflow.outgoing.in_time import due_as_fact
from docflow.outgoing.mending import Mends, begin_mending
from docflow.outgoing.models import Channel, Outgoing, Round, Turn
from docflow.outgoing.signing import file_digests, may_seal, may_sign, must_have_passed
from docflow.people.actor import Actor
from docflow.people.authority import Authority
from docflow.people.models import Appointment
from docflow.permissions import Permission, require
from docflow.signatures import keeping, keyring, making
from docflow.signatures.intake import File, refuse_secret


@action
def draft(
    kind: str,
    subject: str,
    file: File,
    *,
    by: Actor,
    signer: Appointment,
    recipients: Iterable[To] = (),
    urgency: str = "normal",
    secrecy: str = "",
    field: str = "",
    attachments: Iterable[File] = (),
    merges: Iterable[Document] = (),
    answers: Document | None = None,
    mends: Mends | None = None,
) -> Outgoing:
    """Begin a document with its first file. Any secrecy mark is refused (Law 117/2025).

    The signer is a leader of the drafting unit (Decree 30/2020 Art. 13): they may read it from now.
    """
    require(by, Permission.OUTGOING_DRAFT, by.unit)
    contents.must_be_signer(signer, by.unit)
    refuse_secret(subject, declared=secrecy)
    document = Document.objects.create(
        unit=by.unit,
        kind=contents.kind_named(kind).code,
        subject=contents.subject_of(subject),
        urgency=contents.urgency_named(urgency),
        notation=contents.notation_of(kind, by.unit, field),
        issuer=by.unit.name,
    )
    paper = Outgoing.objects.create(
        document=document, unit=by.unit, drafter=by.appointment, signer=signer
    )
    give_access(document, by.appointment, signer)
    contents.add_version(document, Version.Role.DRAFT, file)
    for each in attachments:
        document.attachments.create(name=each.name, digest=each.digest, size=each.size)
    Hold.objects.create(unit=by.unit, document=document)
    contents.add_recipients(paper, recipients)
    for merged in merges:
        contents.link(document, merged, Link.Kind.MERGES)
    if mends:
        begin_mending(document, mends)
    if answers:
        contents.link(document, answers, Link.Kind.ANSWERS)
    record(
        Event.OUTGOING_DRAFTED,
        paper,
        by,
        facts={"kind": document.kind, "urgency": document.urgency},
        digests={"file": file.digest},
        subject_text=document.subject,
    )
    return paper


@action
def revise(
    paper: Outgoing,
    file: File | None = None,
    *,
    by: Actor,
    subject: str | None = None,
    signer: Appointment | None = None,
) -> Outgoing:
    """Change file, subject or signer of a draft, or several of them; what is None stays.

    The earlier versions stay, the log keeps the earlier subject. Raises Refused for a secrecy mark,
    and when nothing would change.
    """
    paper = Outgoing.objects.lock(paper)
    contents.must_be_editable(paper, by)
    before = paper.document.subject
    changed = [
        *(["subject"] if subject is not None and contents.renamed(paper, subject) else []),
        *(["signer"] if signer is not None and contents.put_before(paper, signer) else []),
        *(["file"] if file else []),
    ]
    if not changed:
        raise Refused(
            "nothing_changed",
            _("Nothing is changed. Give another file, another subject or another signer."),
        )
    if file:
        contents.add_version(paper.document, Version.Role.DRAFT, file)
    words = {"subject_text": paper.document.subject, "subject_before": before}
    record(
        Event.OUTGOING_REVISED,
        paper,
        by,
        facts={"changed": changed, "signer": str(paper.signer.uid) if paper.signer else None},
        digests={"file": file.digest} if file else None,
        **(words if "subject" in changed else {}),
    )
    return paper


@action
def submit(paper: Outgoing, *, by: Actor) -> Outgoing:
    """Put the draft before those its order names: the head of department, unless said otherwise.

    The document keeps the version of the circuit in force now. Raises Refused when nobody is there
    to do what the order needs.
    """
    paper = Outgoing.objects.lock(paper)
    paper.submit(by)
    opened = turns.begin(paper)
    paper.save()
    order = {"circuit": str(paper.circuit.uid)} if paper.circuit else {}
    facts = {"round": paper.round, "opened": opened, **order}
    record(Event.OUTGOING_SUBMITTED, paper, by, facts=facts)
    return paper


@action
def initial(paper: Outgoing, *, by: Actor) -> Outgoing:
    """Initial the draft: the content is right. An entry in the log, not a PDF signature.

    The last that the order needs move it on to the format check.
    """
    paper = Outgoing.objects.lock(paper)
    paper.must_allow("initial", by)
    turn = turns.theirs(paper, by, Turn.Kind.INITIAL)
    if turn is None or turns.completes(paper, turn):
        paper.initial(by)
    facts: dict[str, Any] = {"to": str(paper.state), "round": paper.round}
    if turn:
        turns.take(turn, by)
        facts |= {"step": turn.place, "opened": turns.refresh(paper)}
    paper.save()
    record(Event.OUTGOING_INITIALLED, paper, by, facts=facts, digests=file_digests(paper))
    return paper


@action
def pass_format(paper: Outgoing, *, by: Actor) -> Outgoing:
    """Pass the format check; refused while a rule finds an error, warnings go into the log."""
    paper = Outgoing.objects.lock(paper)
    found = paper.format_findings()
    errors = [finding for finding in found if finding.is_error]
    if errors:
        raise Refused(
            "format_errors",
            _("The format check found errors: %(findings)s"),
            findings=Several((Sentence(each.rule.message, each.params) for each in errors), " "),
            rules=[each.id for each in errors],
        )
    paper.pass_format(by)
    paper.save()
    record(
        Event.OUTGOING_FORMAT_PASSED,
        paper,
        by,
        facts={"warnings": [finding.id for finding in found]},
    )
    return paper


@refusals_recorded
def sign(paper: Outgoing, *, pin: str, by: Actor, seen: str = "") -> Outgoing:
    """Sign as the named leader: the key is used between transactions, in this process.

    `seen` is the SHA-256 of the file the leader looked at: another file is not signed.
    """
    pin = _pin(pin)
    given = may_sign(paper, seen, by=by)
    row = keyring.leader_key(by.appointment)
    job = making.leader_job(paper.document, row, by, given, joint.bodies_of(paper))
    made = making.signed_here(job, pin, by)
    return accept_signature(paper, made, given, by=by)


@action
def sign_on_paper(paper: Outgoing, scan: File, *, by: Actor) -> Outgoing:
    """Take in the scan of a document its leader signed on paper.

    It is numbered and sealed as a certified copy; it counts among the issued documents and not
    among the personally signed ones.
    """
    paper = Outgoing.objects.lock(paper)
    paper.sign_on_paper(by)
    turns.close(paper)
    paper.signed_on_paper = True
    paper.signed_at = clock.now()
    paper.co_issuers.update(signed_at=paper.signed_at)
    paper.save()
    contents.add_version(paper.document, Version.Role.SCAN, scan)
    record(Event.OUTGOING_SIGNED_ON_PAPER, paper, by, digests={"file": scan.digest})
    return paper


@action
def number(paper: Outgoing, *, by: Actor) -> Outgoing:
    """Give number and date (Decree 30 Art. 15); both are frozen from here on."""
    paper = Outgoing.objects.lock(paper)
    paper.number(by)
    entry = numbering.allocate(paper.document, Register.Series.OUTGOING)
    document = paper.document
    document.number, document.issued_on = entry.number, clock.local_date(entry.given)
    document.save(update_fields=["number", "issued_on"])
    paper.save()
    record(
        Event.OUTGOING_NUMBERED,
        paper,
        by,
        facts={"number": entry.number, "notation": document.notation, "year": entry.year},
    )
    return paper


@refusals_recorded
def seal(paper: Outgoing, *, pin: str, by: Actor) -> Outgoing:
    """Fill number and date and seal, in one revision; only the named custodian (Art. 32, 33).

    Attachments are signed with it. Each body of a joint document seals, in their order.
    """
    pin = _pin(pin)
    may_seal(paper, by=by)
    row, bodies = keyring.seal_key_of(by.unit), joint.bodies_of(paper)
    job = making.seal_job(paper.document, row, bodies)
    attached, made = signed_with(job, to_sign(paper, bodies), pin, by)
    return accept_seal(paper, made, attached, by=by)


@action
def issue(paper: Outgoing, *, by: Actor) -> Outgoing:
    """Issue the sealed document; its deliveries are created with it (docflow/exchange)."""
    paper = Outgoing.objects.lock(paper)
    paper.issue(by)
    joint.add_as_recipients(paper)
    contents.must_all_exist(paper)
    paper.issued_at = clock.now()
    paper.save()
    channels = list(paper.recipients.values_list("channel", flat=True))
    record(
        Event.OUTGOING_ISSUED,
        paper,
        by,
        facts={
            "unit": str(paper.unit.uid),
            "kind": paper.document.kind,
            "code": paper.document.code,
            "personal": not paper.signed_on_paper and paper.has_verified_signature(),
            "seal": not paper.signed_on_paper and paper.has_verified_seal(),
            "electronic": sum(channel != Channel.PAPER for channel in channels),
            "paper": sum(channel != Channel.ELECTRONIC for channel in channels),
            "recipients": len(channels),
            "due": due_as_fact(paper),
        },
        digests=file_digests(paper),
    )
    return paper


@action
def send_back(paper: Outgoing, reason: str, *, by: Actor) -> Outgoing:
    """Return the document to its drafter, saying why; the next submission is a new round."""
    paper = Outgoing.objects.lock(paper)
    state = paper.state
    paper.send_back(by)
    return _end_round(paper, Event.OUTGOING_SENT_BACK, state, contents.reason_of(reason), by)


@action
def withdraw(paper: Outgoing, *, by: Actor, reason: str = "") -> Outgoing:
    """Take one's own draft back before the leader signs."""
    paper = Outgoing.objects.lock(paper)
    state = paper.state
    paper.withdraw(by)
    return _end_round(paper, Event.OUTGOING_WITHDRAWN, state, reason[:500], by)


@action
def cancel(paper: Outgoing, reason: str, *, by: Actor) -> Outgoing:
    """Give the document up before it is issued; a number it had stays in the register as void."""
    paper = Outgoing.objects.lock(paper)
    paper.cancel(by)
    turns.close(paper)
    paper.desk = None
    paper.save()
    entry = getattr(paper.document, "register_entry", None)
    if entry:
        numbering.void(entry, contents.reason_of(reason))
    record(
        Event.OUTGOING_CANCELLED,
        paper,
        by,
        facts={"number": paper.document.number} if entry else None,
        reason=contents.reason_of(reason),
    )
    return paper


@action
def accept_signature(
    paper: Outgoing, made: making.Made, given: Authority, *, by: Actor
) -> Outgoing:
    """Keep a signature that was made, if it may still be kept.

    A joint document goes to the leader of the next body; it is signed with the last one.
    """
    paper = Outgoing.objects.lock(paper)
    paper.must_allow("sign", by)
    must_have_passed(made)
    if joint.passes_on(paper, "signed_at"):
        event = Event.OUTGOING_SIGNED_IN_PART
    else:
        paper.sign(by)
        turns.close(paper)
        paper.desk, event = None, Event.OUTGOING_SIGNED
        paper.signed_at, paper.signed_on_paper = made.signed_at, False
    paper.save()
    keeping.keep(paper.document, made, by, " / ".join(given.lines), Version.Role.SIGNED)
    record(
        event,
        paper,
        by,
        facts={"authority": given.prefix, "serial": made.key.serial},
        digests={"before": made.digest_before, "file": made.digest_after},
    )
    return paper


@action
def accept_seal(
    paper: Outgoing, made: making.Made, attached: Attached = (), *, by: Actor
) -> Outgoing:
    """Keep a seal that was made, and what was signed with it, if it may still be kept."""
    paper = Outgoing.objects.lock(paper)
    paper.must_allow("seal", by)
    must_have_passed(made)
    accept_attachments(paper, attached, by=by)
    if joint.passes_on(paper, "sealed_at"):
        event = Event.OUTGOING_SEALED_IN_PART
    else:
        paper.seal(by)
        paper.desk, event = None, Event.OUTGOING_SEALED
    paper.save()
    keeping.keep(paper.document, made, by, "", Version.Role.SEALED)
    record(
        event,
        paper,
        by,
        facts={"serial": made.key.serial},
        digests={"before": made.digest_before, "file": made.digest_after},
    )
    return paper


def _end_round(paper: Outgoing, event: Event, state: str, reason: str, by: Actor) -> Outgoing:
    Round.objects.create(
        paper=paper, number=paper.round, by=by.appointment, state=state, reason=reason
    )
    record(event, paper, by, facts={"round": paper.round}, reason=reason)
    turns.close(paper)
    paper.round += 1
    paper.signed_on_paper = False
    joint.begin_anew(paper)
    paper.save()
    return paper


def _pin(pin: str) -> str:
    if not isinstance(pin, str) or not pin:
        raise Refused("pin_missing", _("Give the PIN of your key."))
    return pin
