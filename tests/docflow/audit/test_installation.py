"""The key pair: made once, whole or not at all, for its owner's eyes only."""

import threading
from pathlib import Path
from typing import Any

import pytest

from docflow.audit import installation
from docflow.audit.models import Installation


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    """An empty data folder."""
    settings.DOCFLOW_DATA = tmp_path
    return tmp_path


def test_the_first_asker_makes_it_and_the_next_gets_the_same(db: None, data: Path) -> None:
    made = installation.get()

    assert installation.get() == made
    assert Installation.objects.count() == 1
    assert installation.public_key_on_disk() == made.public_key


def test_the_key_is_for_its_owner_only(db: None, data: Path) -> None:
    installation.get()

    assert [path.name for path in data.iterdir()] == ["installation.key"]
    assert installation.key_file().stat().st_mode & 0o777 == 0o600
    assert installation.key_file().stat().st_size == 32


def test_a_key_left_by_a_start_that_was_cut_off_is_used(db: None, data: Path) -> None:
    installation._make_key()
    left = installation.public_key_on_disk()

    assert installation.get().public_key == left


def test_of_several_makers_one_wins(data: Path) -> None:
    keys: list[str] = []
    ready = threading.Barrier(8)

    def make() -> None:
        ready.wait()
        keys.append(installation._public(installation._make_key()))

    threads = [threading.Thread(target=make) for _turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert keys == [installation.public_key_on_disk()] * 8
    assert [path.name for path in data.iterdir()] == ["installation.key"]


def test_a_signature_is_by_the_key_of_the_installation(db: None, data: Path) -> None:
    home = installation.get()

    signature = installation.sign(b"heads")

    assert installation.verifies(home.public_key, signature, b"heads")
    assert not installation.verifies(home.public_key, signature, b"other heads")
    assert not installation.verifies("00" * 32, signature, b"heads")
    assert not installation.verifies("no key", signature, b"heads")
    assert not installation.verifies(home.public_key, "", b"heads")
