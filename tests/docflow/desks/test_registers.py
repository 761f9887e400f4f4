"""Registers: the decree's ten columns, void numbers with their reason, queries that do not grow."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation

from docflow import clock
from docflow.desks import registers
from docflow.desks.registers import Wanted
from docflow.documents.models import Document, Register
from docflow.documents.numbering import void_next
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.wording import date_text
from tests import builders
from tests.cast import Cast
from tests.docflow.search.papers import arrived, index


@pytest.fixture(autouse=True)
def english():
    """The words of the cells in English."""
    with translation.override("en"):
        yield


def book(people: Cast, series: str) -> Register:
    """The commune's book of a series."""
    return Register.objects.get(unit=people.commune, series=series)


def registered(people: Cast, subject: str, **facts: Any) -> Document:
    """A paper arrival in the commune's register."""
    document = arrived(people.hoa, subject, **facts)
    incoming.register(Incoming.objects.get(document=document), by=people.hoa)
    return document


def numbered(people: Cast, count: int) -> None:
    """Outgoing documents of the commune with numbers, made without signatures."""
    for number in range(count):
        paper = builders.draft(people, file=builders.page(people), subject=f"Việc {number}")
        Outgoing.objects.filter(pk=paper.pk).update(state="signed", signed_on_paper=True)
        outgoing.number(Outgoing.objects.get(pk=paper.pk), by=people.hoa)


@pytest.mark.law("L24")
def test_an_outgoing_line_has_the_decrees_ten_cells(people: Cast) -> None:
    delivery = builders.issued(
        people, recipients=[To(people.district), To(name="Bà Tư", channel="paper")]
    )

    [row] = registers.page(book(people, "outgoing"), by=people.hoa).rows

    day = date_text(delivery.created)
    assert len(registers.columns(book(people, "outgoing"))) == 10
    assert row.cells == (
        "01/BC-UBND",
        day,
        "Báo cáo: Tình hình mưa lũ",
        "Phạm Quang Minh",
        "Ủy ban nhân dân huyện Hoằng Hóa; Bà Tư",
        "Nguyễn Thị Lan",
        "2",
        day,
        "",
        "on paper: 1",
    )


@pytest.mark.law("L24")
def test_an_incoming_line_has_the_decrees_ten_cells(units: Cast) -> None:
    document = registered(units, "Về phòng chống bão", code_as_written="12/BC-SNV")
    arrival = Incoming.objects.get(document=document)
    incoming.assign(arrival, "Làm ngay", units.hung.appointment, 3, by=units.minh)

    [row] = registers.page(book(units, "incoming"), by=units.hoa).rows

    today = date_text(arrival.arrived_at)
    assert len(registers.columns(book(units, "incoming"))) == 10
    assert row.cells == (
        today,
        "1",
        "Sở Nội vụ",
        "12/BC-SNV",
        "05/03/2026",
        "Báo cáo: Về phòng chống bão",
        "Lê Văn Hùng",
        today,
        "",
        "on paper",
    )


@pytest.mark.law("L24", "L8")
def test_the_day_of_arrival_is_that_of_the_coming_and_not_of_the_registration(units: Cast) -> None:
    """Who registers late does not make it come later: the register shows how long it lay."""
    document = arrived(units.hoa, "Về phòng chống bão")
    came = clock.now()
    with time_machine.travel(came + timedelta(days=4), tick=False):
        incoming.register(Incoming.objects.get(document=document), by=units.hoa)

    [row] = registers.page(book(units, "incoming"), by=units.hoa).rows

    assert row.cells[0] == date_text(came)


@pytest.mark.law("L24")
def test_a_number_that_was_struck_out_stays_with_its_reason(units: Cast) -> None:
    void_next(units.commune, "outgoing", "Viết hỏng", by=units.hoa)

    [row] = registers.page(book(units, "outgoing"), by=units.hoa).rows

    assert row.is_void
    assert (row.cells[0], row.cells[9]) == ("01", "void: Viết hỏng")


def test_a_cancelled_document_keeps_its_number_as_void(units: Cast) -> None:
    numbered(units, 1)
    outgoing.cancel(Outgoing.objects.get(), "Không cần nữa", by=units.hoa)

    [row] = registers.page(book(units, "outgoing"), by=units.hoa).rows

    assert row.is_void
    assert "void: Không cần nữa" in row.cells[9]


@pytest.mark.parametrize("series", ["outgoing", "incoming"])
def test_queries_do_not_grow_with_the_lines(
    units: Cast, series: str, django_assert_max_num_queries: Any
) -> None:
    if series == "outgoing":
        numbered(units, 6)
    else:
        for number in range(6):
            registered(units, f"Việc {number}")
    register = book(units, series)

    with django_assert_max_num_queries(5):
        page = registers.page(register, by=units.hoa)

    assert len(page.rows) == 6


def test_pages_go_on_below_the_last_number(units: Cast) -> None:
    for number in range(5):
        void_next(units.commune, "outgoing", f"Lý do {number}", by=units.hoa)
    register = book(units, "outgoing")

    first = registers.page(register, by=units.hoa, limit=3)
    second = registers.page(register, by=units.hoa, limit=3, below=first.below)

    assert [row.number for row in (*first.rows, *second.rows)] == [5, 4, 3, 2, 1]
    assert second.below is None


def test_the_whole_book_is_read_in_strides(units: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        void_next(units.commune, "outgoing", f"Lý do {number}", by=units.hoa)
    monkeypatch.setattr(registers, "STRIDE", 2)

    rows = registers.lines(book(units, "outgoing"), by=units.hoa, first=2, last=4)

    assert [row.number for row in rows] == [2, 3, 4]


def test_words_filter_as_the_search_does(units: Cast) -> None:
    registered(units, "Về phòng chống bão")
    registered(units, "Về chuyển đổi số")
    index()

    page = registers.page(book(units, "incoming"), by=units.hoa, wanted=Wanted(text="chuyen doi"))

    assert [row.number for row in page.rows] == [2]


@pytest.mark.parametrize(("text", "found"), [("2", [2]), ("hỏng", [2, 1]), ("khác", [])])
def test_numbers_and_reasons_filter_too(units: Cast, text: str, found: list[int]) -> None:
    void_next(units.commune, "outgoing", "Viết hỏng", by=units.hoa)
    void_next(units.commune, "outgoing", "In hỏng", by=units.hoa)

    page = registers.page(book(units, "outgoing"), by=units.hoa, wanted=Wanted(text=text))

    assert [row.number for row in page.rows] == found
