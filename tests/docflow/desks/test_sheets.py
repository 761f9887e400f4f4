"""Tables as files: no cell is a formula, Vietnamese is read, numbers stay numbers."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from docflow.desks.sheets import LONGEST_CELL, csv_lines, xlsx_file

FORMULAS = ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1+1", " =1+1", "\ttab", "\rreturn"]


def opened(*words: Any) -> Any:
    """The sheet in the file of a table."""
    with xlsx_file(*words) as file:
        return load_workbook(file).active


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_is_text_in_csv(text):
    _head, line = csv_lines(["a"], [[text]])

    assert line.rstrip("\r\n").strip('"').startswith("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_is_text_in_xlsx(text):
    sheet = opened("R1", ["a"], [[text]])

    assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)
    assert sheet["A2"].value.strip() == text.strip()


def test_numbers_stay_numbers_and_days_are_written_as_here():
    at = datetime(2026, 11, 21, 7, 5, tzinfo=UTC)
    row = [7, date(2026, 11, 21), at, None, "Hoằng Đông"]

    sheet = opened("a/b:c", list("abcde"), [row])

    assert [cell.value for cell in sheet[2]][:3] == [7, "21/11/2026", "21/11/2026 14:05"]
    assert sheet["E2"].value == "Hoằng Đông"
    assert sheet.title == "a b c"


def test_csv_begins_with_the_mark_excel_looks_for():
    assert list(csv_lines(["số"], [["Đ"]])) == ["\ufeffsố\r\n", "Đ\r\n"]


def test_signs_no_spreadsheet_takes_are_left_out():
    sheet = opened("a", ["a"], [["a\x00b\x0bc"]])

    assert sheet["A2"].value == "abc"


def test_a_cell_holds_no_more_than_a_spreadsheet_takes():
    sheet = opened("a", ["a"], [["x" * 40_000]])

    assert sheet["A2"].value == "x" * LONGEST_CELL
