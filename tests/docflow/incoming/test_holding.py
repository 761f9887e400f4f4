"""On hold until a day: by hand and by the clock, and what the sender hears of it."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.errors import NotAllowed
from docflow.exchange.models import Delivery
from docflow.incoming import actions, holding_actions, tasks
from docflow.incoming.models import Holding
from docflow.work import pump_once
from tests import builders
from tests.cast import Cast
from tests.docflow.incoming import office as offices
from tests.docflow.incoming.office import refusal


def test_a_document_waits_until_its_day_and_its_deadline_does_not_move(units: Cast) -> None:
    office = offices.in_progress(units)
    until, due = clock.today() + timedelta(days=3), office.task(units.lan).due

    holding_actions.hold(office.arrival, until, "Chờ số liệu", by=units.lan)

    holding = Holding.objects.get()
    assert office.fresh().state == "on_hold"
    assert (holding.due, holding.reason) == (clock.at(until, 0), "Chờ số liệu")
    assert office.task(units.lan).due == due


def test_it_is_taken_up_again_when_the_day_comes(units: Cast) -> None:
    office = offices.in_progress(units)
    holding_actions.hold(office.arrival, clock.today() + timedelta(days=1), "Chờ", by=units.lan)
    holding = Holding.objects.get()

    pump_once()
    early = office.fresh().state
    with offices.later(days=2):
        tasks.take_up_again(holding.pk)
        tasks.take_up_again(holding.pk)

    assert early == "on_hold"
    assert office.fresh().state == "in_progress"
    assert not Holding.objects.waiting().exists()


def test_the_handler_takes_it_up_earlier_and_the_day_changes_nothing_then(units: Cast) -> None:
    office = offices.in_progress(units)
    holding_actions.hold(office.arrival, clock.today() + timedelta(days=1), "Chờ", by=units.lan)

    holding_actions.resume(office.arrival, by=units.lan)
    with offices.later(days=2):
        tasks.take_up_again(Holding.objects.get().pk)

    assert office.fresh().state == "in_progress"
    assert Holding.objects.get().ended_at


def test_it_can_be_put_on_hold_again(units: Cast) -> None:
    office = offices.in_progress(units)
    for day in (1, 5):
        until = clock.today() + timedelta(days=day)
        holding_actions.hold(office.arrival, until, "Chờ", by=units.lan)
        holding_actions.resume(office.arrival, by=units.lan)

    assert Holding.objects.count() == 2


def test_holding_names_a_later_day_and_a_reason(units: Cast) -> None:
    office = offices.in_progress(units)

    with refusal("until_in_the_past"):
        holding_actions.hold(office.arrival, clock.today(), "Chờ", by=units.lan)
    with refusal("reason_missing"):
        holding_actions.hold(office.arrival, clock.today() + timedelta(days=2), " ", by=units.lan)
    with refusal("not_the_handler"):
        holding_actions.hold(office.arrival, clock.today() + timedelta(days=2), "x", by=office.an)
    with pytest.raises(NotAllowed):
        holding_actions.hold(office.arrival, clock.today() + timedelta(days=2), "x", by=units.hoa)

    assert office.fresh().state == "in_progress"


def test_whoever_puts_it_on_hold_at_once_has_looked_into_it_for_the_sender(people: Cast) -> None:
    arrival = actions.register(builders.arrived(people), by=people.tuan)
    actions.assign(arrival, "Làm", people.phuc.appointment, 5, by=people.nam)
    holding_actions.hold(arrival, clock.today() + timedelta(days=2), "Chờ", by=people.phuc)

    builders.tell_statuses()
    holding_actions.resume(arrival, by=people.phuc)
    actions.finish(arrival, by=people.phuc, result="Xong")
    builders.tell_statuses()

    delivery = Delivery.objects.get(unit=people.commune)
    assert sorted(delivery.statuses.values_list("code", flat=True)) == [
        "01",
        "03",
        "04",
        "05",
        "06",
    ]
    assert delivery.state == "completed"
