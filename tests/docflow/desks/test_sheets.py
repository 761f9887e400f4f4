"""Tables as files: no cell is a formula, Vietnamese is read, numbers stay numbers."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from docflow.desks.sheets import csv_file, xlsx_file

FORMULAS = ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1+1", " =1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_is_text_in_csv(text):
    content = csv_file(["a"], [[text]]).decode("utf-8-sig")

    assert content.split("\r\n")[1].strip('"').startswith("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_is_text_in_xlsx(text):
    sheet = load_workbook(io.BytesIO(xlsx_file("R1", ["a"], [[text]]))).active

    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.strip() == text.strip()


def test_numbers_stay_numbers_and_days_are_written_as_here():
    at = datetime(2026, 11, 21, 7, 5, tzinfo=UTC)
    row = [7, date(2026, 11, 21), at, None, "Hoằng Đông"]

    sheet = load_workbook(io.BytesIO(xlsx_file("a/b:c", list("abcde"), [row]))).active

    assert [cell.value for cell in sheet[2]][:3] == [7, "21/11/2026", "21/11/2026 14:05"]
    assert sheet["E2"].value == "Hoằng Đông"
    assert sheet.title == "a b c"


def test_csv_begins_with_the_mark_excel_looks_for():
    assert csv_file(["số"], [["Đ"]]) == "\ufeffsố\r\nĐ\r\n".encode()


def test_signs_no_spreadsheet_takes_are_left_out():
    sheet = load_workbook(io.BytesIO(xlsx_file("a", ["a"], [["a\x00b\x0bc"]]))).active

    assert sheet["A2"].value == "abc"
