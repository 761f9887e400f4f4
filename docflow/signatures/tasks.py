"""Bringing signed files to their level."""

from celery import shared_task

from docflow.documents.models import Lasting
from docflow.people.actor import System
from docflow.signatures import lasting
from docflow.work import claim, does


@does(Lasting)
def make_last(lasting_id: int) -> None:
    """Add to a signed file what its check needs; cut off, it is done anew."""
    with claim(Lasting, lasting_id) as row:
        if row is not None:
            lasting.make(row, by=System(row.document.unit))


@shared_task
def renew_proofs() -> None:
    """Every night: what would soon prove nothing more is to be renewed."""
    lasting.renew_due()
