"""Waiting rows: one worker at a time, lost leases found, errors kept, a lost broker no matter."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from docflow import clock, work
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.documents.models import Document, RegisterEntry
from docflow.errors import Refused
from docflow.exchange.actions import mark_sent, statuses_seen
from docflow.exchange.models import Delivery, Status
from docflow.exchange.tasks import follow_log, hand_over, report_status
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.incoming.tasks import check_signatures
from docflow.people.actor import System
from docflow.work import LONGEST_PAUSE, TRIES, after_commit, claim, pump_once
from storage import blobs
from tests import cast
from tests.docflow.audit.tampering import drop_triggers

AT_ONCE = 8


@pytest.fixture
def committed(transactional_db: None) -> Iterator[cast.Cast]:
    """The cast, where threads see what others committed."""
    yield cast.gather(keys=False)
    drop_triggers()


def delivery_of(people: cast.Cast, file: Any, name: str = "Hoằng Hóa") -> Delivery:
    """A document that waits to be handed over to the district."""
    stored = blobs.put(file)
    document = Document.objects.create(
        unit=people.commune, kind="REPORT", subject="Báo cáo", notation="BC-UBND"
    )
    document.versions.create(number=1, role="sealed", digest=stored.digest, size=stored.size)
    return Delivery.objects.create(
        document=document,
        unit=people.commune,
        recipient=people.district,
        name=name,
        channel="electronic",
    )


def at_once(times: int, act: Callable[[], object]) -> list[object]:
    """What came of an act done so many times, eight at once."""
    done: list[object] = []
    ready = threading.Barrier(AT_ONCE)

    def run() -> None:
        ready.wait()
        for _ in range(times // AT_ONCE):
            try:
                done.append(act())
            except Exception as error:
                done.append(error)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def broken(row_id: int, reason: str = "broken") -> None:
    """A task that fails while it holds the row."""
    with claim(Delivery, row_id) as held:
        assert held
        raise RuntimeError(reason)


@pytest.fixture
def waiting(units: cast.Cast, word_pdf: Any) -> Delivery:
    return delivery_of(units, word_pdf)


def test_of_eight_workers_one_gets_the_row(committed, word_pdf):
    waiting = delivery_of(committed, word_pdf)

    def take() -> bool:
        with claim(Delivery, waiting.pk) as held:
            return held is not None

    taken = at_once(AT_ONCE, take)

    assert sorted(taken) == [False] * 7 + [True]
    assert Delivery.objects.get().attempts == 1


def test_a_row_is_taken_again_only_once_its_lease_has_run_out(waiting):
    with claim(Delivery, waiting.pk) as first, claim(Delivery, waiting.pk) as second:
        held = (first == waiting, second)
    Delivery.objects.update(lease=clock.wall() - timedelta(seconds=1))
    with claim(Delivery, waiting.pk) as third:
        assert third

    assert held == (True, None)
    assert third.attempts == 2


def test_a_row_that_is_done_is_not_taken(waiting):
    Delivery.objects.update(due=None)

    with claim(Delivery, waiting.pk) as held:
        assert held is None


@pytest.mark.parametrize(
    ("before", "pause"),
    [(0, 2), (3, 16), (10, 2048), (11, 3600), (100, 3600)],
)
def test_an_error_stands_on_the_row_with_the_time_of_the_next_try(units, before, pause):
    arrival = Incoming.objects.create(
        document=Document.objects.create(unit=units.district, kind="REPORT", subject="Báo cáo"),
        unit=units.district,
        attempts=before,
    )

    check_signatures(arrival.pk)

    arrival.refresh_from_db()
    assert arrival.last_error == "Version matching query does not exist."
    assert arrival.lease is None
    assert abs(arrival.due - clock.wall() - timedelta(seconds=pause)) < timedelta(seconds=30)
    assert timedelta(seconds=pause) <= LONGEST_PAUSE


def test_a_worker_that_lost_its_lease_leaves_the_row_to_the_one_who_has_it(waiting):
    others = clock.wall() + timedelta(minutes=5)

    with claim(Delivery, waiting.pk):
        Delivery.objects.update(lease=others)
        raise RuntimeError("too late")

    waiting.refresh_from_db()
    assert (waiting.lease, waiting.last_error) == (others, "")


def test_the_last_try_ends_with_the_reason_before_the_clerk(waiting):
    Delivery.objects.update(attempts=TRIES - 1)

    broken(waiting.pk, "the recipient is gone")

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.due, delivery.last_error) == (
        "failed",
        None,
        "the recipient is gone",
    )
    assert Entry.objects.filter(event=Event.DELIVERY_FAILED).count() == 1


def test_an_error_after_the_work_is_done_does_not_undo_it(waiting):
    Delivery.objects.update(attempts=TRIES - 1)

    with claim(Delivery, waiting.pk) as held:
        mark_sent(held, by=System(waiting.unit))
        raise RuntimeError("afterwards")

    assert (Delivery.objects.get().state, Delivery.objects.get().due) == ("sent", None)


def test_what_arrived_after_all_is_not_given_up(units, waiting):
    hand_over(waiting.pk)
    follow_log()
    report_status(Status.objects.get().pk)
    Delivery.objects.update(due=clock.wall(), attempts=TRIES - 1)

    broken(waiting.pk)

    assert Delivery.objects.get().state == "delivered"
    assert Delivery.objects.get().due is not None


@pytest.mark.parametrize("model", work._kinds)
def test_the_pump_finds_what_waits_without_reading_what_is_done(db, model):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # tables of no rows are read whole

    plan = model.objects.left_behind(clock.wall()).order_by("due")[:50].explain()

    assert "_that_wait" in plan


def test_the_pump_feeds_a_row_once_until_its_lease_has_run_out(waiting, settings):
    settings.DOCFLOW_EMBEDDED = True

    fed = [pump_once(), pump_once()]
    Delivery.objects.update(due=clock.wall() - timedelta(seconds=1))
    fed.append(pump_once())

    assert fed == [1, 0, 1]


def test_the_pump_leaves_a_row_to_those_who_were_rung_for_it(waiting, settings):
    settings.DOCFLOW_EMBEDDED = False

    fed = [pump_once()]
    Delivery.objects.update(due=clock.wall() - timedelta(seconds=settings.DOCFLOW_LEASE + 1))
    fed.append(pump_once())

    assert fed == [0, 1]


def test_the_pump_leaves_a_row_that_is_being_worked_on(waiting, settings):
    settings.DOCFLOW_EMBEDDED = True

    with claim(Delivery, waiting.pk):
        assert pump_once() == 0


@pytest.mark.parametrize("silent", [False, True], ids=["refuses", "never answers"])
def test_a_lost_broker_is_waited_for_once_and_not_for_each_row(
    committed, word_pdf, settings, monkeypatch, silent
):
    app = hand_over.app
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if not silent:
            listener.close()
        _use_broker(monkeypatch, app, f"amqp://guest:guest@127.0.0.1:{port}//")
        settings.DOCFLOW_EMBEDDED = False
        began = clock.wall()

        with transaction.atomic():
            for number in range(10):
                after_commit(delivery_of(committed, word_pdf, name=f"Nơi nhận {number}"))

        assert clock.wall() - began < timedelta(seconds=3)
    assert Delivery.objects.waiting().count() == 10
    Delivery.objects.update(due=clock.wall() - timedelta(minutes=5))
    assert pump_once() == 0
    _use_broker(monkeypatch, app, "memory://")
    assert pump_once() == 10


def test_a_delivery_handed_over_a_hundred_times_arrives_once(committed, word_pdf, settings):
    settings.DOCFLOW_LEASE = 0.001  # every worker loses its lease at once
    delivery = delivery_of(committed, word_pdf)

    at_once(104, lambda: hand_over(delivery.pk))

    arrival = Incoming.objects.get()
    assert Document.objects.filter(exchange_id=delivery.document.exchange_id).count() == 2
    at_once(8, lambda: check_signatures(arrival.pk))
    at_once(8, follow_log)
    status = Status.objects.get()
    at_once(8, lambda: report_status(status.pk))
    told = at_once(8, lambda: incoming.register(Incoming.objects.get(), by=committed.tuan))
    assert [type(each) for each in told].count(Refused) == 7
    assert RegisterEntry.objects.count() == 1
    assert statuses_seen(delivery) == ["01"]
    for event in (
        Event.INCOMING_ARRIVED,
        Event.DELIVERY_SENT,
        Event.INCOMING_VERIFIED,
        Event.DELIVERY_STATUS_RECEIVED,
        Event.INCOMING_REGISTERED,
    ):
        assert Entry.objects.filter(event=event).count() == 1, event


def _use_broker(monkeypatch: pytest.MonkeyPatch, app: Any, url: str) -> None:
    """Let this process publish to another broker from now on."""
    monkeypatch.setenv("CELERY_BROKER_URL", url)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(work, "_broker_rests_until", 0.0)
