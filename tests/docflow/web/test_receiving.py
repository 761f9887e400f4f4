"""Receiving on the screen: next number, duplicates before registering, refusals, papers."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from docflow.identity import new_uid
from docflow.incoming.actions import register
from docflow.incoming.models import Incoming
from tests import builders
from tests.cast import Cast
from tests.conftest import SAMPLES
from tests.docflow.search.papers import arrived
from tests.docflow.web.browsing import browser_of

PAPER = {
    "issuer": "Sở Nội vụ",
    "kind": "REPORT",
    "code_as_written": "12/BC-SNV",
    "issued_on": "2026-03-05",
    "subject": "Về phòng chống bão",
    "urgency": "normal",
}


def send(browser: Client, address: str, **typed: Any) -> Any:
    """Send a form, as a browser does; once."""
    return browser.post(
        address, {"request_key": str(new_uid()), **typed}, HTTP_ACCEPT_LANGUAGE="en"
    )


def page_of(document: Any, act: str = "register") -> str:
    """The address of an act on an arrival."""
    return f"/incoming/{document.uid}/{act}/"


def scan() -> SimpleUploadedFile:
    """A scan as a browser sends it."""
    return SimpleUploadedFile("quét.pdf", (SAMPLES / "word-365.pdf").read_bytes())


@pytest.fixture
def clerk(units: Cast) -> Client:
    """Hoa's browser, in English."""
    browser = browser_of(units.hoa)
    browser.cookies["language"] = "en"
    return browser


def test_the_next_number_and_the_last_one_are_shown(units: Cast, clerk: Client) -> None:
    first, second = arrived(units.hoa, "Việc một"), arrived(units.hoa, "Việc hai")
    register(first.incoming, by=units.hoa)

    answer = clerk.get(page_of(second))

    assert answer.context["coming"].number == 2
    assert answer.context["coming"].last.number == 1


def test_after_registering_the_next_of_the_queue_opens(units: Cast, clerk: Client) -> None:
    first, second = arrived(units.hoa, "Việc một"), arrived(units.hoa, "Việc hai")

    answer = send(clerk, page_of(first))

    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(second)}?queue=to_receive")
    following = clerk.get(answer["Location"])
    assert "Registered as number 1: Việc một" in following.content.decode()
    assert f"/document/{first.uid}/" in following.content.decode()


def test_what_was_done_is_said_once(units: Cast, clerk: Client) -> None:
    answer = send(clerk, page_of(arrived(units.hoa, "Việc một")))

    clerk.get(answer["Location"])
    again = clerk.get(answer["Location"])

    assert "Registered as number" not in again.content.decode()


def test_after_the_last_one_the_queue_opens(units: Cast, clerk: Client) -> None:
    answer = send(clerk, page_of(arrived(units.hoa, "Việc một")))

    assert answer["Location"] == "/queue/to_receive/"


def test_a_duplicate_is_shown_before_it_is_registered(units: Cast, clerk: Client) -> None:
    first = arrived(units.hoa, "Việc một", code_as_written="12/BC-SNV")
    second = arrived(units.hoa, "Việc một", code_as_written="12/BC-SNV")

    shown = clerk.get(page_of(second)).content.decode()

    assert "This seems to be here already" in shown
    assert f"/document/{first.uid}/" in shown
    assert f"{page_of(second, 'refuse')}?because=duplicate" in shown


def test_a_duplicate_is_registered_only_when_the_clerk_says_so(units: Cast, clerk: Client) -> None:
    arrived(units.hoa, "Việc một", code_as_written="12/BC-SNV")
    second = arrived(units.hoa, "Việc một", code_as_written="12/BC-SNV")

    refused = send(clerk, page_of(second))
    agreed = send(clerk, page_of(second), although_duplicate="on")

    assert "although_duplicate" in refused.context["form"].errors
    assert (refused.status_code, agreed.status_code) == (200, 302)


def test_what_cannot_be_decided_needs_the_clerks_reason(units: Cast, clerk: Client) -> None:
    document = arrived(units.hoa, "Việc một")
    Incoming.objects.filter(document=document).update(finding="undecided")

    refused = send(clerk, page_of(document))
    agreed = send(clerk, page_of(document), accept_reason="Đã gọi điện xác nhận")

    assert (refused.status_code, agreed.status_code) == (200, 302)
    assert Incoming.objects.get().accept_reason == "Đã gọi điện xác nhận"


def test_what_failed_its_check_can_only_be_refused(units: Cast, clerk: Client) -> None:
    document = arrived(units.hoa, "Việc một")
    Incoming.objects.filter(document=document).update(state="verify_failed", finding="failed")

    shown = clerk.get(page_of(document))

    assert shown.context["why_not"].code == "wrong_state"
    assert page_of(document, "refuse") in shown.content.decode()


def test_a_reason_of_the_list_and_words_go_to_the_sender(units: Cast, clerk: Client) -> None:
    document = arrived(units.hoa, "Việc một")

    answer = send(clerk, page_of(document, "refuse"), because="duplicate", words="xem số 12")

    assert answer.status_code == 302
    assert Incoming.objects.get().refuse_reason == "received already: xem số 12"


def test_another_reason_needs_words_and_keeps_what_was_chosen(units: Cast, clerk: Client) -> None:
    document = arrived(units.hoa, "Việc một")

    answer = send(clerk, page_of(document, "refuse"), because="other")

    assert answer.status_code == 200
    assert "words" in answer.context["form"].errors
    assert answer.context["form"]["because"].value() == "other"


def test_a_paper_is_taken_in_and_leads_to_its_registering(units: Cast, clerk: Client) -> None:
    answer = send(clerk, "/incoming/arrive_on_paper/", scan=scan(), **PAPER)

    arrival = Incoming.objects.get()
    assert answer["Location"] == page_of(arrival)
    assert (arrival.document.number, arrival.document.notation) == (12, "BC-SNV")


def test_the_type_of_a_paper_is_told_by_its_number(units: Cast, clerk: Client) -> None:
    send(clerk, "/incoming/arrive_on_paper/", scan=scan(), **{**PAPER, "kind": ""})

    assert Incoming.objects.get().document.kind == "REPORT"


@pytest.mark.parametrize("code", ["", "12", "12/2026/NQX-HDND"])
def test_where_the_number_tells_no_type_the_clerk_chooses_it(
    units: Cast, clerk: Client, code: str
) -> None:
    given = {**PAPER, "kind": "", "code_as_written": code}

    answer = send(clerk, "/incoming/arrive_on_paper/", scan=scan(), **given)

    assert "kind" in answer.context["form"].errors


def test_an_arrival_names_who_issued_it_beside_its_number(units: Cast, clerk: Client) -> None:
    send(clerk, "/incoming/arrive_on_paper/", scan=scan(), **PAPER)

    page = clerk.get(reverse("document", args=[Incoming.objects.get().uid])).content.decode()

    line = page.partition('<p class="lead-line">')[2].partition("</p>")[0]
    assert PAPER["issuer"] in line


def test_a_refused_paper_keeps_what_was_typed_and_the_scan(units: Cast, clerk: Client) -> None:
    refused = send(
        clerk, "/incoming/arrive_on_paper/", scan=scan(), **{**PAPER, "issued_on": "2999-01-01"}
    )
    form = refused.context["form"]
    token = form.fields["scan"].widget.taken[1]

    mended = send(clerk, "/incoming/arrive_on_paper/", scan_token=token, **PAPER)

    assert "issued_on" in form.errors
    assert form["subject"].value() == "Về phòng chống bão"
    assert mended.status_code == 302


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_paper_with_a_secrecy_mark_is_refused(units: Cast, clerk: Client, mark: str) -> None:
    answer = send(clerk, "/incoming/arrive_on_paper/", scan=scan(), secrecy=mark, **PAPER)

    assert answer.status_code == 200
    assert "State secrets" in answer.content.decode()
    assert not Incoming.objects.exists()


def test_an_upload_is_checked_as_soon_as_it_is_chosen(units: Cast, clerk: Client) -> None:
    answer = send(clerk, "/uploads/check/?field=scan&as=scan", scan=scan())

    assert answer.status_code == 200
    assert 'name="scan_token"' in answer.content.decode()


def test_an_upload_that_is_none_says_why_at_once(units: Cast, clerk: Client) -> None:
    rubbish = SimpleUploadedFile("x.pdf", b"no pdf")

    answer = send(clerk, "/uploads/check/?field=scan&as=scan", scan=rubbish).content.decode()

    assert 'role="alert"' in answer
    assert 'name="scan_token"' not in answer


@pytest.mark.parametrize("asked", ["field=scan", "field=<x>&as=scan", "as=scan", "field=a&as=x"])
def test_only_fields_there_are_can_be_checked(units: Cast, clerk: Client, asked: str) -> None:
    answer = send(clerk, f"/uploads/check/?{asked}")

    assert answer.status_code == 400


@pytest.mark.parametrize("act", ["register", "refuse"])
def test_what_another_unit_got_does_not_exist(units: Cast, act: str) -> None:
    document = arrived(units.hoa, "Việc một")
    browser = browser_of(units.tuan)

    answers = [
        browser.get(page_of(document, act)),
        send(browser, page_of(document, act)),
        browser.get(f"/incoming/{uuid4()}/{act}/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_whoever_only_reads_is_told_who_could(units: Cast) -> None:
    document = arrived(units.hoa, "Việc một")
    browser = browser_of(units.minh)

    shown, sent = browser.get(page_of(document)), send(browser, page_of(document))

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert Incoming.objects.get().state == "verified"


def test_only_the_clerk_takes_papers_in(units: Cast) -> None:
    assert browser_of(units.minh).get("/incoming/arrive_on_paper/").status_code == 404


def test_an_arrival_over_the_wire_is_registered_with_its_verdict(people: Cast) -> None:
    arrival = builders.arrived(people)
    browser = browser_of(people.tuan)

    shown = browser.get(page_of(arrival))
    send(browser, page_of(arrival))

    assert shown.context["verdict"].code == "good"
    assert Incoming.objects.get().arrival_number == 1
