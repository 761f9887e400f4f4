"""Copies and papers handed round, by programs."""

from datetime import timedelta

from docflow import clock
from docflow.circulation.models import Meeting
from docflow.copies.models import Copy
from tests import builders
from tests.cast import PIN, Cast
from tests.docflow.api.conftest import Program, token_for
from tests.docflow.circulation.test_actions import handed, paper  # noqa: F401
from tests.docflow.copies.test_actions import issued


def program(actor) -> Program:
    return Program(token_for(actor))


def test_a_program_takes_a_copy_to_its_recipient(people: Cast) -> None:
    original, hoa, minh = issued(people), program(people.hoa), program(people.minh)

    made = hoa.post(
        f"/documents/{original.uid}/copies",
        {"kind": "SY", "recipients": [{"unit": str(people.district.uid)}]},
    )
    uid = made.json()["uid"]
    steps = [
        minh.post(f"/copies/{uid}/approve", {"seen": made.json()["versions"][0]["digest"]}),
        hoa.post(f"/copies/{uid}/number"),
        hoa.post(f"/copies/{uid}/seal", {"pin": PIN}),
        hoa.post(f"/copies/{uid}/issue"),
    ]

    assert made.status_code == 201, made.content
    assert [each.status_code for each in steps] == [200] * 4
    told = steps[-1].json()
    assert (told["direction"], told["state"], told["code"]) == ("copies", "issued", "01/SY-UBND")
    assert told["as_copy"]["original"] == str(original.uid)
    assert [each["kind"] for each in told["links"]] == ["copy_of"]
    assert hoa.get("/copies").json()["items"][0]["uid"] == uid
    assert uid in {each["uid"] for each in hoa.get("/documents").json()["items"]}
    assert hoa.get(f"/documents/{uid}").json()["state"] == "issued"


def test_a_refusal_names_its_field(people: Cast) -> None:
    original = issued(people)

    answer = program(people.hoa).post(
        f"/documents/{original.uid}/copies", {"kind": "TrS", "pages": [99]}
    )

    assert answer.status_code in (409, 422)
    assert (answer.json()["code"], answer.json()["field"]) == ("no_such_page", "pages")
    assert Copy.objects.count() == 0


def test_a_program_hands_papers_round_and_reads_who_read(people: Cast, paper) -> None:  # noqa: F811
    hoa, lan = program(people.hoa), program(people.lan)
    now = clock.now()

    made = hoa.post(
        "/meetings",
        {
            "name": "Họp giao ban",
            "begins": now.isoformat(timespec="seconds"),
            "ends": (now + timedelta(hours=1)).isoformat(timespec="seconds"),
            "members": [str(people.lan.appointment.uid)],
            "documents": [str(paper.uid)],
        },
    )
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    assert lan.get(f"/documents/{paper.uid}/file").status_code == 200
    assert str(paper.uid) in {each["uid"] for each in lan.get("/documents").json()["items"]}
    assert [each["uid"] for each in lan.get("/queues/meeting_papers").json()["items"]] == [
        str(paper.uid)
    ]

    [reader] = hoa.get(f"/meetings/{uid}/readers").json()["readers"]
    assert reader["papers"][0]["first"] is not None
    assert lan.get(f"/meetings/{uid}/readers").status_code == 404
    assert hoa.post(f"/meetings/{uid}/end").status_code == 200

    assert lan.get(f"/documents/{paper.uid}").status_code == 404
    assert lan.get(f"/meetings/{uid}").status_code == 404
    assert lan.get("/documents").json()["items"] == []
    assert hoa.post(f"/meetings/{uid}/end").json()["code"] == "meeting_over"


def test_a_program_without_reading_learns_no_paper_of_a_meeting(people: Cast, paper) -> None:  # noqa: F811
    from docflow.permissions import Permission

    meeting = handed(people, paper)
    blind = Program(token_for(people.quynh, Permission.AUDIT_READ))

    assert blind.get(f"/meetings/{meeting.uid}").json()["documents"] == []
    assert Meeting.objects.count() == 1


def test_a_mark_is_set_and_taken_off(people: Cast) -> None:
    draft, lan = builders.draft(people), program(people.lan)

    marked = lan.post(f"/documents/{draft.uid}/circulation", {"circulation": "internal"})
    off = lan.post(f"/documents/{draft.uid}/circulation", {"circulation": None})

    assert marked.json()["circulation"] == "internal"
    assert off.json()["circulation"] is None
