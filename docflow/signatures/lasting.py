"""From a signature to a file that lasts: a row waits, a task adds what a later check needs.

The network is asked outside any transaction. What is made begins with the signed bytes and is kept
beside them, so it may be made twice and the file that was sent or received stays what it is.
Before its newest time-stamps lose their worth another one is put over them (ETSI EN 319 142-1
§5.4.3): what is renewed begins with what was there.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.models import Attachment, Document, Lasting
from docflow.permissions import Acting
from docflow.signatures import checking, keyring
from docflow.signatures.models import Signature, SigningKey
from docflow.work import after_commit
from signing.errors import NotRaised
from signing.gate import Gate, Source
from signing.levels import ORDER, Means, holds_until, raise_level
from signing.report import Level, Verdict
from signing.sandbox_source import SandboxSource
from storage import blobs

LASTING = (Level.LT, Level.LTA)
AHEAD = timedelta(days=90)  # so long before its end a time-stamp is renewed


def await_data(signature: Signature, *, time_missing: bool, is_last: bool) -> None:
    """Let a signed file wait for what it lacks; inside the caller's act.

    A file that has its time lacks nothing while signatures are to come: that of the last seal is
    completed. A seal's own time-stamp also proves when the leader's signature was there.
    """
    is_seal = signature.purpose == SigningKey.Purpose.SEAL
    wanted = Level(settings.DOCFLOW_LEVEL)
    if is_seal and not time_missing:
        own = Lasting.objects.waiting().filter(document=signature.document, attachment=None)
        own.update(due=None, lease=None, time_missing=False)
    if time_missing or (is_last and wanted in LASTING):
        after_commit(
            Lasting.objects.create(
                document=signature.document,
                signed=signature.digest_after,
                since=signature.signed_at,
                time_missing=time_missing,
            )
        )


def await_data_of_attachment(
    attachment: Attachment, since: datetime, *, time_missing: bool = False
) -> None:
    """Let a signed attachment wait for what it lacks; inside the caller's act."""
    if time_missing or Level(settings.DOCFLOW_LEVEL) in LASTING:
        after_commit(
            Lasting.objects.create(
                document=attachment.document,
                attachment=attachment,
                signed=attachment.digest,
                since=since,
                time_missing=time_missing,
            )
        )


def waiting_since() -> datetime | None:
    """Since when a signature has been waiting for its time; None when none does."""
    rows = Lasting.objects.waiting().filter(time_missing=True)
    return rows.order_by("since").values_list("since", flat=True).first()


def await_data_of(document: Document, verdict: dict[str, Any]) -> None:
    """Let a received file whose signatures are valid wait for the proof its holder keeps.

    Inside the act that keeps the verdict, so that the limited child has read the file before. A
    plain CMS signature (`PKCS7`) has no such levels.
    """
    if _can_last(verdict):
        signed = document.versions.get(number=1).digest
        after_commit(Lasting.objects.create(document=document, signed=signed, since=clock.now()))

    for each in document.attachments.exclude(verdict={}).order_by("pk"):
        if each.verdict["indication"] == "TOTAL_PASSED" and _can_last(each.verdict):
            await_data_of_attachment(each, clock.now())


def _can_last(verdict: dict[str, Any]) -> bool:
    levels = {each["level"] for each in verdict.get("signatures", ())}
    return bool(levels) and Level(settings.DOCFLOW_LEVEL) in LASTING and levels <= set(ORDER)


def of(document: Document, attachment: Attachment | None = None) -> Lasting | None:
    """What was made of the last signed file of a document, or of an attachment of it.

    None when it is not there (yet).
    """
    wanted = attachment.pk if attachment else None
    own = (each for each in document.lasting.all() if each.attachment_id == wanted)
    last: Lasting | None = max(own, key=lambda each: each.pk, default=None)
    return last if last and last.digest else None


def renew_due() -> int:
    """Let those wait whose newest time-stamps lose their worth soon; how many. Safe twice."""
    soon = clock.now() + AHEAD
    ending = Lasting.objects.filter(due=None, holds_until__lte=soon)
    return int(ending.update(due=clock.wall(), attempts=0))


@dataclass(frozen=True)
class Made:
    """A lasting file in the store, its verdict, and until when its newest time-stamps hold."""

    digest: str
    size: int
    verdict: dict[str, Any]
    holds_until: datetime | None

    @property
    def level(self) -> Level:
        """The lowest level of its signatures."""
        return min((Level(each["level"]) for each in self.verdict["signatures"]), key=ORDER.index)


def make(row: Lasting, by: Acting) -> None:
    """Make the lasting file of a row, or renew it, and keep it. Raises SigningError."""
    keep(row, _known(row) or _made(row), by=by)


@action
def keep(row: Lasting, made: Made, *, by: Acting) -> None:
    """Keep a lasting file, unless another one was kept or the signed one recalled meanwhile."""
    kept = Lasting.objects.select_for_update().filter(pk=row.pk, due__isnull=False).first()
    if kept is None:
        return
    kept.digest, kept.size, kept.verdict = made.digest, made.size, made.verdict
    kept.level, kept.holds_until = made.level, made.holds_until
    kept.time_missing = False
    kept.settle()
    kept.save()
    facts = {"level": kept.level}
    digests = {"before": row.signed, "lasting": made.digest}
    if row.digest:
        digests["renewed"] = row.digest
        record(Event.FILE_PROOF_RENEWED, row.document, by, facts=facts, digests=digests)
    else:
        record(Event.FILE_LASTS, row.document, by, facts=facts, digests=digests)


def _known(row: Lasting) -> Made | None:
    """What was made of the same signed file for another holder here, if it serves this one."""
    others = Lasting.objects.filter(signed=row.signed, due=None).exclude(digest="")
    for each in others.exclude(pk=row.pk).order_by("-pk")[:1]:
        made = Made(each.digest, each.size, each.verdict, each.holds_until)
        return made if _serves(row, made) else None
    return None


def _made(row: Lasting) -> Made:
    level = Level.LTA if row.digest else Level(settings.DOCFLOW_LEVEL)
    with tempfile.TemporaryDirectory(prefix="docflow-") as folder:
        target = Path(folder) / "lasting.pdf"
        with blobs.local_path(row.digest or row.signed) as source:
            raise_level(source, target, level, _means(), renew=bool(row.digest))
        verdict = _checked(row, target).as_json()
        stored = blobs.put(target)
        made = Made(stored.digest, stored.size, verdict, holds_until(target))
    if not _serves(row, made):
        raise NotRaised(
            gettext_noop(
                "The new time-stamp holds no longer than the one there is; name another time-stamp "
                "authority (DOCFLOW_TSA_URL)."
            )
        )
    return made


def _serves(row: Lasting, made: Made) -> bool:
    """Whether a file is of the level wanted, and, where one is renewed, holds for longer."""
    if not row.digest:
        return ORDER.index(made.level) >= ORDER.index(Level(settings.DOCFLOW_LEVEL))
    return bool(made.holds_until and row.holds_until and made.holds_until > row.holds_until)


def _checked(row: Lasting, target: Path) -> Verdict:
    """The verdict of the file made, which alone decides whether it is kept."""
    here = Signature.objects.filter(digest_after=row.signed).first()
    is_leader = here is not None and here.purpose == SigningKey.Purpose.LEADER
    waiting_for: tuple[str, ...] | None = ("Seal",) if here else None
    if is_leader:
        waiting_for = ("Leader", "Seal")
    elif row.attachment and row.attachment.given_digest:
        waiting_for = ()
    verdict = checking.check_file(target, waiting_for=waiting_for, tries=2)
    wanted = ORDER.index(Level(settings.DOCFLOW_LEVEL))
    if not verdict.passed or any(ORDER.index(each.level) < wanted for each in verdict.signatures):
        raise NotRaised(
            gettext_noop("The file with its validation data does not pass the check; look at it.")
        )
    return verdict


def _means() -> Means:
    stamper = keyring.time_stamper()
    assert stamper is not None  # without time-stamps nothing waits
    return Means(keyring.anchors_ever(), _source(), stamper, clock.now())


def _source() -> Source:
    if settings.DOCFLOW_SANDBOX:
        return SandboxSource(keyring.authority())
    return _gate(tuple(settings.DOCFLOW_FETCH_HOSTS))


@lru_cache(maxsize=1)
def _gate(hosts: tuple[str, ...]) -> Gate:
    """One gate for this process: it keeps what is current."""
    return Gate(hosts, clock=clock.now)
