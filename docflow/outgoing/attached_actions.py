"""The agency's signature on an attachment of a document that waits for the seal."""

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.models import Attachment
from docflow.outgoing.models import Outgoing
from docflow.outgoing.signing import must_have_passed
from docflow.people.actor import Actor
from docflow.signatures import making
from docflow.signatures.making import Made


@action
def accept_on_attachment(
    paper: Outgoing, attachment: Attachment, made: Made, *, by: Actor
) -> Outgoing:
    """Keep a seal that was made on an attachment, if the document may still be sealed."""
    paper = Outgoing.objects.lock(paper)
    paper.must_allow("seal", by)
    must_have_passed(made)
    making.keep_on(attachment, made, by)
    record(
        Event.ATTACHMENT_SEALED,
        paper,
        by,
        facts={"serial": made.key.serial},
        digests={"before": made.digest_before, "file": made.digest_after},
        attachment=attachment.name,
    )
    return paper
