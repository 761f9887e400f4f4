"""Opinions, returns to a step, another signer and circuits on their pages."""

from itertools import count
from typing import Any

import pytest
from django.urls import reverse

from docflow.outgoing import actions, turn_actions
from docflow.outgoing.circuit_actions import keep_circuit
from docflow.outgoing.models import Circuit, Outgoing, SignerChange, Turn
from tests import builders
from tests.cast import Cast
from tests.docflow.web.browsing import browser_of

pytestmark = pytest.mark.django_db
KEYS = count(1)


def page_of(verb: str, paper: Outgoing) -> str:
    """The page of an act on a document."""
    return reverse(f"outgoing:{verb}", args=[paper.uid])


def text_of(answer: Any) -> str:
    """What a page says."""
    return answer.content.decode()


def sent(browser: Any, address: str, **fields: Any) -> Any:
    """The answer to a form that is sent."""
    return browser.post(address, {"request_key": f"key-{next(KEYS)}", **fields})


def test_the_drafter_sees_before_submitting_who_is_next_and_why(people: Cast) -> None:
    keep_circuit("REPORT", 'initial("Kế toán trưởng") > initial(leader)', by=people.oanh)
    paper = builders.draft(people)

    shown = text_of(browser_of(people.lan).get(reverse("document", args=[paper.uid])))

    assert people.minh.user.full_name in shown
    assert "Kế toán trưởng" in shown
    assert "standing-coming" in shown
    assert "warning-line" in shown


def test_an_opinion_is_asked_and_given_on_pages(people: Cast) -> None:
    paper = builders.draft(people)
    asking = page_of("ask_opinion", paper)

    answer = sent(
        browser_of(people.lan), asking, whom=[people.hoa.appointment.pk], question="Ổn?", days=2
    )
    giving = browser_of(people.hoa)
    seen = text_of(giving.get(page_of("give_opinion", paper)))
    given = sent(giving, page_of("give_opinion", paper), stance="remark", text="Thêm phụ lục")

    assert (answer.status_code, given.status_code) == (302, 302)
    assert "Ổn?" in seen
    assert Turn.objects.get().text == "Thêm phụ lục"


def test_a_remark_without_words_comes_back_into_the_form(people: Cast) -> None:
    paper = builders.draft(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "Ổn?", by=people.lan)

    answer = sent(browser_of(people.hoa), page_of("give_opinion", paper), stance="object", text="")

    assert answer.status_code == 200
    assert Turn.objects.get().standing == "open"


def test_the_signing_page_shows_the_opinions(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    turn_actions.ask_opinion(paper, [people.hoa.appointment], "Ổn?", by=people.lan)
    turn_actions.give_opinion(paper, "object", "Chưa đủ căn cứ", by=people.hoa)

    shown = text_of(browser_of(people.minh).get(page_of("sign", paper)))

    assert "Chưa đủ căn cứ" in shown


def test_a_document_is_returned_to_a_step_or_to_the_format_check(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    browser = browser_of(people.minh)
    page = page_of("send_back_to_step", paper)

    sent(browser, page, step="format_check", reason="Sai thể thức")
    state = Outgoing.objects.get(pk=paper.pk).state
    sent(browser, page, step="1", reason="Xem lại nội dung")

    assert (state, Outgoing.objects.get(pk=paper.pk).state) == ("format_check", "initialling")


def test_another_signer_is_named_on_a_page(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    sent(
        browser_of(people.oanh),
        page_of("replace_signer", paper),
        signer=people.binh.appointment.pk,
        reason="Đi công tác",
    )

    shown = text_of(browser_of(people.oanh).get(reverse("document", args=[paper.uid])))
    assert SignerChange.objects.exists()
    assert "Đi công tác" in shown


@pytest.mark.parametrize("verb", ["ask_opinion", "give_opinion", "replace_signer"])
def test_a_page_of_what_is_not_theirs_is_refused(people: Cast, verb: str) -> None:
    paper = builders.draft(people)

    answer = browser_of(people.hung).get(page_of(verb, paper))

    assert answer.status_code in (403, 422)


def test_an_order_is_kept_on_its_page_in_vietnamese(people: Cast) -> None:
    browser = browser_of(people.oanh)
    page = reverse("outgoing:keep_circuit") + "?kind=REPORT"

    first = text_of(browser.get(page))
    sent(browser, page, text="ký nháy(trưởng phòng) > ký nháy(lãnh đạo)", seen=0)

    assert 'name="seen" value="0"' in first
    assert Circuit.objects.get().text == "initial(head of department) > initial(leader)"
    assert "initial(leader)" in text_of(browser.get(reverse("outgoing:circuits")))


def test_a_bad_order_comes_back_with_its_place(people: Cast) -> None:
    page = reverse("outgoing:keep_circuit")

    answer = sent(browser_of(people.oanh), page, text="initial(ai đó)", seen=0)

    assert answer.status_code == 200
    assert "initial(ai đó)" in text_of(answer)
    assert not Circuit.objects.exists()


@pytest.mark.parametrize("text", ["", "initial(leader)", "initial(", "x" * 5000])
def test_what_an_order_comes_to_is_shown_while_it_is_written(people: Cast, text: str) -> None:
    answer = browser_of(people.oanh).get(reverse("outgoing:preview_circuit"), {"text": text})

    assert answer.status_code == 200


def test_the_number_of_a_reply_stands_on_what_it_answers(people: Cast) -> None:
    arrival = builders.arrived(people)
    reply = actions.draft(
        "REPORT",
        "Trả lời",
        builders.page(people),
        by=people.phuc,
        signer=people.nam.appointment,
        answers=arrival.document,
    )
    type(reply.document).objects.filter(pk=reply.pk).update(
        number=7, notation="BC-UBND", issued_on="2026-11-20"
    )

    shown = text_of(browser_of(people.tuan).get(reverse("document", args=[arrival.document.uid])))

    assert "<strong>07/BC-UBND</strong>" in shown
