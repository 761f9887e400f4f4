"""The cells of a line in the decree's registers, read for many lines with a few questions.

Decree 30/2020, Annex IV: outgoing (I) and incoming (VI), ten columns each, and the register that
follows the handling of incoming documents (VIII), seven. What the clerk wrote by hand stands before
what the system knows; for what goes electronically the statuses are the receipt.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow import clock
from docflow.audit.events import Event
from docflow.desks.copy_lines import copy_cells
from docflow.desks.recalls import recalls_got, recalls_sent
from docflow.desks.timeline import moments
from docflow.documents import kinds
from docflow.documents.kinds import Urgency
from docflow.documents.models import Link, Register, RegisterEntry
from docflow.documents.notation import code
from docflow.incoming.models import PASSED, Assignment, Incoming
from docflow.outgoing.models import Channel, Outgoing, Recipient
from docflow.signatures.models import Signature
from docflow.units.models import UnitName
from docflow.wording import date_text, time_text

REGISTER, TRACKING = "register", "tracking"
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
TRACKING_COLUMNS = (
    gettext_lazy("Arrival number"),
    gettext_lazy("Type, number, date and issuer"),
    gettext_lazy("Unit or person receiving"),
    gettext_lazy("Deadline"),
    gettext_lazy("Progress"),
    gettext_lazy("Number, notation of the answer"),
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
class Form:
    """A register's columns: which of them holds the number, and which leads to the document."""

    columns: tuple[Any, ...]
    number_at: int
    link_at: int
    day_at: int | None


OUTGOING = Form(OUTGOING_COLUMNS, number_at=0, link_at=2, day_at=1)
COPIES = Form(OUTGOING_COLUMNS, number_at=0, link_at=2, day_at=1)
INCOMING = Form(INCOMING_COLUMNS, number_at=1, link_at=5, day_at=0)
FOLLOWING = Form(TRACKING_COLUMNS, number_at=0, link_at=1, day_at=None)


def form_of(register: Register, sheet: str = REGISTER) -> Form:
    """The columns of a book; of one of incoming documents also those that follow the handling."""
    if register.series == Register.Series.COPIES:
        return COPIES
    if register.series == Register.Series.OUTGOING:
        return OUTGOING
    return FOLLOWING if sheet == TRACKING else INCOMING


def rows_of(register: Register, entries: Sequence[RegisterEntry], sheet: str) -> list[Row]:
    """The lines of some numbers of a book: as many questions for one as for five hundred."""
    form = form_of(register, sheet)
    keys = [entry.document_id for entry in entries if entry.document_id]
    read: dict[int, Callable[[Sequence[int]], Cells]] = {
        id(OUTGOING): _outgoing,
        id(COPIES): copy_cells,
        id(INCOMING): _incoming,
        id(FOLLOWING): _following,
    }
    cells = read[id(form)](keys)
    return [_row(entry, cells, form) for entry in entries]


def _row(entry: RegisterEntry, cells: Cells, form: Form) -> Row:
    is_void = bool(entry.void_reason)
    if entry.document_id is None:
        return Row(entry.number, None, is_void, _struck_out(entry, form))
    uid, told = cells(entry)
    return Row(entry.number, uid, is_void, told)


def _struck_out(entry: RegisterEntry, form: Form) -> tuple[str, ...]:
    told = [""] * len(form.columns)
    told[form.number_at] = (
        f"{entry.number:02d}" if form.number_at == 0 and form.day_at == 1 else str(entry.number)
    )
    if form.day_at is not None:
        told[form.day_at] = date_text(entry.given)
    told[-1] = _remarks(_void(entry), entry.remark)
    return tuple(told)


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
    recalled = recalls_sent(keys)
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
            entry.kept_by or paper.drafted_by,
            str(len(recipients) if entry.copies is None else entry.copies),
            date_text(paper.issued_at) if paper.issued_at else "",
            _received(entry),
            _remarks(
                _void(entry),
                recalled.get(paper.pk, ""),
                _("signed on paper") if paper.signed_on_paper else "",
                _urgency(document),
                "" if paper.issued_at or entry.void_reason else str(paper.get_state_display()),
                _on_paper(recipients),
                _pages(entry),
                entry.remark,
            ),
        )

    return cells


def _incoming(keys: Sequence[int]) -> Cells:
    given = Assignment.objects.filter(~PASSED, arrival__in=keys, level=1, role=Assignment.Role.LEAD)
    leads = {
        arrival: (unit, person)
        for arrival, unit, person in given.values_list("arrival", "unit", "person__user__full_name")
    }
    names = unit_names({unit for unit, _person in leads.values()})
    arrivals = Incoming.objects.filter(document__in=keys).select_related("document")
    shown = arrivals.only("arrived_at", "on_paper", "accept_reason", "finding", *OF_DOCUMENT)
    known = {arrival.pk: arrival for arrival in shown}
    recalled = recalls_got(keys)
    handed = moments(Event.INCOMING_ASSIGNED, [arrival.document.uid for arrival in known.values()])

    def cells(entry: RegisterEntry) -> tuple[UUID, tuple[str, ...]]:
        arrival: Any = known[entry.document_id]
        document = arrival.document
        unit, person = leads.get(arrival.pk, (0, None))
        who = person or names.get(unit, "")
        return document.uid, (
            date_text(arrival.arrived_at),
            str(entry.number),
            document.issuer,
            document.code,
            date_text(document.issued_on) if document.issued_on else "",
            _title(document),
            who,
            date_text(handed[document.uid]) if unit and document.uid in handed else "",
            _received(entry),
            _remarks(
                _void(entry),
                recalled.get(arrival.pk, ""),
                _("on paper") if arrival.on_paper else "",
                _urgency(document),
                arrival.accept_reason,
                _("for reference, not signed") if arrival.finding == "unsigned" else "",
                _copies(entry),
                _pages(entry),
                entry.kept_by,
                entry.remark,
            ),
        )

    return cells


def _following(keys: Sequence[int]) -> Cells:
    """How far the handling of each has come (Annex IV, VIII)."""
    tasks = _leads(keys)
    names = unit_names({task.unit for levels in tasks.values() for task in levels})
    arrivals = Incoming.objects.filter(document__in=keys).select_related("document")
    shown = arrivals.only("state", "on_paper", "refuse_reason", *OF_DOCUMENT)
    known = {arrival.pk: arrival for arrival in shown}
    answers, recalled = _answers(keys), recalls_got(keys)

    def cells(entry: RegisterEntry) -> tuple[UUID, tuple[str, ...]]:
        arrival: Any = known[entry.document_id]
        document, levels = arrival.document, tasks.get(arrival.pk, [])
        return document.uid, (
            str(entry.number),
            _told_of(document),
            " → ".join(dict.fromkeys(task.who or names.get(task.unit, "") for task in levels)),
            _deadline(levels[0]) if levels else "",
            _progress(arrival, levels),
            "; ".join(answers.get(arrival.pk, ())),
            _remarks(
                _void(entry),
                recalled.get(arrival.pk, ""),
                _("on paper") if arrival.on_paper else "",
                _urgency(document),
                entry.remark,
            ),
        )

    return cells


@dataclass(frozen=True)
class _Lead:
    """The lead's task at one level."""

    unit: int
    who: str
    due: Any
    first_due: datetime | None
    done_at: datetime | None


def _leads(keys: Sequence[int]) -> dict[int, list[_Lead]]:
    """The leads' tasks of some documents, the highest level first."""
    given = Assignment.objects.filter(~PASSED, arrival__in=keys, role=Assignment.Role.LEAD)
    found: dict[int, list[_Lead]] = {}
    for arrival, unit, who, due, first, done in given.order_by("level").values_list(
        "arrival", "unit", "person__user__full_name", "due", "first_due", "done_at"
    ):
        found.setdefault(arrival, []).append(_Lead(unit, who or "", due, first, done))
    return found


def _answers(keys: Sequence[int]) -> dict[int, list[str]]:
    """The numbers of the documents that answer some others, once they have numbers."""
    found: dict[int, list[str]] = {}
    links = Link.objects.filter(
        target__in=keys, kind=Link.Kind.ANSWERS, source__number__isnull=False
    )
    for link in links.select_related("source").order_by("pk"):
        found.setdefault(link.target_id, []).append(link.source.code)
    return found


def _told_of(document: Any) -> str:
    kind = kinds.find(document.kind)
    day = date_text(document.issued_on) if document.issued_on else ""
    parts = (kind.name if kind else document.kind, document.code, day, document.issuer)
    return ", ".join(part for part in parts if part)


def _deadline(task: _Lead) -> str:
    if task.first_due is None or task.first_due == task.due:
        return time_text(task.due)
    first = _("first: %(when)s") % {"when": time_text(task.first_due)}
    return f"{time_text(task.due)} ({first})"


def _progress(arrival: Incoming, levels: Sequence[_Lead]) -> str:
    """The state; of what is done, when; and whether it is late."""
    state = str(arrival.get_state_display())
    if not levels:
        return state
    done, due = levels[0].done_at, levels[0].due
    if done:
        told = _("%(state)s on %(when)s") % {"state": state, "when": time_text(done)}
        return f"{told}, {_('late')}" if done > due else told
    return f"{state}, {_('overdue')}" if due < clock.now() else state


def unit_names(keys: Iterable[int]) -> dict[int, str]:
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


def _received(entry: RegisterEntry) -> str:
    """Who signed for it and when, as the clerk wrote it."""
    day = date_text(entry.received_on) if entry.received_on else ""
    return ", ".join(part for part in (entry.received_by, day) if part)


def _copies(entry: RegisterEntry) -> str:
    return "" if entry.copies is None else _("copies: %(count)s") % {"count": entry.copies}


def _pages(entry: RegisterEntry) -> str:
    return "" if entry.pages is None else _("pages: %(count)s") % {"count": entry.pages}
