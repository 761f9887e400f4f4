"""Papers handed round on the screen: read until the meeting ends, with a list of who read what."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.circulation import actions
from docflow.circulation.models import Meeting
from docflow.documents import actions as documents
from tests import builders
from tests.cast import Cast
from tests.docflow.circulation.test_actions import handed, later, paper  # noqa: F401
from tests.docflow.web.test_copies import english, send


def in_hours(hours: float) -> str:
    """A moment as the browser's field sends it."""
    at = (clock.now() + timedelta(hours=hours)).astimezone(clock.VIETNAM)
    return at.strftime("%Y-%m-%dT%H:%M")


def typed(people: Cast, document, **more):
    return {
        "name": "Họp giao ban",
        "begins": in_hours(0.5),
        "ends": in_hours(2),
        "members": [str(people.lan.appointment.uid)],
        "documents": [str(document.uid)],
    } | more


def test_papers_are_handed_round_and_read_until_the_end(people: Cast, paper, monkeypatch) -> None:  # noqa: F811
    hoa, lan = english(people.hoa), english(people.lan)
    form = hoa.get(f"/meetings/hand-round/?document={paper.uid}").content.decode()
    assert str(paper.uid) in form
    assert "Nguyễn Thị Lan" in form

    made = send(hoa, "/meetings/hand-round/", **typed(people, paper))

    meeting = Meeting.objects.get()
    assert made["Location"] == f"/meetings/{meeting.uid}/"
    assert f"/document/{paper.uid}/?queue=meeting_papers" in lan.get("/").content.decode()
    page = lan.get(f"/document/{paper.uid}/").content.decode()
    assert "Handed to you for “Họp giao ban”" in page
    assert lan.get(f"/document/{paper.uid}/file/").status_code == 200
    assert lan.get(f"/meetings/{meeting.uid}/").status_code == 200

    later(monkeypatch, timedelta(hours=3))
    for gone in ("document/{}/", "document/{}/file/", "document/{}/pages/1.png"):
        assert lan.get("/" + gone.format(paper.uid)).status_code == 404
    assert lan.get(f"/meetings/{meeting.uid}/").status_code == 404
    assert str(paper.uid) not in lan.get("/").content.decode()
    assert str(paper.uid) not in lan.get("/notices/").content.decode()
    assert lan.get("/queue/meeting_papers/").status_code == 200


def test_what_was_typed_and_chosen_is_kept_when_something_is_missing(people: Cast, paper) -> None:  # noqa: F811
    sent = typed(people, paper, name="", ends=in_hours(-1))

    again = send(english(people.hoa), "/meetings/hand-round/", **sent)

    page = again.content.decode()
    assert again.status_code == 200
    assert f'value="{paper.uid}" checked' in page
    assert f'value="{people.lan.appointment.uid}" checked' in page
    assert Meeting.objects.count() == 0
    late = send(
        english(people.hoa), "/meetings/hand-round/", **typed(people, paper, ends=in_hours(-1))
    )
    assert "Give an end to come" in late.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"members": ["x"]},
        {"members": []},
        {"documents": []},
        {"documents": ["00000000-0000-0000-0000-000000000000"]},
        {"begins": "x"},
        {"begins": "0001-01-01T00:00"},
        {"name": "x" * 300},
    ],
)
def test_bad_input_is_answered_with_the_form(people: Cast, paper, wrong) -> None:  # noqa: F811
    answer = send(english(people.hoa), "/meetings/hand-round/", **typed(people, paper, **wrong))

    assert answer.status_code == 200
    assert Meeting.objects.count() == 0


def test_the_list_of_readers_is_for_who_handed_round_the_clerk_and_the_auditor(
    people: Cast,
    paper,  # noqa: F811
) -> None:
    meeting = handed(people, paper)
    documents.read(paper, by=people.lan)

    for actor in (people.hoa, people.quynh):
        page = english(actor).get(f"/meetings/{meeting.uid}/").content.decode()
        assert "Who read what, and when" in page
    page = english(people.lan).get(f"/meetings/{meeting.uid}/").content.decode()
    assert "Who read what" not in page
    assert english(people.hung).get(f"/meetings/{meeting.uid}/").status_code == 404
    assert english(people.tuan).get(f"/meetings/{meeting.uid}/").status_code == 404


def test_members_are_added_the_meeting_is_prolonged_and_ended(people: Cast, paper) -> None:  # noqa: F811
    meeting, hoa = handed(people, paper), english(people.hoa)
    address = f"/meetings/{meeting.uid}"

    added = send(hoa, f"{address}/members/", members=[str(people.oanh.appointment.uid)])
    longer = send(hoa, f"{address}/prolong/", ends=in_hours(5))
    ended = send(hoa, f"{address}/end/")
    late = send(hoa, f"{address}/prolong/", ends=in_hours(6))

    assert [each.status_code for each in (added, longer, ended)] == [302] * 3
    assert meeting.members.count() == 2
    assert "The meeting is over" in late.content.decode()


def test_a_member_gives_the_papers_back(people: Cast, paper) -> None:  # noqa: F811
    meeting, lan = handed(people, paper), english(people.lan)

    given = send(lan, f"/meetings/{meeting.uid}/give-back/")

    assert given["Location"] == "/queue/meeting_papers/"
    assert lan.get(f"/document/{paper.uid}/").status_code == 404
    assert send(lan, f"/meetings/{meeting.uid}/give-back/").status_code == 404


def test_the_mark_is_set_on_its_page_and_seen_on_the_document(people: Cast) -> None:
    draft, lan = builders.draft(people), english(people.lan)

    done = send(lan, f"/document/{draft.uid}/mark/", circulation="internal")

    assert done.status_code == 302
    assert "LƯU HÀNH NỘI BỘ" in lan.get(f"/document/{draft.uid}/").content.decode()
    assert english(people.minh).get(f"/document/{draft.uid}/mark/").status_code == 403
    same = send(lan, f"/document/{draft.uid}/mark/", circulation="internal")
    assert "It bears this mark already" in same.content.decode()


def test_people_and_papers_are_found_as_one_types(people: Cast, paper) -> None:  # noqa: F811
    from docflow.search import following

    following.catch_up(30)
    hoa = english(people.hoa)

    found = hoa.get("/meetings/candidates/?who=lan").content.decode()
    papers = hoa.get("/meetings/papers/?paper=giao ban").content.decode()

    assert "Nguyễn Thị Lan" in found
    assert "Phạm Quang Minh" not in found
    assert str(paper.uid) in papers


def test_a_meeting_that_ended_leaves_its_papers_with_whoever_holds_them(
    people: Cast,
    paper,  # noqa: F811
) -> None:
    meeting = handed(people, paper, to=[people.oanh.appointment])

    actions.end(meeting, by=people.hoa)

    assert english(people.oanh).get(f"/document/{paper.uid}/").status_code == 200
