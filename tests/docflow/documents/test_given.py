"""Texts given by hand: composed, without spaces around, and not longer than can be kept."""

import unicodedata

import pytest

from docflow.documents.given import text
from docflow.errors import Refused


def test_a_text_is_composed_and_stripped() -> None:
    given = unicodedata.normalize("NFD", "  Đề nghị hỗ trợ\n")

    assert text(given, 500, "subject") == "Đề nghị hỗ trợ"


def test_the_limit_counts_composed_letters() -> None:
    given = unicodedata.normalize("NFD", "ệ" * 60)

    assert text(given, 60, "notation") == "ệ" * 60


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "reason_missing"),
        (7, "reason_missing"),
        (" \n", "reason_missing"),
        ("x" * 11, "reason_too_long"),
        ("a\x00b", "reason_unreadable"),
        ("a\ud800b", "reason_unreadable"),
    ],
)
def test_a_faulty_text_is_refused_by_name(given: object, code: str) -> None:
    with pytest.raises(Refused, match="The reason") as refused:
        text(given, 10, "reason")

    assert refused.value.code == code


def test_the_refusal_names_the_limit() -> None:
    with pytest.raises(Refused, match="has 11 characters; at most 10 are kept"):
        text("x" * 11, 10, "reason")


def test_only_what_may_be_empty_is() -> None:
    assert text(" ", 10, "result", may_be_empty=True) == ""
    with pytest.raises(Refused, match="missing"):
        text(None, 10, "result", may_be_empty=True)
