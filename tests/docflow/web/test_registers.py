"""Registers on the screen: pages, print, files as text, books opened, numbers struck out."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from docflow.documents.models import Register, RegisterEntry
from docflow.documents.numbering import open_register, void_next
from docflow.identity import new_uid
from docflow.incoming.actions import register
from tests.cast import Cast
from tests.docflow.search.papers import arrived
from tests.docflow.web.browsing import browser_of


def send(browser: Client, address: str, **typed: Any) -> Any:
    """Send a form once."""
    return browser.post(address, {"request_key": str(new_uid()), **typed})


@pytest.fixture
def clerk(units: Cast) -> Client:
    """Hoa's browser, in English."""
    browser = browser_of(units.hoa)
    browser.cookies["language"] = "en"
    return browser


@pytest.fixture
def book(units: Cast) -> Register:
    """The commune's book of incoming documents with one document, named like a formula."""
    document = arrived(units.hoa, "=HYPERLINK(1)", issuer="+Sở Nội vụ", code_as_written="@12/BC")
    register(document.incoming, by=units.hoa)
    return Register.objects.get(series="incoming")


def address(book: Register, rest: str = "") -> str:
    """A page of a book."""
    return f"/registers/{book.pk}/{rest}"


def test_the_books_are_listed(units: Cast, clerk: Client, book: Register) -> None:
    answer = clerk.get("/registers/")

    assert [each.pk for each in answer.context["books"]] == [book.pk]
    assert address(book) in answer.content.decode()


def test_a_book_shows_its_lines_under_the_decrees_columns(clerk: Client, book: Register) -> None:
    shown = clerk.get(address(book)).content.decode()

    assert shown.count('<th scope="col">') == 10
    assert "=HYPERLINK(1)" in shown


def test_typing_brings_only_the_lines(clerk: Client, book: Register) -> None:
    answer = clerk.get(address(book), {"q": "1"}, headers={"HX-Request": "true"})

    assert answer.content.decode().lstrip().startswith("<div")
    assert "<html" not in answer.content.decode()


def test_a_print_holds_the_numbers_asked_for(units: Cast, clerk: Client) -> None:
    for number in range(4):
        void_next(units.commune, "outgoing", f"Lý do {number}", by=units.hoa)
    book = Register.objects.get()

    answer = clerk.get(address(book, "print/"), {"from": "2", "to": "3"})

    assert [row.number for row in answer.context["rows"]] == [2, 3]


def test_a_spreadsheet_holds_formulas_as_text(clerk: Client, book: Register) -> None:
    answer = clerk.get(address(book, "register.xlsx"))

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for cell in sheet[2] if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.quotePrefix] == ["+Sở Nội vụ", "@12/BC"]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "main" not in answer["Content-Disposition"]


def test_csv_begins_with_a_mark_and_holds_formulas_as_text(clerk: Client, book: Register) -> None:
    answer = clerk.get(address(book, "register.csv"))

    text = b"".join(answer.streaming_content).decode()
    [heads, line] = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert (heads[0], len(line)) == ("Date of arrival", 10)
    assert "'+Sở Nội vụ" in line
    assert "'@12/BC" in line


def test_a_book_is_opened_where_the_paper_book_stopped(units: Cast, clerk: Client) -> None:
    answer = send(
        clerk,
        "/registers/open/",
        series="outgoing",
        year="2026",
        book="QĐ",
        opening="120",
        kinds=["DECISION"],
    )

    made = Register.objects.get()
    assert answer["Location"] == address(made)
    assert (made.book, made.opening, made.kinds) == ("QĐ", 120, ["DECISION"])


def test_the_main_book_has_its_name_in_the_language_of_the_page(units: Cast) -> None:
    browser = browser_of(units.hoa)
    browser.cookies["language"] = "vi"
    typed = {"series": "outgoing", "year": "2026", "book": "Sổ chính", "opening": "7"}

    page = browser.get("/registers/open/").content.decode()
    opened = send(browser, "/registers/open/", **typed)
    again = send(browser, "/registers/open/", **typed)

    assert 'value="sổ chính"' in page
    assert opened["Location"] == address(Register.objects.get(book=Register.MAIN, opening=7))
    assert "sổ chính" in str(again.context["form"].errors["book"])
    assert "main" not in str(again.context["form"].errors["book"])


def test_a_refused_book_keeps_what_was_typed(units: Cast, clerk: Client) -> None:
    open_register(units.commune, 2026, "outgoing", by=units.hoa)

    answer = send(
        clerk, "/registers/open/", series="outgoing", year="2026", book="main", opening="7"
    )

    form = answer.context["form"]
    assert answer.status_code == 200
    assert "book" in form.errors
    assert form["opening"].value() == "7"


def test_the_next_number_is_struck_out_with_its_reason(clerk: Client, book: Register) -> None:
    seen = clerk.get(address(book, "strike-out/")).context["coming"]

    send(clerk, address(book, "strike-out/"), reason="Viết hỏng")

    entry = RegisterEntry.objects.get(void_reason="Viết hỏng")
    assert entry.number == seen.number == 2


def test_a_number_is_not_struck_out_without_a_reason(clerk: Client, book: Register) -> None:
    answer = send(clerk, address(book, "strike-out/"), reason=" ")

    assert answer.status_code == 200
    assert "reason" in answer.context["form"].errors
    assert RegisterEntry.objects.count() == 1


PAGES = ["", "print/", "register.xlsx", "register.csv", "register.pdf", "strike-out/"]


@pytest.mark.parametrize("rest", PAGES)
def test_another_units_book_does_not_exist(units: Cast, book: Register, rest: str) -> None:
    assert browser_of(units.tuan).get(address(book, rest)).status_code == 404


@pytest.mark.parametrize("rest", PAGES)
def test_whoever_may_not_read_finds_no_register(units: Cast, book: Register, rest: str) -> None:
    assert browser_of(units.lan).get(address(book, rest)).status_code == 404


@pytest.mark.parametrize("page", ["/registers/open/", "strike-out/"])
def test_a_leader_reads_and_changes_no_book(units: Cast, book: Register, page: str) -> None:
    browser = browser_of(units.minh)
    page = page if page.startswith("/") else address(book, page)

    assert browser.get(address(book)).status_code == 200
    assert browser.get(page).status_code == 404
    assert send(browser, page, reason="x").status_code == 404


def test_queries_of_a_page_do_not_grow(
    units: Cast, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        void_next(units.commune, "outgoing", f"Lý do {number}", by=units.hoa)
    book = Register.objects.get()
    clerk.get(address(book))

    with django_assert_max_num_queries(40):
        answer = clerk.get(address(book))

    assert len(answer.context["page"].rows) == 30
