"""Registers: numbers follow each other, each on its document, gaps only where a reason stands."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from docflow import clock
from docflow.copies.models import Copy
from docflow.documents.models import Document, Register, RegisterEntry
from docflow.incoming.models import Incoming
from docflow.outgoing.models import Outgoing
from docflow.reports.differences import Checked, Difference, differs
from docflow.reports.histories import strides


def check(checked: Checked) -> Iterator[Difference]:
    """Every number of every book, and every document that bears one."""
    for registers in strides(Register.objects.select_related("unit")):
        for register in registers:
            yield from _book(register, checked)
    yield from _unregistered()


def _book(register: Register, checked: Checked) -> Iterator[Difference]:
    where = f"{register}, {register.unit}"
    expected = register.opening
    entries = register.entries.select_related(
        "document__outgoing", "document__incoming", "document__copy"
    )
    for entry in entries.order_by("number").iterator(chunk_size=500):
        checked.numbers += 1
        for number in range(expected, entry.number):
            yield differs("number_missing", where, where=where, number=number)
        expected = entry.number + 1
        yield from _number(entry, register, where)
    if register.last != expected - 1:
        yield differs(
            "last_number_wrong", where, where=where, last=register.last, number=expected - 1
        )


def _number(entry: RegisterEntry, register: Register, where: str) -> Iterator[Difference]:
    document = entry.document
    if document is None:
        if not entry.void_reason:
            yield differs("number_without_document", where, where=where, number=entry.number)
        return
    words = {"where": where, "number": entry.number}
    said, is_right = _number_on(document, entry, register)
    if not is_right:
        yield differs("number_not_on_document", document.uid, said=said, **words)
    paper = getattr(document, "outgoing", None) or getattr(document, "copy", None)
    cancelled = paper is not None and paper.state == "cancelled"
    if cancelled and not entry.void_reason:
        yield differs("number_not_void", document.uid, **words)
    if entry.void_reason and not cancelled:
        yield differs("number_void", document.uid, **words)


def _number_on(document: Document, entry: RegisterEntry, register: Register) -> tuple[Any, bool]:
    """The number a document bears, and whether it is that of the entry."""
    here = document.unit_id == register.unit_id == entry.unit_id and entry.year == register.year
    if register.series == Register.Series.INCOMING:
        arrival = getattr(document, "incoming", None)
        if arrival is None or arrival.registered_at is None:
            return None, False
        said = arrival.arrival_number
        return said, here and said == entry.number and _year(arrival.registered_at) == entry.year
    same = (document.number, document.notation) == (entry.number, entry.notation)
    in_year = document.issued_on is not None and document.issued_on.year == entry.year
    return document.code or None, here and same and in_year


def _year(moment: datetime) -> int:
    return clock.local_date(moment).year


def _unregistered() -> Iterator[Difference]:
    """Documents with a number of ours that no register knows."""
    for model in (Outgoing, Copy):
        papers: Any = model._default_manager.select_related("document").filter(
            document__number__isnull=False, document__register_entry__isnull=True
        )
        for paper in papers.iterator(chunk_size=500):
            yield differs(
                "number_not_in_register", paper.uid, document=paper, number=paper.document.number
            )
    arrivals = Incoming.objects.select_related("document").filter(
        arrival_number__isnull=False, document__register_entry__isnull=True
    )
    for arrival in arrivals.iterator(chunk_size=500):
        yield differs(
            "number_not_in_register", arrival.uid, document=arrival, number=arrival.arrival_number
        )
