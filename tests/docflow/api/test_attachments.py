"""Attachments as programs and pages see them once the agency signed them."""

from tests import builders
from tests.docflow.web.browsing import browser_of


def test_a_signed_attachment_comes_with_its_verdict_and_what_was_given(signers):
    people = signers.cast
    given = builders.page(people)
    drafted = builders.draft(people, subject="Việc khác", attachments=[given])
    paper = builders.sealed(people, attachments=[given])

    [before] = signers.minh.get(f"/documents/{drafted.uid}").json()["attachments"]
    [told] = signers.minh.get(f"/documents/{paper.uid}").json()["attachments"]
    loaded = signers.minh.get(f"/documents/{paper.uid}/attachments/1")
    browser = browser_of(people.hoa)
    browser.cookies["language"] = "en"
    page = browser.get(f"/document/{paper.uid}/").content.decode()

    assert (before["digest"], before["given_digest"], before["verdict"]) == (
        given.digest,
        None,
        None,
    )
    assert told["given_digest"] == given.digest
    assert told["digest"] != given.digest
    assert told["verdict"]["code"] == "good"
    [signature] = told["verdict"]["signatures"]
    assert signature["signer"]["name"] == people.commune.name
    assert b"".join(loaded).startswith(b"%PDF-")
    assert len(b"".join(loaded)) in (0, told["size"])
    section = page[page.index('id="attachments"') :]
    section = section[: section.index("</section>")]
    assert "The signatures are valid." in section
    assert people.commune.name in section


def test_of_one_that_is_not_signed_the_page_says_why(signers):
    people = signers.cast
    before = builders.sealed(people, subject="Việc khác").document.current
    given = builders.page(people)
    signed = type(given)(before.digest, before.size, "signed.pdf")

    paper = builders.sealed(people, attachments=[signed])

    [told] = signers.minh.get(f"/documents/{paper.uid}").json()["attachments"]
    browser = browser_of(people.hoa)
    browser.cookies["language"] = "en"
    page = browser.get(f"/document/{paper.uid}/").content.decode()
    assert (told["given_digest"], told["verdict"]) == (None, None)
    assert "only a PDF that bears no signature takes the agency" in page
