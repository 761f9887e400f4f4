"""Identifiers are told apart by their form; turning one into the other is only a proposal."""

import csv
from pathlib import Path

import pytest

import docflow.demo
from docflow.units.identifiers import Fault, Scheme, propose_new, propose_old, scheme_of, validate

SAMPLES = Path(docflow.demo.__file__).parent / "data"

PAIRS = [
    ("000.00.00.H56", "H56"),
    ("000.00.13.H53", "H53.13"),
    ("000.21.36.H56", "H56.36.21"),
    ("005.21.36.H56", "H56.36.21.5"),
    ("123.21.36.H56", "H56.36.21.123"),
    ("000.00.00.G22", "G22"),
    ("000.05.06.H56", "H56.06.05"),
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_two_forms_are_told_apart(old, new):
    assert scheme_of(old) == Scheme.OLD
    assert scheme_of(new) == Scheme.NEW
    assert len(old) == 13


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_proposal_leads_there_and_back(old, new):
    assert propose_new(old) == new
    assert propose_old(new) == old


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", Fault.EMPTY),
        ("h56.36", Fault.CHARACTERS),
        ("H56.36 ", Fault.CHARACTERS),
        ("H56.36\n", Fault.CHARACTERS),
        ("H56-36", Fault.CHARACTERS),
        ("H56.Đ1", Fault.CHARACTERS),
        ("H56.٣", Fault.CHARACTERS),
        ("H56." + "1" * 32, Fault.TOO_LONG),
        ("H56.", Fault.EMPTY_LEVEL),
        ("H56..21", Fault.EMPTY_LEVEL),
        ("56.36.21", Fault.SHAPE),
        ("00.21.36.H56", Fault.SHAPE),
        ("0000.21.36.H56", Fault.SHAPE),
        ("H5.36", Fault.SHAPE),
        ("HH56", Fault.SHAPE),
    ],
)
def test_a_text_that_is_no_identifier_is_told_why(code, fault):
    assert validate(code) == fault
    assert scheme_of(code) is None
    assert fault.text.endswith(".")


@pytest.mark.parametrize(
    "code", ["H56", "H56.36.21", "000.21.36.H56", "H56.A1.7", "H56." + "1" * 31]
)
def test_an_identifier_has_no_fault(code):
    assert validate(code) is None


def test_an_old_identifier_may_leave_out_a_level_in_the_middle():
    assert propose_new("005.00.36.H56") == "H56.36.5"


def test_the_way_back_from_a_left_out_level_is_another_one():
    assert propose_old("H56.36.5") == "000.05.36.H56"


@pytest.mark.parametrize(
    "new",
    ["H56.136.21", "H56.36.21.1234", "H56.36.21.5.1", "H56.A1", "H56.00", "000.21.36.H56", ""],
)
def test_what_does_not_fit_the_old_form_has_no_proposal(new):
    assert propose_old(new) is None


@pytest.mark.parametrize("old", ["H56.36.21", "", "000.21.36.h56"])
def test_only_an_old_identifier_has_a_new_proposal(old):
    assert propose_new(old) is None


@pytest.mark.parametrize(("name", "levels"), [("province", 5), ("province-2", 4)])
def test_the_sample_province_hangs_together(name, levels):
    with (SAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    codes = [row["code"] for row in rows]
    identified = [row for row in rows if row["identifier"]]

    assert len(set(codes)) == len(codes)
    assert all(row["parent"] in codes[:place] for place, row in enumerate(rows) if place)
    assert len({row["level"] for row in rows}) == levels
    assert sum(row["level"] == "commune" for row in rows) == 6
    assert [row["identifier"] for row in rows if row["simulated"] == "no"] == ["H56"] + [""] * (
        len(rows) - len(identified)
    )
    assert all(propose_new(row["identifier13"]) == row["identifier"] for row in identified)
