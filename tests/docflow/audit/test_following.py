"""Who follows the log is sent for when it has grown, and now and then in any case."""

from collections.abc import Callable
from typing import Any

import pytest

from docflow import work
from docflow.audit import following
from docflow.audit.events import Event
from docflow.audit.log import record, record_read
from docflow.documents.models import Document
from tests import cast


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often the one follower there is was sent for by one turn of the pump."""
    asked: list[Any] = []
    follower = following._Follower("follower", pause=0.0)
    monkeypatch.setattr(following, "_followers", [follower])
    monkeypatch.setattr(work, "publish", asked.append)

    def turn() -> int:
        before = len(asked)
        following.send_once()
        return len(asked) - before

    return turn


def test_a_follower_is_sent_for_once_for_each_growth(units: cast.Cast, sent: Any) -> None:
    turns = [sent(), sent()]
    record(Event.OUTGOING_REVISED, None, units.lan)
    turns += [sent(), sent()]

    assert turns == [1, 0, 1, 0]


def test_what_people_read_sends_for_nobody(units: cast.Cast, sent: Any) -> None:
    paper = Document.objects.create(unit=units.commune, kind="REPORT", notation="BC-UBND")
    sent()
    record_read(paper, units.lan)

    assert sent() == 0


def test_a_follower_that_was_stopped_comes_again_after_a_rest(
    units: cast.Cast, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent()
    monkeypatch.setattr(following, "LONGEST_REST", 0.0)

    assert sent() == 1


def test_no_follower_is_sent_for_more_often_than_it_asked(units: cast.Cast, sent: Any) -> None:
    following._followers[0].pause = 60.0
    turns = [sent()]
    record(Event.OUTGOING_REVISED, None, units.lan)

    assert [*turns, sent()] == [1, 0]
