"""One consent, one PIN, many signatures: each document by itself, taken up again where it stopped.

The key is opened once. Some documents are worked on at a time, so that a time-stamp that is waited
for holds up nobody; rows are read and written by the caller's thread alone. With n documents and a
time-stamp of s seconds a batch takes about n × the work of one, or n × s ÷ AT_A_TIME if that is
more.
"""

import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from docflow import clock, failpoints
from docflow.batches.models import Batch, Item
from docflow.errors import Refused
from docflow.outgoing import actions, joint, signing
from docflow.people.actor import Actor
from docflow.people.authority import Authority
from docflow.signatures import keyring, making, opening
from docflow.signatures.models import Signature, SigningKey
from docflow.wording import time_text
from signing.errors import WrongPin
from signing.keys.key import Key

AT_A_TIME = 8
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What became of one document; `refusal` says why it was not signed."""

    item: Item
    refusal: Refused | None = None


@dataclass(frozen=True)
class _UnderWay:
    item: Item
    given: Authority
    made: Future[making.Made]


def sign(batch: Batch, pin: str, *, by: Actor) -> Iterator[Result]:
    """Sign what still waits under a consent; each result comes as soon as it is kept.

    May be run again after a stop of any kind: what was signed is found and not signed twice.
    Raises Refused before the first result: not_your_batch, consent_over, and what `opening.opened`
    raises.
    """
    must_cover(batch, by)
    row = keyring.leader_key(by.appointment)
    waiting = deque(
        batch.items.filter(state=Item.State.WAITING).select_related("paper__document__unit")
    )
    with opening.opened(row, pin, by, len(waiting)) as key, ThreadPoolExecutor(AT_A_TIME) as pool:
        begun: deque[_UnderWay | Result] = deque()
        try:
            while waiting or begun:
                while waiting and len(begun) < AT_A_TIME:
                    begun.append(_begun(waiting.popleft(), row, key, pool, by))
                first = begun.popleft()
                yield first if isinstance(first, Result) else _kept(first, by)
        finally:
            for each in begun:
                if isinstance(each, _UnderWay):
                    each.made.cancel()


def must_cover(batch: Batch, by: Actor) -> None:
    """Raise Refused unless the consent is the actor's and lasts: not_your_batch, consent_over."""
    if (batch.signer, batch.delegation) != (by.appointment, by.delegation):
        raise Refused("not_your_batch", _("This consent is another person's. Give your own."))
    if batch.is_over:
        raise Refused(
            "consent_over",
            _("The consent of %(at)s lasted until %(end)s. Choose what still waits, consent anew."),
            at=time_text(batch.consented_at),
            end=time_text(batch.ends_at),
        )


def _begun(
    item: Item, row: SigningKey, key: Key, pool: ThreadPoolExecutor, by: Actor
) -> _UnderWay | Result:
    """The signature is being made; or the result, where none is to be made."""
    if is_noted_as_signed(item):
        return Result(item)
    try:
        given = signing.may_sign(item.paper, item.digest, by=by)
        job = making.leader_job(item.paper.document, row, by, given, joint.bodies_of(item.paper))
    except Refused as refusal:
        return noted(item, refusal)
    return _UnderWay(item, given, pool.submit(job, key))


def _kept(each: _UnderWay, by: Actor) -> Result:
    try:
        made = each.made.result()
        each.item.paper = actions.accept_signature(each.item.paper, made, each.given, by=by)
    except Refused as refusal:
        return noted(each.item, refusal)
    except WrongPin:
        raise
    except Exception as fault:
        log.error("A document of a batch was not signed: %s", type(fault).__name__)
        return noted(each.item, Refused("fault", _("A fault in the system. Sign it again later.")))
    failpoints.reach("batch.after_keep")
    return noted(each.item, None)


def noted(item: Item, refusal: Refused | None) -> Result:
    """Note what became of it; refused as another page signed it meanwhile, it is signed."""
    if refusal and _is_signed(item):
        refusal = None
    item.state = Item.State.REFUSED if refusal else Item.State.SIGNED
    item.refusal = refusal.code if refusal else ""
    item.ended_at = clock.now()
    item.save(update_fields=["state", "refusal", "ended_at"])
    return Result(item, refusal)


def is_noted_as_signed(item: Item) -> bool:
    """Whether a file was signed before its list was stopped; its result is then noted."""
    if not _is_signed(item):
        return False
    noted(item, None)
    return True


def _is_signed(item: Item) -> bool:
    """Whether the file of the list was signed already: its batch was stopped before noting it."""
    made = Signature.objects.filter(
        document=item.paper.document,
        digest_before=item.digest,
        signer=item.batch.signer,
        purpose=SigningKey.Purpose.LEADER,
    )
    return made.exists()
