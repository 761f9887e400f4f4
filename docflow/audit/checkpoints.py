"""Signing the heads of the chains, so that a cut tail shows."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from docflow import clock
from docflow.audit import installation
from docflow.audit.chain import START, VERSION, canonical, link, moment, read
from docflow.audit.models import Chain, Checkpoint

EVERY = timedelta(minutes=1)
AT_MOST = 1000


def sign_heads_when_due() -> Checkpoint | None:
    """Sign when a minute has passed since the last checkpoint or a chain grew by 1,000 entries."""
    last = Checkpoint.objects.order_by("-number").first()
    if last and clock.now() - datetime.fromisoformat(read(last.text)["at"]) < EVERY:
        if not Chain.objects.filter(length__gte=F("signed") + AT_MOST).exists():
            return None
    return sign_heads()


def sign_heads() -> Checkpoint | None:
    """Sign the heads that moved since the last checkpoint; None when none moved.

    The key is used outside the transaction; when two workers sign at once one of them gives way.
    """
    moved = list(Chain.objects.filter(length__gt=F("signed")).order_by("name"))
    if not moved:
        return None
    last = Checkpoint.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.link) if last else (1, START)
    text = canonical(
        {
            "v": VERSION,
            "installation": str(installation.get().uid),
            "number": number,
            "previous": previous,
            "at": moment(clock.now()),
            "heads": [
                {"chain": chain.name, "number": chain.length, "link": chain.head} for chain in moved
            ],
        }
    )
    signature = installation.sign(text.encode())
    try:
        return _keep(number, text, link(previous, text), signature, moved)
    except IntegrityError:
        return None


@transaction.atomic
def _keep(number: int, text: str, linked: str, signature: str, moved: list[Chain]) -> Checkpoint:
    checkpoint = Checkpoint.objects.create(
        number=number, text=text, link=linked, signature=signature
    )
    for chain in moved:
        Chain.objects.filter(pk=chain.pk, signed__lt=chain.length).update(signed=chain.length)
    return checkpoint
