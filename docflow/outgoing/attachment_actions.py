"""The agency's signature on attachments is kept, one by one. Lock, save, record."""

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.outgoing.attachments import Attached
from docflow.outgoing.models import Outgoing
from docflow.outgoing.signing import must_have_passed
from docflow.people.actor import Actor
from docflow.signatures import keeping


@action
def accept_attachments(paper: Outgoing, attached: Attached, *, by: Actor) -> Outgoing:
    """Keep signatures that were made on attachments, if they may still be kept; all or none."""
    paper = Outgoing.objects.lock(paper)
    paper.must_allow("seal", by)
    for attachment, made in attached:
        must_have_passed(made)
        kept = keeping.keep_attachment(attachment, made)
        record(
            Event.OUTGOING_ATTACHMENT_SEALED,
            paper,
            by,
            facts={"serial": made.key.serial},
            digests={"given": kept.given_digest, "attachment": kept.digest},
            name=kept.name,
        )
    return paper
