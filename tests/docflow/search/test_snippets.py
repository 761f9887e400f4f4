"""The place in a text that shows why it was found."""

import time

from docflow.search.snippets import marked, snippet
from docflow.search.typed import words

LONG = "mở đầu " * 40 + "về xã Hoằng Đồng và " + "giữa " * 40 + "về xã Hoằng Đông, " + "cuối " * 80


def shown(text, typed):
    found = snippet(text, words(typed))
    return [found.text[first:last] for first, last in found.marks]


def test_the_place_with_the_very_accents_is_preferred():
    assert shown(LONG, "hoằng đông") == ["Hoằng", "Đông"]
    assert shown(LONG, "Hoằng Đồng") == ["Hoằng", "Đồng"]
    assert shown(LONG, "hoang dong") == ["Hoằng", "Đồng"]


def test_a_cut_text_says_so_and_is_short():
    found = snippet(LONG, words("hoằng đông"))

    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert len(found.text) < 230


def test_a_text_without_the_words_has_no_place_to_show():
    assert snippet("mưa lũ", words("bão")) is None
    assert snippet("", words("bão")) is None
    assert snippet("mưa lũ", ()) is None


def test_words_are_marked_in_full_the_last_one_from_its_beginning():
    assert marked("Báo cáo tình hình báo", "bao ca").marks == ((0, 3), (4, 7), (18, 21))


def test_a_code_is_marked_however_it_is_written():
    [(first, last)] = marked("Trả lời 05-BC/UBND gấp", "5/bc-ub").marks

    assert "Trả lời 05-BC/UBND gấp"[first:last] == "05-BC/UBND"


def test_signs_of_patterns_are_only_signs():
    assert marked("a(b)*c [x]", "a(b)*c [x").marks != ()


def test_a_long_text_is_looked_through_fast():
    text = "uỷ ban nhân dân " * 10_000
    began = time.perf_counter()

    snippet(text, words("ủy ban nhân dân xã hoằng đông"))

    assert time.perf_counter() - began < 1
