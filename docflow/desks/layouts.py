"""Templates and letters written here, for pages and API: filled, as a file, or as a draft."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from docflow.documents import filenames, kinds
from docflow.layouts import files
from docflow.layouts.filling import filled
from docflow.layouts.paper import Paper
from docflow.outgoing import contents
from docflow.people.models import Appointment
from docflow.permissions import Permission, require
from docflow.signatures.intake import File, refuse_secret, take_in


@dataclass(frozen=True)
class Wanted:
    """What a paper is to say; `to` are the lines of “Kính gửi”, `recipients` those of box 9b."""

    kind: str
    signer: Appointment
    subject: str = ""
    field: str = ""
    urgency: str = "normal"
    text: str = ""
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


def paper_of(wanted: Wanted, *, by: Any) -> Paper:
    """The paper of the actor's unit. Raises Refused as drafting does, and for a secrecy mark."""
    require(by, Permission.OUTGOING_DRAFT, by.unit)
    contents.must_be_signer(wanted.signer, by.unit)
    refuse_secret(f"{wanted.subject}\n{wanted.text}")
    kind = contents.kind_named(wanted.kind)
    return filled(
        kind,
        by.unit,
        wanted.signer,
        notation=contents.notation_of(kind.code, by.unit, wanted.field),
        about=wanted.subject,
        text=wanted.text,
        to=wanted.to,
        recipients=wanted.recipients,
        urgency=contents.urgency_named(wanted.urgency),
    )


def download(wanted: Wanted, form: str, *, by: Any) -> HttpResponse:
    """The paper as “pdf” or “docx”, to be saved."""
    content = files.content(paper_of(wanted, by=by), form)
    answer = HttpResponse(content, content_type=files.MEDIA[form])
    answer.headers["Content-Disposition"] = filenames.disposition(f"{_name(wanted)}.{form}")
    return answer


def written(wanted: Wanted, *, by: Any) -> File:
    """The paper taken in as the file of a draft."""
    with files.pdf_file(paper_of(wanted, by=by), f"{_name(wanted)}.pdf") as path:
        return take_in(path, by=by, subject=wanted.subject)


def _name(wanted: Wanted) -> str:
    kind = kinds.find(wanted.kind)
    return filenames.safe(f"{kind.name if kind else ''} {wanted.subject}".strip())[:60].strip()
