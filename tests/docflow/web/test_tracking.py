"""Tracking on the screen: trouble first and settled by the clerk; also on the document's page."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from docflow.documents.models import Document
from docflow.exchange import actions
from docflow.exchange.models import Delivery
from docflow.identity import new_uid
from docflow.outgoing.models import Outgoing
from docflow.people.actor import System
from tests.cast import Cast
from tests.docflow.web.browsing import browser_of


def send(browser: Client, address: str, **typed: Any) -> Any:
    """Send a form once."""
    return browser.post(address, {"request_key": str(new_uid()), **typed})


@pytest.fixture
def lost(units: Cast) -> Delivery:
    """A delivery of the commune's that never arrived."""
    document = Document.objects.create(unit=units.commune, kind="REPORT", subject="Mưa lũ")
    Outgoing.objects.create(
        document=document, unit=units.commune, drafter=units.lan.appointment, state="issued"
    )
    made = Delivery.objects.create(
        document=document, unit=units.commune, name="Sở Nội vụ", channel="electronic"
    )
    return actions.fail(made, "không kết nối được", by=System(units.commune))


def settle(delivery: Delivery) -> str:
    """Where trouble is settled."""
    return f"/tracking/{delivery.uid}/acknowledge/"


def test_trouble_stands_first_with_its_reason(units: Cast, lost: Delivery) -> None:
    answer = browser_of(units.hoa).get("/tracking/")

    assert [step.delivery for step in answer.context["troubled"]] == [lost]
    assert "không kết nối được" in answer.content.decode()
    assert settle(lost) in answer.content.decode()


def test_settled_trouble_leaves_the_queue(units: Cast, lost: Delivery) -> None:
    browser = browser_of(units.hoa)

    answer = send(browser, settle(lost))

    assert answer["Location"] == "/tracking/"
    assert browser.get("/tracking/").context["troubled"] == []
    assert browser.get("/queue/came_back/").context["items"] == []


def test_one_comes_back_to_where_one_was(units: Cast, lost: Delivery) -> None:
    back = f"/document/{lost.document.uid}/"

    answers = [
        send(browser_of(units.hoa), settle(lost), back="https://elsewhere.example/"),
    ]
    Delivery.objects.update(acknowledged_at=None)
    answers.append(send(browser_of(units.hoa), settle(lost), back=back))

    assert [answer["Location"] for answer in answers] == ["/tracking/", back]


def test_the_document_lists_its_recipients(units: Cast, lost: Delivery) -> None:
    shown = browser_of(units.hoa).get(f"/document/{lost.document.uid}/").content.decode()

    assert "Sở Nội vụ" in shown
    assert settle(lost) in shown
    assert shown.index("không kết nối được") < shown.index("See the recipients")


def test_a_state_is_chosen(units: Cast, lost: Delivery) -> None:
    browser = browser_of(units.hoa)

    failed = browser.get("/tracking/", {"state": "failed"}).context["page"].steps
    sent = browser.get("/tracking/", {"state": "sent"}).context["page"].steps

    assert ([step.delivery for step in failed], sent) == ([lost], ())
    assert browser.get("/tracking/", {"state": "none"}).status_code == 404


def test_a_leader_sees_it_and_cannot_settle_it(units: Cast, lost: Delivery) -> None:
    browser = browser_of(units.minh)

    shown = browser.get("/tracking/").content.decode()
    sent = send(browser, settle(lost))

    assert "Sở Nội vụ" in shown
    assert settle(lost) not in shown
    assert sent.status_code == 403


def test_another_units_delivery_does_not_exist(units: Cast, lost: Delivery) -> None:
    browser = browser_of(units.tuan)

    assert browser.get("/tracking/").context["troubled"] == []
    assert send(browser, settle(lost)).status_code == 404
    assert send(browser, f"/tracking/{uuid4()}/acknowledge/").status_code == 404


def test_whoever_may_not_read_finds_no_tracking(units: Cast) -> None:
    assert browser_of(units.lan).get("/tracking/").status_code == 404
