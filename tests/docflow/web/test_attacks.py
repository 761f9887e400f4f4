"""What somebody with bad intent may try on the pages and the API; each was tried by hand first."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from docflow.documents import numbering
from docflow.errors import Refused
from tests.builders import draft
from tests.docflow.api.conftest import Program, token_for
from tests.docflow.web.asking import opened, text_of
from tests.docflow.web.browsing import browser_of


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", ""])
@pytest.mark.parametrize("address", ["/sign-in/", "/api/v1/me"])
def test_a_request_for_another_host_is_refused(db, host, address):
    assert Client().get(address, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000])
def test_json_nested_beyond_sense_cannot_be_read(units, body):
    program = Program(token_for(units.hoa))
    headers = {"Idempotency-Key": "one"}

    found = [
        program.client.post(
            "/api/v1/registers", body, content_type="application/json", headers=each
        )
        for each in (headers, {})
    ]

    assert [(each.status_code, each.json()["code"]) for each in found] == [
        (400, "unreadable_body")
    ] * 2


@pytest.mark.parametrize("name", ["A/B:[x]*?", "../../etc/passwd", "'=1'"])
def test_a_book_may_have_any_name_and_is_taken_along(units, name):
    book = numbering.open_register(units.commune, 2026, "outgoing", by=units.hoa, book=name)

    answer = opened(units.hoa, reverse("registers:xlsx", args=[book.pk]))

    sheet = load_workbook(BytesIO(b"".join(answer)))
    assert len(sheet.sheetnames) == 1
    assert "/" not in answer["Content-Disposition"].split("filename*")[0]


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1", "\u202eexe", "  ", "\0"])
def test_what_is_not_seen_stands_in_no_name_of_a_book(units, name):
    with pytest.raises(Refused) as refused:
        numbering.open_register(units.commune, 2026, "outgoing", by=units.hoa, book=name)

    assert refused.value.code == "bad_book"


@pytest.mark.parametrize("queue", ["٣", "é", "../..", "<script>"])
def test_a_queue_that_is_none_leads_nowhere_and_breaks_nothing(units, queue):
    paper = draft(units)

    answer = opened(units.lan, f"/document/{paper.uid}/?queue={queue}")

    assert answer.status_code == 200
    assert "<script>" not in text_of(answer).split("<main")[1].replace("</script>", "")


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver/registers/", "http://testserver/registers/"),
    ],
)
def test_a_refused_page_leads_back_into_this_site_alone(units, came_from, back):
    headers = {"Referer": came_from}

    answer = browser_of(units.lan).post(
        "/verify/",
        content_type="multipart/form-data; boundary=x",
        headers=headers,
        CONTENT_LENGTH="9" * 12,
    )

    assert answer.status_code == 413
    assert f'href="{back}"' in text_of(answer)
