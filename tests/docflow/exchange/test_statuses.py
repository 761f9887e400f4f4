"""What senders see: each status by itself, each once, never back."""

from itertools import permutations
from typing import Any

import pytest

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Entry
from docflow.documents.models import Document
from docflow.errors import NotAllowed, Refused
from docflow.exchange import actions
from docflow.exchange.models import Delivery, Status
from docflow.exchange.tasks import follow_log, hand_over, report_status
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel
from docflow.people.actor import System
from tests import builders
from tests.cast import Cast


@pytest.fixture
def delivery(units: Cast) -> Delivery:
    """A delivery to the district that nobody has handed over yet."""
    return _delivery(units)


@pytest.mark.law("L17")
def test_the_sender_sees_the_whole_way_of_a_document(people: Cast) -> None:
    arrival = builders.arrived(people)
    delivery = Delivery.objects.get()
    seen = []
    for act in (
        lambda: None,
        lambda: incoming.register(arrival, by=people.tuan),
        lambda: _assign(people, arrival),
        lambda: incoming.start(arrival, by=people.phuc),
        lambda: incoming.finish(arrival, by=people.phuc),
    ):
        act()
        builders.tell_statuses()
        delivery.refresh_from_db()
        seen.append(delivery.state)

    assert seen == ["delivered", "registered", "assigned", "in_progress", "completed"]
    assert actions.statuses_seen(delivery) == ["01", "03", "04", "05", "06"]


@pytest.mark.law("L7", "L17")
def test_a_refusal_reaches_the_sender_with_its_reason(people: Cast) -> None:
    arrival = builders.arrived(people)

    incoming.refuse(arrival, "Gửi nhầm địa chỉ", by=people.tuan)
    builders.tell_statuses()

    delivery = Delivery.objects.get()
    assert delivery.state == "refused"
    assert delivery.statuses.get(code="02").reason == "Gửi nhầm địa chỉ"


@pytest.mark.law("L17")
def test_each_status_is_told_once_however_often_the_log_is_followed(people: Cast) -> None:
    builders.arrived(people)

    for _ in range(3):
        builders.tell_statuses()

    told = Entry.objects.filter(event="delivery.status_received")
    assert (Status.objects.count(), told.count()) == (1, 1)


@pytest.mark.parametrize("order", list(permutations(["01", "03", "06"])))
def test_a_late_status_never_takes_a_delivery_back(
    delivery: Delivery, order: tuple[str, ...]
) -> None:
    for code in order:
        _told(delivery, code)

    delivery.refresh_from_db()
    assert delivery.state == "completed"
    assert actions.statuses_seen(delivery) == ["01", "03", "06"]


def test_a_refusal_after_an_undone_registration_is_what_the_sender_sees(
    delivery: Delivery,
) -> None:
    _told(delivery, "03")
    _told(delivery, "02")
    _told(delivery, "01")

    delivery.refresh_from_db()
    assert delivery.state == "refused"


def test_a_refusal_after_the_assignment_is_noted_and_moves_nothing(delivery: Delivery) -> None:
    _told(delivery, "04")
    _told(delivery, "02")

    delivery.refresh_from_db()
    assert delivery.state == "assigned"


def test_a_delivery_handed_over_twice_arrives_once(people: Cast) -> None:
    delivery = builders.issued(people)

    hand_over(delivery.pk)
    hand_over(delivery.pk)

    assert Incoming.objects.count() == 1
    assert Entry.objects.filter(event="delivery.sent").count() == 1


def test_a_delivery_on_paper_waits_for_nothing(people: Cast) -> None:
    delivery = builders.issued(
        people, recipients=[To(name="Công ty Lam Sơn", channel=Channel.PAPER)]
    )

    assert (delivery.state, delivery.due) == ("on_paper", None)


def test_186_recipients_are_186_deliveries_of_one_file(people: Cast) -> None:
    names = [To(name=f"Đơn vị {number}", channel=Channel.PAPER) for number in range(186)]

    builders.issued(people, recipients=names)

    assert Delivery.objects.count() == 186
    assert Delivery.objects.values("document__versions__digest").distinct().count() == 3


def _assign(people: Cast, arrival: Incoming) -> None:
    due = clock.at(clock.today(), 23, 59)
    incoming.assign(arrival, "Tham mưu", people.phuc.appointment, due, by=people.nam)


def _delivery(units: Cast) -> Delivery:
    document = Document.objects.create(unit=units.commune, kind="REPORT", subject="Mưa lũ")
    return Delivery.objects.create(
        document=document,
        unit=units.commune,
        recipient=units.district,
        name=units.district.name,
        channel=Channel.ELECTRONIC,
    )


def _told(delivery: Delivery, code: str) -> Any:
    status = Status.objects.create(delivery=delivery, code=code, at=clock.now())
    report_status(status.pk)
    return status


def test_a_status_of_nobodys_document_is_passed_over(units: Cast) -> None:
    record(Event.INCOMING_REGISTERED, units.commune, System(units.district))

    follow_log()

    assert not Status.objects.exists()


def test_the_clerk_settles_what_came_back(people: Cast) -> None:
    arrival = builders.arrived(people)
    incoming.refuse(arrival, "Gửi nhầm địa chỉ", by=people.tuan)
    builders.tell_statuses()

    delivery = actions.acknowledge(Delivery.objects.get(), by=people.hoa)

    assert delivery.acknowledged_at is not None
    assert delivery.state == "refused"
    assert (
        Entry.objects.filter(event=Event.DELIVERY_ACKNOWLEDGED, subject=delivery.uid).count() == 1
    )


@pytest.mark.parametrize("name", ["tuan", "minh"])
def test_only_the_senders_clerk_settles_it(units: Cast, delivery: Delivery, name: str) -> None:
    actions.fail(delivery, "không tới", by=System(units.commune))

    with pytest.raises(NotAllowed):
        actions.acknowledge(delivery, by=units.actors[name])


def test_what_did_not_come_back_is_not_settled(units: Cast, delivery: Delivery) -> None:
    with pytest.raises(Refused) as refusal:
        actions.acknowledge(delivery, by=units.hoa)

    assert refusal.value.code == "no_trouble"


def test_what_is_settled_is_not_settled_again(units: Cast, delivery: Delivery) -> None:
    actions.fail(delivery, "không tới", by=System(units.commune))
    actions.acknowledge(delivery, by=units.hoa)

    with pytest.raises(Refused) as refusal:
        actions.acknowledge(delivery, by=units.hoa)

    assert refusal.value.code == "settled_already"
