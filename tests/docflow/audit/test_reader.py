"""Readers get every entry once, in order, with its texts."""

import logging
import threading
from typing import Any

import pytest
from django.db import connection

from docflow.audit import reader
from docflow.audit.events import Event
from docflow.audit.log import record, record_read
from docflow.audit.models import Bookmark, Chain, EntryText
from docflow.audit.reader import Told, entries_of, follow
from tests import cast


class Ear:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, int]] = []
        self.facts: list[Any] = []

    def __call__(self, told: Told) -> None:
        self.heard.append((told.entry.chain_id, told.entry.number))
        self.facts.append(told.facts)


def write(units: cast.Cast, count: int, start: int = 1) -> None:
    for number in range(start, start + count):
        record(Event.OUTGOING_REVISED, None, units.lan, facts={"n": number}, reason=f"số {number}")


def of(unit: Any) -> Chain:
    return Chain.objects.get(name=str(unit.uid))


def test_every_entry_is_told_once_in_order(units: cast.Cast) -> None:
    write(units, 5)
    ear = Ear()

    first = follow("ear", ear)
    write(units, 2, start=6)
    second = follow("ear", ear)
    third = follow("ear", ear)

    ours = [number for chain, number in ear.heard if chain == of(units.commune).pk]
    assert ours == [1, 2, 3, 4, 5, 6, 7]
    assert first == len(ear.heard) - 2
    assert (second, third) == (2, 0)


def test_what_is_told_has_its_facts_and_words(units: cast.Cast) -> None:
    write(units, 1)

    [told] = entries_of(of(units.commune), 0, 10)

    assert told.event == Event.OUTGOING_REVISED
    assert told.facts == {"n": 1}
    assert told.words == {"reason": "số 1"}
    assert told.fields["number"] == 1


def test_an_erased_text_is_told_as_missing(units: cast.Cast) -> None:
    write(units, 1)
    EntryText.objects.filter(chain=of(units.commune), name="reason").update(text=None)

    [told] = entries_of(of(units.commune), 0, 10)

    assert told.words == {}
    assert told.facts == {"n": 1}


def test_readers_do_not_disturb_each_other(units: cast.Cast) -> None:
    write(units, 3)
    one, other = Ear(), Ear()

    follow("one", one)
    follow("other", other)

    assert one.heard == other.heard != []


def test_reads_are_not_told(units: cast.Cast) -> None:
    record_read(units.province, units.hoa)
    ear = Ear()

    follow("ear", ear)

    reads = Chain.objects.get(name=f"{units.commune.uid}:reads")
    assert reads.pk not in {chain for chain, _ in ear.heard}


@pytest.mark.parametrize("stride", [1, 2, 3, 1000])
def test_long_chains_are_told_in_strides(
    units: cast.Cast, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    monkeypatch.setattr(reader, "STRIDE", stride)
    write(units, 7)
    ear = Ear()

    told = follow("ear", ear)

    ours = [number for chain, number in ear.heard if chain == of(units.commune).pk]
    assert ours == [1, 2, 3, 4, 5, 6, 7]
    assert told == len(ear.heard)


def test_a_step_that_fails_stops_its_chain_there_and_is_tried_again(
    units: cast.Cast, caplog: pytest.LogCaptureFixture
) -> None:
    write(units, 5)
    record(Event.OUTGOING_REVISED, None, units.tuan)
    kept: list[str] = []
    broken = True

    def step(told: Told) -> None:
        if told.facts == {"n": 3} and broken:
            raise RuntimeError("no")
        EntryText.objects.create(
            chain=of(units.district),
            number=told.entry.number + 100,
            name=told.entry.chain.name[:30],
        )
        kept.append(told.entry.chain.name)

    with caplog.at_level(logging.CRITICAL):
        follow("ear", step)
    mark = Bookmark.objects.get(reader="ear", chain=of(units.commune)).number
    broken = False
    follow("ear", step)

    written = EntryText.objects.filter(name=str(units.commune.uid)[:30])
    assert mark == 2
    assert sorted(written.values_list("number", flat=True)) == [101, 102, 103, 104, 105]
    assert str(units.district.uid) in kept


def test_a_reader_beside_writers_and_another_like_it_misses_and_doubles_nothing(
    committed: None, units: cast.Cast
) -> None:
    write(units, 1)
    ear = Ear()
    errors: list[BaseException] = []
    writing = threading.Event()

    def guarded(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def read() -> None:
        while not writing.is_set():
            follow("ear", ear)

    writers = [
        threading.Thread(target=guarded, args=(lambda: write(units, 25),)) for _turn in range(3)
    ]
    readers = [threading.Thread(target=guarded, args=(read,)) for _turn in range(2)]
    for thread in [*writers, *readers]:
        thread.start()
    for thread in writers:
        thread.join(60)
    writing.set()
    for thread in readers:
        thread.join(60)
    follow("ear", ear)

    ours = [number for chain, number in ear.heard if chain == of(units.commune).pk]
    assert errors == []
    assert ours == list(range(1, 77))
    assert all(
        facts
        for (chain, _), facts in zip(ear.heard, ear.facts, strict=True)
        if chain == of(units.commune).pk
    )
