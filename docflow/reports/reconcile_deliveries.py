"""Deliveries: one for each recipient, arrived once, every status told once, nothing forgotten."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import loads
from typing import Any
from uuid import UUID

from docflow.audit.events import Event
from docflow.audit.models import Bookmark, EntryText
from docflow.copies.models import Copy
from docflow.documents.models import Lasting, Version
from docflow.exchange.models import Delivery, Status
from docflow.exchange.tasks import CODES
from docflow.incoming.models import Incoming
from docflow.outgoing.models import Channel, Outgoing
from docflow.recalls.models import Recall, Request
from docflow.reports.differences import Checked, Difference, differs
from docflow.reports.histories import History, Said, histories, strides
from docflow.reports.reconcile_documents import begun_once, lost, state_as_logged
from docflow.work import Waiting

WAITING: tuple[tuple[type[Waiting], str | None], ...] = (
    (Delivery, "pending"),
    (Incoming, "arrived"),
    (Status, None),
    (Lasting, None),
    (Recall, "waiting"),
    (Request, None),
)
"""Tables of waiting rows, and the state in which a row must have a next try."""


def check(checked: Checked) -> Iterator[Difference]:
    """Every issued document's recipients, every delivery, every waiting row."""
    for papers in strides(Outgoing.objects.select_related("document")):
        yield from _recipients(papers, Outgoing)
    for copies in strides(Copy.objects.select_related("document")):
        yield from _recipients(copies, Copy)
    for deliveries in strides(Delivery.objects.select_related("document", "recipient")):
        yield from _stride(deliveries, checked)
    yield from lost(Event.DELIVERY_CREATED, Delivery.objects)
    for model, unfinished in WAITING:
        yield from _waiting(model, unfinished, checked)


@dataclass(frozen=True)
class _Known:
    """What is known about a stride of deliveries."""

    deliveries: dict[UUID, History]
    arrivals: dict[tuple[int, UUID], list[Incoming]]
    received: dict[UUID, History]
    issued: dict[int, str]  # the digest of a document's newest version
    taken_in: dict[int, str]  # the digest of its first
    statuses: dict[int, list[Status]]
    told: dict[tuple[int, int], str]  # the code in an entry, by its chain and number
    followed: dict[int, int]  # how far the statuses have followed each chain


def _recipients(papers: list[Any], model: Any) -> Iterator[Difference]:
    keys = [paper.pk for paper in papers]
    there = defaultdict(set)
    for document, name in Delivery.objects.filter(document__in=keys).values_list(
        "document_id", "name"
    ):
        there[document].add(name)
    asked = defaultdict(set)
    for document, name in model.objects.filter(
        pk__in=keys, state__in=["issued", "recalled"], recipients__isnull=False
    ).values_list("pk", "recipients__name"):
        asked[document].add(name)
    for paper in papers:
        for name in sorted(asked[paper.pk] - there[paper.pk]):
            yield differs("delivery_missing", paper.uid, document=paper, name=name)
        for name in sorted(there[paper.pk] - asked[paper.pk]):
            yield differs("delivery_unasked", paper.uid, document=paper, name=name)


def _stride(deliveries: list[Delivery], checked: Checked) -> Iterator[Difference]:
    known = _known(deliveries)
    for delivery in deliveries:
        checked.deliveries += 1
        history = known.deliveries[delivery.uid]
        yield from begun_once(delivery, history, [Event.DELIVERY_CREATED])
        yield from state_as_logged(delivery, history)
        arrivals = known.arrivals.get((delivery.recipient_id or 0, _exchange(delivery)), [])
        yield from _sending(delivery, history, arrivals)
        if any(
            known.taken_in.get(each.pk) != known.issued.get(delivery.document_id)
            for each in arrivals
            if not each.document.recalled_at
        ):
            yield differs("arrival_differs", delivery.uid, delivery=delivery)
        yield from _statuses(delivery, known, arrivals)


def _known(deliveries: list[Delivery]) -> _Known:
    own = histories(each.uid for each in deliveries)
    arrivals = defaultdict(list)
    for arrival in Incoming.objects.select_related("document", "merged_into__document").filter(
        document__exchange_id__in={_exchange(each) for each in deliveries}
    ):
        arrivals[arrival.document.unit_id, arrival.document.exchange_id].append(arrival)
    statuses = defaultdict(list)
    for status in Status.objects.filter(delivery__in=deliveries):
        statuses[status.delivery_id].append(status)
    return _Known(
        own,
        arrivals,
        histories(uid for found in arrivals.values() for each in found for uid in _told_by(each)),
        dict(_digests([each.document_id for each in deliveries])),
        dict(_digests([each.pk for found in arrivals.values() for each in found], number=1)),
        statuses,
        _codes(said for history in own.values() for said in history.said),
        dict(Bookmark.objects.filter(reader="statuses").values_list("chain_id", "number")),
    )


def _digests(documents: list[int], **which: int) -> Any:
    versions = Version.objects.filter(document__in=documents, **which).order_by("number")
    return versions.values_list("document_id", "digest")


def _codes(entries: Iterable[Said]) -> dict[tuple[int, int], str]:
    """The code each entry about a status that came in names; it lies among the entry's facts."""
    numbers = defaultdict(set)
    for said in entries:
        if said.event == Event.DELIVERY_STATUS_RECEIVED:
            numbers[said.chain].add(said.number)
    return {
        (chain, text.number): loads(text.text or "{}").get("code", "")
        for chain, wanted in numbers.items()
        for text in EntryText.objects.filter(chain=chain, number__in=wanted, name="facts")
    }


def _sending(
    delivery: Delivery, history: History, arrivals: list[Incoming]
) -> Iterator[Difference]:
    words = {"delivery": delivery, "times": len(arrivals)}
    sent = history.of(Event.DELIVERY_SENT)
    done = delivery.due is None and _went(delivery)
    if len(sent) != done:
        code = "twice_in_log" if len(sent) > 1 else "not_in_log"
        yield differs(
            code, delivery.uid, document=delivery, event=Event.DELIVERY_SENT, times=len(sent)
        )
    if sent and not arrivals:
        yield differs("arrival_missing", delivery.uid, **words)
    if len(arrivals) > 1:
        yield differs("arrival_doubled", delivery.uid, **words)


def _went(delivery: Delivery) -> bool:
    """Whether it was handed over: not what failed, was taken back before, or goes on paper."""
    return delivery.channel != Channel.PAPER and delivery.state not in ("failed", "called_off")


def _statuses(delivery: Delivery, known: _Known, arrivals: list[Incoming]) -> Iterator[Difference]:
    rows = {status.code: status for status in known.statuses.get(delivery.pk, [])}
    said = {
        str(CODES[Event(each.event)]): each
        for arrival in arrivals
        for uid in _told_by(arrival)
        for each in known.received[uid].said
        if each.event in CODES
    }
    for code, entry in sorted(said.items()):
        if (
            code not in rows
            and _is_due(arrivals, known)
            and known.followed.get(entry.chain, 0) >= entry.number
        ):
            yield differs("status_missing", delivery.uid, delivery=delivery, code=code)
    received = known.deliveries[delivery.uid].of(Event.DELIVERY_STATUS_RECEIVED)
    told = Counter(known.told.get((each.chain, each.number)) for each in received)
    for code, status in sorted(rows.items()):
        if code not in said:
            yield differs("status_unfounded", delivery.uid, delivery=delivery, code=code)
        if told[code] != (status.due is None):
            yield differs(
                "status_not_in_log",
                delivery.uid,
                delivery=delivery,
                code=code,
                times=told[code],
            )


def _told_by(arrival: Incoming) -> list[UUID]:
    """What the sender hears of: the arrival, and the document it was merged into."""
    return [arrival.uid, arrival.merged_into.uid] if arrival.merged_into else [arrival.uid]


def _is_due(arrivals: list[Incoming], known: _Known) -> bool:
    """Whether mergers have been followed, so that what befell the other document was told."""
    return all(
        known.followed.get(each.chain, 0) >= each.number
        for arrival in arrivals
        for each in known.received[arrival.uid].of(Event.INCOMING_MERGED)
    )


def _waiting(
    model: type[Waiting], unfinished: str | None, checked: Checked
) -> Iterator[Difference]:
    """Each waiting row is done or has a time for its next try."""
    rows: Any = model.objects
    checked.waiting += rows.waiting().count()
    done = rows.filter(due__isnull=True)
    if unfinished:
        for row in done.filter(state=unfinished).iterator(chunk_size=500):
            yield differs("no_next_try", row.uid, row=row, state=row.state)
    for row in done.filter(lease__isnull=False).iterator(chunk_size=500):
        yield differs("lease_left", getattr(row, "uid", row.pk), row=row)


def _exchange(delivery: Delivery) -> UUID:
    return delivery.document.exchange_id
