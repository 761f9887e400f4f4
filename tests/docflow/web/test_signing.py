"""The signing book, initials and format check, one PIN for several."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from docflow import clock
from docflow.audit.models import Entry, EntryText
from docflow.batches import signing
from docflow.batches.actions import consent
from docflow.batches.models import LASTS, Batch, Item
from docflow.outgoing import actions as outgoing
from docflow.outgoing import format_check
from docflow.outgoing.models import Outgoing
from docflow.people import actions as people_actions
from docflow.people.actor import Actor
from docflow.permissions import Permission
from docflow.signatures.models import Signature, SigningKey
from tests import builders
from tests.cast import PIN, Cast
from tests.docflow.web.asking import opened, sent, text_of
from tests.docflow.web.browsing import browser_of

WRONG = "135791"


def seen(papers: list[Outgoing]) -> list[str]:
    return [f"{paper.uid}:{paper.document.current.digest}" for paper in papers]


def sign_page(paper: Outgoing) -> str:
    return reverse("outgoing:sign", args=[paper.uid])


def test_the_book_opens_at_the_first_document_and_says_where_one_stands(people: Cast) -> None:
    builders.waiting_for_signature(people)
    urgent = builders.waiting_for_signature(people, subject="Bão số 12", urgency="express")

    first = opened(people.minh, reverse("signing:book"))
    page = text_of(opened(people.minh, first.url))

    assert first.url.startswith(sign_page(urgent))
    assert "1/2" in page
    assert 'data-key="j"' in page


def test_the_page_shows_who_asks_the_lines_above_the_name_and_the_recipients(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    page = text_of(opened(people.minh, sign_page(paper)))

    for shown in ("Nguyễn Thị Lan", "Lê Văn Hùng", "Trần Kim Oanh", "TM. ỦY BAN NHÂN DÂN"):
        assert shown in page
    assert people.district.name in page


def test_after_signing_the_next_document_opens_and_says_what_was_signed(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    other = builders.waiting_for_signature(people, subject="Bão số 12")

    answer = sent(people.minh, sign_page(paper), pin=PIN, seen=paper.document.current.digest)

    page = text_of(opened(people.minh, answer.url))
    assert Outgoing.objects.get(pk=paper.pk).state == "signed"
    assert answer.url.startswith(sign_page(other))
    assert paper.document.subject in page


def test_a_wrong_pin_tells_the_tries_left_and_stands_nowhere(
    people: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    paper = builders.waiting_for_signature(people)
    caplog.set_level(logging.DEBUG)

    answer = sent(people.minh, sign_page(paper), pin=WRONG)

    page = text_of(answer)
    assert answer.status_code == 200
    assert "4" in page[page.index('id="id_pin_error"') :][:400]
    assert WRONG not in page
    assert WRONG not in caplog.text
    assert not Entry.objects.filter(text__contains=WRONG).exists()
    assert not EntryText.objects.filter(text__contains=WRONG).exists()
    assert 'autocomplete="off"' in page


def test_another_file_than_the_one_looked_at_is_not_signed(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    answer = sent(people.minh, sign_page(paper), pin=PIN, seen="0" * 64)

    assert answer.status_code == 200
    assert Outgoing.objects.get(pk=paper.pk).state == "signing"


def test_who_is_not_the_named_signer_reads_why_not(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    answer = opened(people.binh, sign_page(paper))

    assert answer.status_code == 422
    assert "PIN" not in text_of(answer)


def test_what_may_not_be_seen_is_not_there(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    answers = [opened(people.nam, sign_page(paper)), sent(people.nam, sign_page(paper), pin=PIN)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_stand_in_reads_the_lines_before_signing(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    given = people_actions.delegate(
        people.minh.appointment,
        people.binh.appointment,
        [Permission.OUTGOING_SIGN],
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3),
        basis="Giấy ủy quyền 01/GUQ-UBND",
        by=people.minh,
    )
    stand_in = Actor(people.binh.appointment, given)

    page = text_of(_as_stand_in(stand_in, sign_page(paper)))

    assert "TUQ. CHỦ TỊCH" in page
    assert "01/GUQ-UBND" in page


def _as_stand_in(actor: Actor, address: str) -> Any:
    browser = browser_of(actor)
    browser.post(reverse("act_as"), {"way": str(actor.delegation.uid), "request_key": "1"})
    return browser.get(address)


def test_a_new_round_shows_why_the_last_one_ended_and_links_what_changed(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    outgoing.send_back(paper, "Thiếu phụ lục", by=people.minh)
    again = outgoing.submit(Outgoing.objects.get(pk=paper.pk), by=people.lan)
    outgoing.pass_format(outgoing.initial(again, by=people.hung), by=people.oanh)

    page = text_of(opened(people.minh, sign_page(paper)))

    assert "Thiếu phụ lục" in page
    assert reverse("viewer:changes", args=[paper.uid]) in page


def test_returning_asks_why_and_opens_the_next_document(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    other = builders.waiting_for_signature(people, subject="Bão số 12")
    address = reverse("outgoing:send_back", args=[paper.uid]) + "?queue=to_sign"

    empty = sent(people.minh, address, reason="")
    answer = sent(people.minh, address, reason="Thiếu phụ lục")

    assert empty.status_code == 200
    assert answer.url.startswith(sign_page(other))
    assert Outgoing.objects.get(pk=paper.pk).state == "returned"


def test_initials_are_given_with_the_document_in_view(people: Cast) -> None:
    paper = outgoing.submit(builders.draft(people), by=people.lan)
    address = reverse("outgoing:initial", args=[paper.uid])

    page = opened(people.hung, address)
    sent(people.hung, address)

    assert reverse("viewer:file", args=[paper.uid]) in text_of(page)
    assert Outgoing.objects.get(pk=paper.pk).state == "format_check"


def test_the_format_check_shows_each_finding_with_its_rule_before_the_click(people: Cast) -> None:
    paper = outgoing.submit(builders.draft(people, recipients=[]), by=people.lan)
    outgoing.initial(paper, by=people.hung)
    paper = Outgoing.objects.get(pk=paper.pk)
    address = reverse("outgoing:pass_format", args=[paper.uid])

    page = text_of(opened(people.oanh, address))
    answer = sent(people.oanh, address)

    for finding, sentence, basis in format_check.told(paper):
        assert sentence in page
        assert basis in page
        assert finding.id not in page
    assert answer.status_code == 200
    assert Outgoing.objects.get(pk=paper.pk).state == "format_check"


def test_a_format_check_without_errors_goes_on(people: Cast) -> None:
    paper = outgoing.initial(outgoing.submit(builders.draft(people), by=people.lan), by=people.hung)

    sent(people.oanh, reverse("outgoing:pass_format", args=[paper.uid]))

    assert Outgoing.objects.get(pk=paper.pk).state == "signing"


def test_a_list_is_stated_before_its_pin_is_asked_for(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people, subject=f"Việc {n}") for n in range(2)]
    query = "&".join(f"uid={paper.uid}" for paper in papers)

    page = text_of(opened(people.minh, f"{reverse('signing:several')}?{query}"))

    for paper in papers:
        assert paper.document.subject in page
        assert paper.document.current.digest[:12] in page


def test_one_pin_signs_a_list_and_one_that_fails_stops_nothing(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people, subject=f"Việc {n}") for n in range(3)]
    outgoing.withdraw(papers[1], by=people.lan)
    page = text_of(sent(people.minh, reverse("signing:several"), seen=seen(papers), pin=PIN))

    states = [Outgoing.objects.get(pk=paper.pk).state for paper in papers]
    assert states == ["signed", "withdrawn", "signed"]
    assert page.count('class="verdict good"') == 2
    assert page.count('class="verdict failed"') == 1
    assert PIN not in page


def test_a_wrong_pin_for_a_list_is_tried_once(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people, subject=f"Việc {n}") for n in range(3)]
    answer = sent(people.minh, reverse("signing:several"), seen=seen(papers), pin=WRONG)

    key = SigningKey.objects.get(appointment=people.minh.appointment)
    assert answer.status_code == 200
    assert key.wrong_pins == 1
    assert WRONG not in text_of(answer)


def test_a_list_of_what_may_not_be_seen_is_no_list(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    answer = sent(people.nam, reverse("signing:several"), seen=seen([paper]), pin=PIN)

    assert answer.url == reverse("queue", args=["to_sign"]) + "?chosen=none"
    assert Outgoing.objects.get(pk=paper.pk).state == "signing"


def test_whoever_chose_nothing_to_sign_is_told_so(people: Cast) -> None:
    builders.waiting_for_signature(people)

    answer = opened(people.minh, reverse("signing:several"))
    page = text_of(opened(people.minh, answer.url))

    assert "No document was chosen." in page


def test_a_list_not_looked_at_is_not_consented_to(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    answer = sent(people.minh, reverse("signing:several"), seen=[f"{paper.uid}:"], pin=PIN)

    assert answer.url == reverse("queue", args=["to_sign"]) + "?chosen=none"


def test_all_that_wait_are_listed_with_their_whole_hashes(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people, subject=f"Việc {n}") for n in range(3)]

    page = text_of(opened(people.minh, reverse("signing:several") + "?all=yes"))

    assert all(f'value="{pair}"' in page for pair in seen(papers))
    assert all(paper.document.current.digest + "</code>" in page for paper in papers)


def test_a_list_cut_off_is_taken_up_again_under_its_consent(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people, subject=f"Việc {n}") for n in range(3)]
    batch = consent([(each, each.document.current.digest) for each in papers], by=people.minh)
    results = signing.sign(batch, PIN, by=people.minh)
    next(results)
    results.close()
    address = reverse("signing:batch", args=[batch.uid])
    Item.objects.update(ended_at=clock.now() - timedelta(minutes=1))

    queue = text_of(opened(people.minh, reverse("queue", args=["to_sign"])))
    before = text_of(opened(people.minh, address))
    page = text_of(sent(people.minh, address, pin=PIN))
    after = text_of(opened(people.minh, address))

    assert address in queue
    assert ('id="id_pin"' in before, 'id="id_pin"' in after) == (True, False)
    assert page.count('class="verdict good"') == 2
    assert after.count('class="mark good"') == 3
    assert Signature.objects.count() == 3
    assert batch.items.filter(state="signed").count() == 3


def test_a_wrong_pin_leaves_one_consent_whose_page_asks_again(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people) for _ in range(2)]

    answer = sent(people.minh, reverse("signing:several"), seen=seen(papers), pin=WRONG)

    batch = Batch.objects.get()
    address = reverse("signing:batch", args=[batch.uid])
    assert f'action="{address}"' in text_of(answer)
    text_of(sent(people.minh, address, pin=PIN))
    assert list(batch.items.values_list("state", flat=True)) == ["signed", "signed"]


def test_a_page_beside_one_that_signs_follows_it(people: Cast) -> None:
    papers = [builders.waiting_for_signature(people) for _ in range(2)]
    batch = consent([(each, each.document.current.digest) for each in papers], by=people.minh)
    address = reverse("signing:batch", args=[batch.uid])
    progress = reverse("signing:batch_progress", args=[batch.uid])
    results = signing.sign(batch, PIN, by=people.minh)
    next(results)

    during = text_of(opened(people.minh, address))
    list(results)
    after = text_of(opened(people.minh, progress))

    assert f'hx-get="{progress}" hx-trigger="result, load delay' in during
    assert 'id="id_pin"' not in during
    assert "load delay" not in after


def test_a_consent_that_is_over_asks_for_no_pin(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    batch = consent([(paper, paper.document.current.digest)], by=people.minh)
    Batch.objects.update(consented_at=clock.now() - LASTS)

    address = reverse("signing:batch", args=[batch.uid])
    page = text_of(opened(people.minh, address))
    answer = text_of(sent(people.minh, address, pin=PIN))

    assert 'id="id_pin"' not in page
    assert reverse("signing:several") + "?all=yes" in answer
    assert Outgoing.objects.get(pk=paper.pk).state == "signing"


def test_a_consent_is_its_givers_alone(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)
    batch = consent([(paper, paper.document.current.digest)], by=people.minh)

    address = reverse("signing:batch", args=[batch.uid])

    assert opened(people.binh, address).status_code == 404
    assert sent(people.binh, address, pin=PIN).status_code == 404
