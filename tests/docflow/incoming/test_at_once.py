"""Two at once: one wins, the other reads a sentence; what was taken back is not worked on."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from docflow.documents.models import RegisterEntry
from docflow.errors import Refused
from docflow.incoming import actions, passing_actions, register_actions
from docflow.incoming.models import Incoming
from docflow.people import actions as people_actions
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from tests.cast import LONG_AGO, Cast
from tests.docflow.audit.tampering import drop_triggers
from tests.docflow.incoming.letters import letter, plain

pytestmark = pytest.mark.production


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Real commits; afterwards all is deleted, which the triggers of the log would refuse."""
    yield
    drop_triggers()


def at_once(*acts: Callable[[], Any]) -> list[Refused]:
    """Do some acts side by side, each with a connection of its own; the refusals there were."""
    refusals: list[Refused] = []
    others: list[BaseException] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait(30)
            act()
        except Refused as refusal:
            refusals.append(refusal)
        except BaseException as fault:
            others.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert others == []
    return refusals


def _second_clerk(units: Cast) -> Actor:
    user = people_actions.invite("thu", "Lê Anh Thư", by=System())
    return Actor(
        people_actions.appoint(
            user, units.district, "Văn thư", [Role.CLERK], by=System(), valid_from=LONG_AGO
        )
    )


@pytest.mark.law("L8")
def test_of_two_clerks_who_register_the_same_one_gives_the_number(
    committed: None, units: Cast
) -> None:
    arrival = actions.arrive_on_paper(letter(plain()), by=units.tuan)
    other = _second_clerk(units)

    refusals = at_once(
        lambda: actions.register(arrival, by=units.tuan),
        lambda: actions.register(arrival, by=other),
    )

    assert [each.code for each in refusals] == ["wrong_state"]
    assert "registered" in str(refusals[0])
    assert RegisterEntry.objects.count() == 1


def test_the_leader_assigns_while_the_clerk_takes_the_proposal_back(
    committed: None, units: Cast
) -> None:
    lead = units.phuc.appointment
    for number in range(4):
        arrival = actions.register(
            actions.arrive_on_paper(letter(plain(), number=300 + number), by=units.tuan),
            by=units.tuan,
        )
        arrival = passing_actions.submit(arrival, "Giao", lead, 3, by=units.tuan)

        refusals = at_once(
            lambda arrival=arrival: actions.assign(arrival, "Làm", lead, 3, by=units.nam),
            lambda arrival=arrival: passing_actions.take_back_proposal(arrival, by=units.tuan),
        )

        row = Incoming.objects.get(pk=arrival.pk)
        # Taken back first, the leader still assigns what is registered: both happened in turn.
        assert row.state == "assigned"
        assert row.live_tasks.count() == 1
        proposal = row.proposals.get()
        expected = [] if proposal.outcome == "taken_back" else ["wrong_state"]
        assert [each.code for each in refusals] == expected


def test_of_begin_and_take_back_one_wins(committed: None, units: Cast) -> None:
    arrival = actions.register(
        actions.arrive_on_paper(letter(plain()), by=units.tuan), by=units.tuan
    )
    arrival = actions.assign(arrival, "Làm", units.phuc.appointment, 3, by=units.nam)

    refusals = at_once(
        lambda: actions.start(arrival, by=units.phuc),
        lambda: passing_actions.take_back_assignment(arrival, by=units.nam),
    )

    row = Incoming.objects.get()
    assert len(refusals) == 1
    assert (row.state, row.live_tasks.count()) in {("in_progress", 1), ("registered", 0)}


def test_of_submit_and_undo_of_the_registration_one_wins(committed: None, units: Cast) -> None:
    arrival = actions.register(
        actions.arrive_on_paper(letter(plain()), by=units.tuan), by=units.tuan
    )

    refusals = at_once(
        lambda: passing_actions.submit(arrival, "Giao", units.phuc.appointment, 3, by=units.tuan),
        lambda: register_actions.unregister(arrival, "Nhầm", by=_second_clerk(units)),
    )

    row = Incoming.objects.get()
    assert len(refusals) == 1
    assert (row.state, row.proposals.count()) in {("submitted", 1), ("verified", 0)}


def test_two_that_are_merged_crosswise_leave_one(committed: None, units: Cast) -> None:
    first, second = (actions.arrive_on_paper(letter(plain()), by=units.tuan) for _ in range(2))

    refusals = at_once(
        lambda: register_actions.merge(first, second.document, by=units.tuan),
        lambda: register_actions.merge(second, first.document, by=units.tuan),
    )

    assert len(refusals) == 1
    assert sorted(Incoming.objects.values_list("state", flat=True)) == ["merged", "verified"]
