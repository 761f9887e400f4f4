"""One clock: UTC inside, Vietnam's days at the edge, and only the sandbox's can be set."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from docflow import clock

NEW_YEAR_IN_HANOI = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def own_clock(settings: Any, tmp_path: Path) -> None:
    """A sandbox whose clock no other test sees."""
    settings.DOCFLOW_SANDBOX = True
    settings.DOCFLOW_DATA = tmp_path


def test_a_day_and_with_it_the_year_begins_at_midnight_in_vietnam() -> None:
    with time_machine.travel(NEW_YEAR_IN_HANOI - SECOND, tick=False):
        before = clock.today()
    with time_machine.travel(NEW_YEAR_IN_HANOI, tick=False):
        after = clock.today()

    assert (before, after) == (date(2026, 12, 31), date(2027, 1, 1))


def test_now_is_utc() -> None:
    assert clock.now().utcoffset() == timedelta()
    assert clock.wall().utcoffset() == timedelta()


def test_a_moment_can_be_told_by_vietnams_clock() -> None:
    assert clock.at(date(2027, 1, 1), 0) == NEW_YEAR_IN_HANOI
    assert clock.at(date(2026, 6, 1), 8, 30) == datetime(2026, 6, 1, 1, 30, tzinfo=UTC)


def test_the_clock_of_the_sandbox_goes_on_from_where_it_is_set() -> None:
    with time_machine.travel(NEW_YEAR_IN_HANOI, tick=False) as machine:
        clock.set_to(NEW_YEAR_IN_HANOI - timedelta(days=3))
        machine.shift(60)

        assert clock.now() == NEW_YEAR_IN_HANOI - timedelta(days=3) + timedelta(minutes=1)
        assert clock.wall() == NEW_YEAR_IN_HANOI + timedelta(minutes=1)


def test_it_can_be_set_to_the_present_again() -> None:
    clock.set_to(NEW_YEAR_IN_HANOI - timedelta(days=3000))

    clock.set_to(None)

    assert abs(clock.now() - clock.wall()) < SECOND


def test_it_cannot_be_set_to_the_future() -> None:
    clock.set_to(clock.wall() + timedelta(days=1))

    assert abs(clock.now() - clock.wall()) < SECOND


def test_every_process_of_the_sandbox_sees_the_same_clock(tmp_path: Path) -> None:
    clock.set_to(datetime(2026, 1, 5, tzinfo=UTC))

    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", ASK],
        env=os.environ | {"DOCFLOW_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert said.stdout.strip() == "2026-01-05"


ASK = "from docflow import clock; print(clock.now().date())"


def test_the_clock_of_production_cannot_be_set(settings: Any) -> None:
    settings.DOCFLOW_SANDBOX = False

    with pytest.raises(RuntimeError, match="sandbox"):
        clock.set_to(NEW_YEAR_IN_HANOI)


def test_production_heeds_no_file_of_a_sandbox(settings: Any) -> None:
    clock.set_to(datetime(2020, 1, 1, tzinfo=UTC))
    settings.DOCFLOW_SANDBOX = False

    assert abs(clock.now() - clock.wall()) < SECOND
