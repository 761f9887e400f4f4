"""Making signatures, outside any transaction: bytes by digest in, signed bytes by digest out.

A job is what is left once every row is read. With a key that is opened here it makes the signature;
for a key elsewhere it prepares the bytes, and `completed` puts in the value that comes back.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from docflow import clock, failpoints
from docflow.documents.models import Attachment, Document, Version
from docflow.errors import Refused
from docflow.people.actor import Actor
from docflow.people.authority import Authority
from docflow.signatures import checking, keyring, lasting, opening
from docflow.signatures.bodies import ALONE, Bodies
from docflow.signatures.models import Signature, SigningKey
from docflow.signatures.placed import placed_on
from docflow.signatures.signing_words import told
from signing.errors import SigningError, TimeStampFailed, WrongAnswer, WrongPin
from signing.keys.chain import pem_parts
from signing.keys.key import Key
from signing.pending import Pending, Signed, must_be_of
from signing.places import PaperFacts, Signatory
from signing.prepare import prepare
from signing.report import Level
from signing.seal_copy import AttachmentFacts, CopyFacts, prepare_attachment, prepare_copy
from signing.sign import SignerFacts, complete, finish, prepare_leader, prepare_seal
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


@dataclass(frozen=True)
class Job:
    """A signature of which every row is read: it is made in any thread, asking no database."""

    row: SigningKey
    before: str
    at: datetime
    time: _Stamping
    prepare: Callable[[Key, Path, Path, TimeStamper | None], Pending]
    waiting_for: tuple[str, ...] = ()
    attachment: str = ""
    """Its name, where the file is not the document's own."""

    def __call__(self, key: Key) -> Made:
        """The signature, made with a key that is open. Raises Refused."""
        with _at_work(self.attachment) as target:
            pending = self._prepared(key, target)
            signed = finish(pending, target, key, self.time.stamper, may_wait=self.time.may_wait)
            return _made(self.row, self.before, signed, target, self.waiting_for)

    def prepared(self) -> tuple[Pending, str]:
        """What a key elsewhere is asked to sign, and the digest of the file that waits for it.

        Raises Refused.
        """
        certificate, *chain = pem_parts(self.row.certificate + self.row.chain)
        with _at_work(self.attachment) as target:
            pending = self._prepared(Key(certificate, chain), target)
            return pending, blobs.put(target).digest

    def _prepared(self, key: Key, target: Path) -> Pending:
        with blobs.local_path(self.before) as source:
            return self.prepare(key, source, target, self.time.stamper)


def leader_job(
    document: Document, row: SigningKey, by: Actor, authority: Authority, bodies: Bodies = ALONE
) -> Job:
    """A leader's signature; before the first of several the fields of all are reserved."""
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
        placed=placed_on(document.current),
    )

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        if not bodies.signed:
            reserved = target.with_suffix(".prepared")
            prepare(source, reserved, paper=paper)
            source = reserved
        return prepare_leader(source, target, key=key, timestamper=stamper, facts=facts, at=at)

    return _job(document, row, at, prepared, waiting_for=bodies.after_leader())


def seal_job(document: Document, row: SigningKey, bodies: Bodies = ALONE) -> Job:
    """The agency's seal, with number and date.

    Of several bodies the first fills them in; the others seal what it numbered. A scan of a
    document signed on paper is prepared here, since no leader's signature came first.
    """
    at = clock.now()
    unit = row.owning.name
    facts = SignerFacts(name=unit, unit=unit, reason="")
    is_scan = document.current is not None and document.current.role == Version.Role.SCAN
    number, day = document.code, document.issued_on or date.max
    paper = PaperFacts(leaders=(), seals=bodies.seals, placed=placed_on(document.current))

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        if is_scan:
            reserved = target.with_suffix(".prepared")
            prepare(source, reserved, paper=paper)
            source = reserved
        return prepare_seal(
            source,
            target,
            key=key,
            timestamper=stamper,
            number_text="" if bodies.sealed else number,
            date=day,
            facts=facts,
            at=at,
        )

    return _job(document, row, at, prepared, waiting_for=bodies.after_seal())


def copy_job(document: Document, row: SigningKey, form: str) -> Job:
    """The agency's signature on a copy; `form` is said on it: "Sao y" (Annex I, part II)."""
    at = clock.now()
    facts = CopyFacts(form, document.unit.name)

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        return prepare_copy(source, target, key=key, timestamper=stamper, facts=facts, at=at)

    return _job(document, row, at, prepared)


def attachment_job(attachment: Attachment, row: SigningKey) -> Job:
    """The agency's signature on a file that goes with a numbered document (Annex I, II.8)."""
    at = clock.now()
    facts = AttachmentFacts(attachment.document.code, row.owning.name)

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        return prepare_attachment(source, target, key=key, timestamper=stamper, facts=facts, at=at)

    return Job(row, attachment.digest, at, _Stamping.now(), prepared, attachment=attachment.name)


def signed_here(job: Job, pin: str, by: Actor) -> Made:
    """Do a job in the process that got the PIN. Raises Refused."""
    with opening.opened(job.row, pin, by) as key:
        return job(key)


def completed(
    row: SigningKey,
    before: str,
    pending: Pending,
    prepared: str,
    value: bytes,
    waiting_for: tuple[str, ...],
) -> Made:
    """Put a value made elsewhere into a copy of the file that waits for it.

    Raises Refused, with wrong_answer when it is not the key's value over these bytes.
    """
    try:
        must_be_of(pending.certificates[0], pending.message, value)
    except WrongAnswer as error:
        raise Refused("wrong_answer", "%(reason)s", reason=told(str(error))) from error
    time = _Stamping.now()
    with _at_work() as target:
        with blobs.local_path(prepared) as source:
            shutil.copyfile(source, target)
        signed = complete(pending, target, value, time.stamper, may_wait=time.may_wait)
        return _made(row, before, signed, target, waiting_for)


def keep(document: Document, made: Made, by: Actor, authority: str, role: str) -> Signature:
    """Write a made signature into the rows, as the next version; inside the caller's act."""
    before = document.current
    if before is None or before.digest != made.digest_before:
        raise Refused(
            "changed_meanwhile",
            _("The file was changed while it was being signed. Look at it and sign again."),
        )
    _must_not_be_revoked(made.key)
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


def keep_attachment(attachment: Attachment, made: Made) -> Attachment:
    """Let the signed file take the given one's place; inside the caller's act. Raises Refused."""
    row: Attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if row.given_digest or row.digest != made.digest_before:
        raise Refused(
            "changed_meanwhile",
            _("The file was changed while it was being signed. Look at it and sign again."),
        )
    _must_not_be_revoked(made.key)
    row.given_digest, row.given_size = row.digest, row.size
    row.digest, row.size, row.verdict = made.digest_after, made.size, made.verdict
    row.save()
    lasting.await_data_of_attachment(row, made.signed_at, time_missing=made.time_missing)
    return row


def _must_not_be_revoked(key: SigningKey) -> None:
    if SigningKey.objects.filter(pk=key.pk, revoked__isnull=False).exists():
        raise Refused(
            "key_revoked",
            _("The certificate was revoked while it was being signed. Sign with another key."),
        )


def _job(
    document: Document,
    row: SigningKey,
    at: datetime,
    prepare: Callable[[Key, Path, Path, TimeStamper | None], Pending],
    waiting_for: tuple[str, ...] = (),
) -> Job:
    before = document.current
    assert before is not None
    return Job(row, before.digest, at, _Stamping.now(), prepare, waiting_for)


@contextmanager
def _at_work(attachment: str = "") -> Iterator[Path]:
    """Where the signed file is made; what goes wrong meanwhile is said as a refusal."""
    with tempfile.TemporaryDirectory(prefix="docflow-") as folder:
        try:
            yield Path(folder) / "signed.pdf"
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
            if attachment:
                raise Refused(
                    "not_signed",
                    _("Nothing is sealed: the attachment “%(name)s” was not signed. %(reason)s"),
                    name=attachment,
                    reason=told(str(error)),
                ) from error
            raise Refused(
                "not_signed", _("The signature was not made: %(reason)s"), reason=told(str(error))
            ) from error


def _made(
    row: SigningKey, before: str, signed: Signed, target: Path, waiting_for: tuple[str, ...]
) -> Made:
    verdict = checking.check_file(target, waiting_for=waiting_for, tries=2)
    failpoints.reach("signed.before_store")
    stored = blobs.put(target)
    failpoints.reach("signed.after_store")
    missing = not signed.time_stamped and settings.DOCFLOW_LEVEL != Level.B
    return Made(
        *(row, before, stored.digest, stored.size, signed.signed_at, verdict.as_json(), missing),
        waiting_for,
    )


def _reason(by: Actor, authority: Authority) -> str:
    if by.on_behalf_of:
        return f"{authority.prefix} {by.on_behalf_of.full_name}"
    return authority.prefix
