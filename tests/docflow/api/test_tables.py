"""Lists as files for spreadsheets: the very lines of the list, for whoever may see it."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from docflow import clock
from docflow.documents.numbering import void_next
from tests import builders

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PERIOD = {"first": "2026-10-01", "last": "2026-10-31"}


def raw(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def lines(answer: Any) -> list[list[str]]:
    """The lines of a CSV, without its mark."""
    assert answer["Content-Type"] == CSV
    text = raw(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def cells(answer: Any) -> list[tuple[Any, ...]]:
    """The lines of an XLSX."""
    assert answer["Content-Type"] == XLSX
    return list(load_workbook(BytesIO(raw(answer))).active.values)


@pytest.fixture
def book(programs: Any) -> str:
    """The address of a book of the commune with two numbers struck out."""
    for reason in ("=Hỏng", "Nhầm"):
        void_next(programs.cast.commune, "outgoing", reason, by=programs.cast.hoa)
    uid = programs.cast.commune.uid
    return f"/registers/{uid}/{clock.today().year}/outgoing/main"


def test_a_register_is_taken_along_whole_or_as_found(programs, book):
    shown = programs.hoa.get(book).json()

    [head, *all_lines] = lines(programs.hoa.get(f"{book}/table", form="csv"))
    found = lines(programs.hoa.get(f"{book}/table", form="csv", text="Nhầm"))
    sheet = cells(programs.hoa.get(f"{book}/table"))

    assert head == shown["columns"] == list(sheet[0])
    assert [line[0] for line in all_lines] == ["01", "02"]
    assert [line[0] for line in found[1:]] == ["02"]
    assert len(sheet) == 3


def test_a_register_is_told_in_the_language_asked_for(programs, book):
    answer = programs.hoa.get(f"{book}/table", form="csv", headers={"Accept-Language": "vi"})

    assert "Số, ký hiệu" in " ".join(lines(answer)[0])


def test_a_register_of_another_unit_is_not_there(programs, book):
    assert programs.tuan.get(f"{book}/table").status_code == 404
    assert programs.lan.get(f"{book}/table").status_code == 404


def test_another_form_than_those_there_are_is_refused(programs, book):
    answer = programs.hoa.get(f"{book}/table", form="doc")

    assert (answer.status_code, answer.json()["field"]) == (422, "form")


def test_the_log_is_taken_along_as_it_is_found(programs):
    paper = builders.draft(programs.cast, subject="=1+1")

    [head, line] = lines(programs.quynh.get("/log/table", document=str(paper.uid)))
    sheet = cells(programs.quynh.get("/log/table", document=str(paper.uid), form="xlsx"))
    swapped = programs.quynh.get("/log/table", first="2026-10-31", last="2026-10-01")

    assert len(head) == len(line) == len(sheet[1]) == 10
    assert "Nguyễn Thị Lan" in line
    assert "'=1+1" in line
    assert (swapped.status_code, swapped.json()["code"]) == (422, "from_after_to")
    assert programs.lan.get("/log/table").status_code == 404


def test_the_lists_behind_a_rate_are_taken_along(programs):
    cast = programs.cast

    items = lines(programs.nam.get("/rates/R1/items/table", form="csv", **PERIOD))
    units = cells(programs.nam.get("/rates/R1/units/table", **PERIOD))
    above = programs.minh.get("/rates/R1/units/table", unit=str(cast.district.uid), **PERIOD)
    swapped = programs.minh.get("/rates/R1/items/table", first="2026-10-02", last="2026-10-01")

    assert (len(items), len(items[0])) == (1, 6)
    assert {row[0] for row in units[1:]} == {cast.district.name, cast.commune.name}
    assert above.status_code == 404
    assert swapped.json()["code"] == "from_after_to"


def test_files_are_made_so_often_and_no_more(programs, book):
    answers = [programs.hoa.get(f"{book}/table", form="csv").status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]
