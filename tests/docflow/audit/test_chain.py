"""One text for one content, and hashes anyone can recompute."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from docflow.audit.chain import START, canonical, commitment, leaf, link, moment, read


def test_canonical_text_is_that_of_rfc_8785() -> None:
    content = {"numbers": [1, -0], "é": None, "literals": [True, False], "a": 'x"\\/\n\u000f€'}

    text = canonical(content)

    assert text == (r'{"a":"x\"\\/\n\u000f€","literals":[true,false],"numbers":[1,0],"é":null}')


def test_keys_are_sorted_by_utf_16_units() -> None:
    # RFC 8785 §3.2.3: U+1F600 is written D83D DE00, which sorts before U+FFFD
    assert canonical({"\ufffd": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufffd":1}'


def test_two_spellings_of_a_letter_have_one_text() -> None:
    decomposed = "Hoa\u0302\u0300ng"

    assert canonical({decomposed: decomposed}) == canonical({"Hoầng": "Hoầng"})


@pytest.mark.parametrize("content", [{"a": 1.5}, {"a": [1.0]}, {"a": {"b": float("nan")}}])
def test_floats_are_refused(content: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(content)


def test_whole_numbers_that_programs_misread_are_refused() -> None:
    with pytest.raises(ValueError, match="9007199254740992"):
        canonical({"a": 2**53})


def test_leaf_and_link_are_those_of_rfc_6962() -> None:
    hashed = hashlib.sha256(b"\x00" + "Số".encode()).digest()

    assert leaf("Số") == hashed
    assert link(START, "Số") == hashlib.sha256(bytes(32) + hashed).hexdigest()


def test_the_same_text_hides_behind_different_salts() -> None:
    one, other = commitment("00" * 16, "Lan"), commitment("01" * 16, "Lan")

    assert one == hashlib.sha256(bytes(16) + b"Lan").hexdigest()
    assert one != other


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05.000000Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "2026-01-02T03:04:05.000006Z"),
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=7))),
            "2026-01-01T20:04:05.000000Z",
        ),
    ],
)
def test_times_are_written_in_utc_with_microseconds(at: datetime, text: str) -> None:
    assert moment(at) == text


def test_what_is_no_object_is_no_entry() -> None:
    with pytest.raises(ValueError, match="JSON object"):
        read("[]")
