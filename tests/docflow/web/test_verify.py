"""Verify by upload: for everyone, one sentence, nothing kept."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from docflow.desks import verifying
from docflow.documents.models import Document
from docflow.requests.limits import LIMITS
from docflow.web.checked import FINDINGS, LEVELS, not_checked, problem_words
from signing.check import BEYOND_LIMITS
from signing.outcomes import CERTIFICATE, REVOCATION, VALUE
from signing.report import Level
from storage import blobs
from tests.builders import PAGE, sealed
from tests.docflow.web.asking import text_of
from tests.docflow.web.browsing import browser_of

ADDRESS = reverse("verify")
SIGNED = Path(__file__).parents[2] / "samples" / "signed"


def given(raw: bytes, name: str = "van-ban.pdf", browser: Any = None) -> Any:
    """The answer to a file."""
    return (browser or Client()).post(ADDRESS, {"file": SimpleUploadedFile(name, raw)})


def bytes_of(document: Document) -> bytes:
    """The newest version of a document."""
    with blobs.local_path(document.current.digest) as path:
        return Path(path).read_bytes()


def test_the_page_is_open_to_everyone(db):
    assert Client().get(ADDRESS).status_code == 200


def test_a_sealed_document_is_valid_and_each_signature_is_told(people):
    raw = bytes_of(sealed(people).document)

    text = text_of(given(raw))

    assert "The signatures are valid." in text
    assert "Phạm Quang Minh" in text
    assert "Ủy ban nhân dân xã Hoằng Đông" in text
    assert "Time-stamped" in text
    assert "fields filled when sealed: date, number" in text


ASKED = {
    "en": (
        "Unchanged since it was signed",
        "Certificate by an authority trusted here, valid when signed",
        "Certificate not revoked",
        "Time proven by a time-stamping authority",
        "Certificate issued by",
        "Authority trusted here",
        "What this does not say",
    ),
    "vi": (
        "Không thay đổi từ khi ký",
        "Nơi cấp chứng thư",
        "Cơ quan chứng thực được tin cậy ở đây",
        "Điều kết quả này không nói lên",
    ),
}


@pytest.mark.parametrize("language", ASKED)
def test_the_report_says_what_was_checked_and_what_not_in_both_languages(people, language):
    browser = Client()
    browser.cookies["language"] = language
    raw = bytearray(bytes_of(sealed(people).document))
    good = text_of(given(bytes(raw), browser=browser))
    raw[len(raw) // 3] ^= 1
    bad = text_of(given(bytes(raw), browser=browser))

    assert [each for each in ASKED[language] if each not in good] == []
    verdicts = ("The signatures are valid.", "not valid", "Ask the sender for the original file")
    seen = [verdicts[0] in good, verdicts[1] in bad, verdicts[2] in bad]
    assert seen == [language == "en"] * 3
    assert "Docflow Sandbox Root" in good


def test_words_come_before_the_terms_of_the_standards(people):
    raw = bytearray(bytes_of(sealed(people).document))
    whole = text_of(given(bytes(raw)))
    raw[len(raw) // 3] ^= 1

    changed = text_of(given(bytes(raw)))

    assert "The time of signing is proven (B-T)" in whole
    assert changed.index("no longer as it was signed") < changed.index("HASH_FAILURE")
    assert changed.index("<details>") < changed.index("HASH_FAILURE")


def test_every_finding_of_the_questions_has_words():
    whole = {"FORMAT_FAILURE", "CHANGED_AT_SEALING"}
    weak = {"SIG_CONSTRAINTS_FAILURE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"}

    assert set(FINDINGS) == VALUE | CERTIFICATE | REVOCATION | whole | weak
    assert set(LEVELS) == {str(level) for level in Level}


def test_a_changed_document_is_not_valid(people):
    raw = bytes_of(sealed(people).document)

    text = text_of(given(raw + b"\n% more"))

    assert "The signatures are not valid." in text
    assert "The file goes on after its last signature." in text


def test_what_is_wrong_with_every_signature_is_said_once(people):
    raw = bytearray(bytes_of(sealed(people).document))
    raw[len(raw) // 3] ^= 1

    text = text_of(given(bytes(raw)))

    assert text.count("<li>The signed bytes were changed.</li>") == 1


UNSIGNED = "The file is not signed at all."
NO_PDF = "The file is not a PDF."
DAMAGED = "The file is damaged or incomplete."


@pytest.mark.parametrize(
    ("raw", "heading", "advice"),
    [
        (PAGE.read_bytes(), UNSIGNED, "ask for that file"),
        ("Kính gửi: Ủy ban nhân dân".encode(), NO_PDF, "Choose the PDF file itself"),
        (PAGE.read_bytes()[:20_000], DAMAGED, "Get it anew"),
        (b"%PDF-1.7\n1 0 obj\nstartxref\n9\n%%EOF", DAMAGED, "Get it anew"),
    ],
)
def test_a_file_that_cannot_be_checked_is_told_in_one_sentence_with_what_to_do(
    db, raw, heading, advice
):
    text = text_of(given(raw))

    assert f"<span>{heading}</span>" in text
    assert advice in text
    assert "It cannot be said" not in text
    assert not re.search(r"[A-Z]\w*(Error|Exception)\b", text)
    assert [others for others in (UNSIGNED, NO_PDF, DAMAGED) if others in text] == [heading]


def test_a_file_beyond_the_limits_of_a_check_is_not_called_damaged(db):
    for text in BEYOND_LIMITS.values():
        problem = {"code": "unreadable", "text": text}

        assert not_checked({"signatures": [], "problems": [problem]}) is None
        assert problem_words(problem) == text


@pytest.mark.parametrize("raw", [b"MZ not a pdf", b"%PDF-1.7\n" + b"[" * 100_000, b"\0" * 5000])
def test_a_hostile_file_gets_a_sentence(db, raw):
    answer = given(raw, "<script>alert(1)</script>.pdf")
    text = text_of(answer)

    assert answer.status_code == 200
    assert NO_PDF in text or DAMAGED in text
    assert "<script>alert" not in text


def test_no_file_and_an_empty_file_are_refused(db):
    empty, none = given(b""), Client().post(ADDRESS, {})

    assert (empty.status_code, none.status_code) == (200, 200)
    assert "Choose a PDF file." in text_of(empty)


def test_a_file_beyond_the_limit_is_refused_unread(db, monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST_CHECKED", 1000)

    answer = given(b"%PDF-" + b"x" * 2000)

    assert answer.status_code == 200
    assert "it is not checked" in text_of(answer)


def test_nothing_is_stored(people):
    before = set(blobs.digests())
    documents = Document.objects.count()

    given(PAGE.read_bytes() + b"\n%one of its own kind")

    assert set(blobs.digests()) == before
    assert Document.objects.count() == documents


def test_too_many_checks_from_one_address_are_refused(db):
    most = LIMITS["verify"]["address"].tries
    for _ in range(most):
        given(b"")

    answer = given(PAGE.read_bytes())

    assert answer.status_code == 429
    assert "The signatures" not in text_of(answer)


def test_the_report_is_downloaded_as_it_was_made(people):
    page = text_of(given(bytes_of(sealed(people).document)))
    token = re.search(r'name="report" value="([^"]+)"', page)[1]

    answer = Client().post(reverse("verify_report"), {"report": token})
    report = json.loads(answer.content)

    assert answer["Content-Disposition"].startswith("attachment")
    assert report["indication"] == "TOTAL_PASSED"
    assert len(report["signatures"]) == 2


def test_a_report_of_ones_own_making_is_not_given_out(db):
    answer = Client().post(reverse("verify_report"), {"report": "e30:1abc:forged"})

    assert answer.status_code == 404


def test_whoever_may_see_the_document_is_led_to_it(people):
    document = sealed(people).document
    raw = bytes_of(document)
    link = reverse("document", args=[document.uid])

    assert link in text_of(given(raw, browser=browser_of(people.quynh)))
    assert link not in text_of(given(raw, browser=browser_of(people.tuan)))
    assert link not in text_of(given(raw))


def test_a_part_of_the_page_is_answered_to_the_script(db):
    file = SimpleUploadedFile("a.pdf", PAGE.read_bytes())

    text = text_of(Client().post(ADDRESS, {"file": file}, headers={"HX-Request": "true"}))

    assert "<html" not in text
    assert UNSIGNED in text


def test_a_page_changed_at_sealing_is_shown_side_by_side_with_what_to_do(db):
    text = text_of(given((SIGNED / "national-number-at-sealing.pdf").read_bytes()))

    assert text.count('src="data:image/png;base64,') == 2
    assert text.index("as it was signed") < text.index("as it is now")
    assert "have the administrator add its root certificate" in text
    assert "Not asked, for what stands above is not in order." in text
    shown = text[: text.index("Terms for experts")]
    assert "page 1 looks different" in shown
    assert "/Resources" not in shown


def test_the_report_says_what_was_checked_and_what_was_not(people):
    page = text_of(given(bytes_of(sealed(people).document)))
    token = re.search(r'name="report" value="([^"]+)"', page)[1]

    report = json.loads(Client().post(reverse("verify_report"), {"report": token}).content)

    asked = {"unchanged", "certificate", "revocation", "time"}
    for signature in report["signatures"]:
        assert signature["checks"] == dict.fromkeys(asked, "good")
    assert [each["covers"] for each in report["signatures"]][-1] == report["size"]
