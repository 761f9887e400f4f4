"""What a draft is made of: type, notation, subject, recipients, files, links; each checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.kinds import Kind, Urgency, find
from docflow.documents.models import Document, Link, give_access
from docflow.documents.notation import NotationError, compose
from docflow.errors import Refused
from docflow.outgoing.models import Channel, Outgoing, Recipient
from docflow.people.authority import signers_of
from docflow.people.models import Appointment
from docflow.permissions import Acting, Permission, require
from docflow.signatures.intake import File, refuse_secret
from docflow.units.models import Unit

LONGEST_NAME = 200
LONGEST_REASON = 300


@dataclass(frozen=True)
class To:
    """A recipient: a unit here, or by name somebody outside; and how the document goes there."""

    unit: Unit | None = None
    name: str = ""
    channel: str = Channel.ELECTRONIC
    paper_reason: str = ""

    @property
    def label(self) -> str:
        return self.name.strip() or (self.unit.name if self.unit else "")


def add_recipients(paper: Outgoing, recipients: Iterable[To]) -> None:
    """Add recipients, each once; Refused names the first that cannot be one."""
    for to in recipients:
        must_be_reachable(to)
        if paper.recipients.filter(name=to.label).exists():
            raise Refused("recipient_twice", _("%(name)s is a recipient already."), name=to.label)
        Recipient.objects.create(
            paper=paper,
            unit=to.unit,
            name=to.label,
            channel=to.channel,
            paper_reason=to.paper_reason.strip(),
        )


def add_version(document: Document, role: str, file: File) -> None:
    """The next version of a document."""
    document.versions.create(
        number=document.versions.count() + 1,
        role=role,
        digest=file.digest,
        size=file.size,
        facts=file.facts,
    )


def kind_named(word: str) -> Kind:
    """The type of paper with this code or abbreviation; a copy is no type to draft."""
    kind = find(word)
    if kind is None or kind.is_copy:
        raise Refused(
            "unknown_kind", _("There is no document type “%(kind)s” in Decree 30."), kind=word
        )
    return kind


def must_be_signer(post: Appointment, unit: Unit) -> None:
    """Raise Refused bad_signer unless who holds the post may sign in the unit's name today."""
    if not signers_of(unit).filter(pk=post.pk).exists():
        raise Refused(
            "bad_signer",
            _("%(who)s may not sign documents of %(unit)s. Name one of its leaders."),
            who=post.user.full_name,
            unit=unit.name,
        )


def notation_of(kind: str, unit: Unit, field: str) -> str:
    """The notation of a paper of this type and unit (Decree 30 Annex I, part I, II.3)."""
    try:
        return compose(kind_named(kind), unit.abbreviation, field=field)
    except NotationError as error:
        raise Refused("no_notation", _("No notation: %(reason)s"), reason=str(error)) from error


def subject_of(subject: str) -> str:
    """A subject without spaces around it, of the length the metadata standard allows."""
    if not 0 < len(subject.strip()) <= 500:
        raise Refused("subject_length", _("A subject has 1 to 500 characters."))
    return subject.strip()


def reason_of(reason: str) -> str:
    """A reason, which must be given, without spaces around it."""
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."))
    if len(reason.strip()) > 500:
        raise Refused("reason_too_long", _("A reason has at most 500 characters."))
    return reason.strip()


def urgency_named(word: str) -> str:
    """A degree of urgency by its code."""
    if word not in list(Urgency):
        raise Refused(
            "unknown_urgency",
            _("There is no degree of urgency “%(word)s”. Choose: %(choices)s."),
            word=word,
            choices=", ".join(Urgency),
        )
    return word


def must_be_editable(paper: Outgoing, by: Acting) -> None:
    """Raise Refused unless the actor may change the draft of this paper now."""
    require(by, Permission.OUTGOING_DRAFT, paper.unit)
    if getattr(by, "user", None) != paper.drafter.user or not paper.is_editable:
        raise Refused(
            "not_editable",
            _("Only its drafter can change it: as a draft, or after it came back."),
        )


def renamed(paper: Outgoing, subject: str) -> bool:
    """Give the draft another subject, without a secrecy mark; whether it is another."""
    refuse_secret(subject)
    wanted = subject_of(subject)
    if wanted == paper.document.subject:
        return False
    paper.document.subject = wanted
    paper.document.save(update_fields=["subject"])
    return True


def put_before(paper: Outgoing, signer: Appointment) -> bool:
    """Name another leader of the unit, who may read it from now; whether it is another."""
    if signer == paper.signer:
        return False
    must_be_signer(signer, paper.unit)
    paper.signer = signer
    paper.save()
    give_access(paper.document, signer)
    return True


def must_all_exist(paper: Any) -> None:
    """Refused when a recipient of a paper has ended since it was named."""
    for recipient in paper.recipients.select_related("unit"):
        if recipient.unit:
            _must_exist(recipient.unit)


def link(source: Document, target: Document, kind: str) -> None:
    """Tie two documents of one holder."""
    if source.unit_id != target.unit_id:
        raise Refused("foreign_document", _("Only documents of one's own unit can be linked."))
    Link.objects.get_or_create(source=source, target=target, kind=kind)


def must_be_reachable(to: To) -> None:
    """Raise Refused unless somebody can be sent a document this way."""
    if not to.label:
        raise Refused("recipient_nameless", _("A recipient is a unit here or has a name."))
    if to.channel not in Channel.values:
        raise Refused(
            "unknown_channel",
            _("“%(channel)s” is no channel. Choose: electronic, paper, both."),
            channel=to.channel,
        )
    if to.unit is None and to.channel != Channel.PAPER:
        raise Refused(
            "outsider_electronic",
            _("%(name)s is not a unit of this system and can only be sent paper."),
            name=to.label,
        )
    if to.channel == Channel.BOTH and not to.paper_reason.strip():
        raise Refused(
            "paper_reason_missing",
            _("Paper beside the electronic document needs a reason (QĐ 28/2018 Art. 5)."),
        )
    if len(to.paper_reason.strip()) > LONGEST_REASON or len(to.label) > LONGEST_NAME:
        raise Refused(
            "recipient_too_long",
            _("A recipient's name has at most %(name)s characters, the reason %(reason)s."),
            name=LONGEST_NAME,
            reason=LONGEST_REASON,
        )
    if to.unit:
        _must_exist(to.unit)


def _must_exist(unit: Unit) -> None:
    if unit.is_active_on(clock.today()):
        return
    raise Refused(
        "recipient_ended",
        _("%(unit)s has ended. Address its successor: %(successors)s."),
        unit=unit.name,
        successors=", ".join(each.successor.name for each in unit.successions.all()) or "—",
    )
