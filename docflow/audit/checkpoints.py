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
    """Sign when a minute has passed since the last checkpoint or a chain grew by 1,000 entries.

    A clock that was set back makes it due: better one checkpoint more than none for days.
    """
    last = Checkpoint.objects.order_by("-number").first()
    age = clock.now() - datetime.fromisoformat(read(last.text)["at"]) if last else EVERY
    long_chain = Chain.objects.filter(length__gte=F("signed") + AT_MOST)
    if timedelta() <= age < EVERY and not long_chain.exists():
        return None
    return sign_heads()


def sign_heads() -> Checkpoint | None:
    """Sign the heads that moved since the last checkpoint; None when none moved.

    The key is used outside the transaction; when two workers sign at once one of them gives way.
    Chains are marked as signed afterwards and one by one, so that no unit waits for another's
    act; cut off in between, the next checkpoint signs the same heads again.
    """
    last = Checkpoint.objects.order_by("-number").first()
    moved = list(Chain.objects.filter(length__gt=F("signed")).order_by("name"))
    if not moved:
        return None
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
        with transaction.atomic():
            checkpoint = Checkpoint.objects.create(
                number=number, text=text, link=link(previous, text), signature=signature
            )
    except IntegrityError:
        return None
    for chain in moved:
        Chain.objects.filter(pk=chain.pk, signed__lt=chain.length).update(signed=chain.length)
    return checkpoint
