"""The registers as the decree prints them: its columns, in its order, for pages, files and API.

Decree 30/2020, Annex IV: the register of outgoing and that of incoming documents, ten columns
each. A void number stays with its reason. The column for a signature on receipt stays empty: it is
signed by hand on the print; for what goes electronically the statuses are the receipt.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.documents import kinds
from docflow.documents.kinds import Urgency
from docflow.documents.models import Register, RegisterEntry
from docflow.documents.notation import code
from docflow.incoming.models import Assignment
from docflow.outgoing.models import Channel, Recipient
from docflow.people.actor import Actor
from docflow.search.documents import MOST, find
from docflow.signatures.models import Signature
from docflow.units.models import Unit, UnitName
from docflow.wording import date_text

PER_PAGE = 100
STRIDE = 500
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
    loaded = RegisterEntry.objects.filter(pk__in=[entry.pk for entry in entries]).select_related(
        *(
            ["document__outgoing__drafter__user", "document__outgoing__signer__user"]
            if is_outgoing
            else ["document__incoming"]
        )
    )
    by_pk = {entry.pk: entry for entry in loaded}
    ordered = [by_pk[entry.pk] for entry in entries]
    documents = [entry.document for entry in ordered if entry.document]
    cells = (_outgoing if is_outgoing else _incoming)(documents)
    return [_row(entry, cells, side) for entry in ordered]


def _row(entry: RegisterEntry, cells: Callable[[RegisterEntry], tuple[str, ...]], side: str) -> Row:
    is_void = bool(entry.void_reason)
    if entry.document is None:
        return Row(entry.number, None, is_void, _struck_out(entry, side))
    return Row(entry.number, entry.document.uid, is_void, cells(entry))


def _struck_out(entry: RegisterEntry, side: str) -> tuple[str, ...]:
    day, remark = date_text(entry.given), _void(entry)
    if side == "outgoing":
        return (f"{entry.number:02d}", day, *[""] * 7, remark)
    return (day, str(entry.number), *[""] * 7, remark)


def _outgoing(documents: Sequence[Any]) -> Callable[[RegisterEntry], tuple[str, ...]]:
    to: dict[int, list[Recipient]] = {}
    for recipient in Recipient.objects.filter(paper__in=_keys(documents)).order_by("pk"):
        to.setdefault(recipient.paper_id, []).append(recipient)
    signed = Signature.objects.filter(document__in=documents, purpose="leader")
    signers = {
        each.document_id: each.signer.user.full_name
        for each in signed.select_related("signer__user").order_by("pk")
    }

    def cells(entry: RegisterEntry) -> tuple[str, ...]:
        document: Any = entry.document
        paper, recipients = document.outgoing, to.get(document.pk, [])
        named = paper.signer.user.full_name if paper.signer else ""
        return (
            code(entry.number, entry.notation),
            date_text(document.issued_on) if document.issued_on else "",
            _title(document),
            named if paper.signed_on_paper else signers.get(document.pk, named),
            "; ".join(each.name for each in recipients),
            paper.drafter.user.full_name,
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


def _incoming(documents: Sequence[Any]) -> Callable[[RegisterEntry], tuple[str, ...]]:
    given = Assignment.objects.filter(
        arrival__in=_keys(documents), level=1, role=Assignment.Role.LEAD
    ).select_related("person__user")
    leads = {each.arrival_id: each for each in given}
    names = _unit_names({each.unit_id for each in leads.values()})
    handed = dict(
        Entry.objects.filter(
            event=Event.INCOMING_ASSIGNED, subject__in=[document.uid for document in documents]
        ).values_list("subject", "at")
    )

    def cells(entry: RegisterEntry) -> tuple[str, ...]:
        document: Any = entry.document
        arrival, lead = document.incoming, leads.get(document.pk)
        who = names[lead.unit_id] if lead else ""
        if lead and lead.person:
            who = lead.person.user.full_name
        return (
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


def _keys(documents: Iterable[Any]) -> list[int]:
    """The keys of documents, which their papers and arrivals share."""
    return [document.pk for document in documents]


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


def _on_paper(recipients: Sequence[Recipient]) -> str:
    number = sum(each.channel != Channel.ELECTRONIC for each in recipients)
    return _("on paper: %(count)s") % {"count": number} if number else ""


def _remarks(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
