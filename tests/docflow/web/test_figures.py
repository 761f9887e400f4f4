"""The score board, the reports on handling, slips and files: what is shown, and to whom."""

from io import BytesIO
from subprocess import run
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from docflow import clock
from docflow.desks.found_table import of_found
from docflow.documents import register_actions
from docflow.documents.actions import read
from docflow.documents.models import Register
from docflow.documents.numbering import void_next
from docflow.documents.register_actions import ByHand
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.search import following
from tests.cast import Cast
from tests.docflow.search.papers import arrived
from tests.docflow.web.browsing import browser_of
from tests.docflow.web.test_registers import send


def browser(actor: Any, language: str = "en") -> Client:
    made = browser_of(actor)
    made.cookies["language"] = language
    return made


@pytest.fixture
def arrival(units: Cast) -> Incoming:
    """A document that Lan handles, with a result."""
    document = arrived(units.hoa, "Về phòng chống bão", code_as_written="12/BC-SNV")
    made = incoming.register(Incoming.objects.get(document=document), by=units.hoa)
    incoming.assign(made, "Làm ngay", units.lan.appointment, 3, by=units.minh)
    started = incoming.start(made, by=units.lan)
    return incoming.finish(started, by=units.lan, result="Đề nghị trả lời bằng công văn")


def text_of(answer: Any) -> str:
    """The words of a PDF as its reader sees them."""
    assert answer["Content-Type"] == "application/pdf"
    made = b"".join(answer.streaming_content)
    return run(
        ["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True
    ).stdout.decode()


PAGES = [
    "/board/",
    "/board/?period=now",
    "/board/done_in_time/",
    "/board/all/?period=now",
    "/board/table.xlsx",
    "/board/table.csv?by=person",
    "/board/table.pdf",
    "/board/open_late/list.xlsx",
    "/reports/",
    "/reports/outgoing/",
    "/reports/incoming/table.xlsx",
    "/reports/incoming/not_assigned/",
    "/reports/outgoing/cancelled/list.csv",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_leader_finds_each_page(units: Cast, arrival: Incoming, page: str) -> None:
    answer = browser(units.minh).get(page)

    assert answer.status_code == 200
    assert answer.getvalue()


@pytest.mark.parametrize(
    "page",
    [
        "/board/none/",
        "/board/?period=never",
        "/board/?role=helper",
        "/board/?unit=1",
        "/reports/sideways/",
        "/reports/incoming/cancelled/",
        "/registers/0/",
    ],
)
def test_what_does_not_exist_is_not_found(units: Cast, page: str) -> None:
    assert browser(units.minh).get(page).status_code == 404


def test_each_figure_leads_to_a_list_as_long_as_it_says(units: Cast, arrival: Incoming) -> None:
    answer = browser(units.minh).get("/board/")

    for row in answer.context["people"]:
        for cell in row.cells:
            listed = browser(units.minh).get(cell.href).context["found"].rows
            assert len(listed) == cell.number


def test_a_specialist_finds_the_own_tasks_and_nobody_elses(units: Cast, arrival: Incoming) -> None:
    hung = units.hung.appointment.uid

    own = browser(units.lan).get("/board/")
    others = browser(units.lan).get(f"/board/all/?whose={hung}")

    assert [row.line.name for row in own.context["people"]] == ["Nguyễn Thị Lan"]
    assert others.status_code == 404


def test_another_units_board_is_not_found(units: Cast) -> None:
    answer = browser(units.minh).get(f"/board/?unit={units.district.uid}")

    assert answer.status_code == 404


def test_a_period_that_is_too_long_is_told_beside_what_was_asked(units: Cast) -> None:
    answer = browser(units.minh).get("/board/?first=2020-01-01&last=2026-01-01")

    assert "At most 366 days" in answer.content.decode()


@pytest.mark.law("L24")
def test_a_register_is_printed_in_the_fixed_columns_with_agency_year_book_and_pages(
    units: Cast, arrival: Incoming
) -> None:
    book = Register.objects.get(series="incoming")

    told = text_of(browser(units.hoa, "vi").get(f"/registers/{book.pk}/register.pdf"))

    assert units.commune.name.upper() in told
    assert str(book.year) in told
    assert "(10)" in told
    assert "Đỗ Thị Hoa" in told
    assert "12/BC-SNV" in told


@pytest.mark.law("L24")
def test_the_handling_of_incoming_documents_is_followed_in_seven_columns(
    units: Cast, arrival: Incoming
) -> None:
    book = Register.objects.get(series="incoming")

    answer = browser(units.hoa).get(f"/registers/{book.pk}/?sheet=tracking")

    [row] = answer.context["page"].rows
    assert len(answer.context["columns"]) == len(row.cells) == 7
    assert row.cells[2] == "Nguyễn Thị Lan"
    assert row.cells[4].startswith("done on")


@pytest.mark.law("L24")
def test_the_handling_slip_bears_directive_and_proposal(units: Cast, arrival: Incoming) -> None:
    page = browser(units.hoa).get(f"/incoming/{arrival.uid}/slip/").content.decode()
    told = text_of(browser(units.hoa, "vi").get(f"/incoming/{arrival.uid}/slip.pdf"))

    for words in ("Làm ngay", "Đề nghị trả lời bằng công văn", "Phạm Quang Minh"):
        assert words in page
        assert words in told
    assert "Độc lập - Tự do - Hạnh phúc" in told


@pytest.mark.law("L22")
def test_what_a_search_found_is_exported(units: Cast, arrival: Incoming) -> None:
    following.catch_up(60)

    answer = browser(units.hoa).get("/search/results.xlsx?q=bão")

    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert [row[0] for row in rows[1:]] == ["12/BC-SNV"]


def test_an_export_of_a_search_says_where_it_stops(units: Cast, monkeypatch: Any) -> None:
    for number in range(3):
        arrived(units.hoa, f"Bão số {number}")
    following.catch_up(60)
    monkeypatch.setattr("docflow.desks.found_table.MOST", 2)
    monkeypatch.setattr("docflow.desks.found_table.STRIDE", 1)

    rows = list(of_found(units.hoa, "bão").rows)

    assert len(rows) == 3
    assert "2" in rows[-1][0]


@pytest.mark.law("L22")
def test_reads_of_a_document_are_counted(units: Cast, arrival: Incoming) -> None:
    for reader in (units.hoa, units.minh, units.minh):
        read(arrival.document, by=reader)

    named = browser(units.hoa).get(f"/document/{arrival.uid}/accesses/")
    counted = browser(units.minh).get(f"/document/{arrival.uid}/accesses/").content.decode()

    found = named.context["found"]
    assert (found.times, found.people) == (2, 2)
    assert {reader.name for reader in found.readers} == {"Đỗ Thị Hoa", "Phạm Quang Minh"}
    assert "whoever keeps the registers" in counted


@pytest.mark.law("L22")
def test_a_printed_page_says_who_printed_it_and_when(units: Cast) -> None:
    page = browser(units.hoa).get("/registers/").content.decode()

    assert "printed-mark" in page
    assert "Printed by Đỗ Thị Hoa" in page


def test_the_clerk_completes_a_line_by_hand(units: Cast, arrival: Incoming) -> None:
    book = Register.objects.get(series="incoming")
    today = clock.today().isoformat()

    answer = send(
        browser(units.hoa),
        f"/registers/{book.pk}/line/1/",
        copies="3",
        pages="12",
        kept_by="Văn thư",
        received_by="Nguyễn Thị Lan",
        received_on=today,
        remark="Kèm đĩa CD",
    )

    assert answer.status_code == 302
    shown = browser(units.hoa).get(f"/registers/{book.pk}/").content.decode()
    assert "Kèm đĩa CD" in shown
    assert "pages: 12" in shown


def test_a_refused_line_keeps_what_was_typed(units: Cast, arrival: Incoming) -> None:
    book = Register.objects.get(series="incoming")

    answer = send(
        browser(units.hoa),
        f"/registers/{book.pk}/line/1/",
        received_on=clock.today().isoformat(),
        remark="Bản giấy",
    )

    assert answer.status_code == 200
    assert "Bản giấy" in answer.content.decode()
    assert "received_by" in answer.context["form"].errors


def test_whoever_keeps_no_register_completes_no_line(units: Cast, arrival: Incoming) -> None:
    book = Register.objects.get(series="incoming")

    assert send(browser(units.minh), f"/registers/{book.pk}/line/1/").status_code == 404


def test_lines_are_filtered_by_type_and_day(units: Cast, arrival: Incoming) -> None:
    book, today = Register.objects.get(series="incoming"), clock.today().isoformat()

    def found(**asked: str) -> int:
        page = browser(units.hoa).get(f"/registers/{book.pk}/", asked)
        return len(page.context["page"].rows)

    assert found(first=today, last=today) == found(kind=arrival.document.kind) == 1
    assert found(last="2020-01-01") == found(kind="MINUTES") == 0


def test_a_void_number_is_struck_out_with_its_reason(units: Cast) -> None:
    void_next(units.commune, "outgoing", "Viết hỏng", by=units.hoa)
    book = Register.objects.get(series="outgoing")

    shown = browser(units.hoa).get(f"/registers/{book.pk}/").content.decode()

    assert "<s>01</s>" in shown
    assert "Viết hỏng" in shown


def test_a_line_noted_stands_in_the_file(units: Cast, arrival: Incoming) -> None:
    entry = arrival.document.register_entry
    register_actions.note_line(entry, ByHand(remark="Bản giấy giữ tại Văn thư"), by=units.hoa)

    told = text_of(browser(units.hoa, "vi").get(f"/registers/{entry.register_id}/register.pdf"))

    assert "Bản giấy giữ" in told
