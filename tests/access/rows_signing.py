"""Rows of consents to sign a list: of whoever gave one, in the same post."""

from collections.abc import Iterator
from typing import Any

from docflow.batches import actions
from docflow.batches.models import Item
from docflow.outgoing.models import Outgoing
from tests.access.law import MORE_THINGS, Thing

GET, POST = "GET", "POST"
SIGNS = ("outgoing.sign",)
BATCH = "batch"


def rows(row: Any) -> Iterator[Any]:
    """The rows, made with the class that table.py gives."""
    yield row("signing:batch", GET, SIGNS, BATCH)
    yield row("signing:batch", POST, SIGNS, BATCH, send="pin", also=(200,))
    yield row("signing:batch_progress", GET, SIGNS, BATCH)
    yield row("api:list_batches", GET, SIGNS)
    yield row("api:show_batch", GET, SIGNS, BATCH)
    yield row("api:sign_batch", POST, SIGNS, BATCH, send="pin", also=(422,))


MORE_THINGS[BATCH] = lambda who, thing, _held: who.name == thing.drafter


def consented(world: Any) -> None:
    """A leader's consent under which nothing waits any more."""
    paper = Outgoing.objects.get(document__uid=world.thing("outgoing", "signing").uid)
    batch = actions.consent(
        [(paper, paper.document.current.digest)],  # type: ignore[union-attr]
        by=world.actor("home.leader"),
    )
    batch.items.update(state=Item.State.REFUSED, refusal="wrong_state")
    world.things[BATCH] = [
        Thing(BATCH, BATCH, "home", drafter="home.leader", uid=str(batch.uid)),
    ]
