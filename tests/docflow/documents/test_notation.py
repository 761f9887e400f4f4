"""Notations are written by the decree and read as they come."""

import unicodedata

import pytest

from docflow.documents.kinds import find
from docflow.documents.notation import (
    NotationError,
    code,
    compose,
    lookalike,
    number_text,
    parse,
)

LETTER = find("OFFICIAL_LETTER")


@pytest.mark.parametrize(
    ("kind", "agency", "notation"),
    [
        ("REPORT", "UBND", "BC-UBND"),
        ("DECISION", "BNV", "QĐ-BNV"),
        ("RULES", "UBND", "QyĐ-UBND"),
        ("CERTIFIED_COPY", "UBND", "SY-UBND"),
        ("EXTRACT", "SNV", "TrS-SNV"),
        ("COURTESY_LETTER", "UBND", "UBND"),
    ],
)
def test_a_named_kind_is_written_before_the_agency(kind, agency, notation):
    assert compose(find(kind), agency) == notation


def test_a_named_kind_carries_no_drafting_unit():
    assert compose(find("REPORT"), "UBND", drafting_unit="VP", field="VX") == "BC-UBND"


def test_an_official_letter_ends_with_its_drafting_unit_or_field():
    assert compose(LETTER, "UBND", field="VX") == "UBND-VX"
    assert compose(LETTER, "SNV", drafting_unit="VP") == "SNV-VP"
    assert compose(LETTER, "SNV", drafting_unit="VP", field="CCHC") == "SNV-VP"


def test_an_official_letter_without_drafting_unit_and_field_is_refused():
    with pytest.raises(NotationError, match="drafting unit or field"):
        compose(LETTER, "UBND")


@pytest.mark.parametrize("agency", ["", "UB ND", "UBND/X", "-UBND", "UBND-", "UB_ND", "UBND\n"])
def test_an_abbreviation_that_would_break_the_grammar_is_refused(agency):
    with pytest.raises(NotationError, match="no abbreviation"):
        compose(find("REPORT"), agency)


def test_the_icelandic_letter_in_an_abbreviation_is_refused_by_name():
    with pytest.raises(NotationError, match=r"U\+00D0.*U\+0110"):
        compose(find("REPORT"), "SLÐTBXH")


def test_a_decomposed_abbreviation_is_written_composed():
    decomposed = unicodedata.normalize("NFD", "SGDĐT-Ủ")

    assert compose(find("REPORT"), decomposed) == "BC-SGDĐT-Ủ"


@pytest.mark.parametrize(
    ("number", "text"), [(1, "01"), (5, "05"), (9, "09"), (10, "10"), (1234, "1234")]
)
def test_numbers_below_ten_have_a_leading_zero(number, text):
    assert number_text(number) == text


@pytest.mark.parametrize("number", [0, -3])
def test_there_is_no_number_below_one(number):
    with pytest.raises(ValueError, match="start at 1"):
        number_text(number)


def test_a_code_joins_number_and_notation():
    assert code(5, "BC-UBND") == "05/BC-UBND"
    assert code(39, "QĐ-UBND", year=2019) == "39/2019/QĐ-UBND"


@pytest.mark.parametrize(
    ("raw", "number", "kind", "abbreviation", "agency", "unit", "year"),
    [
        ("05/QĐ-BNV", 5, "DECISION", "QĐ", "BNV", "", None),
        ("12/UBND-VX", 12, "OFFICIAL_LETTER", "", "UBND", "VX", None),
        ("12/UBND", 12, "OFFICIAL_LETTER", "", "UBND", "", None),
        ("39/2019/QĐ-UBND", 39, "DECISION", "QĐ", "UBND", "", 2019),
        ("30/2020/NĐ-CP", 30, None, "NĐ", "CP", "", 2020),
        ("99/NĐ-CP", 99, None, "NĐ", "CP", "", None),
        ("202/2025/QH15", 202, None, "", "QH15", "", 2025),
        ("1686/NQ-UBTVQH15", 1686, "RESOLUTION", "NQ", "UBTVQH15", "", None),
        ("7197/BKHCN-CDSQG", 7197, "OFFICIAL_LETTER", "", "BKHCN", "CDSQG", None),
        ("15/TTr-SNV", 15, "SUBMISSION", "TTr", "SNV", "", None),
        ("07/SY-UBND", 7, "CERTIFIED_COPY", "SY", "UBND", "", None),
        ("3/TB-UBND-VP", 3, "ANNOUNCEMENT", "TB", "UBND", "VP", None),
        ("120/SGDĐT-TCCB&ĐT", 120, "OFFICIAL_LETTER", "", "SGDĐT", "TCCB&ĐT", None),
        ("2021/UBND-VX", 2021, "OFFICIAL_LETTER", "", "UBND", "VX", None),
        ("8/UBND-CT-VX", 8, "OFFICIAL_LETTER", "", "UBND", "CT-VX", None),
    ],
)
def test_state_codes_are_read_into_parts(raw, number, kind, abbreviation, agency, unit, year):
    parsed = parse(raw)

    assert parsed.number == number
    assert (parsed.kind.code if parsed.kind else None) == kind
    assert (parsed.abbreviation, parsed.agency, parsed.unit) == (abbreviation, agency, unit)
    assert parsed.year == year
    assert parsed.corrections == ()
    assert not parsed.party


@pytest.mark.parametrize(
    ("raw", "abbreviation", "agency"),
    [("123-CV/TU", "CV", "TU"), ("80-NQ/TW", "NQ", "TW"), ("07-QĐ/HU", "QĐ", "HU")],
)
def test_the_notation_of_the_party_is_taken_as_it_comes(raw, abbreviation, agency):
    parsed = parse(raw)

    assert parsed.party
    assert (parsed.abbreviation, parsed.agency, parsed.kind) == (abbreviation, agency, None)
    assert parsed.notation == f"{abbreviation}/{agency}"


@pytest.mark.parametrize(
    ("raw", "correction"),
    [
        ("Số: 05/QĐ-UBND", "label_dropped"),
        ("SỐ 05/QĐ-UBND", "label_dropped"),
        (" 05 / QĐ - UBND ", "spaces"),
        ("05/QĐ–UBND", "dashes"),
        ("05/QÐ-UBND", "lookalike_letters"),
        (unicodedata.normalize("NFD", "Số: 05/QĐ-UBND"), "composed"),
    ],
)
def test_small_faults_are_put_right_for_reading_and_named(raw, correction):
    parsed = parse(raw)

    assert correction in parsed.corrections
    assert parsed.raw == raw
    assert (parsed.number, parsed.kind.code, parsed.agency) == (5, "DECISION", "UBND")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "không số",
        "QĐ-UBND",
        "/QĐ-UBND",
        "05/",
        "05",
        "05/QĐ UBND",
        "05//QĐ",
        "05/QĐ-UBND\x00",
        "5555555555/QĐ-UBND",
        "1" * 200,
    ],
)
def test_text_of_another_shape_is_not_read(raw):
    assert parse(raw) is None


@pytest.mark.parametrize("kind", ["REPORT", "DECISION", "CONTRACT", "RULES"])
def test_what_is_composed_can_be_read_back(kind):
    written = code(7, compose(find(kind), "SNNMT"))

    parsed = parse(written)

    assert (parsed.number, parsed.kind.code, parsed.agency) == (7, kind, "SNNMT")


def test_lookalikes_of_the_crossed_d_are_told_apart():
    assert lookalike("QĐ-UBND") is None
    assert lookalike("QÐ-UBND") == "Ð"
