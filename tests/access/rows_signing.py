"""Rows of consents to sign a list, of whoever gave one in the same post; and of certificates."""

from collections.abc import Iterator
from typing import Any

from docflow import clock
from docflow.batches import actions
from docflow.batches.models import Item
from docflow.outgoing.models import Outgoing
from docflow.signatures import keyring
from docflow.signatures.models import DeskRequest
from tests.access.law import MORE_THINGS, Thing

GET, POST = "GET", "POST"
ACTING, TOKEN = "acting", "token"
SIGNS = ("outgoing.sign",)
CODES = (*SIGNS, "outgoing.seal")
KEYS = ("key.manage",)
BATCH, ASKED = "batch", "desk request"


def rows(row: Any) -> Iterator[Any]:
    """The rows, made with the class that table.py gives."""
    yield row("signing:batch", GET, SIGNS, BATCH)
    yield row("signing:batch", POST, SIGNS, BATCH, send="pin", also=(200,))
    yield row("signing:batch_progress", GET, SIGNS, BATCH)
    yield row("signing:code", POST, CODES, send="signing code", also=(422,))
    yield row("api:send_signing_code", POST, CODES, send="signing code", also=(422,))
    yield row("outgoing:ask_to_sign", POST, ACTING, "outgoing", "sign", also=(409,))
    yield row("outgoing:ask_to_seal", POST, ACTING, "outgoing", "seal", also=(409,))
    yield row("copies:ask_to_seal", POST, ACTING, "copy", "seal a copy", also=(409,))
    yield row("api:ask_to_sign", POST, TOKEN, "outgoing", "sign", "origin", (409, 422))
    yield row("api:ask_to_seal", POST, TOKEN, "outgoing", "seal", "origin", (409, 422))
    yield row("api:ask_to_seal_copy", POST, TOKEN, "copy", "seal a copy", "origin", (409, 422))
    yield row("api:answer_at_desk", POST, CODES, ASKED, send="answer", also=(409, 422))
    yield row("signing:list_at_desk", POST, SIGNS, BATCH, also=(409,))
    yield row("signing:next_at_desk", POST, SIGNS, BATCH, also=(409,))
    yield row("signing:at_desk", GET, CODES)
    yield row("signing:answer_at_desk", POST, CODES, ASKED, send="answer", also=(409,))
    yield row("signing:asked_at_desk", GET, CODES, ASKED)
    yield row("signing:plugin_file", GET, "anyone", ASKED, also=(404,))
    yield row("signing:plugin", POST, "anyone", ASKED, also=(404,))
    yield row("keys:show", GET, ("key.read",), "key")
    yield row("keys:revoke", GET, KEYS, "key")
    yield row("keys:revoke", POST, KEYS, "key", send="revocation")
    yield row("keys:picture", GET, ("key.read",), "key")
    yield row("keys:set_picture", GET, KEYS, "key")
    yield row("keys:set_picture", POST, KEYS, "key", also=(200,))
    yield row("keys:remove_picture", POST, KEYS, "key", also=(409,))
    yield row("api:set_picture", POST, KEYS, "key", also=(422,))
    yield row("api:remove_picture", POST, KEYS, "key", also=(409, 422))
    yield row("api:revoke_key", POST, KEYS, "key", send="revocation")
    yield row("api:list_batches", GET, SIGNS)
    yield row("api:show_batch", GET, SIGNS, BATCH)
    yield row("api:sign_batch", POST, SIGNS, BATCH, send="pin", also=(422,))


MORE_THINGS[ASKED] = lambda who, thing, _held: who.name == thing.drafter
MORE_THINGS[BATCH] = lambda who, thing, _held: who.name == thing.drafter


def _purpose(who: Any) -> str:
    return "leader" if "leader" in who.name else "seal"


def _because(basis: str, **more: str) -> dict[str, str]:
    return {"because": "compromised", "basis": basis, **more}


SENT: dict[str, Any] = {
    "answer": lambda *_: {"nonce": "0" * 32, "value": "", "certificate": ""},
    "signing code": lambda _world, who, _thing: {"purpose": _purpose(who)},
    "revocation": lambda *_: _because("Công văn 12", since=f"{clock.today().isoformat()}T00:00"),
}
"""What is sent to pages."""
CALLED: dict[str, Any] = {
    "answer": SENT["answer"],
    "origin": lambda *_: {"origin": "https://docflow.example"},
    "signing code": SENT["signing code"],
    "revocation": lambda *_: _because("Công văn 12"),
}
"""What programs send."""


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


def asked_at_desk(world: Any) -> None:
    """A signature asked of the device on a leader's desk, out of time."""
    by = world.actor("home.leader")
    request = DeskRequest.objects.create(
        act=DeskRequest.Act.SIGN,
        document=Outgoing.objects.get(
            document__uid=world.thing("outgoing", "signing").uid
        ).document,
        key=keyring.leader_key(by.appointment),
        asked_by=by.appointment,
        digest_before="0" * 64,
        prepared="0" * 64,
        pending="{}",
        origin="",
        nonce="1" * 32,
        expires_at=clock.now(),
    )
    world.things[ASKED] = [
        Thing(ASKED, ASKED, "home", drafter="home.leader", uid=str(request.uid)),
    ]
