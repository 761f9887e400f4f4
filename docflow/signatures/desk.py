"""A signature asked of a key at a person's desk: what is to be signed, and the one answer to it.

The file up to the value is prepared and kept; the page carries what is to be signed to the person's
device and the value back. An answer is taken once, in time, from whoever was asked, to the page
that asked, and only when it is the registered key's over these bytes.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
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
from docflow.signatures.models import DeskRequest, SigningKey
from signing.pending import Pending

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


def ask(
    job: Job,
    document: Document,
    act: DeskRequest.Act,
    authority: str,
    origin: str,
    by: Actor,
    attachment: Attachment | None = None,
) -> DeskRequest:
    """Prepare a signature for a key at the desk, outside any transaction; the row to be kept.

    Raises Refused: not_at_desk, not_signed.
    """
    must_be_at_desk(job.row)
    pending, prepared = job.prepared()
    return DeskRequest(
        act=act,
        document=document,
        attachment=attachment,
        key=job.row,
        asked_by=by.appointment,
        delegation=by.delegation,
        authority=authority,
        digest_before=job.before,
        prepared=prepared,
        pending=pending.as_json(),
        waiting_for=list(job.waiting_for),
        origin=origin,
        nonce=secrets.token_hex(16),
        expires_at=clock.now() + LASTS,
    )


def must_be_at_desk(key: SigningKey) -> None:
    """Raise Refused, not_at_desk, unless the key is in a device at somebody's desk."""
    if key.kind != SigningKey.Kind.DESK:
        raise Refused(
            "not_at_desk", _("This key is not in a device at the desk. Sign with its PIN here.")
        )


def find(uid: UUID, by: Actor) -> DeskRequest | None:
    """The request this person was asked, in the same capacity."""
    found = DeskRequest.objects.filter(uid=uid, asked_by=by.appointment, delegation=by.delegation)
    return found.select_related("document__unit", "key").first()


def completed(request: DeskRequest, answer: Answer) -> Made:
    """The signature with the value that came back, in the store and checked; outside transactions.

    A value that is not the key's ends the request: it can be asked anew, and never answered again.
    Raises Refused: request_ended, request_expired, wrong_page, wrong_key, wrong_answer, not_signed.
    """
    must_wait(request)
    if answer.origin != request.origin or not constant_time_compare(answer.nonce, request.nonce):
        raise _ended(request, "wrong_page", _("The answer is to another page. Sign it again."))
    if not _is_registered(answer.certificate, request.key):
        raise _ended(
            request,
            "wrong_key",
            _(
                "The device signed with another key than the one registered for you (serial number "
                "%(serial)s). Put the right device in and sign again."
            ),
            serial=request.key.serial,
        )
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
