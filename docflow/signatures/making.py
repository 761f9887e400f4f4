"""Making signatures, outside any transaction: bytes by digest in, signed bytes by digest out."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from docflow import clock, failpoints
from docflow.documents.models import Document, Version
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.people.authority import Authority
from docflow.signatures import checking, keyring, lasting, opening
from docflow.signatures.bodies import ALONE, Bodies
from docflow.signatures.models import Signature, SigningKey
from docflow.signatures.signing_words import told
from signing.errors import SigningError, TimeStampFailed, WrongPin
from signing.keys.key import Key
from signing.pending import Signed
from signing.places import PaperFacts, Signatory
from signing.prepare import prepare
from signing.report import Level
from signing.seal_copy import CopyFacts, seal_copy
from signing.sign import SignerFacts, finish, prepare_leader, prepare_seal
from signing.timestamps import TimeStamper
from storage import blobs


@dataclass(frozen=True)
class Made:
    """A signature that exists in the store and was checked, but is in no register yet."""

    key: SigningKey
    digest_before: str
    digest_after: str
    size: int
    signed_at: datetime
    verdict: dict[str, Any]
    time_missing: bool
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Stamping:
    """Who is asked for the time, and whether the signature may wait for it when nobody tells."""

    stamper: TimeStamper | None
    may_wait: bool

    @classmethod
    def now(cls) -> Self:
        """As it is at this moment: none may wait once the oldest has waited too long."""
        now = clock.now()
        waited = now - (lasting.waiting_since() or now)
        return cls(keyring.time_stamper(), waited < settings.DOCFLOW_STAMP_GRACE)


def sign_as_leader(
    document: Document, pin: str, by: Actor, authority: Authority, bodies: Bodies = ALONE
) -> Made:
    """Reserve the fields and sign, in the process that got the PIN. Raises Refused."""
    row = keyring.leader_key(by.appointment)
    job = leader_job(document, row, by, authority, bodies)
    with opening.opened(row, pin, by) as key:
        return job(key)


def leader_job(
    document: Document, row: SigningKey, by: Actor, authority: Authority, bodies: Bodies = ALONE
) -> Callable[[Key], Made]:
    """What is left of a leader's signature once every row is read: with a key it makes it, in any
    thread, asking no database. The first leader of several has the fields of all reserved. The job
    raises Refused.
    """
    at = clock.now()
    facts = SignerFacts(
        name=by.user.full_name,
        title=authority.lines[-1],
        unit=by.unit.name,
        reason=_reason(by, authority),
        on_behalf=by.on_behalf_of.full_name if by.on_behalf_of else "",
    )
    paper = PaperFacts(
        leaders=(Signatory(by.user.full_name, "\n".join(authority.lines)), *bodies.leaders),
        seals=bodies.seals,
        year=clock.local_date(at).year,
    )
    time, before = _Stamping.now(), document.current
    assert before is not None

    def make(key: Key, source: Path, target: Path) -> Signed:
        if not bodies.signed:
            prepared = target.with_suffix(".prepared")
            prepare(source, prepared, paper=paper)
            source = prepared
        pending = prepare_leader(
            source, target, key=key, timestamper=time.stamper, facts=facts, at=at
        )
        return finish(pending, target, key, time.stamper, may_wait=time.may_wait)

    return lambda key: _make(before.digest, row, at, key, make, bodies.after_leader())


def seal_for_agency(document: Document, pin: str, by: Actor, bodies: Bodies = ALONE) -> Made:
    """Fill number and date and seal, in the process that got the PIN. Raises Refused.

    Of several bodies the first fills them in; the others seal what it numbered. A scan of a
    document signed on paper is prepared here, since no leader's signature came first.
    """
    row = keyring.seal_key_of(by.unit)
    at = clock.now()
    facts = SignerFacts(name=by.unit.name, unit=by.unit.name, reason="")
    time = _Stamping.now()
    is_scan = document.current is not None and document.current.role == Version.Role.SCAN

    def make(key: Key, source: Path, target: Path) -> Signed:
        if is_scan:
            prepared = target.with_suffix(".prepared")
            prepare(source, prepared, paper=PaperFacts(leaders=(), seals=bodies.seals))
            source = prepared
        pending = prepare_seal(
            source,
            target,
            key=key,
            timestamper=time.stamper,
            number_text="" if bodies.sealed else document.code,
            date=document.issued_on or date.max,
            facts=facts,
            at=at,
        )
        return finish(pending, target, key, time.stamper, may_wait=time.may_wait)

    before = document.current
    assert before is not None
    with opening.opened(row, pin, by) as key:
        return _make(before.digest, row, at, key, make, bodies.after_seal())


def seal_copy_for_agency(document: Document, form: str, pin: str, by: Actor) -> Made:
    """Sign a copy for the agency, in the process that got the PIN; `form` is said on it: "Sao y".

    Decree 30, Annex I, part II. Raises Refused.
    """
    row = keyring.seal_key_of(document.unit)
    at = clock.now()
    facts = CopyFacts(form, document.unit.name)
    time = _Stamping.now()

    def make(key: Key, source: Path, target: Path) -> Signed:
        return seal_copy(
            source,
            target,
            key=key,
            timestamper=time.stamper,
            facts=facts,
            at=at,
            may_wait=time.may_wait,
        )

    before = document.current
    assert before is not None
    with opening.opened(row, pin, by) as key:
        return _make(before.digest, row, at, key, make)


def keep(document: Document, made: Made, by: Actor, authority: str, role: str) -> Signature:
    """Write a made signature into the rows, as the next version; inside the caller's act."""
    before = document.current
    if before is None or before.digest != made.digest_before:
        raise Refused(
            "changed_meanwhile",
            _("The file was changed while it was being signed. Look at it and sign again."),
        )
    if SigningKey.objects.filter(pk=made.key.pk, revoked__isnull=False).exists():
        raise Refused(
            "key_revoked",
            _("The certificate was revoked while it was being signed. Sign with another key."),
        )
    document.versions.create(
        number=before.number + 1, role=role, digest=made.digest_after, size=made.size
    )
    signature = Signature.objects.create(
        document=document,
        purpose=made.key.purpose,
        key=made.key,
        signer=by.appointment,
        on_behalf_of=by.on_behalf_of,
        authority=authority,
        digest_before=made.digest_before,
        digest_after=made.digest_after,
        signed_at=made.signed_at,
        verdict=made.verdict,
    )
    lasting.await_data(signature, time_missing=made.time_missing, is_last=not made.waiting_for)
    return signature


def _make(
    before: str,
    row: SigningKey,
    at: datetime,
    key: Key,
    make: Callable[[Key, Path, Path], Signed],
    waiting_for: tuple[str, ...] = (),
) -> Made:
    with tempfile.TemporaryDirectory(prefix="docflow-") as folder:
        target = Path(folder) / "signed.pdf"
        try:
            with blobs.local_path(before) as source:
                signed = make(key, source, target)
        except WrongPin:
            raise
        except TimeStampFailed as error:
            raise Refused(
                "no_time_stamp",
                _(
                    "Nothing is signed: no time-stamp is to be had, and signatures have waited for "
                    "theirs as long as they may. Have the time-stamping authority looked at. "
                    "%(reason)s"
                ),
                reason=told(str(error)),
            ) from error
        except SigningError as error:
            raise Refused(
                "not_signed", _("The signature was not made: %(reason)s"), reason=told(str(error))
            ) from error
        verdict = checking.check_file(target, waiting_for=waiting_for, tries=2)
        failpoints.reach("signed.before_store")
        stored = blobs.put(target)
        failpoints.reach("signed.after_store")
    missing = not signed.time_stamped and settings.DOCFLOW_LEVEL != Level.B
    return Made(
        *(row, before, stored.digest, stored.size, at, verdict.as_json(), missing), waiting_for
    )


def _reason(by: Actor, authority: Authority) -> str:
    if by.on_behalf_of:
        return f"{authority.prefix} {by.on_behalf_of.full_name}"
    return authority.prefix
