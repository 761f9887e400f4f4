"""Signing several documents under one consent, and the right with which the token's post signs."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow import clock
from docflow.api import cursors, finding
from docflow.api.access import call, refuse
from docflow.api.cursors import Cursor, Limit
from docflow.api.errors import NotHere
from docflow.api.payloads import signing as told
from docflow.api.payloads.shapes import Page, Pin
from docflow.batches import signing
from docflow.batches.actions import consent
from docflow.batches.models import Batch
from docflow.desks.signing_several import chosen, items_of
from docflow.outgoing import codes
from docflow.outgoing.models import Outgoing
from docflow.outgoing.signing import file_digests
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
        wants=codes.wanted_words(key),
    )


@call(
    router,
    "POST",
    "/signing_code",
    told.CodeSent,
    P.OUTGOING_SIGN,
    P.OUTGOING_SEAL,
    codes=("no_code", "no_key", "no_service", "not_custodian", "code_not_sent"),
)
def send_signing_code(request: Any, given: told.CodeWanted) -> told.CodeSent:
    """Have the signing service send the one-time code for a key to its owner; nothing is signed."""
    by = request.actor
    count("pin", by)
    codes.send_code(given.purpose, by=by)
    return told.CodeSent(wants=codes.wanted_words(codes.key_of(given.purpose, by)))


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
    papers = chosen(uids, by=by)
    batch = consent(_listed(papers, given), by=by) if papers else None
    results = signing.sign(batch, given.pin, by=by) if batch else iter(())
    found = {each.item.paper.uid: told.SignedOne.of(each) for each in results}
    unseen = [uid for uid in dict.fromkeys(uids) if uid not in found]
    nothing = refuse(request, NotHere()) if unseen else None
    for uid in unseen:
        found[uid] = told.SignedOne(
            uid=uid, signed=False, tried=False, state=None, code="not_found", detail=str(nothing)
        )
    return told.SignedSeveral(
        batch=batch.uid if batch else None,
        signed=sum(each.signed for each in found.values()),
        results=[found[uid] for uid in dict.fromkeys(uids)],
    )


@call(router, "GET", "/batches", Page[told.BatchLine], P.OUTGOING_SIGN)
def list_batches(request: Any, limit: Limit = 50, cursor: Cursor = None) -> Page[told.BatchLine]:
    """The consents of the token's post and how far each is, the newest first."""
    question = ("batches", request.token.uid)
    place = cursors.place(question, cursor)
    rows = _batches(request)
    found = (rows.filter(pk__lt=place[0]) if place else rows)[: limit + 1]
    shown = [(told.BatchLine.of(each), each.pk) for each in found]
    return cursors.page(Page[told.BatchLine], question, shown, limit)


@call(router, "GET", "/batches/{uuid:uid}", told.WholeBatch, P.OUTGOING_SIGN)
def show_batch(request: Any, uid: UUID) -> told.WholeBatch:
    """A consent with what became of each file of its list; it grows while another call signs."""
    found = finding.one(_batches(request), uid)
    return told.WholeBatch.with_items(found, items_of(found))


@call(
    router,
    "POST",
    "/batches/{uuid:uid}/sign",
    told.WholeBatch,
    P.OUTGOING_SIGN,
    codes=("consent_over", "wrong_pin", "key_locked", "no_key"),
    places={"wrong_pin": "pin", "key_locked": "pin"},
)
def sign_batch(request: Any, uid: UUID, given: Pin) -> told.WholeBatch:
    """Take a list that was cut off up again under its consent; nothing is signed twice."""
    by = request.actor
    found = finding.one(_batches(request), uid)
    count("pin", by)
    for _result in signing.sign(found, given.pin, by=by):
        pass
    return show_batch(request, uid)


def _batches(request: Any) -> Any:
    return Batch.objects.of(request.actor).counted()


def _listed(papers: list[Outgoing], given: told.SeveralToSign) -> list[tuple[Outgoing, str]]:
    """Each document with the file consented to: the one that was looked at, else the newest."""
    seen = {each.uid: each.seen for each in given.documents}
    newest = {paper.uid: file_digests(paper).get("file", "") for paper in papers}
    return [(paper, seen[paper.uid] or newest[paper.uid]) for paper in papers]
