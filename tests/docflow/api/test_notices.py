"""Notices, webhooks and the calendar by the API."""

import pytest

from docflow.notices.models import Endpoint, Notice
from docflow.people import actions as people_actions
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, Role
from docflow.units.models import CalendarDay
from tests import builders
from tests.cast import LONG_AGO
from tests.docflow.api.conftest import Program, token_for
from tests.docflow.notices.telling import hear

pytestmark = pytest.mark.django_db


def administrator(unit):
    """A program of an administrator of a unit."""
    user = people_actions.invite("son", "Đặng Văn Sơn", by=System())
    roles = [Role.UNIT_ADMINISTRATOR]
    post = people_actions.appoint(user, unit, "Quản trị", roles, by=System(), valid_from=LONG_AGO)
    return Program(token_for(Actor(post), Permission.UNIT_MANAGE))


def test_a_program_reads_the_notices_of_its_post_and_marks_them(people):
    delivery = builders.issued(people)
    hear()
    program = Program(token_for(people.lan))

    told = program.get("/notices", topic="own", limit=1).json()
    following = program.get("/notices", topic="own", limit=1, cursor=told["next"]).json()

    assert [each["line"] for each in told["items"] + following["items"]] == ["issued", "signed"]
    assert told["items"][0]["document"] == str(delivery.document.uid)
    first = told["items"][0]["uid"]
    assert program.post("/notices/read", {"notices": [first]}).json() == {"read": 1}
    assert program.get("/notices", topic="own", unread="true").json()["next"] is None
    assert program.post("/notices/read", {}).json()["read"] >= 1


def test_a_program_whose_scope_does_not_read_is_told_no_subject(people):
    builders.issued(people)
    hear()
    program = Program(token_for(people.hoa, Permission.OUTGOING_NUMBER))

    [line] = program.get("/notices", topic="waiting").json()["items"]

    assert (line["line"], line["document"], line["subject"]) == ("to_number", None, None)


def test_another_posts_notices_are_not_marked(people):
    builders.issued(people)
    hear()
    notice = Notice.objects.get(line="to_sign")

    program = Program(token_for(people.lan))

    assert program.post("/notices/read", {"notices": [str(notice.uid)]}).json() == {"read": 0}


def test_a_program_opens_a_webhook_fetches_its_events_replays_and_stops_it(people):
    program = administrator(people.commune)
    given = {"url": "http://127.0.0.1:9/", "events": ["outgoing.signed"]}
    opened = program.post("/webhooks", given, key="once")
    again = program.post("/webhooks", given, key="once")
    assert (opened.status_code, again.json()["secret"]) == (201, None)
    assert opened.json()["secret"].startswith("docflow_hook_")
    uid = opened.json()["webhook"]["uid"]
    builders.signed(people)
    hear()

    [event] = program.get(f"/webhooks/{uid}/events").json()
    assert event["number"] == 1
    assert event["id"] in event["body"]
    assert program.get(f"/webhooks/{uid}/events", after=1).json() == []
    assert program.post(f"/webhooks/{uid}/replay", {"first": 1}).json()["sent"] == 0
    assert program.post(f"/webhooks/{uid}/replay", {"first": 9}).json()["field"] == "first"
    assert program.post(f"/webhooks/{uid}/stop").json()["stopped_at"]
    assert len(program.get("/webhooks").json()) == 1


def test_a_webhook_of_another_unit_is_none(people):
    program = administrator(people.district)
    other = Endpoint.objects.create(
        unit=people.commune, url="https://example.vn/", events=[], secret_sealed="", due=None
    )

    assert program.post(f"/webhooks/{other.uid}/stop").status_code == 404


def test_a_program_at_the_top_changes_a_day_of_the_calendar(people):
    program = administrator(people.province)

    answer = program.post(
        "/calendar", {"day": "2027-09-03", "kind": "holiday", "name": "Quốc khánh"}
    )

    assert answer.json() == program.get("/calendar", year=2027).json()
    assert CalendarDay.objects.get().kind == "holiday"
    assert program.post("/calendar", {"day": "2027-09-03", "kind": None}).json() == []


def test_a_program_below_the_top_does_not(people):
    program = administrator(people.commune)

    answer = program.post(
        "/calendar", {"day": "2027-09-03", "kind": "holiday", "name": "Quốc khánh"}
    )

    assert answer.json()["code"] == "outside_own_unit"
