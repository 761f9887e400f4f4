"""Consenting to sign a stated list of files."""

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.batches.models import Batch, Item
from docflow.errors import Refused
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.permissions import Permission, require

AT_MOST = 500


@action
def consent(papers: Sequence[tuple[Outgoing, str]], *, by: Actor) -> Batch:
    """Consent to sign documents, each with the SHA-256 of the file that was seen.

    Raises Refused: batch_empty, batch_too_long, and NotAllowed.
    """
    require(by, Permission.OUTGOING_SIGN, by.unit)
    if not papers:
        raise Refused("batch_empty", _("There is no document in the list. Choose some."))
    if len(papers) > AT_MOST:
        raise Refused(
            "batch_too_long",
            _("One consent covers at most %(most)s documents. Choose fewer."),
            most=AT_MOST,
        )
    batch = Batch.objects.create(signer=by.appointment, delegation=by.delegation)
    Item.objects.bulk_create(
        Item(batch=batch, place=place, paper=paper, digest=digest)
        for place, (paper, digest) in enumerate(papers, 1)
    )
    listed = "\n".join(digest for _paper, digest in papers)
    record(
        Event.BATCH_CONSENTED,
        batch,
        by,
        facts={"count": len(papers), "list": hashlib.sha256(listed.encode()).hexdigest()},
    )
    return batch
