"""Drafting from an upload, answering, revising, giving up."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from docflow.documents.models import Document
from docflow.identity import new_uid
from docflow.incoming import actions as incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing import recipients
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.people.models import User
from docflow.signatures.intake import take_in
from tests import builders
from tests.cast import Cast
from tests.docflow.web.asking import opened, sent, text_of
from tests.docflow.web.browsing import browser_of

DRAFT = "/outgoing/draft/"


def upload(path: Path = builders.PAGE, name: str = "báo cáo.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, path.read_bytes(), "application/pdf")


def given(people: Cast, **other: Any) -> dict[str, Any]:
    facts = {
        "kind": "REPORT",
        "subject": "Tình hình mưa lũ",
        "signer": str(people.minh.appointment.pk),
        "urgency": "urgent",
        "secrecy": "",
        "field": "",
        "file": upload(),
    }
    return {**facts, **other}


def test_a_draft_begins_from_a_file_and_goes_on_to_its_recipients(people: Cast) -> None:
    answer = sent(people.lan, DRAFT, **given(people, attachments=[upload(name="phụ lục.pdf")]))

    paper = Outgoing.objects.get()
    assert answer.url == reverse("outgoing:recipients", args=[paper.uid])
    assert paper.document.subject == "Tình hình mưa lũ"
    assert [each.name for each in paper.document.attachments.all()] == ["phụ lục.pdf"]


def test_leaders_are_named_with_the_authority_they_sign_under(people: Cast) -> None:
    page = text_of(opened(people.lan, DRAFT))

    assert "Phạm Quang Minh, Chủ tịch (TM.)" in page
    assert "Vũ Thanh Bình, Phó Chủ tịch (TM./KT.)" in page
    assert "Lê Văn Hùng" not in page.split("</nav>", 1)[-1].split("<main", 1)[-1]


def test_a_refused_draft_keeps_what_was_typed_and_the_files(people: Cast) -> None:
    more = {"attachments": [upload(name="phụ lục.pdf")]}

    answer = sent(people.lan, DRAFT, **given(people, kind="OFFICIAL_LETTER", **more))
    page = text_of(answer)
    tokens = re.findall(r'name="(file|attachments)_token" value="([^"]+)"', page)
    again = given(people, kind="OFFICIAL_LETTER", field="VX")
    del again["file"]
    second = sent(people.lan, DRAFT, **again, **{f"{name}_token": token for name, token in tokens})

    assert answer.status_code == 200
    assert "Tình hình mưa lũ" in page
    assert [name for name, _ in tokens] == ["file", "attachments"]
    assert second.status_code == 302
    assert Outgoing.objects.get().document.attachments.count() == 1


def test_what_is_found_in_a_file_is_listed_and_the_file_chosen_before_stays(people: Cast) -> None:
    scripted = Path(builders.PAGE).with_name("distiller-10.pdf")
    address = f"{reverse('upload_check')}?field=file&as=draft"
    first = text_of(sent(people.lan, address, file=upload()))
    [token] = re.findall(r'name="file_token" value="([^"]+)"', first)

    refused = text_of(sent(people.lan, address, file=upload(scripted), file_token=token))
    form = text_of(sent(people.lan, DRAFT, **given(people, attachments=[upload(scripted)])))

    assert "The file holds JavaScript." in refused
    assert "Print it into a new PDF and choose that one." in refused
    assert f'name="file_token" value="{token}"' in refused
    assert "The file holds JavaScript." in form
    assert 'name="file_token"' in form
    assert not Document.objects.exists()


@pytest.mark.parametrize("mark", [{"secrecy": "mat"}, {"subject": "TỐI MẬT: kế hoạch"}])
def test_what_is_secret_is_refused_and_not_stored(people: Cast, mark: dict[str, str]) -> None:
    answer = sent(people.lan, DRAFT, **given(people, **mark))

    assert answer.status_code == 200
    assert 'name="file_token"' not in text_of(answer)
    assert not Document.objects.exists()


def test_whoever_may_not_draft_finds_no_such_page(people: Cast) -> None:
    answers = [opened(people.hoa, DRAFT), sent(people.hoa, DRAFT, **given(people))]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_an_answer_knows_what_it_answers_and_whom(people: Cast) -> None:
    arrival = incoming.register(builders.arrived(people), by=people.tuan)
    address = f"{DRAFT}?answers={arrival.uid}"
    facts = given(people, signer=str(people.nam.appointment.pk))

    page = text_of(opened(people.phuc, address))
    sent(people.phuc, address, **facts)

    paper = Outgoing.objects.get(unit=people.district)
    assert "V/v trả lời" in page
    assert arrival.document.code in page
    assert paper.document.links.get().target == arrival.document
    assert paper.recipients.get().unit == people.commune


def test_what_may_not_be_seen_cannot_be_answered(people: Cast) -> None:
    arrival = builders.arrived(people)

    assert opened(people.lan, f"{DRAFT}?answers={arrival.uid}").status_code == 404


def test_a_returned_draft_gets_another_file_under_the_reason(people: Cast) -> None:
    paper = outgoing.submit(builders.draft(people), by=people.lan)
    outgoing.send_back(paper, "Thiếu phụ lục", by=people.hung)
    address = reverse("outgoing:revise", args=[paper.uid])
    other = Path(builders.PAGE).with_name("excel-2016.pdf")

    shown = text_of(opened(people.lan, reverse("document", args=[paper.uid])))
    page = text_of(opened(people.lan, address))
    kept = {"subject": paper.document.subject, "signer": str(paper.signer.pk)}
    sent(people.lan, address, **kept, file=upload(other))

    assert address in shown
    assert shown.index("It came back because:") < shown.index(address)
    assert "Thiếu phụ lục" in page
    assert paper.document.versions.count() == 2


def test_a_returned_draft_gets_another_subject_and_signer_without_another_file(
    people: Cast,
) -> None:
    paper = outgoing.submit(builders.draft(people), by=people.lan)
    outgoing.send_back(paper, "Ghi rõ địa bàn", by=people.hung)
    address = reverse("outgoing:revise", args=[paper.uid])
    other = {"subject": "Mưa lũ ở Lam Sơn", "signer": str(people.binh.appointment.pk)}

    page = text_of(opened(people.lan, address))
    answer = sent(people.lan, address, **other)
    again = sent(people.lan, address, **other)

    paper = Outgoing.objects.get()
    assert "Tình hình mưa lũ</textarea>" in page
    assert f'<option value="{people.minh.appointment.pk}" selected>' in page
    assert answer.url == reverse("document", args=[paper.uid])
    assert (paper.document.subject, paper.signer) == ("Mưa lũ ở Lam Sơn", people.binh.appointment)
    assert "Nothing is changed." in text_of(again)


def test_a_draft_shows_what_the_format_check_finds_before_it_is_submitted(people: Cast) -> None:
    odd = take_in(builders.PAGE.parent / "quartz-10.7.pdf", by=people.lan)
    paper = builders.draft(people, file=odd, recipients=[])
    address = reverse("document", args=[paper.uid])

    before = text_of(opened(people.lan, address))
    recipients.add_recipients(paper, [To(people.district)], by=people.lan)
    outgoing.submit(paper, by=people.lan)
    after = text_of(opened(people.lan, address))

    assert "No recipient is named: name one at least." in before
    assert "Not A4 (210 × 297 mm)" in before
    assert "Decree 30/2020, Annex I, part I, I.1" in before
    assert "F20" not in before
    assert "Not A4" not in after


def test_nobody_else_and_at_no_other_time_changes_the_file(people: Cast) -> None:
    paper = outgoing.submit(builders.draft(people), by=people.lan)
    address = reverse("outgoing:revise", args=[paper.uid])
    kept = {"subject": "Việc khác", "signer": str(paper.signer.pk)}

    answers = [
        opened(people.lan, address),
        sent(people.hung, address, **kept, file=upload()),
        opened(people.hoa, address),
        opened(people.nam, address),
    ]

    assert [answer.status_code for answer in answers] == [422, 200, 403, 404]
    assert paper.document.versions.count() == 1


def test_giving_up_asks_why(people: Cast) -> None:
    paper = builders.draft(people)
    address = reverse("outgoing:cancel", args=[paper.uid])

    empty = sent(people.lan, address, reason="")
    sent(people.lan, address, reason="Không cần nữa")

    assert empty.status_code == 200
    assert Outgoing.objects.get(pk=paper.pk).state == "cancelled"


def test_an_official_letter_without_its_unit_is_refused_in_the_readers_language(
    people: Cast,
) -> None:
    User.objects.filter(pk=people.lan.user.pk).update(language="vi")

    page = text_of(sent(people.lan, DRAFT, **given(people, kind="OFFICIAL_LETTER")))

    assert "công văn phải có đơn vị soạn thảo hoặc lĩnh vực" in page
    assert "official letter" not in page


def test_a_form_that_came_back_says_where_back_leads(people: Cast) -> None:
    page = text_of(sent(people.lan, DRAFT, **given(people, subject="")))

    assert f'data-here="{DRAFT}"' in page
    assert 'data-here=""' in text_of(opened(people.lan, DRAFT))


def test_after_submitting_the_page_says_what_was_done_once(people: Cast) -> None:
    paper = builders.draft(people)
    browser = browser_of(people.lan)
    key = {"request_key": str(new_uid())}

    answer = browser.post(reverse("outgoing:submit", args=[paper.uid]), key)
    pages = [browser.get(answer.url).content.decode() for _ in range(2)]

    said = "Done: submit. Now: waiting for initials."
    assert [said in page for page in pages] == [True, False]
