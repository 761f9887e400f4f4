"""The heads of the chains are signed in time, in a line of their own."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from docflow import clock
from docflow.audit import checkpoints, installation
from docflow.audit.chain import START, link, read
from docflow.audit.checkpoints import sign_heads, sign_heads_when_due
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Chain, Checkpoint, Installation
from docflow.audit.verify import verify
from docflow.errors import Refused
from tests import cast


def write(units: cast.Cast, count: int = 1) -> None:
    for _turn in range(count):
        record(Event.OUTGOING_REVISED, None, units.lan)


def test_a_checkpoint_signs_the_heads_that_moved(units: cast.Cast) -> None:
    write(units, 3)
    sign_heads()
    write(units, 2)

    checkpoint = sign_heads()

    assert checkpoint is not None
    said = read(checkpoint.text)
    chain = Chain.objects.get(name=str(units.commune.uid))
    assert said["heads"] == [{"chain": chain.name, "number": 5, "link": chain.head}]
    assert said["installation"] == str(Installation.objects.get().uid)
    assert chain.signed == 5


def test_checkpoints_follow_each_other(units: cast.Cast) -> None:
    first = sign_heads()
    write(units)
    second = sign_heads()

    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert read(first.text)["previous"] == START
    assert read(second.text)["previous"] == first.link
    assert second.link == link(first.link, second.text)


def test_anyone_can_check_the_signature_with_the_key_of_the_first_entry(units: cast.Cast) -> None:
    checkpoint = sign_heads()

    assert checkpoint is not None
    first = Chain.objects.get(name="installation").entries.get(number=1)
    key = read(first.text)["digests"]["public_key"]
    assert installation.verifies(key, checkpoint.signature, checkpoint.text.encode())
    assert not installation.verifies(key, checkpoint.signature, b"something else")


def test_nothing_is_signed_when_nothing_moved(units: cast.Cast) -> None:
    sign_heads()

    assert sign_heads() is None
    assert Checkpoint.objects.count() == 1


def test_an_empty_log_has_nothing_to_sign(db: None) -> None:
    assert sign_heads_when_due() is None


@pytest.mark.parametrize(("seconds", "signed"), [(0, 1), (59, 1), (61, 2), (-3600, 2)])
def test_heads_are_due_after_a_minute_and_when_the_clock_was_set_back(
    units: cast.Cast, seconds: int, signed: int
) -> None:
    now = clock.wall()
    with time_machine.travel(now, tick=False):
        sign_heads_when_due()
        write(units)

    with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
        sign_heads_when_due()

    assert Checkpoint.objects.count() == signed


def test_heads_are_due_after_so_many_entries(
    units: cast.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "AT_MOST", 5)
    sign_heads_when_due()

    write(units, 4)
    too_early = sign_heads_when_due()
    write(units, 1)

    assert too_early is None
    assert sign_heads_when_due() is not None


def test_without_its_key_nothing_is_signed(units: cast.Cast, settings: Any, tmp_path: Path) -> None:
    settings.DOCFLOW_DATA = tmp_path

    with pytest.raises(Refused) as refusal:
        sign_heads()

    assert refusal.value.code == "installation_key_missing"
    assert Checkpoint.objects.count() == 0


@pytest.mark.parametrize("raw", [b"", b"x" * 32, b"x" * 31])
def test_with_another_key_nothing_is_signed(
    units: cast.Cast, settings: Any, tmp_path: Path, raw: bytes
) -> None:
    settings.DOCFLOW_DATA = tmp_path
    (tmp_path / "installation.key").write_bytes(raw)

    with pytest.raises(Refused) as refusal:
        sign_heads()

    assert refusal.value.code == "installation_key_missing"


def test_cut_off_before_the_chains_are_marked_the_next_one_signs_them_again(
    units: cast.Cast,
) -> None:
    sign_heads()
    Chain.objects.update(signed=0)

    again = sign_heads()

    assert again is not None
    assert verify().whole


def test_several_signers_at_once_leave_one_line(committed: None, units: cast.Cast) -> None:
    write(units)
    errors: list[BaseException] = []

    def sign() -> None:
        try:
            for _turn in range(5):
                sign_heads()
                write(units)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    sign_heads()

    numbers = list(Checkpoint.objects.order_by("number").values_list("number", flat=True))
    assert errors == []
    assert numbers == list(range(1, len(numbers) + 1))
    proof = verify()
    assert proof.whole
    heads = {head.chain: head.number for head in proof.heads}
    assert heads[str(units.commune.uid)] == 21
