"""Tracking: a row for each recipient with its times, trouble first, a fixed number of queries."""

from typing import Any

from docflow import clock
from docflow.desks import tracking
from docflow.documents.models import Document
from docflow.exchange import actions
from docflow.exchange.models import Delivery, Status
from docflow.incoming import actions as incoming
from docflow.people.actor import System
from tests import builders
from tests.cast import Cast


def deliveries(people: Cast, count: int, state: str = "pending") -> list[Delivery]:
    """Deliveries of one document of the commune, in a state, with a status each."""
    document = Document.objects.create(unit=people.commune, kind="REPORT", subject="x")
    made = []
    for number in range(count):
        row = Delivery(document=document, unit=people.commune, name=f"Nơi {number}")
        row.channel = "electronic"
        row.save()
        Delivery.objects.filter(pk=row.pk).update(state=state)
        Status.objects.create(delivery=row, code="01", at=clock.now(), due=None)
        made.append(row)
    return made


def test_a_row_tells_when_each_step_was_reached(people: Cast) -> None:
    arrival = builders.arrived(people)
    incoming.register(arrival, by=people.tuan)
    builders.tell_statuses()

    [step] = tracking.page(people.commune).steps

    assert [at is not None for at in step.times] == [True, True, True, False, False, False]


def test_what_came_back_stands_apart_until_it_is_settled(units: Cast) -> None:
    [row] = deliveries(units, 1)
    actions.fail(row, "không tới", by=System(units.commune))

    [step] = tracking.troubled(units.commune)
    actions.acknowledge(row, by=units.hoa)

    assert (step.reason, step.tone) == ("không tới", "bad")
    assert tracking.troubled(units.commune) == []
    assert [each.is_settled for each in tracking.page(units.commune).steps] == [True]


def test_pages_hold_every_row_once(units: Cast) -> None:
    rows = deliveries(units, 7)

    first = tracking.page(units.commune, limit=4)
    second = tracking.page(units.commune, limit=4, below=first.below)

    shown = [step.delivery.pk for step in (*first.steps, *second.steps)]
    assert shown == sorted((row.pk for row in rows), reverse=True)
    assert second.below is None


def test_one_state_is_filtered(units: Cast) -> None:
    deliveries(units, 2)
    done = deliveries(units, 1, "completed")

    page = tracking.page(units.commune, state="completed")

    assert [step.delivery for step in page.steps] == done


def test_another_units_deliveries_are_not_seen(units: Cast) -> None:
    deliveries(units, 2)

    assert tracking.page(units.district).steps == ()


def test_queries_do_not_grow_with_the_rows(units: Cast, django_assert_max_num_queries: Any) -> None:
    deliveries(units, 30)

    with django_assert_max_num_queries(3):
        page = tracking.page(units.commune)

    assert len(page.steps) == 30


def test_the_recipients_of_one_document_stand_with_trouble_first(units: Cast) -> None:
    rows = deliveries(units, 3)
    actions.fail(rows[2], "không tới", by=System(units.commune))

    steps = tracking.of_document(rows[0].document)

    assert [step.delivery for step in steps] == [rows[2], rows[0], rows[1]]
