"""What people do with a copy, from its making to its issue. Lock, move, save, record."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record, refusals_recorded
from docflow.copies import conditions, makings
from docflow.copies.models import Copy, CopyRecipient
from docflow.copies.renditions import rendition
from docflow.documents import numbering
from docflow.documents.models import Document, Register, Version
from docflow.errors import Refused
from docflow.exchange.delivering import begin_delivery, must_stay_inside
from docflow.exchange.models import Delivery
from docflow.outgoing.contents import To, must_all_exist
from docflow.people.actor import Actor
from docflow.people.authority import authority
from docflow.signatures import keeping, keyring, making
from docflow.signatures.intake import File
from docflow.signatures.signing_words import told


@refusals_recorded
def make(
    original: Document,
    kind: str,
    *,
    by: Actor,
    pages: Iterable[int] = (),
    with_original: bool = False,
    scan: File | None = None,
    recipients: Iterable[To] = (),
) -> Copy:
    """Make a copy of a document the unit holds (Decree 30 Art. 25); it waits for approval then.

    `kind` is SY, TrS (with its `pages`, counted from 1) or SL. The original goes with a whole copy
    unchanged; with an extract only if `with_original`, since what was left out was left out for a
    reason. `scan` is a new scan of a paper. The file is made between two transactions.
    """
    chosen = _may_make(original, kind, tuple(pages), scan, by=by)
    version = chosen.version
    file = rendition(version, chosen.pages, scan)
    return _begin(original, chosen, file, with_original, tuple(recipients), by=by)


@action
def approve(copy: Copy, *, by: Actor, seen: str = "") -> Copy:
    """Let the copy be made: the head decides, or who may sign for the head (Art. 27, Art. 13).

    `seen` is the SHA-256 of the file the leader looked at: another one is not approved.
    """
    copy = Copy.objects.lock(copy)
    copy.approve(by)
    current = copy.document.current
    if seen and (current is None or seen != current.digest):
        raise Refused(
            "changed_meanwhile",
            _("The file was changed since you opened it. Look at it anew, then approve it."),
        )
    given = authority(by, clock.today())
    copy.approver, copy.approved_at = by.appointment, clock.now()
    copy.authority = " / ".join(given.lines)[:200]
    copy.save()
    record(Event.COPY_APPROVED, copy, by, facts={"authority": given.prefix})
    return copy


@action
def refuse(copy: Copy, reason: str, *, by: Actor) -> Copy:
    """Do not let the copy be made, saying why."""
    copy = Copy.objects.lock(copy)
    copy.refuse(by)
    copy.end_reason = makings.reason_of(reason)
    copy.save()
    record(Event.COPY_REFUSED, copy, by, reason=copy.end_reason)
    return copy


@action
def number(copy: Copy, *, by: Actor) -> Copy:
    """Give number and date: one series for all three kinds of copy (Annex I, part II)."""
    copy = Copy.objects.lock(copy)
    copy.number(by)
    entry = numbering.allocate(copy.document, Register.Series.COPIES)
    document = copy.document
    document.number, document.issued_on = entry.number, clock.local_date(entry.given)
    document.save(update_fields=["number", "issued_on"])
    copy.save()
    record(
        Event.COPY_NUMBERED,
        copy,
        by,
        facts={"number": entry.number, "notation": document.notation, "year": entry.year},
    )
    return copy


@refusals_recorded
def seal(copy: Copy, *, pin: str, by: Actor) -> Copy:
    """Sign for the agency, in person: only own copies, only the custodian (Art. 32, 33)."""
    pin = makings.pin_of(pin)
    form = makings.may_seal(copy, by=by)
    row = keyring.seal_key_of(copy.document.unit)
    made = making.signed_here(making.copy_job(copy.document, row, form), pin, by)
    return accept_seal(copy, made, by=by)


@action
def issue(copy: Copy, *, by: Actor) -> list[Delivery]:
    """Issue the copy and create its deliveries: one for each recipient, in one transaction."""
    copy = Copy.objects.lock(copy)
    copy.issue(by)
    must_all_exist(copy)
    recipients = list(copy.recipients.select_related("unit").order_by("pk"))
    must_stay_inside(copy.document, recipients)
    copy.issued_at = clock.now()
    copy.save()
    current = copy.document.current
    record(
        Event.COPY_ISSUED,
        copy,
        by,
        facts={
            "unit": str(copy.unit.uid),
            "kind": copy.document.kind,
            "code": copy.document.code,
            "recipients": len(recipients),
        },
        digests={"file": current.digest} if current else {},
    )
    return [_deliver(copy, recipient, by) for recipient in recipients]


@action
def cancel(copy: Copy, reason: str, *, by: Actor) -> Copy:
    """Give the copy up before it is issued; a number it had stays in the register as void."""
    copy = Copy.objects.lock(copy)
    copy.cancel(by)
    copy.end_reason = makings.reason_of(reason)
    copy.save()
    entry = getattr(copy.document, "register_entry", None)
    if entry:
        numbering.void(entry, copy.end_reason)
    record(
        Event.COPY_CANCELLED,
        copy,
        by,
        facts={"number": copy.document.number} if entry else None,
        reason=copy.end_reason,
    )
    return copy


@action
def add_recipients(copy: Copy, recipients: Iterable[To], *, by: Actor) -> Copy:
    """Add recipients, each once, until the copy is issued. Raises Refused."""
    copy = Copy.objects.lock(copy)
    makings.must_be_open(copy, by)
    for to in recipients:
        makings.add_recipient(copy, to)
        record(
            Event.COPY_RECIPIENT_ADDED,
            copy,
            by,
            facts={"recipient": str(to.unit.uid) if to.unit else None, "channel": to.channel},
            name=to.label,
            paper_reason=to.paper_reason,
        )
    return copy


@action
def remove_recipient(copy: Copy, recipient: CopyRecipient, *, by: Actor) -> Copy:
    """Take a recipient out until the copy is issued."""
    copy = Copy.objects.lock(copy)
    makings.must_be_open(copy, by)
    gone, _rows = copy.recipients.filter(pk=recipient.pk).delete()
    if not gone:
        raise Refused("recipient_gone", _("It is no recipient any more. Look at the list anew."))
    record(
        Event.COPY_RECIPIENT_REMOVED,
        copy,
        by,
        facts={"recipient": str(recipient.unit.uid) if recipient.unit else None},
        name=recipient.name,
    )
    return copy


@action
def _may_make(
    original: Document, kind: str, pages: tuple[int, ...], scan: File | None, *, by: Actor
) -> makings.Chosen:
    conditions.must_be_given(original, by)
    return makings.chosen(original, kind, pages, scan)


@action
def _begin(
    original: Document,
    chosen: makings.Chosen,
    file: File,
    with_original: bool,
    recipients: tuple[To, ...],
    *,
    by: Actor,
) -> Copy:
    conditions.must_be_given(original, by)
    copy = makings.begin(original, chosen, file, with_original, by)
    for to in recipients:
        makings.add_recipient(copy, to)
    record(
        Event.COPY_DRAFTED,
        copy,
        by,
        facts={
            "kind": chosen.kind.code,
            "original": str(original.uid),
            "pages": list(chosen.pages),
        },
        digests={"file": file.digest, "original": chosen.version.digest},
        subject_text=copy.document.subject,
    )
    return copy


@action
def accept_seal(copy: Copy, made: making.Made, *, by: Actor) -> Copy:
    """Keep a signature that was made, if it may still be kept."""
    copy = Copy.objects.lock(copy)
    copy.seal(by)
    if made.verdict["indication"] != "TOTAL_PASSED":
        problems = [problem["text"] for problem in made.verdict["problems"]]
        raise Refused(
            "signature_not_verified",
            _("The new signature was checked and did not pass: %(problems)s"),
            problems=told(*problems or [made.verdict["sub_indication"]]),
        )
    copy.save()
    keeping.keep(copy.document, made, by, copy.authority, Version.Role.SEALED)
    record(
        Event.COPY_SEALED,
        copy,
        by,
        facts={"serial": made.key.serial},
        digests={"before": made.digest_before, "file": made.digest_after},
    )
    return copy


def _deliver(paper: Copy, recipient: Any, by: Actor) -> Delivery:
    delivery, facts = begin_delivery(paper, recipient)
    record(Event.DELIVERY_CREATED, delivery, by, facts=facts, paper_reason=recipient.paper_reason)
    return delivery
