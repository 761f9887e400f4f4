"""Signing with a device at the desk, for programs that stand between it and this installation."""

import base64
from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.errors import NotHere
from docflow.api.payloads import at_desk as told
from docflow.copies import at_desk as copies
from docflow.desks import at_desk
from docflow.outgoing import at_desk as outgoing
from docflow.permissions import Permission as P
from docflow.requests.limits import limit as count
from docflow.signatures import desk
from docflow.signatures.desk import Answer, Asking
from docflow.signatures.models import DeskRequest

router = Router(tags=["signing"])
ASKING = ("wrong_state", "no_key", "not_at_desk")


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/ask_to_sign",
    told.Question,
    P.OUTGOING_SIGN,
    door="subject",
    codes=(*ASKING, "not_the_signer", "changed_meanwhile"),
)
def ask_to_sign(request: Any, uid: UUID, given: told.ToAsk) -> told.Question:
    """Prepare the leader's signature for the device at the desk; nothing is signed yet."""
    count("pin", request.actor)
    paper = finding.outgoing(request, uid)
    asked = outgoing.ask_to_sign(
        paper, asking=Asking(given.origin), seen=given.seen, by=request.actor
    )
    return told.Question.of(asked)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/ask_to_seal",
    told.Question,
    P.OUTGOING_SEAL,
    door="subject",
    codes=(*ASKING, "not_custodian"),
)
def ask_to_seal(request: Any, uid: UUID, given: told.Asking) -> told.Question:
    """Prepare number, date and seal for the device at the custodian's desk."""
    count("pin", request.actor)
    paper = finding.outgoing(request, uid)
    return told.Question.of(
        outgoing.ask_to_seal(paper, asking=Asking(given.origin), by=request.actor)
    )


@call(
    router,
    "POST",
    "/copies/{uuid:uid}/ask_to_seal",
    told.Question,
    P.OUTGOING_SEAL,
    door="subject",
    codes=(*ASKING, "not_custodian"),
)
def ask_to_seal_copy(request: Any, uid: UUID, given: told.Asking) -> told.Question:
    """Prepare the agency's signature on a copy for the device at the custodian's desk."""
    count("pin", request.actor)
    copy = finding.copy(request, uid)
    return told.Question.of(copies.ask_to_seal(copy, asking=Asking(given.origin), by=request.actor))


@call(
    router,
    "POST",
    "/desk_requests/{uuid:uid}/answer",
    told.Taken,
    P.OUTGOING_SIGN,
    P.OUTGOING_SEAL,
    codes=("request_ended", "request_expired", "wrong_page", "wrong_key", "wrong_answer"),
)
def answer_at_desk(request: Any, uid: UUID, given: told.DeskAnswer) -> told.Taken:
    """Take the device's answer, once: the document is then signed as if it had been done here."""
    waiting = desk.find(uid, request.actor)
    if waiting is None:
        raise NotHere
    answer = Answer(
        given.nonce, base64.b64decode(given.value), given.certificate.encode(), given.origin
    )
    at_desk.answer(waiting, answer, by=request.actor)
    return told.Taken(document=waiting.document.uid, act=DeskRequest.Act(waiting.act))
