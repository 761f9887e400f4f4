"""Names for the outside: UUIDs of version 7 that sort by time and cannot be guessed."""

import time
from uuid import RFC_4122, UUID

import pytest

from docflow import identity
from docflow.identity import new_uid


def test_it_is_a_uuid_of_version_7() -> None:
    uid = new_uid()

    assert uid.version == 7
    assert uid.variant == RFC_4122


def test_its_first_48_bits_are_the_milliseconds_since_1970() -> None:
    before = time.time_ns() // 1_000_000
    uid = new_uid()
    after = time.time_ns() // 1_000_000

    assert before <= uid.int >> 80 <= after


@pytest.mark.parametrize(
    ("random", "expected"),
    [
        # RFC 9562 §A.6: the published example, 22 February 2022 19:22:22 GMT
        (0xCC3 << 62 | 0x18C4DC0C0C07398F, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
        (0, "017f22e2-79b0-7000-8000-000000000000"),
        (2**74 - 1, "017f22e2-79b0-7fff-bfff-ffffffffffff"),
    ],
)
def test_its_bits_lie_where_the_standard_puts_them(
    monkeypatch: pytest.MonkeyPatch, random: int, expected: str
) -> None:
    monkeypatch.setattr(identity.time, "time_ns", lambda: 0x017F22E279B0 * 1_000_000)
    monkeypatch.setattr(identity.secrets, "randbits", lambda bits: random)

    assert new_uid() == UUID(expected)


def test_later_names_sort_after_earlier_ones() -> None:
    first = new_uid()
    time.sleep(0.002)
    second = new_uid()

    assert first < second
    assert str(first) < str(second)


def test_names_do_not_repeat() -> None:
    assert len({new_uid() for _turn in range(20_000)}) == 20_000
