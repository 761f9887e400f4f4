"""One consent, one PIN at the person's own desk: each file of the list is asked for in its turn."""

from typing import Any

from docflow.batches import signing
from docflow.batches.models import Batch, Item
from docflow.errors import Refused
from docflow.outgoing import at_desk
from docflow.people.actor import Actor
from docflow.signatures import desk, keyring
from docflow.signatures.desk import Asking
from docflow.signatures.models import DeskRequest


def waiting(batch: Batch, *, by: Actor) -> list[Item]:
    """What the device is to show: the files of the list that are not signed, in their order.

    Raises Refused: not_your_batch, consent_over, no_key, not_at_desk.
    """
    return [item for item in _open(batch, by) if not signing.is_noted_as_signed(item)]


def ask_for_next(batch: Batch, *, origin: str, by: Actor) -> DeskRequest | None:
    """Prepare the signature of the next file that waits; None when none is left.

    A file that cannot be signed gets its result and stops nothing. Raises Refused, as `waiting`.
    """
    items = _open(batch, by)
    while item := items.first():
        if signing.is_noted_as_signed(item):
            continue
        try:
            return at_desk.ask_to_sign(item.paper, asking=Asking(origin), seen=item.digest, by=by)
        except Refused as refusal:
            signing.noted(item, refusal)
    return None


def note(request: DeskRequest, refusal: Refused | None) -> None:
    """Note what became of a file where a list waits for it; an erring device leaves it waiting."""
    if refusal and refusal.code in desk.OF_THE_DEVICE:
        return
    listed: Any = Item.objects.filter(
        state=Item.State.WAITING,
        paper=request.document_id,
        digest=request.digest_before,
        batch__signer=request.asked_by,
        batch__delegation=request.delegation,
    )
    for item in listed.select_related("batch", "paper"):
        signing.noted(item, refusal)


def _open(batch: Batch, by: Actor) -> Any:
    signing.must_cover(batch, by)
    desk.must_be_at_desk(keyring.leader_key(by.appointment))
    return batch.items.filter(state=Item.State.WAITING).select_related("paper__document__unit")
