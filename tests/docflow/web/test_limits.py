"""What is asked too often is answered 429, on every page that counts and at the API beside it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from docflow import clock
from docflow.documents import numbering
from docflow.errors import Refused
from docflow.outgoing import actions
from docflow.people import actions as people_actions
from docflow.people import tokens
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from docflow.requests import limits
from docflow.requests.models import Tally
from tests.builders import PAGE, draft, signed, waiting_for_signature
from tests.cast import LONG_AGO, PIN
from tests.docflow.web.asking import opened, sent, text_of
from tests.docflow.web.browsing import browser_of


def use_up(what, actor):
    """Every try a person has left."""
    with suppress(Refused):
        while True:
            limits.limit(what, actor)


def tries(what, actor):
    """How many were counted for a person."""
    ((bucket, _limit),) = limits._buckets(what, {"user": str(actor.user.uid)})
    return sum(Tally.objects.filter(bucket=bucket).values_list("count", flat=True))


def status(actor, address):
    """What an address is answered with; files are read."""
    answer = opened(actor, address)
    b"".join(answer)
    return answer.status_code


def a_file(name="file"):
    return {name: SimpleUploadedFile("a.pdf", PAGE.read_bytes(), "application/pdf")}


def administrator(units):
    post = people_actions.appoint(
        people_actions.invite("quản", "Quản Trị", by=System()),
        units.commune,
        "Quản trị",
        [Role.UNIT_ADMINISTRATOR],
        by=System(),
        valid_from=LONG_AGO,
    )
    return Actor(post)


@pytest.mark.parametrize("name", ["xlsx", "csv", "print"])
def test_a_register_is_taken_along_so_often_and_no_oftener(units, name):
    book = numbering.open_register(units.commune, 2026, "outgoing", by=units.hoa)
    address = reverse(f"registers:{name}", args=[book.pk])
    before = status(units.hoa, address)

    use_up("export", units.hoa)

    assert (before, status(units.hoa, address)) == (200, 429)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("hoa", "/search/?q=mưa"),
        ("quynh", "/log/?person=lan"),
        ("admin", "/units/?q=Hoằng"),
        ("admin", "/people/?q=Lan"),
        ("hoa", "register"),
        ("lan", "recipients"),
    ],
)
def test_every_search_is_counted_on_its_page(units, who, address):
    by = administrator(units) if who == "admin" else getattr(units, who)
    book = numbering.open_register(units.commune, 2026, "outgoing", by=units.hoa)
    paper = draft(units)
    given = {
        "register": f"/registers/{book.pk}/?q=mưa",
        "recipients": f"/outgoing/{paper.uid}/recipients/?q=Hoằng",
    }
    before = opened(by, given.get(address, address)).status_code

    use_up("search", by)

    assert (before, opened(by, given.get(address, address)).status_code) == (200, 429)
    assert opened(by, given.get(address, address).split("?")[0]).status_code == 200


def test_the_pin_of_a_signature_is_asked_so_often(people):
    paper = waiting_for_signature(people)
    use_up("pin", people.minh)

    answer = sent(people.minh, f"/outgoing/{paper.uid}/sign/", pin=PIN)

    paper.refresh_from_db()
    assert answer.status_code == 429
    assert "15" in text_of(answer)
    assert paper.state == "signing"


def test_the_pin_of_the_seal_is_asked_so_often(people):
    paper = actions.number(signed(people), by=people.hoa)
    use_up("pin", people.hoa)

    answer = sent(people.hoa, f"/outgoing/{paper.uid}/seal/", pin=PIN)

    paper.refresh_from_db()
    assert answer.status_code == 429
    assert paper.state == "numbered"


def seen(paper):
    return f"{paper.uid}:{paper.document.current.digest}"


def test_a_list_signed_with_one_pin_is_one_try(people):
    papers = [waiting_for_signature(people, subject=f"Việc {name}") for name in "ab"]
    given = {"seen": [seen(paper) for paper in papers], "pin": PIN}

    text_of(sent(people.minh, "/signing/several/", **given))

    assert {type(paper).objects.get(pk=paper.pk).state for paper in papers} == {"signed"}
    assert tries("pin", people.minh) == 1


def test_a_list_is_not_signed_when_there_were_too_many_tries(people):
    paper = waiting_for_signature(people)
    use_up("pin", people.minh)

    answer = sent(people.minh, "/signing/several/", seen=seen(paper), pin=PIN)

    paper.refresh_from_db()
    assert answer.status_code == 429
    assert paper.state == "signing"


def test_uploads_of_a_form_are_counted_one_by_one(units):
    two = {"attachments": [a_file()["file"], a_file()["file"]], **a_file()}

    sent(units.lan, "/outgoing/draft/", **two)

    assert tries("upload", units.lan) == 3


@pytest.mark.parametrize("field", ["file", "attachments"])
def test_a_form_with_one_upload_too_many_is_answered_429(units, field):
    use_up("upload", units.lan)

    assert sent(units.lan, "/outgoing/draft/", **a_file(field)).status_code == 429


def test_the_api_counts_its_uploads_too(units):
    _token, secret = tokens.issue(
        units.lan.appointment,
        "Phần mềm",
        [Permission.OUTGOING_DRAFT],
        clock.now() + timedelta(days=1),
        by=System(),
    )
    use_up("upload", units.lan)

    headers = {"Authorization": f"Bearer {secret}"}
    answer = browser_of(units.lan).post("/api/v1/files", a_file(), headers=headers)

    assert answer.status_code == 429


@pytest.mark.parametrize("what", ["password", "code"])
def test_password_and_code_of_the_account_are_asked_so_often(units, what):
    pages = {
        "password": ("/account/password/", {"password": "x", "new_password": "y", "again": "y"}),
        "code": ("/account/second-factor/", {"code": "000000"}),
    }
    address, given = pages[what]
    browser = browser_of(units.lan)
    browser.get(address)
    use_up(what, units.lan)

    assert browser.post(address, given).status_code == 429
