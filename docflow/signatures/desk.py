"""A signature asked of a key at a person's desk: what is to be signed, and the one answer to it.

The file up to the value is prepared and kept; the page carries what is to be signed to the person's
device and the value back. An answer is taken once, in time, from whoever was asked, to the page
that asked, and only when it is the registered key's over these bytes.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.models import Attachment, Document
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.signatures import making
from docflow.signatures.making import Job, Made
from docflow.signatures.models import DeskRequest, Signature, SigningKey
from signing.pending import Pending
from signing.signed_whole import Wanted

LASTS = timedelta(minutes=5)
OF_THE_DEVICE = {"wrong_key", "wrong_page", "wrong_answer", "request_expired", "request_ended"}
"""Why an answer is not taken though the document may still be signed."""


@dataclass(frozen=True)
class Answer:
    """What came back from the device: the value, and the certificate (PEM) it was made with."""

    nonce: str
    value: bytes
    certificate: bytes
    origin: str


@dataclass(frozen=True)
class Asking:
    """Which page asks, and for what: the value alone, or the whole file signed."""

    origin: str
    way: DeskRequest.Way = DeskRequest.Way.VALUE


def ask(
    job: Job,
    document: Document,
    act: DeskRequest.Act,
    authority: str,
    asking: Asking,
    by: Actor,
    attachment: Attachment | None = None,
) -> DeskRequest:
    """Prepare a signature for a key at the desk, outside any transaction; the row to be kept.

    Raises Refused: not_at_desk, not_signed.
    """
    must_be_at_desk(job.row)
    pending, prepared = _prepared(job, asking.way)
    return DeskRequest(
        act=act,
        way=asking.way,
        document=document,
        attachment=attachment,
        key=job.row,
        asked_by=by.appointment,
        delegation=by.delegation,
        authority=authority,
        digest_before=job.before,
        prepared=prepared,
        pending=pending,
        waiting_for=list(job.waiting_for),
        origin=asking.origin,
        nonce=secrets.token_hex(16),
        expires_at=clock.now() + LASTS,
    )


def must_be_at_desk(key: SigningKey) -> None:
    """Raise Refused, not_at_desk, unless the key is in a device at somebody's desk."""
    if key.kind != SigningKey.Kind.DESK:
        raise Refused(
            "not_at_desk", _("This key is not in a device at the desk. Sign with its PIN here.")
        )


def _prepared(job: Job, way: DeskRequest.Way) -> tuple[str, str]:
    if way == DeskRequest.Way.FILE:
        wanted, given = job.to_sign_whole()
        return wanted.as_json(), given
    pending, prepared = job.prepared()
    return pending.as_json(), prepared


def find(uid: UUID, by: Actor) -> DeskRequest | None:
    """The request this person was asked, in the same capacity."""
    found = DeskRequest.objects.filter(uid=uid, asked_by=by.appointment, delegation=by.delegation)
    return found.select_related("document__unit", "key").first()


def find_given(uid: UUID, nonce: str) -> DeskRequest | None:
    """The request whose file the bearer of its nonce fetches and brings back."""
    found = DeskRequest.objects.filter(uid=uid, way=DeskRequest.Way.FILE)
    request = found.select_related("document__unit", "key", "asked_by__user").first()
    return request if request and constant_time_compare(nonce, request.nonce) else None


def was_taken(request: DeskRequest, digest: str) -> bool:
    """Whether this very file was the answer that was taken."""
    if request.state != DeskRequest.State.DONE:
        return False
    signatures = Signature.objects.filter(document=request.document, key=request.key)
    return signatures.filter(digest_before=request.digest_before, digest_after=digest).exists()


def completed(request: DeskRequest, answer: Answer | Path) -> Made:
    """The signature with what came back, in the store and checked; outside transactions.

    That is the value, or the path of the whole file. One that is not the key's, or another
    document, ends the request: it can be asked anew, and never answered again.
    Raises Refused: request_ended, request_expired, wrong_page, wrong_key, wrong_answer, not_signed;
    for a file those of `making.completed_whole`.
    """
    must_wait(request)
    if isinstance(answer, Path):
        return _completed_whole(request, answer)
    if request.way != DeskRequest.Way.VALUE:
        raise _ended(request, "wrong_answer", _("The whole file was asked for. Sign it again."))
    if answer.origin != request.origin or not constant_time_compare(answer.nonce, request.nonce):
        raise _ended(request, "wrong_page", _("The answer is to another page. Sign it again."))
    if not _is_registered(answer.certificate, request.key):
        _end(request, DeskRequest.State.REFUSED)
        raise making.wrong_key(request.key)
    try:
        return making.completed(
            request.key,
            request.digest_before,
            Pending.from_json(request.pending),
            request.prepared,
            answer.value,
            tuple(request.waiting_for),
        )
    except Refused as refusal:
        if refusal.code == "wrong_answer":
            _end(request, DeskRequest.State.REFUSED)
        raise


def _completed_whole(request: DeskRequest, answer: Path) -> Made:
    try:
        return making.completed_whole(
            request.key,
            request.digest_before,
            Wanted.from_json(request.pending),
            request.prepared,
            answer,
            tuple(request.waiting_for),
        )
    except Refused:
        _end(request, DeskRequest.State.REFUSED)
        raise


def close(request: DeskRequest) -> None:
    """Let the request be answered no more; inside the act that keeps the signature.

    Raises Refused: request_ended, request_expired.
    """
    must_wait(DeskRequest.objects.select_for_update(of=("self",)).get(pk=request.pk))
    _end(request, DeskRequest.State.DONE)


def give_up(request: DeskRequest) -> None:
    """The page was told that nothing will come: the request is answered no more."""
    if request.state == DeskRequest.State.WAITING:
        _end(request, DeskRequest.State.REFUSED)


def must_wait(request: DeskRequest) -> None:
    """Raise Refused unless the request may still be answered."""
    if request.state != DeskRequest.State.WAITING:
        raise Refused(
            "request_ended",
            _("This request was answered already. Look at the document; sign anew if it waits."),
        )
    if clock.now() >= request.expires_at:
        raise Refused(
            "request_expired",
            _("The answer came after %(minutes)s minutes and is not taken. Sign it again."),
            minutes=LASTS.seconds // 60,
        )


def _ended(request: DeskRequest, code: str, sentence: Any, **params: Any) -> Refused:
    _end(request, DeskRequest.State.REFUSED)
    return Refused(code, sentence, **params)


def _end(request: DeskRequest, state: DeskRequest.State) -> None:
    with transaction.atomic():
        waiting = DeskRequest.objects.filter(pk=request.pk, state=DeskRequest.State.WAITING)
        waiting.update(state=state)
    request.state = state


def _is_registered(pem: bytes, key: SigningKey) -> bool:
    try:
        given = x509.load_pem_x509_certificate(pem)
    except ValueError:
        return False
    return given == x509.load_pem_x509_certificate(key.certificate.encode())
