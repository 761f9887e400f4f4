"""The pages of what went wrong say which of the things it was."""

import re
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from docflow.identity import new_uid
from docflow.outgoing import actions as outgoing
from docflow.web.views import errors
from tests import builders
from tests.docflow.web.browsing import browser_of


@pytest.fixture
def request_of_nobody(rf: RequestFactory):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request


def test_a_form_without_its_token_is_told_to_have_expired(db):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x"})

    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


def test_what_answers_a_refused_act_stands_at_an_address_that_can_be_opened(people):
    paper = outgoing.submit(builders.draft(people), by=people.lan)
    page, browser = f"/document/{paper.uid}/", browser_of(people.lan)
    submit = f"/outgoing/{paper.uid}/submit/"
    key = {"request_key": str(new_uid())}

    refused = browser.post(submit, key, headers={"Referer": f"http://testserver{page}"})
    unknown = browser.post(f"/outgoing/{new_uid()}/submit/", key)
    signed_out = Client().post(submit, key, headers={"Referer": f"http://testserver{page}"})
    expired = Client(enforce_csrf_checks=True).post(submit, key)

    answers = (refused, unknown, signed_out, expired)
    places = [re.search('data-here="([^"]*)"', each.content.decode())[1] for each in answers]
    assert places == [f"http://testserver{page}", "/", f"/sign-in/?next={quote_plus(page)}", "/"]
    assert [browser.get(place).status_code for place in places] == [200, 200, 302, 200]


def test_a_fault_of_ours_is_told_as_ours(request_of_nobody):
    answer = errors.fault(request_of_nobody)

    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode().split("<h1>")[1]


def test_a_request_that_cannot_be_read_is_told_so(request_of_nobody):
    answer = errors.bad_request(request_of_nobody)

    assert answer.status_code == 400
    assert "This cannot be answered" in answer.content.decode()
