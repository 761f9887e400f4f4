"""The format check of a draft: its facts and those of its file, put before the rules."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from docflow import clock
from docflow.documents.format_facts import AttachmentFacts, Draft
from docflow.documents.format_rules import Finding, check
from docflow.people.authority import COLLECTIVE
from docflow.people.models import Appointment
from docflow.units.models import Unit

if TYPE_CHECKING:
    from docflow.outgoing.models import Outgoing


def findings(paper: "Outgoing") -> list[Finding]:
    """What the rules find on a paper as it stands; errors keep it from being signed."""
    return check(_facts(paper, clock.today()))


def told(paper: "Outgoing") -> list[tuple[Finding, str, str]]:
    """What the rules find, each with its sentence and the place in the law, for people."""
    return [(each, worded(each), gettext(each.rule.basis)) for each in findings(paper)]


def worded(finding: Finding) -> str:
    """A finding in the reader's language."""
    return gettext(finding.rule.message) % finding.params


def _facts(paper: "Outgoing", today: date) -> Draft:
    document, signer = paper.document, paper.signer
    seen = document.current.facts if document.current else {}
    return Draft(
        kind=document.kind,
        notation=document.notation,
        agency_abbreviation=document.unit.abbreviation,
        subject=document.subject,
        today=today,
        number=document.number,
        issued_on=document.issued_on,
        numbered_on=document.issued_on,
        signer_prefix=_prefix(signer, document.unit),
        signer_post=str(signer.kind) if signer else "staff",
        pdf_version=tuple(seen.get("pdf_version", (1, 7))),
        pages_mm=tuple((width, height) for width, height in seen.get("pages_mm", ())),
        attachments=tuple(
            AttachmentFacts(name=each.name, separate_file=True, is_pdf=True)
            for each in document.attachments.all()
        ),
        recipients=tuple(each.name for each in paper.recipients.all()),
        urgency=document.urgency,
    )


def _prefix(signer: Appointment | None, unit: Unit) -> str:
    """The prefix the named signer, a leader of this unit, will sign with in person."""
    if signer is None:
        return ""
    if signer.kind == Appointment.Kind.DEPUTY:
        return "KT."
    if signer.kind == Appointment.Kind.ACTING:
        return "Q."
    return "TM." if unit.abbreviation.split("-")[0] in COLLECTIVE else ""
