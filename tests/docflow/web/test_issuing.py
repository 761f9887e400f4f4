"""Number, seal, issue on the screen: each step leads to the next, the last to the next document."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from docflow.exchange.models import Delivery
from docflow.identity import new_uid
from docflow.outgoing import actions
from docflow.outgoing.models import Outgoing
from docflow.people import actions as people_acts
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.signatures.models import Custody
from tests import builders
from tests.cast import PIN, Cast
from tests.conftest import SAMPLES
from tests.docflow.web.browsing import browser_of


def send(browser: Client, address: str, **typed: Any) -> Any:
    """Send a form once."""
    return browser.post(address, {"request_key": str(new_uid()), **typed})


def step(paper: Outgoing, verb: str) -> str:
    """The address of a step of issuing."""
    return f"/outgoing/{paper.uid}/{verb}/"


def clerk(people: Cast) -> Client:
    """Hoa's browser, in English."""
    browser = browser_of(people.hoa)
    browser.cookies["language"] = "en"
    return browser


def test_the_steps_lead_from_one_to_the_next(people: Cast) -> None:
    paper, browser = builders.signed(people), clerk(people)

    numbered = send(browser, step(paper, "number"))
    sealed = send(browser, step(paper, "seal"), pin=PIN)
    issued = send(browser, step(paper, "issue"))

    assert numbered["Location"] == step(paper, "seal")
    assert sealed["Location"] == step(paper, "issue")
    assert issued["Location"] == "/queue/to_issue/"
    assert Delivery.objects.count() == 1


def test_after_issuing_the_next_document_opens(people: Cast) -> None:
    waiting = builders.signed(people, subject="Việc sau")
    paper = builders.sealed(people)

    issued = send(clerk(people), step(paper, "issue"))

    assert issued["Location"] == f"{step(waiting, 'number')}?queue=to_number"


def test_what_waits_opens_on_the_page_of_its_act_with_the_way_back(people: Cast) -> None:
    papers = {
        "number": builders.signed(people),
        "seal": actions.number(builders.signed(people), by=people.hoa),
        "issue": builders.sealed(people),
    }
    browser = clerk(people)

    desk = browser.get("/").content.decode()
    queues = {verb: browser.get(f"/queue/to_{verb}/").content.decode() for verb in papers}
    pages = {
        verb: browser.get(f"{step(paper, verb)}?queue=to_{verb}").content.decode()
        for verb, paper in papers.items()
    }

    for verb, paper in papers.items():
        address = f'href="{step(paper, verb)}?queue=to_{verb}"'
        assert address in desk
        assert address in queues[verb]
        assert f'href="/document/{paper.uid}/?queue=to_{verb}"' in pages[verb]


@pytest.fixture
def other_clerk(people: Cast) -> Actor:
    """Vân is a clerk of the commune too; Hoa keeps its key."""
    post = people_acts.appoint(people.vân, people.commune, "Văn thư 2", [Role.CLERK], by=System())
    return Actor(post)


def test_a_clerk_without_the_key_is_told_who_keeps_it_and_not_led_to_the_seal(
    people: Cast, other_clerk: Actor
) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)
    browser = browser_of(other_clerk)

    pages = [
        browser.get(address).content.decode()
        for address in ("/", "/queue/to_seal/", f"/document/{paper.uid}/")
    ]

    for page in pages:
        assert "It is kept by: Đỗ Thị Hoa, Văn thư." in page
        assert step(paper, "seal") not in page
    for page in pages[:2]:
        assert f'href="/document/{paper.uid}/?queue=to_seal"' in page


def test_who_keeps_the_key_reads_nothing_of_it(people: Cast) -> None:
    actions.number(builders.signed(people), by=people.hoa)

    pages = [clerk(people).get(address).content.decode() for address in ("/", "/queue/to_seal/")]

    assert not any("kept by" in page for page in pages)


def test_where_nobody_keeps_the_key_that_is_told(people: Cast) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)
    Custody.objects.filter(key__unit=people.commune).delete()

    page = clerk(people).get(f"/document/{paper.uid}/").content.decode()

    assert "It is kept by: nobody." in page


def test_after_an_act_whoever_lacks_the_key_goes_on_with_what_is_theirs_to_do(
    people: Cast, other_clerk: Actor
) -> None:
    actions.number(builders.signed(people, subject="Chờ dấu"), by=people.hoa)
    waiting = builders.signed(people, subject="Chờ số")
    paper = builders.sealed(people)

    issued = send(browser_of(other_clerk), step(paper, "issue"))

    assert issued["Location"] == f"{step(waiting, 'number')}?queue=to_number"


def test_the_number_to_be_given_is_the_one_given(people: Cast) -> None:
    paper, browser = builders.signed(people), clerk(people)
    seen = browser.get(step(paper, "number")).context["coming"]

    send(browser, step(paper, "number"))

    assert seen["code"] == Outgoing.objects.get().document.code == "01/BC-UBND"


def test_a_wrong_pin_is_told_at_its_field_and_not_repeated(people: Cast) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)

    answer = send(clerk(people), step(paper, "seal"), pin="999999")

    assert answer.status_code == 200
    assert "pin" in answer.context["form"].errors
    assert "999999" not in answer.content.decode()


def test_the_page_to_seal_asks_for_the_pin_of_the_agencys_key(people: Cast) -> None:
    paper = actions.number(builders.signed(people), by=people.hoa)

    page = clerk(people).get(step(paper, "seal")).content.decode()

    assert "PIN of the agency&#x27;s seal key" in page
    assert "PIN of your key" not in page


def test_a_step_out_of_order_says_what_comes_first(people: Cast) -> None:
    paper = builders.signed(people)

    shown, sent = (
        clerk(people).get(step(paper, "issue")),
        send(clerk(people), step(paper, "issue")),
    )

    assert shown.context["why_not"].code == "wrong_state"
    assert '<form method="post" class="act"' not in shown.content.decode()
    assert sent.status_code == 200


def test_the_recipients_are_listed_before_issuing(people: Cast) -> None:
    paper = builders.sealed(people)

    shown = clerk(people).get(step(paper, "issue")).content.decode()

    assert people.district.name in shown
    assert f"/outgoing/{paper.uid}/recipients/" in shown


def test_a_scan_of_what_was_signed_on_paper_is_taken_in(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    scan = SimpleUploadedFile("quét.pdf", (SAMPLES / "word-365.pdf").read_bytes())

    answer = send(clerk(people), step(paper, "sign_on_paper"), scan=scan)

    assert answer["Location"] == step(paper, "number")
    assert Outgoing.objects.get().signed_on_paper


def test_a_scan_that_is_missing_is_asked_for(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    answer = send(clerk(people), step(paper, "sign_on_paper"))

    assert answer.status_code == 200
    assert "scan" in answer.context["form"].errors


@pytest.mark.parametrize("verb", ["number", "seal", "issue", "sign_on_paper"])
def test_another_units_document_does_not_exist(units: Cast, verb: str) -> None:
    paper = builders.draft(units)
    browser = browser_of(units.tuan)

    assert browser.get(step(paper, verb)).status_code == 404
    assert send(browser, step(paper, verb)).status_code == 404


@pytest.mark.parametrize("verb", ["number", "seal", "issue", "sign_on_paper"])
def test_whoever_is_no_clerk_is_told_so(units: Cast, verb: str) -> None:
    paper = builders.draft(units)

    assert browser_of(units.minh).get(step(paper, verb)).status_code == 403
