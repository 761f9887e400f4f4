"""What a copy is made of: its original, its kind and pages, its files, whom it is for; checked."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import action
from docflow.copies import conditions
from docflow.copies.models import Copy, CopyRecipient
from docflow.copies.renditions import page_count
from docflow.copies.states import NOT_IN_FORCE, OPEN_STATES
from docflow.documents import filenames
from docflow.documents.kinds import Kind
from docflow.documents.models import Document, Hold, Link, Version, give_access
from docflow.documents.notation import NotationError, compose
from docflow.errors import Refused
from docflow.incoming.handing_out import why_only_pictures
from docflow.outgoing.contents import To, must_be_reachable
from docflow.people.actor import Actor
from docflow.permissions import Acting, Permission, may, require
from docflow.signatures.intake import File
from docflow.units.models import Unit

LONGEST_REASON = 500


@dataclass(frozen=True)
class Chosen:
    """What is to be copied, checked: the kind, the file as it is now, the pages of an extract."""

    kind: Kind
    version: Version
    pages: tuple[int, ...]


def as_it_is(original: Document) -> Document:
    """The document with its state read anew."""
    return Document.objects.select_related("unit", "outgoing", "incoming", "copy").get(
        pk=original.pk
    )


def chosen(original: Document, kind: str, pages: tuple[int, ...], scan: File | None) -> Chosen:
    """What was asked for. Raises Refused, naming what stands in the way."""
    original = as_it_is(original)
    wanted = conditions.kind_of_copy(kind)
    conditions.must_be_copyable(original, wanted)
    reason = why_only_pictures(original)
    version = original.current
    if reason or version is None:
        raise Refused("not_in_force", NOT_IN_FORCE)
    if scan and version.role != Version.Role.SCAN:
        raise Refused(
            "scan_not_needed",
            _("The original is an electronic document: nothing is to be scanned."),
        )
    count = page_count(version) if not scan else len(scan.facts.get("pages_mm", ()))
    return Chosen(wanted, version, conditions.chosen_pages(wanted, pages, count))


def begin(original: Document, chosen: Chosen, file: File, with_original: bool, by: Actor) -> Copy:
    """The copy's own document with its file, tied to the original; inside the caller's act."""
    original = as_it_is(original)
    conditions.must_be_copyable(original, chosen.kind)
    if original.current != chosen.version:
        raise Refused(
            "changed_meanwhile",
            _("The document was changed while it was copied. Look at it and copy it again."),
        )
    document = Document.objects.create(
        unit=original.unit,
        kind=chosen.kind.code,
        subject=original.subject,
        urgency=original.urgency,
        circulation=original.circulation,
        notation=notation_of(chosen.kind, original.unit),
        issuer=original.unit.name,
    )
    copy = Copy.objects.create(
        document=document,
        unit=original.unit,
        original=original,
        pages=list(chosen.pages),
        drafter=by.appointment,
    )
    document.versions.create(
        number=1, role=Version.Role.DRAFT, digest=file.digest, size=file.size, facts=file.facts
    )
    give_access(document, by.appointment)
    Hold.objects.create(unit=original.unit, document=document)
    Link.objects.create(source=document, target=original, kind=Link.Kind.COPY_OF)
    if chosen.kind.code != conditions.EXTRACT or with_original:
        _attach(document, original, chosen.version)
    return copy


def _attach(document: Document, original: Document, version: Version) -> None:
    """The original's files, unchanged; the scan of a paper is the copy itself."""
    if version.role != Version.Role.SCAN:
        name = filenames.of_document(original)
        document.attachments.create(name=name, digest=version.digest, size=version.size)
    for each in original.attachments.order_by("pk"):
        document.attachments.create(name=each.name, digest=each.digest, size=each.size)


def notation_of(kind: Kind, unit: Unit) -> str:
    """The notation of a copy: SY-UBND."""
    try:
        return compose(kind, unit.abbreviation)
    except NotationError as error:
        raise Refused("no_notation", _("No notation: %(reason)s"), reason=str(error)) from error


def add_recipient(copy: Copy, to: To) -> CopyRecipient:
    """Add a recipient, once; inside the caller's act. Raises Refused."""
    must_be_reachable(to)
    same = copy.recipients.filter(name=to.label).exists()
    if same or (to.unit and copy.recipients.filter(unit=to.unit).exists()):
        raise Refused("recipient_twice", _("%(name)s is a recipient already."), name=to.label)
    return CopyRecipient.objects.create(
        copy=copy,
        unit=to.unit,
        name=to.label,
        channel=to.channel,
        paper_reason=to.paper_reason.strip(),
    )


def may_change_recipients(copy: Copy, actor: Acting) -> bool:
    """Whether the actor could change the recipients now: who made it or the clerk, before issue."""
    return copy.state in OPEN_STATES and _is_theirs(copy, actor)


def must_be_theirs(copy: Copy, by: Acting) -> None:
    """Raise NotAllowed unless the actor made the copy or may issue it."""
    if not _is_theirs(copy, by):
        require(by, Permission.OUTGOING_ISSUE, copy.unit)


def must_be_open(copy: Copy, by: Acting) -> None:
    """Raise Refused unless the actor may change the recipients now."""
    must_be_theirs(copy, by)
    if copy.state not in OPEN_STATES:
        raise Refused(
            "recipients_closed",
            _("The recipients of a copy are changed until it is issued. State: “%(state)s”."),
            state=copy.get_state_display(),
        )


def _is_theirs(copy: Copy, actor: Acting) -> bool:
    made = getattr(actor, "user", None) == copy.drafter.user
    drafts = made and may(actor, Permission.COPY_DRAFT, copy.unit)
    return drafts or may(actor, Permission.OUTGOING_ISSUE, copy.unit)


def pin_of(pin: str) -> str:
    """The PIN that was given. Raises Refused when there is none."""
    if not isinstance(pin, str) or not pin:
        raise Refused("pin_missing", _("Give the PIN of your key."))
    return pin


def reason_of(reason: str) -> str:
    """A reason without spaces around it. Raises Refused."""
    if not isinstance(reason, str) or not reason.strip():
        raise Refused("reason_missing", _("Say why."))
    if len(reason.strip()) > LONGEST_REASON:
        raise Refused("reason_too_long", _("A reason has at most 500 characters."))
    return reason.strip()


@action
def may_seal(copy: Copy, *, by: Actor) -> str:
    """The form of copy to be said on it, if the seal could be accepted now."""
    copy = Copy.objects.lock(copy)
    copy.must_allow("seal", by)
    return conditions.FORMS[copy.document.kind]
