"""Attachments in files of their own: the agency signs each (Decree 30/2020, Annex I, part I, II.8).

The body in charge signs them with its seal. A file that is no PDF, or that bears signatures of its
own, stays as it was given: there is no place for a signature in the one, and in the other a mark
would change what was signed.
"""

from docflow.documents.models import Attachment
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.signatures import checking, making, opening
from docflow.signatures.bodies import Bodies
from docflow.signatures.making import Job, Made
from signing import normal
from storage import blobs

Attached = tuple[tuple[Attachment, Made], ...]


def to_sign(paper: Outgoing, bodies: Bodies) -> list[Attachment]:
    """Those the seal that comes next waits for: not signed yet, and to be had; none for a later."""
    if bodies.sealed:
        return []
    files = paper.document.attachments.filter(given_digest="").order_by("pk")
    return [each for each in files if takes_signature(each.digest)]


def takes_signature(digest: str) -> bool:
    """Whether a stored file is a PDF without a signature; read outside any transaction."""
    if not checking.is_pdf(digest):
        return False
    with blobs.local_path(digest) as path:
        return not normal.is_signed(path)


def signed_with(seal: Job, files: list[Attachment], pin: str, by: Actor) -> tuple[Attached, Made]:
    """The attachments, then the document, signed with a key that is opened once.

    Raises Refused; what is in the store by then stands in no register.
    """
    jobs = [making.attachment_job(each, seal.row) for each in files]
    with opening.opened(seal.row, pin, by, len(jobs) + 1) as key:
        attached = tuple((each, job(key)) for each, job in zip(files, jobs, strict=True))
        return attached, seal(key)
