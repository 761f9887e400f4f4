"""Who may see and do what: every address and call, asked by everybody, in every state."""

import os
from zlib import crc32

import pytest

from docflow import clock
from tests.access.cells import Bench
from tests.access.picking import cells_of
from tests.access.table import ROWS, UNNAMED, Row
from tests.access.walking import addresses, endpoints

pytestmark = pytest.mark.django_db
SHARE = int(os.environ.get("ACCESS_SHARE", "9"))
"""Each day another ninth of the cells is asked; `make access` asks them all."""
DAY = os.environ.get("ACCESS_DAY", clock.today().isoformat())


def test_the_table_names_every_address_and_call_and_nothing_else():
    there = set(endpoints())

    assert {"missing": there - ROWS.keys(), "left over": ROWS.keys() - there} == {
        "missing": set(),
        "left over": set(),
    }


def test_an_address_without_a_name_answers_nothing_at_all():
    unnamed = [pattern for name, pattern, _view in addresses() if name.endswith(":") or not name]

    assert tuple(unnamed) == UNNAMED


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: f"{row.address}-{row.method}")
def test_everybody_gets_the_answer_of_the_table(bench: Bench, row: Row):
    asked = [
        (name, thing)
        for name, thing in cells_of(bench, row)
        if crc32(f"{DAY}{row.key}{name}{thing and thing.name}".encode()) % SHARE == 0
    ]

    wrong = [each for name, thing in asked for each in bench.try_cell(row, name, thing)]

    assert wrong == [], f"ACCESS_DAY={DAY}"
