"""Making signatures, outside any transaction: bytes by digest in, signed bytes by digest out.

A job is what is left once every row is read. With a key that is opened here it makes the signature;
for a key elsewhere it prepares the bytes, and `completed` puts in the value that comes back.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from docflow.signatures import checking, keyring, lasting, mark_pictures, opening
from docflow.signatures.bodies import ALONE, Bodies
from docflow.signatures.models import SigningKey
from docflow.signatures.placed import placed_on
from docflow.signatures.signing_words import told
from signing.errors import SigningError, TimeStampFailed, WrongAnswer, WrongFile, WrongPin
from signing.keys.chain import pem_parts
from signing.keys.key import Key
from signing.pending import Pending, Signed, must_be_of
from signing.places import PaperFacts, Signatory
from signing.prepare import prepare
from signing.report import Level
from signing.seal_copy import (
    AttachmentFacts,
    CopyFacts,
    prepare_attachment,
    prepare_copy,
    reserve_attachment,
    reserve_copy,
)
from signing.sign import SignerFacts, complete, finish, prepare_leader, prepare_seal
from signing.signed_whole import Wanted, added, wanted
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


def _as_it_is(source: Path, target: Path) -> Path:
    """The file carries the fields already."""
    return source


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
    reserve: Callable[[Path, Path], Path] = _as_it_is
    number: str = ""
    day: date = date.max

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

    def to_sign_whole(self) -> tuple[Wanted, str]:
        """What a program is asked to fill that signs the file itself, and that file's digest.

        Raises Refused.
        """
        with _at_work(self.attachment) as target, blobs.local_path(self.before) as source:
            given = target.with_suffix(".given")
            shutil.copyfile(self.reserve(source, target), given)
            return wanted(given, self.number, self.day), blobs.put(given).digest

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
        picture=mark_pictures.given_for(row),
    )
    first = Signatory(
        by.user.full_name, "\n".join(authority.lines), shape=mark_pictures.shape_for(row)
    )
    paper = PaperFacts(
        leaders=(first, *bodies.leaders),
        seals=bodies.seals,
        year=clock.local_date(at).year,
        placed=placed_on(document.current),
        code=_code(document),
    )

    def reserve(source: Path, target: Path) -> Path:
        return source if bodies.signed else _with_fields(source, target, paper)

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        source = reserve(source, target)
        return prepare_leader(source, target, key=key, timestamper=stamper, facts=facts, at=at)

    return _job(document, row, at, prepared, reserve, waiting_for=bodies.after_leader())


def seal_job(document: Document, row: SigningKey, bodies: Bodies = ALONE) -> Job:
    """The agency's seal, with number and date.

    Of several bodies the first fills them in; the others seal what it numbered. A scan of a
    document signed on paper is prepared here, since no leader's signature came first.
    """
    at = clock.now()
    unit = row.owning.name
    facts = SignerFacts(name=unit, unit=unit, reason="", picture=mark_pictures.given_for(row))
    is_scan = document.current is not None and document.current.role == Version.Role.SCAN
    number, day = "" if bodies.sealed else document.code, document.issued_on or date.max
    paper = PaperFacts(
        leaders=(),
        seals=bodies.seals,
        placed=placed_on(document.current),
        code=_code(document),
    )

    def reserve(source: Path, target: Path) -> Path:
        return _with_fields(source, target, paper) if is_scan else source

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        return prepare_seal(
            reserve(source, target),
            target,
            key=key,
            timestamper=stamper,
            number_text=number,
            date=day,
            facts=facts,
            at=at,
        )

    job = _job(document, row, at, prepared, reserve, waiting_for=bodies.after_seal())
    return replace(job, number=number, day=day)


def copy_job(document: Document, row: SigningKey, form: str) -> Job:
    """The agency's signature on a copy; `form` is said on it: "Sao y" (Annex I, part II)."""
    at = clock.now()
    facts = CopyFacts(form, document.unit.name)

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        return prepare_copy(source, target, key=key, timestamper=stamper, facts=facts, at=at)

    def reserve(source: Path, target: Path) -> Path:
        reserve_copy(source, target, facts, at)
        return target

    return _job(document, row, at, prepared, reserve)


def attachment_job(attachment: Attachment, row: SigningKey) -> Job:
    """The agency's signature on a file that goes with a numbered document (Annex I, II.8)."""
    at = clock.now()
    facts = AttachmentFacts(attachment.document.code, row.owning.name)

    def prepared(key: Key, source: Path, target: Path, stamper: TimeStamper | None) -> Pending:
        return prepare_attachment(source, target, key=key, timestamper=stamper, facts=facts, at=at)

    def reserve(source: Path, target: Path) -> Path:
        reserve_attachment(source, target, facts, at)
        return target

    return Job(
        row,
        attachment.digest,
        at,
        _Stamping.now(),
        prepared,
        attachment=attachment.name,
        reserve=reserve,
    )


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


def completed_whole(
    row: SigningKey,
    before: str,
    asked: Wanted,
    given: str,
    answer: Path,
    waiting_for: tuple[str, ...],
) -> Made:
    """Take a file that another program signed whole, when it did that and nothing else.

    Raises Refused: the codes of `signing.signed_whole.FAULTS`; wrong_key.
    """
    with _at_work(), blobs.local_path(given) as source:
        try:
            found = added(source, answer, asked)
        except WrongFile as error:
            raise Refused(error.code, "%(reason)s", reason=told(str(error))) from error
        if pem_parts(found.certificate.decode()) != pem_parts(row.certificate)[:1]:
            raise wrong_key(row)
        signed = Signed(asked.field, clock.now(), found.time_stamped)
        return _made(row, before, signed, answer, waiting_for)


def wrong_key(row: SigningKey) -> Refused:
    """Another key signed than the registered one."""
    return Refused(
        "wrong_key",
        _(
            "The device signed with another key than the one registered for you (serial number "
            "%(serial)s). Put the right device in and sign again."
        ),
        serial=row.serial,
    )


def _job(
    document: Document,
    row: SigningKey,
    at: datetime,
    prepare: Callable[[Key, Path, Path, TimeStamper | None], Pending],
    reserve: Callable[[Path, Path], Path],
    waiting_for: tuple[str, ...] = (),
) -> Job:
    before = document.current
    assert before is not None
    return Job(row, before.digest, at, _Stamping.now(), prepare, waiting_for, reserve=reserve)


def _code(document: Document) -> str:
    """What the QR code of a document says: where a file is verified, and which one it is."""
    if not document.unit.prints_qr_code:
        return ""
    return f"{settings.DOCFLOW_BASE_URL}/verify/?document={document.uid}"


def _with_fields(source: Path, target: Path, paper: PaperFacts) -> Path:
    reserved = target.with_suffix(".prepared")
    prepare(source, reserved, paper=paper)
    return reserved


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
