"""Signing several documents with one PIN, and the right with which the token's post signs."""

from typing import Any

from ninja import Router

from docflow import clock
from docflow.api.access import call, refuse
from docflow.api.errors import NotHere
from docflow.api.payloads import signing as told
from docflow.desks.signing_several import chosen, sign_each
from docflow.people.authority import authority
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count
from docflow.signatures import keyring

router = Router(tags=["signing"])


@call(
    router,
    "GET",
    "/me/right_to_sign",
    told.RightToSign,
    P.OUTGOING_SIGN,
    codes=("post_ended", "no_authority", "no_key"),
)
def show_right_to_sign(request: Any) -> told.RightToSign:
    """The lines above the name and the key with which the token's post signs now."""
    by = request.actor
    right = authority(by, clock.today())
    key = keyring.leader_key(by.appointment)
    return told.RightToSign(
        prefix=right.prefix or None,
        lines=list(right.lines),
        serial=key.serial,
        valid_to=key.valid_to,
    )


@call(
    router,
    "POST",
    "/outgoing/sign_several",
    told.SignedSeveral,
    P.OUTGOING_SIGN,
    codes=("wrong_pin", "key_locked", "no_key"),
    places={"wrong_pin": "pin", "key_locked": "pin"},
)
def sign_several(request: Any, given: told.SeveralToSign) -> told.SignedSeveral:
    """Sign each of some documents by itself with one PIN; one that fails stops no other."""
    by = request.actor
    count("pin", by)
    uids = [each.uid for each in given.documents]
    seen = {str(each.uid): each.seen for each in given.documents}
    results = list(sign_each(chosen(uids, by=by), given.pin, seen, by=by))
    if results and results[0].is_of_the_key and results[0].refusal:
        raise results[0].refusal
    found = {each.paper.uid: told.SignedOne.of(each) for each in results}
    unseen = [uid for uid in dict.fromkeys(uids) if uid not in found]
    nothing = refuse(request, NotHere()) if unseen else None
    for uid in unseen:
        found[uid] = told.SignedOne(
            uid=uid, signed=False, tried=False, state=None, code="not_found", detail=str(nothing)
        )
    return told.SignedSeveral(
        signed=sum(each.signed for each in found.values()),
        results=[found[uid] for uid in dict.fromkeys(uids)],
    )
