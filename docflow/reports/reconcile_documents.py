"""Documents: the state, the versions and the signatures are those the log tells of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.copies.models import Copy
from docflow.documents.models import Attachment, Document, Hold, Lasting, Version
from docflow.incoming.models import Incoming
from docflow.outgoing.models import Outgoing
from docflow.reports.differences import Checked, Difference, differs
from docflow.reports.histories import STRIDE, History, histories, strides
from docflow.signatures.models import Signature

SIGNINGS = {
    Event.OUTGOING_SIGNED_IN_PART: "leader",
    Event.OUTGOING_SIGNED: "leader",
    Event.OUTGOING_SEALED_IN_PART: "seal",
    Event.OUTGOING_SEALED: "seal",
    Event.COPY_SEALED: "seal",
}
BEGINNINGS = {
    Event.OUTGOING_DRAFTED: Outgoing,
    Event.COPY_DRAFTED: Copy,
    Event.INCOMING_ARRIVED: Incoming,
    Event.INCOMING_ARRIVED_ON_PAPER: Incoming,
}


def check(checked: Checked) -> Iterator[Difference]:
    """Every document made here or received, and every one the log says there is."""
    for papers in strides(Outgoing.objects.select_related("document")):
        yield from _stride(papers, checked)
    for copies in strides(Copy.objects.select_related("document")):
        yield from _stride(copies, checked)
    for arrivals in strides(Incoming.objects.select_related("document")):
        yield from _stride(arrivals, checked)
    for event, model in BEGINNINGS.items():
        part = {f"{model.__name__.lower()}__isnull": False}
        yield from lost(event, Document.objects.filter(**part))


def begun_once(row: Any, history: History, events: Iterable[str]) -> Iterator[Difference]:
    """One entry tells how a thing began: neither none nor two."""
    begun = [each for each in history.said if each.event in events]
    if len(begun) != 1:
        words: dict[str, Any] = {"document": row, "event": " | ".join(events), "times": len(begun)}
        yield differs("twice_in_log" if begun else "not_in_log", row.uid, **words)


def state_as_logged(row: Any, history: History) -> Iterator[Difference]:
    """The state of the row is where its moves in the log lead to."""
    logged = history.state_from(row._meta.get_field("state").default)
    if logged != row.state:
        yield differs("state_differs", row.uid, document=row, state=row.state, logged=logged)


def _stride(rows: list[Any], checked: Checked) -> Iterator[Difference]:
    known = histories(row.uid for row in rows)
    keys = [row.pk for row in rows]
    versions = _by_document(Version.objects.filter(document__in=keys))
    signatures = _by_document(Signature.objects.filter(document__in=keys))
    attachments = _by_document(Attachment.objects.filter(document__in=keys))
    lasting = _by_document(Lasting.objects.filter(document__in=keys))
    held = set(Hold.objects.filter(document__in=keys).values_list("document_id", "unit_id"))
    for row in rows:
        checked.documents += 1
        history = known[row.uid]
        begins = [event for event, model in BEGINNINGS.items() if isinstance(row, model)]
        yield from begun_once(row, history, begins)
        yield from state_as_logged(row, history)
        if isinstance(row, Incoming) and row.document.recalled_at:
            yield from _left(row, [*versions[row.pk], *lasting[row.pk]])
            continue
        yield from _signatures(row, history, signatures[row.pk], versions[row.pk])
        attached = attachments[row.pk]
        yield from _attachments(row, history, attached)
        yield from _lasting(row, history, lasting[row.pk], [*versions[row.pk], *attached])
        if (row.pk, row.document.unit_id) not in held:
            yield differs("hold_missing", row.uid, document=row)


def _left(row: Incoming, files: list[Version | Lasting]) -> Iterator[Difference]:
    """Of what was cancelled on recall no file is left."""
    for file in files:
        yield differs("recalled_file_left", row.uid, document=row, digest=file.digest)


def _lasting(
    row: Any, history: History, made: list[Lasting], signed: list[Version | Attachment]
) -> Iterator[Difference]:
    """What was made to last is what the log tells, and made of files the document has."""
    files = {file.digest for file in signed}
    for each in made:
        if each.signed not in files:
            yield differs("lasting_of_no_version", row.uid, document=row, digest=each.signed)
    told = {
        (said.digests.get("before"), said.digests.get("lasting"), said.digests.get("renewed"))
        for said in history.said
        if said.event in (Event.FILE_LASTS, Event.FILE_PROOF_RENEWED)
    }
    renewed = {(before, earlier) for before, _, earlier in told}
    logged = {(before, last) for before, last, _ in told if (before, last) not in renewed}
    kept = {(each.signed, each.digest) for each in made if each.digest}
    for code, extra in (
        ("lasting_not_in_log", kept - logged),
        ("lasting_missing", logged - kept),
    ):
        for _, digest in sorted(extra, key=str):
            yield differs(code, row.uid, document=row, digest=digest)


def _attachments(row: Any, history: History, attached: list[Attachment]) -> Iterator[Difference]:
    """The signed attachments are those the log tells of."""
    rows = {(each.given_digest, each.digest) for each in attached if each.given_digest}
    logged = {
        (said.digests.get("given"), said.digests.get("attachment"))
        for said in history.said
        if said.event == Event.OUTGOING_ATTACHMENT_SEALED
    }
    for code, extra in (
        ("signature_not_in_log", rows - logged),
        ("signature_missing", logged - rows),
    ):
        for _, digest in sorted(extra, key=str):
            yield differs(code, row.uid, document=row, purpose="seal", digest=digest)


def _signatures(
    row: Any, history: History, made: list[Signature], versions: list[Version]
) -> Iterator[Difference]:
    files = {version.digest for version in versions}
    rows: Counter[tuple[str, ...]] = Counter(
        (each.purpose, each.digest_before, each.digest_after) for each in made
    )
    logged: Counter[tuple[str, ...]] = Counter(
        (SIGNINGS[Event(said.event)], said.digests.get("before", ""), said.digests.get("file", ""))
        for said in history.said
        if said.event in SIGNINGS
    )
    for code, extra in (
        ("signature_not_in_log", rows - logged),
        ("signature_missing", logged - rows),
    ):
        for purpose, _, digest in extra.elements():
            yield differs(code, row.uid, document=row, purpose=purpose, digest=digest)
    for purpose, before, after in rows:
        for digest in {before, after} - files:
            yield differs(
                "signature_without_version", row.uid, document=row, purpose=purpose, digest=digest
            )
    named = {said.digests["file"] for said in history.said if "file" in said.digests}
    for digest in sorted(named - files):
        yield differs("version_missing", row.uid, document=row, digest=digest)


def _by_document(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.document_id].append(row)
    return found


def lost(event: Event, rows: Any) -> Iterator[Difference]:
    """Things whose beginning the log tells and of which there is no row."""
    begun = Entry.objects.filter(event=event).values_list("subject", flat=True)
    for subjects in _in_strides(begun.iterator(chunk_size=STRIDE)):
        there = set(rows.filter(uid__in=subjects).values_list("uid", flat=True))
        for uid in sorted(set(subjects) - there, key=str):
            yield differs("row_missing", uid, event=event, document=uid)


def _in_strides(subjects: Iterator[Any]) -> Iterator[list[Any]]:
    stride = []
    for subject in subjects:
        stride.append(subject)
        if len(stride) == STRIDE:
            yield stride
            stride = []
    if stride:
        yield stride
