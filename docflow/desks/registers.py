"""The registers as the decree prints them: its columns, in its order, for pages, files and API.

Decree 30/2020, Annex IV: the register of outgoing and that of incoming documents, ten columns
each. A void number stays with its reason. The column for a signature on receipt stays empty: it is
signed by hand on the print; for what goes electronically the statuses are the receipt.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow import clock
from docflow.audit.events import Event
from docflow.desks.timeline import moments
from docflow.documents import kinds
from docflow.documents.kinds import Urgency
from docflow.documents.models import Register, RegisterEntry
from docflow.documents.notation import code
from docflow.incoming.models import PASSED, Assignment, Incoming
from docflow.outgoing.models import Channel, Outgoing, Recipient
from docflow.people.actor import Actor
from docflow.search.documents import MOST, find
from docflow.signatures.models import Signature
from docflow.units.models import Unit, UnitName
from docflow.wording import date_text

PER_PAGE = 50
STRIDE = 500
OF_DOCUMENT = [
    f"document__{name}"
    for name in (
        "uid",
        "kind",
        "subject",
        "urgency",
        "issuer",
        "number",
        "notation",
        "code_as_written",
        "issued_on",
    )
]
Cells = Callable[[RegisterEntry], tuple[UUID, tuple[str, ...]]]
"""For a line of the book: its document, and what stands in its columns."""
OUTGOING_COLUMNS = (
    gettext_lazy("Number, notation"),
    gettext_lazy("Date of the document"),
    gettext_lazy("Type and subject"),
    gettext_lazy("Signed by"),
    gettext_lazy("Addressed to"),
    gettext_lazy("Unit or person keeping the copy"),
    gettext_lazy("Number of copies"),
    gettext_lazy("Date sent"),
    gettext_lazy("Received (signature)"),
    gettext_lazy("Remarks"),
)
INCOMING_COLUMNS = (
    gettext_lazy("Date of arrival"),
    gettext_lazy("Arrival number"),
    gettext_lazy("Author"),
    gettext_lazy("Number, notation"),
    gettext_lazy("Date of the document"),
    gettext_lazy("Type and subject"),
    gettext_lazy("Unit or person receiving"),
    gettext_lazy("Date handed over"),
    gettext_lazy("Received (signature)"),
    gettext_lazy("Remarks"),
)


@dataclass(frozen=True)
class Row:
    """One number of a book: the cells of its line, and the document unless the number is void."""

    number: int
    uid: UUID | None
    is_void: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """Some lines of a book, the newest first; `below` is where to go on, None at the end.

    `cut`: more lines match the filter than are shown; more words narrow it.
    """

    rows: tuple[Row, ...]
    below: int | None = None
    cut: bool = False


def books_of(unit: Unit) -> QuerySet[Register]:
    """The books of a unit: the newest year first, outgoing before incoming."""
    return Register.objects.filter(unit=unit).order_by("-year", "-series", "book")


def columns(register: Register) -> tuple[Any, ...]:
    """The heads of the columns, as the decree has them."""
    is_outgoing = register.series == Register.Series.OUTGOING
    return OUTGOING_COLUMNS if is_outgoing else INCOMING_COLUMNS


def page(
    register: Register,
    *,
    by: Actor,
    text: str = "",
    below: int | None = None,
    limit: int = PER_PAGE,
) -> Page:
    """Lines of a book with numbers under `below`, the newest first.

    A `text` filters: a number by its beginning digits, words as in the search over documents, and
    the reasons of void numbers. The number of queries does not grow with the lines.
    """
    entries, cut = _filtered(register, text, by)
    if below is not None:
        entries = entries.filter(number__lt=below)
    found = list(entries.order_by("-number")[: limit + 1])
    rows = tuple(_rows(register, found[:limit]))
    return Page(rows, rows[-1].number if len(found) > limit else None, cut)


def lines(
    register: Register, *, by: Actor, text: str = "", first: int = 1, last: int | None = None
) -> Iterator[Row]:
    """All lines from the first number to the last, oldest first, for print and files.

    Read in strides: memory stays flat however long the book is.
    """
    entries, _cut = _filtered(register, text, by)
    if last is not None:
        entries = entries.filter(number__lte=last)
    after = first - 1
    while found := list(entries.filter(number__gt=after).order_by("number")[:STRIDE]):
        yield from _rows(register, found)
        after = found[-1].number


def _filtered(register: Register, text: str, by: Actor) -> tuple[QuerySet[RegisterEntry], bool]:
    entries = RegisterEntry.objects.filter(register=register)
    text = text.strip()
    if not text:
        return entries, False
    incoming = register.series == Register.Series.INCOMING
    years = (register.year, register.year - 1) if incoming else (register.year,)
    found = [
        find(by, text, limit=MOST, year=year, direction=str(register.series)) for year in years
    ]
    asked = Q(document__in=[hit.document.pk for each in found for hit in each.hits])
    asked |= Q(void_reason__icontains=text)
    if text.isascii() and text.isdigit() and len(text) < 10:
        asked |= Q(number=int(text))
    return entries.filter(asked), any(each.next for each in found)


def _rows(register: Register, entries: Sequence[RegisterEntry]) -> list[Row]:
    is_outgoing = register.series == Register.Series.OUTGOING
    side = "outgoing" if is_outgoing else "incoming"
    keys = [entry.document_id for entry in entries if entry.document_id]
    cells = (_outgoing if is_outgoing else _incoming)(keys)
    return [_row(entry, cells, side) for entry in entries]


def _row(entry: RegisterEntry, cells: Cells, side: str) -> Row:
    is_void = bool(entry.void_reason)
    if entry.document_id is None:
        return Row(entry.number, None, is_void, _struck_out(entry, side))
    uid, told = cells(entry)
    return Row(entry.number, uid, is_void, told)


def _struck_out(entry: RegisterEntry, side: str) -> tuple[str, ...]:
    day, remark = date_text(entry.given), _void(entry)
    if side == "outgoing":
        return (f"{entry.number:02d}", day, *[""] * 7, remark)
    return (day, str(entry.number), *[""] * 7, remark)


def _outgoing(keys: Sequence[int]) -> Cells:
    """Only what a line tells is read: not the whole rows of people, papers and signatures."""
    to: dict[int, list[tuple[str, str]]] = {}
    for paper, name, channel in (
        Recipient.objects.filter(paper__in=keys)
        .order_by("pk")
        .values_list("paper", "name", "channel")
    ):
        to.setdefault(paper, []).append((name, channel))
    signed = Signature.objects.filter(document__in=keys, purpose="leader").order_by("pk")
    signers = dict(signed.values_list("document", "signer__user__full_name"))
    papers = Outgoing.objects.filter(document__in=keys).select_related("document")
    shown = papers.only("state", "signed_on_paper", "issued_at", *OF_DOCUMENT).annotate(
        drafted_by=F("drafter__user__full_name"), to_sign=F("signer__user__full_name")
    )
    known = {paper.pk: paper for paper in shown}

    def cells(entry: RegisterEntry) -> tuple[UUID, tuple[str, ...]]:
        paper: Any = known[entry.document_id]
        document, recipients = paper.document, to.get(paper.pk, [])
        named = paper.to_sign or ""
        return document.uid, (
            code(entry.number, entry.notation),
            date_text(document.issued_on) if document.issued_on else "",
            _title(document),
            named if paper.signed_on_paper else signers.get(document.pk, named),
            "; ".join(name for name, _channel in recipients),
            paper.drafted_by,
            str(len(recipients)),
            date_text(paper.issued_at) if paper.issued_at else "",
            "",
            _remarks(
                _void(entry),
                _("signed on paper") if paper.signed_on_paper else "",
                _urgency(document),
                "" if paper.issued_at or entry.void_reason else str(paper.get_state_display()),
                _on_paper(recipients),
            ),
        )

    return cells


def _incoming(keys: Sequence[int]) -> Cells:
    given = Assignment.objects.filter(arrival__in=keys, level=1, role=Assignment.Role.LEAD)
    given = given.exclude(PASSED)
    leads = {
        arrival: (unit, person)
        for arrival, unit, person in given.values_list("arrival", "unit", "person__user__full_name")
    }
    names = _unit_names({unit for unit, _person in leads.values()})
    arrivals = Incoming.objects.filter(document__in=keys).select_related("document")
    shown = arrivals.only("on_paper", "accept_reason", "finding", *OF_DOCUMENT)
    known = {arrival.pk: arrival for arrival in shown}
    handed = moments(Event.INCOMING_ASSIGNED, [arrival.document.uid for arrival in known.values()])

    def cells(entry: RegisterEntry) -> tuple[UUID, tuple[str, ...]]:
        arrival: Any = known[entry.document_id]
        document = arrival.document
        unit, person = leads.get(arrival.pk, (0, None))
        who = person or names.get(unit, "")
        return document.uid, (
            date_text(entry.given),
            str(entry.number),
            document.issuer,
            document.code,
            date_text(document.issued_on) if document.issued_on else "",
            _title(document),
            who,
            date_text(handed[document.uid]) if document.uid in handed else "",
            "",
            _remarks(
                _void(entry),
                _("on paper") if arrival.on_paper else "",
                _urgency(document),
                arrival.accept_reason,
                _("for reference, not signed") if arrival.finding == "unsigned" else "",
            ),
        )

    return cells


def _unit_names(keys: Iterable[int]) -> dict[int, str]:
    """The names of units today, or their last ones: one query."""
    begun = UnitName.objects.filter(unit__in=list(keys), valid_from__lte=clock.today())
    return dict(begun.order_by("valid_from").values_list("unit_id", "name"))


def _title(document: Any) -> str:
    kind = kinds.find(document.kind)
    name, subject = kind.name if kind else document.kind, document.subject
    return subject if subject.casefold().startswith(name.casefold()) else f"{name}: {subject}"


def _urgency(document: Any) -> str:
    is_urgent = document.urgency in list(Urgency) and document.urgency != Urgency.NORMAL
    return Urgency(document.urgency).label if is_urgent else ""


def _void(entry: RegisterEntry) -> str:
    return _("void: %(reason)s") % {"reason": entry.void_reason} if entry.void_reason else ""


def _on_paper(recipients: Sequence[tuple[str, str]]) -> str:
    number = sum(channel != Channel.ELECTRONIC for _name, channel in recipients)
    return _("on paper: %(count)s") % {"count": number} if number else ""


def _remarks(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
