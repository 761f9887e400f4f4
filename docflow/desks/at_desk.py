"""A signature asked of the device on somebody's desk, for pages and programs alike."""

import secrets
from pathlib import Path
from typing import Any

from docflow import clock
from docflow.batches import at_desk as batches
from docflow.batches.models import Batch
from docflow.copies import at_desk as copies
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.outgoing import at_desk as outgoing
from docflow.outgoing import codes
from docflow.people.actor import Actor
from docflow.signatures.desk import LASTS, Answer
from docflow.signatures.models import DeskRequest, SigningKey
from signing.pending import Pending

ANSWERED: dict[str, Any] = {
    DeskRequest.Act.SIGN: outgoing.answer,
    DeskRequest.Act.SEAL: outgoing.answer,
    DeskRequest.Act.SEAL_ATTACHMENT: outgoing.answer,
    DeskRequest.Act.SEAL_COPY: copies.answer,
}


def key_of(by: Actor, *purposes: str) -> SigningKey | None:
    """The key at a desk that somebody signs or seals with, if it is there."""
    for purpose in purposes:
        try:
            key = codes.key_of(purpose, by)
        except Refused:
            continue
        if key.kind == SigningKey.Kind.DESK:
            return key
    return None


def answer(request: DeskRequest, given: Answer | Path, *, by: Actor) -> DeskRequest:
    """Take what a device answered. Raises Refused, as `desk.completed`."""
    try:
        ANSWERED[request.act](request, given, by=by)
    except Refused as refusal:
        batches.note(request, refusal)
        raise
    batches.note(request, None)
    return request


def listed(batch: Batch, *, by: Actor) -> dict[str, Any]:
    """A list that the device is asked to agree to once, and what it shows.

    Raises Refused, as `batches.at_desk.waiting`.
    """
    waiting = batches.waiting(batch, by=by)
    return {
        "list": str(batch.uid),
        "nonce": secrets.token_hex(16),
        "expires": clock.now() + LASTS,
        "documents": [_shown(item.paper.document) | {"file": item.digest} for item in waiting],
    }


def question(request: DeskRequest) -> dict[str, Any]:
    """What the device is asked, and what it shows."""
    document: Document = request.document
    shown = _shown(document)
    if request.attachment:
        shown["subject"] = f"{shown['subject']} – {request.attachment.name}"
    return {
        "request": str(request.uid),
        "nonce": request.nonce,
        "expires": request.expires_at,
        "act": request.act,
        **shown,
        "file": request.digest_before,
        "message": Pending.from_json(request.pending).message,
    }


def _shown(document: Document) -> dict[str, str]:
    number = document.code if document.number else document.notation
    return {"number": number, "subject": document.subject}
