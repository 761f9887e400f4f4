"""The attachments of a document that the agency signs with it, each by itself, before the seal."""

from collections.abc import Iterator

from docflow.documents.models import Attachment
from docflow.errors import Refused
from docflow.outgoing import joint
from docflow.outgoing.attached_actions import accept_on_attachment
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.signatures import making
from docflow.signatures.making import Job
from docflow.signatures.models import SigningKey
from signing.keys.key import Key

GO_AS_THEY_ARE = "signed_already"


def jobs(paper: Outgoing, row: SigningKey) -> Iterator[tuple[Attachment, Job]]:
    """The attachments the agency is still to sign, in their order (Decree 30, Annex I, II.8).

    Of several bodies the one in charge does it, before its own seal.
    """
    if joint.bodies_of(paper).sealed:
        return
    for each in paper.document.attachments.filter(seal=None).order_by("pk"):
        yield each, making.attachment_job(each, row)


def seal_with(key: Key, paper: Outgoing, row: SigningKey, *, by: Actor) -> None:
    """Seal with an open key what is not sealed yet; each is kept at once, so none is made twice.

    A file that bears somebody's signature goes as it is. Raises Refused.
    """
    for attachment, job in jobs(paper, row):
        try:
            made = job(key)
        except Refused as refusal:
            if refusal.code == GO_AS_THEY_ARE:
                continue
            raise
        accept_on_attachment(paper, attachment, made, by=by)
