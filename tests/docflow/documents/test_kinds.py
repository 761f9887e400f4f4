"""The kinds of paper are those of the decree, told apart by letter case."""

import unicodedata

import pytest

from docflow.documents.kinds import COPIES, KINDS, OFFICIAL_LETTER, Circulation, Urgency, find


def test_the_decree_names_twenty_nine_kinds_and_three_copies():
    assert len(KINDS) == 29
    assert [kind.abbreviation for kind in COPIES] == ["SY", "TrS", "SL"]
    assert all(kind.is_copy for kind in COPIES)


def test_the_abbreviations_are_those_of_annex_iii_in_order():
    abbreviations = " ".join(kind.abbreviation or "—" for kind in KINDS)

    assert abbreviations == (
        "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ — "
        "CĐ BGN BTT GUQ GM GGT GNP PG PC PB —"
    )


def test_codes_and_abbreviations_name_one_kind_each():
    codes = [kind.code for kind in (*KINDS, *COPIES)]
    abbreviations = [kind.abbreviation for kind in (*KINDS, *COPIES) if kind.abbreviation]

    assert len(set(codes)) == 32
    assert len(set(abbreviations)) == 30
    assert not set(codes) & set(abbreviations)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("QĐ", "DECISION"),
        ("QyĐ", "RULES"),
        ("CT", "DIRECTIVE"),
        ("CTr", "PROGRAMME"),
        ("ĐA", "PROPOSAL"),
        ("DA", "PROJECT"),
        ("TTr", "SUBMISSION"),
        ("REPORT", "REPORT"),
        ("OFFICIAL_LETTER", "OFFICIAL_LETTER"),
        ("TrS", "EXTRACT"),
    ],
)
def test_a_kind_is_found_by_its_code_or_abbreviation(word, code):
    assert find(word).code == code


@pytest.mark.parametrize("word", ["", "qđ", "QYĐ", "CTR", "trs", "report", "NĐ", "ÐA", "BC "])
def test_a_word_in_another_case_or_with_another_letter_is_no_kind(word):
    assert find(word) is None


def test_a_decomposed_abbreviation_is_found():
    decomposed = unicodedata.normalize("NFD", "HĐ")

    assert find(decomposed).code == "CONTRACT"


def test_an_official_letter_has_no_abbreviation():
    assert OFFICIAL_LETTER in KINDS
    assert OFFICIAL_LETTER.abbreviation == ""


def test_urgency_and_circulation_carry_the_words_of_the_paper():
    assert [grade.label for grade in Urgency] == ["Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc"]
    assert [mark.label for mark in Circulation] == [
        "TRẢ LẠI SAU KHI HỌP (HỘI NGHỊ)",
        "XEM XONG TRẢ LẠI",
        "LƯU HÀNH NỘI BỘ",
    ]
