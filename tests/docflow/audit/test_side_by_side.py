"""Several processes write the log at once."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Entry
from docflow.audit.verify import verify
from docflow.people.actor import System
from tests import cast


def at_once(*tasks: Callable[[], Any]) -> list[BaseException]:
    """Run tasks side by side, each with its own connection; returns what they raised."""
    errors: list[BaseException] = []
    ready = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> None:
        try:
            ready.wait()
            task()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_writers_side_by_side_leave_no_gap_and_no_double(committed: None, units: cast.Cast) -> None:
    def write() -> None:
        for _turn in range(10):
            record(Event.OUTGOING_REVISED, None, units.lan, reason="x")
            record(Event.OUTGOING_REVISED, None, units.tuan, reason="x")

    errors = at_once(*[write] * 6)

    assert errors == []
    for unit in (units.commune, units.district):
        numbers = Entry.objects.filter(chain__name=str(unit.uid)).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, 61))
    assert verify().whole


def test_an_act_rolled_back_leaves_no_gap(committed: None, units: cast.Cast) -> None:
    def write() -> None:
        record(Event.OUTGOING_REVISED, None, units.lan)

    def give_up() -> None:
        with transaction.atomic():
            record(Event.OUTGOING_REVISED, None, units.lan)
            transaction.set_rollback(True)

    errors = at_once(write, give_up, write, give_up, write)

    assert errors == []
    assert Entry.objects.filter(chain__name=str(units.commune.uid)).count() == 3
    assert verify().whole


def test_of_several_first_starts_one_begins_the_log(
    committed: None, settings: Any, tmp_path: Path
) -> None:
    settings.DOCFLOW_DATA = tmp_path

    errors = at_once(*[lambda: record(Event.OUTGOING_REVISED, None, System())] * 6)

    assert errors == []
    assert Entry.objects.filter(event="installation.started").get().number == 1
    assert Entry.objects.count() == 7
    assert os.listdir(tmp_path) == ["installation.key"]
    assert verify().whole
