"""The pages of what went wrong say which of the things it was."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from docflow.web.views import errors


@pytest.fixture
def request_of_nobody(rf: RequestFactory):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request


def test_a_form_without_its_token_is_told_to_have_expired(db):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x"})

    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


def test_a_fault_of_ours_is_told_as_ours(request_of_nobody):
    answer = errors.fault(request_of_nobody)

    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode().split("<h1>")[1]


def test_a_request_that_cannot_be_read_is_told_so(request_of_nobody):
    answer = errors.bad_request(request_of_nobody)

    assert answer.status_code == 400
    assert "This cannot be answered" in answer.content.decode()
