"""Words as tokens: folded and true, codes, beginnings."""

import unicodedata

import pytest

from docflow.search import tokens


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("Đồng", "dong"),
        ("HOẰNG", "hoang"),
        ("Ðông", "dong"),
        ("ủy", "uy"),
        ("05", "5"),
        ("000", "0"),
        ("ươ", "uo"),
    ],
)
def test_a_folded_word_has_no_accents_and_no_leading_zeros(word, bare):
    assert tokens.folded(word) == bare


def test_a_true_word_does_not_depend_on_composition_or_where_its_tone_stands():
    decomposed = unicodedata.normalize("NFD", "hoá")

    assert tokens.true("Hóa") == tokens.true("hoá") == tokens.true(decomposed)
    assert tokens.true("Đông") != tokens.true("Đồng")


def test_a_code_is_one_token_whatever_stands_between_its_parts():
    written = ["05/BC-UBND", "5/bc-ubnd", "05-BC/UBND", "5.BC–UBND"]

    assert {tokens.code_token(each) for each in written} == {"#5/bc/ubnd"}
    assert [chunk for chunk, is_code in tokens.chunks("số 05/BC-UBND ngày") if is_code] == [
        "05/BC-UBND"
    ]


@pytest.mark.parametrize("text", ["BC-UBND", "covid-19", "và/hoặc", "12", "a.b"])
def test_words_tied_together_are_no_code(text):
    assert [is_code for _, is_code in tokens.chunks(text)].count(True) == 0


def test_a_field_is_found_by_beginnings_of_its_words():
    found = tokens.of_field("Đồng")

    assert found == {
        "dong",
        tokens.true("Đồng"),
        "^d",
        "^do",
        "^don",
        "^=đ",
        tokens.true_beginning("Đồ"),
        tokens.true_beginning("Đồn"),
    }


def test_tokens_have_no_spaces_and_a_greatest_length():
    found = tokens.of_content("a" * 5000 + " b\u00a0c\td\u200be 1/2/3/4/5/6/7/8/9/10/11")

    assert all(0 < len(each) < 200 and not any(map(str.isspace, each)) for each in found)


def test_a_text_has_a_greatest_number_of_tokens():
    found = tokens.of_content(" ".join(f"tu{number}" for number in range(60_000)))

    assert tokens.MOST < len(found) < tokens.MOST + 10
