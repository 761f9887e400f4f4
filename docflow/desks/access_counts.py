"""Accesses counted from the log: documents read, by unit, by dossier, in all (Annex VI III.6).

A unit's reads lie in one chain of their own, numbered without gaps in the order of time. How many
there ever were is the chain's length; those of a period lie between two numbers, found by halving.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Sum, prefetch_related_objects

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.extent import READS
from docflow.audit.models import Chain, Entry
from docflow.desks.outcomes import must_be_short
from docflow.documents.models import Document
from docflow.dossiers import contents
from docflow.dossiers.models import Dossier
from docflow.units.models import Unit
from docflow.units.tree import subtree

MOST_UNITS = 100


@dataclass(frozen=True)
class Line:
    """How often one document was read; `document` is there only where it may be seen."""

    uid: UUID
    document: Document | None
    times: int
    people: int
    last: datetime


@dataclass(frozen=True)
class Counts:
    """How often documents were read, how many of them, and some of them, the most read first."""

    times: int = 0
    documents: int = 0
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Whole:
    """All reads there ever were in a unit and those below it, and the units with most of them."""

    times: int
    units: tuple[tuple[Unit, int], ...]


def of_unit(
    actor: Any, unit: Unit, first: date, last: date, *, most: int = 50, start: int = 0
) -> Counts:
    """What was read in a unit on some days, both included; `most` lines from a place on.

    The cost is that of the unit's reads in the period, however long its log is. Raises Refused:
    from_after_to, period_too_long.
    """
    must_be_short(first, last)
    chain = Chain.objects.filter(name=f"{unit.uid}{READS}").first()
    if chain is None:
        return Counts()
    begin, end = clock.at(first, 0), clock.at(last + timedelta(days=1), 0)
    numbers = (_first_since(chain, begin), _first_since(chain, end) - 1)
    return _counted(Entry.objects.filter(chain=chain, number__range=numbers), actor, start, most)


def of_dossier(actor: Any, dossier: Dossier) -> Counts:
    """How often each document in a dossier was ever read, by whomever who holds it.

    Read by the index of subjects: the cost is that of these documents' own entries.
    """
    lying = [row.document.uid for row in contents.placings(dossier)]
    reads = Entry.objects.filter(subject__in=lying, event=Event.DOCUMENT_READ)
    return _counted(reads, actor, 0, contents.MOST_DOCUMENTS)


def in_all(unit: Unit) -> Whole:
    """All reads in a unit and those below it; of the unit at the top, of the whole system.

    One row for each unit, however much was read.
    """
    units = {f"{each.uid}{READS}": each for each in subtree(unit, clock.today())}
    chains = Chain.objects.filter(name__endswith=READS).values_list("name", "length")
    read = [(units[name], length) for name, length in chains if name in units]
    read.sort(key=lambda pair: -pair[1])
    shown = tuple(read[:MOST_UNITS])
    prefetch_related_objects([each for each, _length in shown], "names")
    return Whole(sum(length for _unit, length in read), shown)


def _counted(reads: Any, actor: Any, start: int, most: int) -> Counts:
    by_document = reads.order_by().values("subject").annotate(times=Count("number"))
    whole = by_document.aggregate(sum=Sum("times"), documents=Count("subject"))
    told = by_document.annotate(people=Count("actor", distinct=True), last=Max("at"))
    rows = list(told.order_by("-times", "subject")[start : start + most])
    seen = _seen(actor, [row["subject"] for row in rows])
    lines = tuple(
        Line(
            each["subject"], seen.get(each["subject"]), each["times"], each["people"], each["last"]
        )
        for each in rows
    )
    return Counts(whole["sum"] or 0, whole["documents"], lines)


def _seen(actor: Any, uids: Iterable[UUID]) -> dict[UUID, Document]:
    found = Document.objects.visible_to(actor).filter(uid__in=uids)
    return {document.uid: document for document in found}


class _Moments(Sequence[datetime]):
    """When the entries of a chain were made, read one by one as they are asked for."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def __len__(self) -> int:
        return self._chain.length

    def __getitem__(self, place: Any) -> Any:
        rows = Entry.objects.filter(chain=self._chain, number=place + 1)
        return rows.values_list("at", flat=True).get()


def _first_since(chain: Chain, moment: datetime) -> int:
    """The number of the first entry at a moment or after it; one past the last if none is."""
    return bisect_left(_Moments(chain), moment) + 1
