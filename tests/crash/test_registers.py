"""Numbers under fire: 64 writers, the turn of the year, kill -9 and cancelled documents."""

import os
import secrets

from tests.crash.registers import CLERKS


def test_numbers_have_no_gap_and_no_twin_when_clerks_are_killed_at_the_turn_of_the_year(
    installation,
):
    seed = os.environ.get("CRASH_SEED") or secrets.token_hex(4)

    found = installation.play("registers", seed)

    print(f"{installation.setup}, seed {seed}: {found}")
    books = found["books"]
    assert set(books) == {
        f"{series} {year}" for series in ("outgoing", "incoming") for year in (2025, 2026)
    }
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in books.values())
    assert sum(map(len, books.values())) == len(CLERKS) == 64
    assert found["void"] == sum(clerk.cancels for clerk in CLERKS)
    assert found["total"] >= 4
    assert found["differences"] == []
