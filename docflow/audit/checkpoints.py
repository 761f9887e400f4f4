"""Signing the heads of the chains, so that a cut tail shows."""

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit import installation, newest
from docflow.audit.chain import START, VERSION, canonical, link, moment, read
from docflow.audit.models import Chain, Checkpoint
from docflow.errors import Refused

EVERY = timedelta(minutes=1)
AT_MOST = 1000


def last_signed() -> datetime | None:
    """When the heads were last signed; None before the first time."""
    last = Checkpoint.objects.order_by("-number").first()
    return datetime.fromisoformat(read(last.text)["at"]) if last else None


def sign_heads_when_due() -> Checkpoint | None:
    """Sign when a minute has passed since the last checkpoint or a chain grew by 1,000 entries.

    A clock that was set back makes it due: better one checkpoint more than none for days.
    """
    last = last_signed()
    age = clock.now() - last if last else EVERY
    long_chain = Chain.objects.filter(length__gte=F("signed") + AT_MOST)
    if timedelta() <= age < EVERY and not long_chain.exists():
        return None
    return sign_heads()


def sign_heads() -> Checkpoint | None:
    """Sign the heads that moved since the last checkpoint; None when none moved.

    The key is used outside the transaction; when two workers sign at once one of them gives way.
    Chains are marked as signed afterwards and one by one, so that no unit waits for another's
    act; cut off in between, the next checkpoint signs the same heads again. Raises Refused without
    the installation's key, and when the table lacks the checkpoint this host remembers: signing
    on would make a forged log genuine.
    """
    _require_remembered()
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
            transaction.on_commit(partial(newest.keep, checkpoint))
    except IntegrityError:
        return None
    for chain in moved:
        Chain.objects.filter(pk=chain.pk, signed__lt=chain.length).update(signed=chain.length)
    return checkpoint


def _require_remembered() -> None:
    known = newest.recall()
    if newest.contradiction(known) is None or known is None:
        return
    raise Refused(
        "checkpoint_missing",
        _(
            "The database does not hold checkpoint %(number)s as it was signed: it was changed, or "
            "an older one was restored. Put the newest database back; if the older one is to "
            "stay, move %(place)s aside."
        ),
        number=known.number,
        place=str(newest.file()),
    )
