"""Copies on the screen: made on the original's page, each step leading to the next."""

from typing import Any

import pytest
from django.test import Client

from docflow.copies.models import Copy
from docflow.identity import new_uid
from docflow.people.actor import Actor
from docflow.signatures.intake import take_in
from tests import builders
from tests.cast import PIN, Cast
from tests.conftest import SAMPLES
from tests.docflow.copies.test_actions import issued, made, sealed
from tests.docflow.web.browsing import browser_of


def english(actor: Actor) -> Client:
    """Somebody's browser, in English."""
    browser = browser_of(actor)
    browser.cookies["language"] = "en"
    return browser


def send(browser: Client, address: str, **typed: Any) -> Any:
    """Send a form once."""
    return browser.post(address, {"request_key": str(new_uid()), **typed})


def test_the_clerk_makes_a_copy_and_takes_it_to_its_recipient(people: Cast) -> None:
    original, hoa, minh = issued(people), english(people.hoa), english(people.minh)
    assert f"/copies/of/{original.uid}/" in hoa.get(f"/document/{original.uid}/").content.decode()

    begun = send(hoa, f"/copies/of/{original.uid}/", kind="SY", pages="")
    copy = Copy.objects.get()
    added = send(hoa, begun["Location"], unit=str(people.district.uid), channel="electronic")
    approved = send(minh, f"/copies/{copy.uid}/approve/")
    numbered = send(hoa, f"/copies/{copy.uid}/number/")
    signed = send(hoa, f"/copies/{copy.uid}/seal/", pin=PIN)
    gone = send(hoa, f"/copies/{copy.uid}/issue/")

    assert begun["Location"] == f"/copies/{copy.uid}/recipients/"
    assert [each.status_code for each in (added, approved, gone)] == [302] * 3
    assert numbered["Location"] == f"/copies/{copy.uid}/seal/"
    assert signed["Location"] == f"/copies/{copy.uid}/issue/"
    copy.refresh_from_db()
    assert copy.state == "issued"
    page = hoa.get(f"/document/{copy.uid}/").content.decode()
    assert "01/SY-UBND" in page
    assert str(original.uid) in page
    assert str(copy.uid) in hoa.get(f"/document/{original.uid}/").content.decode()


def test_each_desk_shows_the_copies_that_wait_there(people: Cast) -> None:
    copy = made(people)

    waiting = english(people.minh).get("/queue/copies_to_approve/").content.decode()
    desk = english(people.hoa).get("/").content.decode()

    assert f"/copies/{copy.uid}/approve/?queue=copies_to_approve" in waiting
    assert "My copies" in desk
    assert english(people.lan).get("/queue/copies_to_approve/").status_code == 404


def test_what_was_typed_is_kept_when_the_pages_are_wrong(people: Cast) -> None:
    original = issued(people, file=take_in(SAMPLES / "decree-30-2020-annex-3.pdf", by=people.lan))
    hoa = english(people.hoa)

    unread = send(hoa, f"/copies/of/{original.uid}/", kind="TrS", pages="một")
    absent = send(hoa, f"/copies/of/{original.uid}/", kind="TrS", pages="1, 98-99")

    assert "Write pages as numbers" in unread.content.decode()
    assert "There is no page 98, 99" in absent.content.decode()
    assert 'value="1, 98-99"' in absent.content.decode()
    assert send(hoa, f"/copies/of/{original.uid}/", kind="TrS", pages="1, 2-3").status_code == 302
    assert Copy.objects.get().pages == [1, 2, 3]


def test_a_draft_says_why_it_cannot_be_copied(people: Cast) -> None:
    draft = builders.draft(people).document

    page = english(people.hoa).get(f"/copies/of/{draft.uid}/")
    tried = send(english(people.hoa), f"/copies/of/{draft.uid}/", kind="SY")

    assert "Only an issued document" in page.content.decode()
    assert tried.status_code == 200
    assert Copy.objects.count() == 0


def test_a_copy_without_recipients_leads_to_choosing_them(people: Cast) -> None:
    copy, hoa = made(people), english(people.hoa)
    for recipient in copy.recipients.all():
        send(hoa, f"/copies/{copy.uid}/recipients/{recipient.pk}/remove/")
    send(english(people.minh), f"/copies/{copy.uid}/approve/")
    send(hoa, f"/copies/{copy.uid}/number/")
    send(hoa, f"/copies/{copy.uid}/seal/", pin=PIN)

    page = hoa.get(f"/copies/{copy.uid}/issue/").content.decode()

    assert "There is no recipient" in page
    assert f'href="/copies/{copy.uid}/recipients/"' in page


def test_a_leader_refuses_with_a_reason_that_is_read_on_the_page(people: Cast) -> None:
    copy = made(people)

    asked = send(english(people.minh), f"/copies/{copy.uid}/refuse/", reason="")
    done = send(english(people.minh), f"/copies/{copy.uid}/refuse/", reason="Không cần")

    assert (asked.status_code, done.status_code) == (200, 302)
    assert "Không cần" in english(people.hoa).get(f"/document/{copy.uid}/").content.decode()


def test_who_may_not_is_told_so_and_who_may_not_see_finds_nothing(people: Cast) -> None:
    copy = made(people)

    assert english(people.hoa).get(f"/copies/{copy.uid}/approve/").status_code == 403
    assert send(english(people.hoa), f"/copies/{copy.uid}/approve/").status_code == 403
    assert english(people.tuan).get(f"/copies/{copy.uid}/approve/").status_code == 404
    assert english(people.lan).get(f"/document/{copy.uid}/").status_code == 404


def test_the_register_of_copies_and_its_print_name_the_original(people: Cast) -> None:
    copy, hoa = sealed(people), english(people.hoa)
    book = copy.document.register_entry.register

    pages = [hoa.get(f"/registers/{book.pk}/{part}") for part in ("", "print/", "register.csv")]

    assert [each.status_code for each in pages] == [200] * 3
    for page in pages[:2]:
        assert "01/SY-UBND" in page.content.decode()
        assert "copy of 01/BC-UBND" in page.content.decode()


def test_the_list_of_copies_and_the_search_know_them(people: Cast) -> None:
    from docflow.search import following

    copy, hoa = made(people), english(people.hoa)
    following.catch_up(30)

    listed = hoa.get("/copies/").content.decode()
    found = hoa.get("/search/?q=mưa lũ&direction=copies").content.decode()

    assert str(copy.uid) in listed
    assert str(copy.uid) in found
    assert str(copy.original.uid) not in found


@pytest.mark.parametrize("below", ["x", "-1", "9" * 40, "1"])
def test_an_odd_page_number_breaks_nothing(people: Cast, below: str) -> None:
    assert english(people.hoa).get(f"/copies/?below={below}").status_code == 200
    assert english(people.hoa).get(f"/meetings/?below={below}").status_code == 200
