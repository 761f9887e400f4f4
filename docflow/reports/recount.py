"""Counting again from the first entry, to compare with the rows there are or to replace them.

Entries are read by subject, some hundred subjects at a time, so the memory needed does not grow
with the log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from docflow.audit.models import Bookmark, Chain, Entry, EntryText
from docflow.audit.reader import Told
from docflow.reports import summing
from docflow.reports.counting import READER, RULES, learn, take
from docflow.reports.models import (
    Counted,
    CountedArrival,
    CountedDelivery,
    CountedDocument,
    CountedTask,
    RateSum,
    TrialUnit,
)
from docflow.reports.sums_check import wrong_sums

TABLES: tuple[type[Counted], ...] = (
    CountedDelivery,
    CountedArrival,
    CountedDocument,
    CountedTask,
    TrialUnit,
)
AT_ONCE = 500

Key = tuple[type[Counted], UUID]


@dataclass(frozen=True)
class Difference:
    """A counted thing whose row is not what the log says; a missing side has no values.

    For a sum `uid` is its unit.
    """

    thing: str
    uid: UUID
    row: dict[str, Any] | None
    log: dict[str, Any] | None


def differences() -> Iterator[Difference]:
    """Where the rows are not what the entries read so far say; if all are, where the sums are not.

    Nothing is locked while all agrees. What seems to differ is looked at again with the bookmarks
    held, because a follower may have written between the two looks.
    """
    rows_agree = True
    for subjects in _batches():
        found = _compare_again(subjects) if _compare(subjects) else []
        rows_agree = rows_agree and not found
        yield from found
    if rows_agree and next(wrong_sums(), None):
        yield from _sums_again()


def rebuild() -> int:
    """Replace all rows by what the log says, in one transaction; returns how many there are."""
    with transaction.atomic():
        for chain in Chain.objects.exclude(name__endswith=":reads"):
            Bookmark.objects.get_or_create(reader=READER, chain=chain)
        for mark in _hold_bookmarks():
            mark.number = mark.chain.length
            mark.save(update_fields=["number"])
        for table in TABLES:
            table._default_manager.all().delete()
        written = sum(_write(from_log(subjects)) for subjects in _subjects_of_entries())
        summing.forget()
        return written


def from_log(subjects: Iterable[UUID]) -> dict[Key, Counted]:
    """The rows, unsaved, that the entries about these subjects make; up to the bookmarks."""
    read = dict(Bookmark.objects.filter(reader=READER).values_list("chain", "number"))
    rows: dict[Key, Counted] = {}
    for told in _told(subjects):
        learnt = learn(told) if told.entry.number <= read.get(told.entry.chain_id, 0) else None
        if learnt:
            key = (learnt.model, learnt.uid)
            take(rows.setdefault(key, learnt.model(uid=learnt.uid)), learnt)
    return rows


def values(row: Counted | None) -> dict[str, Any] | None:
    """What a row says, by column; None without a row."""
    if row is None:
        return None
    columns = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return {name: getattr(row, name) for name in columns}


def _compare(subjects: list[UUID]) -> list[Difference]:
    log, kept = from_log(subjects), _from_tables(subjects)
    found = []
    for model, uid in sorted({*log, *kept}, key=lambda key: (key[0].__name__, key[1])):
        says, has = values(log.get((model, uid))), values(kept.get((model, uid)))
        if says != has:
            found.append(Difference(model.__name__, uid, row=has, log=says))
    return found


@transaction.atomic
def _compare_again(subjects: list[UUID]) -> list[Difference]:
    _hold_bookmarks()
    return _compare(subjects)


@transaction.atomic
def _sums_again() -> list[Difference]:
    _hold_bookmarks()
    return [Difference(RateSum.__name__, unit, row, log) for unit, row, log in wrong_sums()]


def _from_tables(subjects: list[UUID]) -> dict[Key, Counted]:
    return {
        (table, row.uid): row
        for table in TABLES
        for row in table._default_manager.filter(**{f"{table.SUBJECT}__in": subjects})
    }


def _told(subjects: Iterable[UUID]) -> Iterator[Told]:
    facts = EntryText.objects.filter(
        chain=OuterRef("chain"), number=OuterRef("number"), name="facts"
    )
    entries = Entry.objects.filter(subject__in=subjects).annotate(
        facts=Subquery(facts.values("text"))
    )
    for entry in entries.order_by("chain", "number"):
        if entry.event in RULES:  # asked here: in the query it would bring in the wrong index
            yield Told(entry, {"facts": entry.facts} if entry.facts else {})


def _batches() -> Iterator[list[UUID]]:
    yield from _subjects_of_entries()
    yield from _subjects_without_entries()


def _subjects_of_entries() -> Iterator[list[UUID]]:
    """All subjects the log speaks of, each once."""
    batch: list[Any] = []
    while True:
        entries = Entry.objects.filter(subject__gt=batch[-1] if batch else UUID(int=0))
        found = entries.order_by("subject").values_list("subject", flat=True).distinct()
        batch = list(found[:AT_ONCE])
        if not batch:
            return
        yield batch


def _subjects_without_entries() -> Iterator[list[UUID]]:
    """Subjects of rows that the log does not speak of."""
    for table in TABLES:
        entries = Entry.objects.filter(subject=OuterRef(table.SUBJECT))
        strays = table._default_manager.filter(~Exists(entries)).order_by("pk")
        for subject in strays.values_list(table.SUBJECT, flat=True):
            yield [subject]


def _hold_bookmarks() -> list[Bookmark]:
    marks = Bookmark.objects.select_for_update(of=("self",)).filter(reader=READER)
    return list(marks.select_related("chain").order_by("chain"))


def _write(rows: dict[Key, Counted]) -> int:
    for table in TABLES:
        table._default_manager.bulk_create(
            row for (model, _), row in rows.items() if model is table
        )
    return len(rows)
