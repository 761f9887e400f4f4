"""How often each thing may be asked for, per person, unit and address."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connections

from docflow import clock
from docflow.errors import Refused
from docflow.requests import limits, tally
from docflow.requests.models import Tally
from tests.docflow.audit.tampering import drop_triggers


def allowed(what, whose, most=10_000):
    """How many tries pass, at this very moment."""
    for number in range(most):
        try:
            limits.limit(what, whose)
        except Refused:
            return number
    return most


@pytest.mark.parametrize(("what", "tries"), [("export", 20), ("upload", 60), ("verify", 60)])
def test_a_person_may_ask_so_often_and_no_oftener(units, what, tries):
    with time_machine.travel(clock.wall(), tick=False):
        assert allowed(what, units.hoa) == tries
        assert allowed(what, units.lan) == tries


def test_a_unit_has_its_own_limit(units):
    with time_machine.travel(clock.wall(), tick=False):
        for _ in range(100):
            limits.limit("export", {"unit": str(units.commune.uid)})

        assert allowed("export", units.hoa) == 0
        assert allowed("export", units.tuan) == 20


@pytest.mark.parametrize(("what", "tries"), [("verify", 20), ("search", 60), ("token", 20)])
def test_an_address_may_ask_so_often(db, what, tries):
    with time_machine.travel(clock.wall(), tick=False):
        assert allowed(what, "203.0.113.7") == tries
        assert allowed(what, "203.0.113.8") == tries


def test_every_limit_is_known_by_its_name_and_has_room_for_work(db):
    assert set(limits.LIMITS) >= {"sign_in", "pin", "search", "export", "verify", "upload"}
    for kinds in limits.LIMITS.values():
        assert all(each.tries > 0 and each.minutes > 0 for each in kinds.values())


def test_it_opens_again_when_the_time_is_over(db):
    now = clock.wall()
    with time_machine.travel(now, tick=False):
        allowed("verify", "203.0.113.7")
    with time_machine.travel(now + timedelta(minutes=9, seconds=59), tick=False):
        assert allowed("verify", "203.0.113.7") == 0
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        assert allowed("verify", "203.0.113.7") == 20


def test_a_try_given_back_and_one_forgotten_count_no_more(db):
    limits.limit("verify", "203.0.113.7")
    limits.limit("verify", "203.0.113.7")

    limits.give_back("verify", "203.0.113.7")
    one = Tally.objects.get().count
    limits.forget("verify", "203.0.113.7")

    assert one == 1
    assert not Tally.objects.exists()


def test_no_name_and_no_address_stands_in_the_counts(db):
    limits.limit("sign_in", {"account": "geheim", "address": "203.0.113.7"})

    kept = " ".join(Tally.objects.values_list("bucket", flat=True))
    assert "geheim" not in kept
    assert "203.0" not in kept


@pytest.fixture
def committed(transactional_db):
    """Where threads see what others committed."""
    yield
    drop_triggers()


def test_the_first_tries_of_a_time_all_count_even_at_the_same_moment(committed):
    start = Barrier(4)

    def attempt():
        start.wait(10)
        tally.count("together", 100, timedelta(minutes=1))
        connections.close_all()

    tries = [Thread(target=attempt) for _ in range(4)]
    for each in tries:
        each.start()
    for each in tries:
        each.join(30)

    assert Tally.objects.get().count == 4
