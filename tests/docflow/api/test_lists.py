"""Lists go on where they ended, in constant queries; files are handed out whole or in parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow.documents.models import Document
from docflow.search.tasks import follow_log
from tests import builders
from tests.builders import PAGE


@pytest.fixture
def drafts(programs):
    """Five drafts of Lan's, the oldest first."""
    file = builders.page(programs.cast)
    return [
        str(builders.draft(programs.cast, file=file, subject=f"Báo cáo {number}").uid)
        for number in range(5)
    ]


def walk(program, address, **asked):
    """All uids of a list, two at a time."""
    found, cursor = [], {}
    while cursor is not None:
        answer = program.get(address, limit=2, **asked, **cursor)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        assert len(page["items"]) <= 2
        found += [item["uid"] for item in page["items"]]
        cursor = {"cursor": page["next"]} if page["next"] else None
    return found


@pytest.mark.parametrize("address", ["/outgoing", "/documents"])
def test_a_list_goes_on_where_it_ended(programs, drafts, address):
    assert walk(programs.lan, address) == drafts[::-1]
    assert walk(programs.hoa, address) == drafts[::-1]


def test_a_queue_goes_on_where_it_ended_the_urgent_first(programs, drafts):
    Document.objects.filter(uid=drafts[3]).update(urgency="express")
    Document.objects.filter(uid=drafts[1]).update(urgency="urgent")

    walked = walk(programs.lan, "/queues/my_drafts")

    assert walked == [drafts[3], drafts[1], drafts[0], drafts[2], drafts[4]]


def test_a_search_goes_on_where_it_ended(programs, drafts):
    follow_log()

    assert sorted(walk(programs.lan, "/documents", text="báo cáo")) == sorted(drafts)


def test_what_is_new_meanwhile_moves_nothing(programs, drafts):
    page = programs.lan.get("/outgoing", limit=2).json()
    builders.draft(programs.cast)

    following = programs.lan.get("/outgoing", limit=2, cursor=page["next"]).json()

    assert [each["uid"] for each in following["items"]] == [drafts[2], drafts[1]]


@pytest.mark.parametrize("forged", ["x", "eyJ4IjoxfQ:1:2", ""])
def test_a_cursor_that_is_none_is_refused(programs, drafts, forged):
    answer = programs.lan.get("/outgoing", cursor=forged or " ")

    assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


def test_a_cursor_of_another_question_or_token_is_none(programs, drafts):
    cursor = programs.lan.get("/outgoing", limit=2).json()["next"]

    other = programs.lan.get("/outgoing", state="draft", cursor=cursor)
    another = programs.hoa.get("/outgoing", cursor=cursor)

    assert (other.json()["code"], another.json()["code"]) == ("bad_cursor", "bad_cursor")


@pytest.mark.parametrize("limit", [0, 101, "x"])
def test_a_hundred_at_most_are_told_at_once(programs, limit):
    assert programs.lan.get("/outgoing", limit=limit).status_code == 422


@pytest.mark.parametrize("address", ["/outgoing", "/documents", "/queues/my_drafts", "/tokens"])
def test_the_queries_of_a_list_do_not_grow_with_it(programs, drafts, address):
    programs.lan.get(address)

    counts = []
    for limit in (1, 5):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            programs.lan.get(address, limit=limit)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20


def test_the_bytes_of_a_file_are_handed_out(programs, drafts):
    answer = programs.lan.get(f"/documents/{drafts[0]}/file")

    assert b"".join(answer.streaming_content) == PAGE.read_bytes()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-9", slice(0, 10)), ("bytes=100-", slice(100, None)), ("bytes=-5", slice(-5, None))],
)
def test_a_part_of_a_file_is_handed_out(programs, drafts, asked, part):
    answer = programs.lan.get(f"/documents/{drafts[0]}/file", headers={"Range": asked})

    wanted = PAGE.read_bytes()[part]
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, wanted)
    assert answer["Content-Length"] == str(len(wanted))
    assert answer["Content-Range"].endswith(f"/{PAGE.stat().st_size}")


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-2", "bytes=-0"])
def test_a_part_there_is_none_of_is_refused(programs, drafts, asked):
    answer = programs.lan.get(f"/documents/{drafts[0]}/file", headers={"Range": asked})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{PAGE.stat().st_size}"


def test_what_is_no_range_or_of_another_file_is_answered_with_the_whole(programs, drafts):
    address = f"/documents/{drafts[0]}/file"

    odd = programs.lan.get(address, headers={"Range": "pages=1"})
    older = programs.lan.get(address, headers={"Range": "bytes=0-9", "If-Range": '"old"'})

    assert (odd.status_code, older.status_code) == (200, 200)
    assert len(b"".join(odd.streaming_content)) == PAGE.stat().st_size
    assert len(b"".join(older.streaming_content)) == PAGE.stat().st_size


def test_a_version_or_attachment_there_is_none_of_is_not_found(programs, drafts):
    assert programs.lan.get(f"/documents/{drafts[0]}/file", version=2).status_code == 404
    assert programs.lan.get(f"/documents/{drafts[0]}/attachments/1").status_code == 404
    assert programs.lan.get(f"/documents/{drafts[0]}/pages/99").status_code == 404


def test_a_page_is_drawn(programs, drafts):
    answer = programs.lan.get(f"/documents/{drafts[0]}/pages/1")

    assert answer.content.startswith(b"\x89PNG")
