"""Books: several in a unit, of councils, new ones each year; lines completed by hand."""

from datetime import date
from typing import Any

import pytest

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.documents.books import open_new_year
from docflow.documents.models import Document, Register, RegisterEntry
from docflow.documents.numbering import next_number, open_register, void_next
from docflow.documents.register_actions import ByHand, note_line
from docflow.errors import NotAllowed, Refused
from docflow.units.system import System
from tests.cast import Cast
from tests.docflow.documents.test_numbering import number

OUTGOING, INCOMING = Register.Series.OUTGOING, Register.Series.INCOMING
NEW_YEARS_EVE = clock.at(date(2025, 12, 31), 23, 59)
NEW_YEARS_DAY = clock.at(date(2026, 1, 1), 0, 1)


@pytest.fixture
def set_clock():
    yield clock.set_to
    clock.set_to(None)


def paper(units: Cast, kind: str = "DECISION", notation: str = "QĐ-UBND") -> Document:
    return Document.objects.create(unit=units.commune, kind=kind, subject="Việc", notation=notation)


def entry_of(units: Cast, **facts: str) -> RegisterEntry:
    found: RegisterEntry = number(paper(units, **facts), by=System())
    return found


@pytest.mark.law("L1")
def test_a_council_that_uses_the_seal_has_its_own_series(units: Cast) -> None:
    year = clock.today().year
    open_register(units.commune, year, OUTGOING, book="Hội đồng", body="HĐTĐ", by=units.hoa)

    agency = [entry_of(units) for _ in range(2)]
    council = entry_of(units, notation="QĐ-HĐTĐ")

    assert [each.number for each in agency] == [1, 2]
    assert (council.number, council.register.book) == (1, "Hội đồng")
    assert next_number(units.commune, OUTGOING, "DECISION", "QĐ-HĐTĐ").number == 2


@pytest.mark.law("L1")
def test_a_type_may_have_a_series_of_its_own(units: Cast) -> None:
    year = clock.today().year
    open_register(units.commune, year, OUTGOING, book="NQ", kinds=("RESOLUTION",), by=units.hoa)

    decision, resolution = entry_of(units), entry_of(units, kind="RESOLUTION", notation="NQ-HĐND")

    assert (decision.number, resolution.number) == (1, 1)
    assert decision.register != resolution.register


@pytest.mark.parametrize("body", ["H", "HĐ TĐ", "HĐ-TĐ", "1HĐ", "H" * 21])
def test_no_council_is_named_unreadably(units: Cast, body: str) -> None:
    with pytest.raises(Refused) as refused:
        open_register(
            units.commune, clock.today().year, OUTGOING, book="Hội đồng", body=body, by=units.hoa
        )

    assert refused.value.code == "bad_body"


def test_a_number_of_a_council_is_struck_out_in_its_book(units: Cast) -> None:
    year = clock.today().year
    open_register(units.commune, year, OUTGOING, book="Hội đồng", body="HĐTĐ", by=units.hoa)

    entry = void_next(units.commune, OUTGOING, "Hỏng", by=units.hoa, body="HĐTĐ")

    assert entry.register.book == "Hội đồng"


@pytest.mark.law("L1")
@pytest.mark.law("L8")
def test_on_1_january_the_books_stand_open_and_begin_at_01(units: Cast, set_clock: Any) -> None:
    set_clock(NEW_YEARS_EVE)
    open_register(units.commune, 2025, OUTGOING, opening=40, by=units.hoa)
    open_register(units.commune, 2025, OUTGOING, book="HĐ", body="HĐTĐ", by=units.hoa)
    open_register(units.commune, 2025, INCOMING, opening=7, by=units.hoa)

    before = open_new_year()
    set_clock(NEW_YEARS_DAY)
    opened = open_new_year()

    books = Register.objects.filter(year=2026)
    assert (before, opened, open_new_year()) == (0, 3, 0)
    assert set(books.values_list("opening", "last")) == {(1, 0)}
    assert books.get(book="HĐ").body == "HĐTĐ"


def test_a_book_opened_early_keeps_no_other_from_the_new_year(units: Cast, set_clock: Any) -> None:
    set_clock(NEW_YEARS_EVE)
    open_register(units.commune, 2025, OUTGOING, book="QĐ", kinds=("DECISION",), by=units.hoa)
    open_register(units.commune, 2025, OUTGOING, by=units.hoa)
    open_register(units.commune, 2026, OUTGOING, by=units.hoa)
    set_clock(NEW_YEARS_DAY)

    assert entry_of(units).register.book == "QĐ"


def test_a_line_is_completed_by_hand_and_the_log_keeps_what_stood_there(units: Cast) -> None:
    entry = entry_of(units)
    note_line(entry, ByHand(copies=3, remark="Bản đồ"), by=units.hoa)

    note_line(entry, ByHand(copies=4, remark="Hai bản đồ"), by=units.hoa)

    entry.refresh_from_db()
    assert (entry.copies, entry.remark) == (4, "Hai bản đồ")
    noted = Entry.objects.filter(event=Event.REGISTER_LINE_NOTED).order_by("number")
    texts = EntryText.objects.filter(number=noted[1].number, name="remark_before")
    assert "Bản đồ" in texts.get().text


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (ByHand(copies=-1), "bad_amount"),
        (ByHand(pages=1000), "bad_amount"),
        (ByHand(received_on=date(2020, 1, 1), received_by="Lan"), "received_early"),
        (ByHand(received_on=date(2199, 1, 1), received_by="Lan"), "received_later"),
        (ByHand(received_on=date(2199, 1, 1)), "signature_incomplete"),
        (ByHand(remark="x" * 501), "remark_too_long"),
    ],
)
def test_no_line_is_completed_unfitly(units: Cast, given: ByHand, code: str) -> None:
    with pytest.raises(Refused) as refused:
        note_line(entry_of(units), given, by=units.hoa)

    assert refused.value.code == code


def test_only_the_clerk_completes_a_line(units: Cast) -> None:
    with pytest.raises(NotAllowed):
        note_line(entry_of(units), ByHand(remark="Ghi"), by=units.minh)
