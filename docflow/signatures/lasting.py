"""From a signature to a file that lasts: a row waits, a task adds what a later check needs.

The network is asked outside any transaction. What is made begins with the signed bytes and is kept
beside them, so it may be made twice and the file that was sent stays what it is.
"""

import tempfile
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.models import Lasting
from docflow.permissions import Acting
from docflow.signatures import checking, keyring
from docflow.signatures.models import Signature, SigningKey
from docflow.work import after_commit
from signing.errors import NotRaised
from signing.gate import Gate, Source
from signing.levels import ORDER, Means, raise_level
from signing.report import Level, Verdict
from signing.sandbox_source import SandboxSource
from storage import blobs


def await_data(signature: Signature, *, time_missing: bool, is_last: bool) -> None:
    """Let a signed file wait for what it lacks; inside the caller's act.

    A file that has its time lacks nothing while signatures are to come: that of the last seal is
    completed. A seal's own time-stamp also proves when the leader's signature was there.
    """
    is_seal = signature.purpose == SigningKey.Purpose.SEAL
    wanted = Level(settings.DOCFLOW_LEVEL)
    if is_seal and not time_missing:
        Lasting.objects.waiting().filter(document=signature.document).update(
            due=None, lease=None, time_missing=False
        )
    if time_missing or (is_last and wanted in (Level.LT, Level.LTA)):
        after_commit(
            Lasting.objects.create(
                document=signature.document,
                signed=signature.digest_after,
                since=signature.signed_at,
                time_missing=time_missing,
            )
        )


def waiting_since() -> datetime | None:
    """Since when a signature has been waiting for its time; None when none does."""
    rows = Lasting.objects.waiting().filter(time_missing=True)
    return rows.order_by("since").values_list("since", flat=True).first()


def make(row: Lasting, by: Acting) -> None:
    """Make the lasting file of a row and keep it. Raises SigningError."""
    with tempfile.TemporaryDirectory(prefix="docflow-") as folder:
        target = Path(folder) / "lasting.pdf"
        with blobs.local_path(row.signed) as source:
            raise_level(source, target, Level(settings.DOCFLOW_LEVEL), _means())
        verdict = _checked(row, target)
        stored = blobs.put(target)
    keep(row, stored.digest, stored.size, verdict, by=by)


@action
def keep(row: Lasting, digest: str, size: int, verdict: Verdict, *, by: Acting) -> Lasting:
    """Keep a lasting file that was made, unless another one was kept meanwhile."""
    row = Lasting.objects.select_for_update().get(pk=row.pk)
    if row.due is None:
        return row
    row.digest, row.size, row.verdict = digest, size, verdict.as_json()
    row.level = min((each.level for each in verdict.signatures), key=ORDER.index)
    row.time_missing = False
    row.settle()
    row.save()
    record(
        Event.FILE_LASTS,
        row.document,
        by,
        facts={"level": row.level},
        digests={"before": row.signed, "lasting": digest},
    )
    return row


def _checked(row: Lasting, target: Path) -> Verdict:
    """The verdict of the file made, which alone decides whether it is kept."""
    leaders = SigningKey.Purpose.LEADER
    is_leader = Signature.objects.filter(digest_after=row.signed, purpose=leaders).exists()
    waiting_for = ("Leader", "Seal") if is_leader else ("Seal",)
    verdict = checking.check_file(target, waiting_for=waiting_for, tries=2)
    wanted = ORDER.index(Level(settings.DOCFLOW_LEVEL))
    if not verdict.passed or any(ORDER.index(each.level) < wanted for each in verdict.signatures):
        raise NotRaised("The file with its validation data does not pass the check; look at it.")
    return verdict


def _means() -> Means:
    stamper = keyring.time_stamper()
    assert stamper is not None  # without time-stamps nothing waits
    return Means(keyring.anchors(), _source(), stamper, clock.now())


def _source() -> Source:
    if settings.DOCFLOW_SANDBOX:
        return SandboxSource(keyring.authority())
    return _gate(tuple(settings.DOCFLOW_FETCH_HOSTS))


@lru_cache(maxsize=1)
def _gate(hosts: tuple[str, ...]) -> Gate:
    """One gate for this process: it keeps what is current."""
    return Gate(hosts, clock=clock.now)
