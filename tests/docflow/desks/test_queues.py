"""The numbers beside the queues are those of what lies in them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow.desks.counting import counts_of
from docflow.desks.queues import queues_of
from docflow.exchange.models import Delivery
from docflow.incoming import actions as incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.contents import To
from docflow.signatures.intake import take_in
from tests.builders import PAGE
from tests.docflow.web.test_queries import _letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(people):
    """Something of every kind that can wait: papers, arrivals, a task, a failed delivery."""
    file = take_in(PAGE, by=people.lan)
    to = [To(name="Ông Bình", channel="paper")]
    papers = [
        outgoing.draft(
            "REPORT", "Đề nghị", file, by=people.lan, signer=people.minh.appointment, recipients=to
        )
        for _ in range(3)
    ]
    outgoing.submit(papers[0], by=people.lan)
    Delivery.objects.create(
        document=papers[1].document, unit=papers[1].unit, name="B", channel="paper", state="failed"
    )
    _letter(people, file)
    incoming.register(_letter(people, file), by=people.hoa)
    arrival = incoming.register(_letter(people, file), by=people.hoa)
    incoming.assign(arrival, "Tham mưu", people.lan.appointment, 1, by=people.minh)
    return people


def test_each_number_is_that_of_the_rows_in_its_queue(work):
    actors = [work.hoa, work.minh, work.lan, work.hung, work.oanh]

    numbers = [counts_of(actor) for actor in actors]

    assert numbers == [{q.code: len(q.items(actor)) for q in queues_of(actor)} for actor in actors]
    assert {code for each in numbers for code, number in each.items() if number} >= {
        "to_receive", "to_decide", "came_back", "follow_up", "soon_late", "to_lead", "my_drafts",
        "under_way", "to_initial",
    }  # fmt: skip


def test_a_queue_made_once_tells_what_it_tells_when_made_anew(work):
    actors = [work.hoa, work.minh, work.lan, work.hung, work.oanh]
    queues = [(queue, actor) for actor in actors for queue in queues_of(actor)]

    told = [queue.items(actor) for queue, actor in queues]

    assert told == [[queue.item(row) for row in queue.rows(actor)] for queue, actor in queues]
    assert sum(map(len, told)) > 9


def test_the_numbers_take_one_question(work):
    for actor in (work.hoa, work.minh, work.lan, work.hung, work.oanh):
        with CaptureQueriesContext(connection) as seen:
            counts_of(actor)

        asked = [each["sql"] for each in seen.captured_queries if "COUNT(" in each["sql"]]
        assert len(asked) == 1
