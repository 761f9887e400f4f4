"""What is too large, or does not say how large it is, is refused before any of it is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from docflow.requests import bodies
from tests.docflow.api.conftest import Program, token_for
from tests.docflow.web.browsing import browser_of

FORM = "multipart/form-data; boundary=x"
FIELDS = "application/x-www-form-urlencoded"
PAGES = [
    ("/sign-in/", FIELDS, bodies.PLAIN),
    ("/verify/", FORM, bodies.OF_A_FORM),
    ("/outgoing/draft/", FORM, bodies.OF_A_FORM),
]
CALLS = [
    ("/api/v1/files", FORM, bodies.OF_A_CALL),
    ("/api/v1/registers", "application/json", bodies.PLAIN),
]


class Untouched:
    """A body nobody may read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("The body was read.")

    readline = __iter__ = read


def answer(browser, address, kind, **said):
    """What is answered to a body of this kind, of which only this is said."""
    body = {"wsgi.input": Untouched(), "CONTENT_TYPE": kind}
    return browser.generic("POST", address, **body, **said)


@pytest.mark.parametrize(("address", "kind", "most"), PAGES + CALLS)
def test_too_large_a_body_is_refused_unread(units, address, kind, most):
    found = answer(browser_of(units.lan), address, kind, CONTENT_LENGTH=str(most + 1))

    assert found.status_code == 413
    assert str(most >> 20) in found.content.decode()


@pytest.mark.parametrize(("address", "kind", "_most"), PAGES + CALLS)
@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "9" * 5000])
def test_a_length_that_is_none_is_refused_unread(units, address, kind, _most, length):
    found = answer(browser_of(units.lan), address, kind, CONTENT_LENGTH=length)

    assert found.status_code == 413


@pytest.mark.parametrize(("address", "kind", "_most"), PAGES + CALLS)
def test_a_body_in_pieces_must_say_its_length(units, address, kind, _most):
    said = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}

    found = answer(browser_of(units.lan), address, kind, **said)

    assert found.status_code == 411


def test_pages_tell_it_as_a_page_and_calls_as_a_problem(db):
    page, call = (
        answer(Client(), address, FORM, CONTENT_LENGTH="9" * 12)
        for address in ("/verify/", "/api/v1/files")
    )

    assert page["Content-Type"].startswith("text/html")
    assert call["Content-Type"] == "application/problem+json"
    assert call.json()["code"] == "too_large"


@pytest.mark.parametrize("address", ["/verify/", "/api/v1/verify"])
def test_more_files_and_fields_than_anybody_needs_are_refused(units, address):
    files = {f"f{n}": SimpleUploadedFile("a", b"x") for n in range(31)}
    fields = {f"f{n}": "x" for n in range(1001)}
    headers = {"Authorization": f"Bearer {token_for(units.lan)}"}
    browser = browser_of(units.lan)

    found = [browser.post(address, each, headers=headers) for each in (files, fields)]

    assert [each.status_code for each in found] == [400, 400]


def test_a_form_that_is_none_is_a_problem_of_the_call(units):
    client = Program(token_for(units.lan)).client

    found = client.post("/api/v1/verify", b"x", content_type="multipart/form-data")

    assert (found.status_code, found.json()["code"]) == (400, "unreadable_body")
