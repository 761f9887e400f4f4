"""Names: spelt in two ways and still one, or nearly alike and two."""

import unicodedata

import pytest

from docflow.units.names import foreign_letter, in_sentence, same_key, split, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoằng Hoá", "Hoằng Hóa"),
        ("Cẩm Thuỷ", "Cẩm Thủy"),
        ("Định Hoà", "Định Hòa"),
        ("XÃ HOẰNG HOÁ", "xã Hoằng Hóa"),
        ("Thọ  Lập ", "Thọ Lập"),
        ("Ðông Sơn", "Đông Sơn"),
        (unicodedata.normalize("NFD", "Mường Lát"), "Mường Lát"),
    ],
)
def test_spellings_of_one_name_are_one(one, other):
    assert same_key(one) == same_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoằng Đông", "Hoằng Đồng"),
        ("Hoằng Phú", "Hoằng Phụ"),
        ("Nga Thanh", "Nga Thành"),
        ("Vĩnh Hùng", "Vĩnh Hưng"),
        ("Hoằng Quý", "Hoằng Quỳ"),
        ("Hoa Lộc", "Hòa Lộc"),
        ("Đông Sơn", "Dông Sơn"),
    ],
)
def test_names_that_differ_in_a_tone_or_letter_are_two(one, other):
    assert same_key(one) != same_key(other)


def test_tidying_composes_and_puts_a_true_dong_letter():
    tidied = tidy(unicodedata.normalize("NFD", " Ðông\u00a0 Tiến "))

    assert tidied == "Đông Tiến"
    assert unicodedata.is_normalized("NFC", tidied)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Thọ Lập", None),
        ("Phòng 2, khu “A” – B", None),
        ("T\u0445", "\u0445"),
        ("Thọ\u200bLập", "\u200b"),
        ("Thọ\u202eLập", "\u202e"),
    ],
)
def test_letters_of_other_scripts_and_invisible_ones_are_found(text, letter):
    assert foreign_letter(text) == letter


def test_a_territory_stands_in_a_sentence_with_a_small_letter():
    assert in_sentence("Phường Ba Đình") == "phường Ba Đình"
    assert in_sentence("Thị trấn Sơn Lư") == "thị trấn Sơn Lư"
    assert in_sentence("Côn Đảo") == "Côn Đảo"
    assert split("Thành phố Thanh Hóa") == ("thành phố", "Thanh Hóa")
