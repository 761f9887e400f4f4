"""Who may call what: tokens, scopes, what may not be seen, and what is kept of refused tries."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.outgoing import actions
from docflow.people.actions import appoint, end_appointment
from docflow.people.actor import Actor, System
from docflow.people.models import ApiToken
from docflow.people.tokens import revoke
from docflow.permissions import Permission as P
from docflow.permissions import Role
from tests import builders
from tests.docflow.api.conftest import V1, Program, token_for


def problem(answer, status):
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()


def refused_acts():
    return Entry.objects.filter(event=Event.ACT_REFUSED).count()


@pytest.fixture
def admin(units):
    """Vân administers the commune."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Actor(appoint(units.vân, units.commune, "Quản trị", roles, by=System()))


def test_without_a_token_nothing_is_answered(units):
    answer = Client().get(f"{V1}/me")

    assert problem(answer, 401)["code"] == "token_missing"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_the_pages_opens_nothing(units):
    browser = Client()
    browser.force_login(units.lan.user)

    answer = browser.post(f"{V1}/outgoing", "{}", content_type="application/json")

    assert problem(answer, 401)["code"] == "token_missing"


@pytest.mark.parametrize("secret", ["docflow_wrong", "x", "Bearer", "a b"])
def test_a_wrong_token_opens_nothing(units, secret):
    assert problem(Program(secret).get("/me"), 401)["code"] == "token_unknown"


def test_many_wrong_tokens_from_one_address_are_too_many(units):
    answers = [Program(f"docflow_{number}").get("/me") for number in range(21)]

    last = problem(answers[-1], 429)
    assert [answer.status_code for answer in answers[:20]] == [401] * 20
    assert last["code"] == "too_many"
    assert int(answers[-1]["Retry-After"]) == 60 * last["params"]["minutes"]


def test_a_right_token_still_opens_where_wrong_ones_were_too_many(units):
    right = Program(token_for(units.lan))
    for number in range(21):
        Program(f"docflow_{number}").get("/me")

    assert right.get("/me").status_code == 200


def test_a_token_ends_in_time(units):
    program = Program(token_for(units.lan, days=1))

    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        assert problem(program.get("/me"), 401)["code"] == "token_expired"


def test_a_revoked_token_opens_nothing_at_once(units, admin):
    program = Program(token_for(units.lan))
    program.get("/me")
    revoke(ApiToken.objects.get(), by=admin)

    assert problem(program.get("/me"), 401)["code"] == "token_revoked"


def test_a_token_ends_with_its_post(units):
    program = Program(token_for(units.lan))
    end_appointment(units.lan.appointment, clock.today() - timedelta(days=1), by=System())

    assert problem(program.get("/me"), 401)["code"] == "post_ended"


def test_a_scope_narrows_what_the_post_may(units):
    paper = builders.draft(units)
    reader = Program(token_for(units.hung, P.DOCUMENT_READ))
    actions.submit(paper, by=units.lan)

    seen = reader.get(f"/documents/{paper.uid}").json()
    answer = reader.post(f"/outgoing/{paper.uid}/initial")

    assert seen["open_moves"] == []
    assert problem(answer, 403)["params"]["permission"] == "outgoing.initial"


def test_me_tells_scope_and_permissions(units):
    told = Program(token_for(units.hung, P.DOCUMENT_READ)).get("/me").json()

    assert told["permissions"] == told["scope"] == ["document.read"]
    assert told["post"]["full_name"] == "Lê Văn Hùng"


@pytest.mark.parametrize("part", ["", "/timeline", "/file"])
def test_what_may_not_be_seen_is_answered_as_what_does_not_exist(programs, part):
    paper = builders.draft(programs.cast)

    unseen = programs.tuan.get(f"/documents/{paper.uid}{part}")
    missing = programs.tuan.get(f"/documents/{uuid4()}{part}")

    assert problem(unseen, 404) == problem(missing, 404)
    assert dict(unseen.items()) == dict(missing.items())


@pytest.mark.parametrize("verb", ["submit", "initial", "number", "issue"])
def test_an_act_on_what_may_not_be_seen_leaves_one_refused_entry(programs, verb):
    paper, tuan = builders.draft(programs.cast), programs.tuan
    before, entries = refused_acts(), Entry.objects.count()

    unseen = problem(tuan.post(f"/outgoing/{paper.uid}/{verb}"), 404)
    missing = problem(tuan.post(f"/outgoing/{uuid4()}/{verb}"), 404)

    assert unseen == missing
    assert refused_acts() == before + 2
    assert Entry.objects.count() == entries + 2


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [("{}", "application/json", 422), ("{", "application/json", 400), ("{}", "text/plain", 415)],
)
def test_a_body_that_cannot_be_read_hides_no_denied_act(programs, body, kind, status):
    paper = builders.draft(programs.cast)
    address = f"/outgoing/{paper.uid}/send_back"
    before = refused_acts()

    denied = programs.quynh.client.post(V1 + address, body, content_type=kind)
    kept = refused_acts() - before
    allowed = programs.hung.client.post(V1 + address, body, content_type=kind)

    assert (denied.status_code, allowed.status_code) == (status, status)
    assert kept == 1
    assert refused_acts() == before + 1


def test_a_closed_gate_is_kept_whatever_was_sent(programs):
    before = refused_acts()

    answer = programs.quynh.client.post(f"{V1}/outgoing", "x", content_type="text/plain")

    assert problem(answer, 403)["code"] == "not_allowed"
    assert refused_acts() == before + 1


def test_a_refused_act_on_what_may_be_seen_says_why_and_leaves_one_entry(programs):
    paper, quynh = builders.draft(programs.cast), programs.quynh
    before, entries = refused_acts(), Entry.objects.count()

    told = problem(quynh.post(f"/outgoing/{paper.uid}/number"), 403)

    assert "may not number documents" in told["detail"]
    assert (refused_acts(), Entry.objects.count()) == (before + 1, entries + 1)


def test_a_gate_that_stays_closed_to_a_change_says_why(programs):
    before = refused_acts()

    told = problem(programs.hoa.post("/outgoing", {"kind": "x"}), 403)

    assert told["params"]["permission"] == "outgoing.draft"
    assert refused_acts() == before + 1


@pytest.mark.parametrize("address", ["/log", "/keys", "/tokens", "/appointments", "/health"])
def test_a_list_nobody_opened_to_the_post_is_not_there(programs, address):
    assert problem(programs.lan.get(address), 404)["code"] == "not_found"


def test_a_foreign_document_in_the_body_is_none(programs):
    cast = programs.cast
    foreign = builders.draft(cast, signer=cast.binh.appointment)
    mine = {
        "kind": "REPORT",
        "subject": "Trả lời",
        "file": programs.phuc.file(),
        "signer": str(cast.nam.appointment.uid),
    }
    before = refused_acts()

    unseen = programs.phuc.post("/outgoing", mine | {"answers": str(foreign.document.uid)})
    missing = programs.phuc.post("/outgoing", mine | {"answers": str(uuid4())})

    assert problem(unseen, 422) == problem(missing, 422)
    assert unseen.json()["field"] == "answers"
    assert refused_acts() == before + 2


def test_a_post_of_another_unit_in_the_body_is_none(programs):
    answer = programs.lan.post(
        "/outgoing",
        {
            "kind": "REPORT",
            "subject": "Báo cáo",
            "file": programs.lan.file(),
            "signer": str(programs.cast.nam.appointment.uid),
        },
    )

    assert problem(answer, 422)["field"] == "signer"


def test_lists_never_show_what_is_another_units(programs):
    paper = builders.draft(programs.cast)

    for address in ("/outgoing", "/documents", "/incoming", "/deliveries"):
        assert programs.tuan.get(address).json()["items"] == []
    assert [each["uid"] for each in programs.hoa.get("/outgoing").json()["items"]] == [
        str(paper.uid)
    ]


def test_who_may_not_read_the_unit_sees_what_was_given_to_the_post(programs):
    paper = builders.draft(programs.cast)
    other = Actor(
        appoint(
            programs.cast.vân,
            programs.cast.commune,
            "Chuyên viên",
            [Role.SPECIALIST],
            by=System(),
        )
    )

    assert len(programs.lan.get("/outgoing").json()["items"]) == 1
    assert Program(token_for(other)).get("/outgoing").json()["items"] == []
    assert problem(Program(token_for(other)).get(f"/documents/{paper.uid}"), 404)


def test_a_token_issued_by_a_program_is_told_once(units, admin):
    program = Program(token_for(admin))
    wanted = {
        "post": str(admin.appointment.uid),
        "purpose": "Phần mềm một cửa",
        "scope": ["people.manage"],
        "expires": (clock.now() + timedelta(days=9)).isoformat(),
    }

    first = program.post("/tokens", wanted, key="one")
    again = program.post("/tokens", wanted, key="one")

    secret = first.json()["secret"]
    assert Program(secret).get("/me").status_code == 200
    assert (again.json()["secret"], again["Idempotency-Replayed"]) == (None, "true")
    assert again.json()["token"] == first.json()["token"]
    assert secret not in json.dumps(list(EntryText.objects.values_list("text", flat=True)))
