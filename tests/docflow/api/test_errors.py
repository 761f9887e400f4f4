"""Problems: one shape, one sentence in the language asked for, nothing of what was sent."""

import json

import pytest

from docflow.api import errors
from docflow.errors import NotAllowed, Refused
from tests import builders
from tests.docflow.api.conftest import V1, Program, token_for

SHAPE = {"type", "title", "status", "detail", "code", "params", "field", "errors"}


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refused("wrong_state", "x"), 409),
        (Refused("key_reused", "x"), 422),
        (Refused("too_many", "x", minutes=2), 429),
        (NotAllowed("not_allowed", "x"), 403),
        (errors.NotHere(), 404),
        (Refused("anything", "x"), 422),
    ],
)
def test_each_refusal_has_its_status(refusal, status):
    answer = errors.refused(refusal)

    told = json.loads(answer.content)
    assert answer.status_code == told["status"] == status
    assert set(told) == SHAPE
    assert told["type"] == f"urn:docflow:problem:{refusal.code}"


def test_the_sentence_is_in_the_language_asked_for(programs):
    paper = builders.draft(programs.cast)
    secret = programs.hoa.secret

    told = [
        Program(secret, language).post(f"/outgoing/{paper.uid}/number")
        for language in ("vi-VN,vi;q=0.9,en;q=0.5", "en-GB", "fr, en;q=0.3", "")
    ]

    assert [answer["Content-Language"] for answer in told] == ["vi", "en", "en", "en"]
    assert told[0].json()["detail"] != told[1].json()["detail"]
    assert told[0].json()["code"] == told[1].json()["code"] == "wrong_state"


def test_a_wrong_state_says_which(programs):
    paper = builders.draft(programs.cast)

    told = programs.hoa.post(f"/outgoing/{paper.uid}/number").json()

    assert told["params"]["state_code"] == "draft"


def test_each_value_that_cannot_be_taken_is_named_and_not_repeated(programs):
    answer = programs.lan.post(
        "/outgoing", {"kind": 7, "recipients": [{"channel": "pigeon"}], "pin": "246810"}
    )

    told = answer.json()
    fields = {each["field"]: each["code"] for each in told["errors"]}
    assert (answer.status_code, told["code"]) == (422, "invalid")
    assert fields["recipients.0.channel"] == "enum"
    assert fields["pin"] == "extra_forbidden"
    assert fields["subject"] == "missing"
    assert all(each["detail"] for each in told["errors"])
    assert "246810" not in answer.content.decode()
    assert "pigeon" not in answer.content.decode()


def test_a_refusal_names_the_field_it_is_about(programs):
    wanted = {
        "kind": "REPORT",
        "subject": "Mật: kế hoạch",
        "file": programs.lan.file(),
        "signer": str(programs.cast.minh.appointment.uid),
    }

    secret = programs.lan.post("/outgoing", wanted | {"secrecy": "Tối mật"}).json()
    kind = programs.lan.post("/outgoing", wanted | {"subject": "Kế hoạch", "kind": "?"}).json()

    assert (secret["code"], secret["field"]) == ("secret", "subject")
    assert (kind["code"], kind["field"]) == ("unknown_kind", "kind")


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_characters_nobody_can_keep_are_refused(programs, text):
    answer = programs.hoa.post("/registers/void_next", {"series": "outgoing", "reason": text})

    assert (answer.status_code, answer.json()["field"]) == (422, "reason")


def test_a_body_that_is_no_json_is_refused(programs):
    answer = programs.hoa.client.post(
        f"{V1}/registers", "{", content_type="application/json", HTTP_IDEMPOTENCY_KEY="k"
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_body")


def test_a_body_of_another_type_is_refused(programs):
    answer = programs.hoa.client.post(f"{V1}/registers", "a=b", content_type="text/plain")

    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_type")


def test_a_body_too_large_is_refused_before_it_is_read(programs):
    answer = programs.hoa.client.post(
        f"{V1}/registers", "{}", content_type="application/json", CONTENT_LENGTH=str(1024**2 + 1)
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_method_nobody_answers_names_those_that_are(programs):
    answer = programs.hoa.client.delete(f"{V1}/registers")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD, POST"


def test_a_parameter_nobody_knows_is_named(programs):
    read = programs.lan.get("/outgoing", limit=5, stat="draft")
    done = programs.hoa.post("/registers/void_next?year=2026", {"series": "outgoing"})
    [wrong] = read.json()["errors"]

    assert (read.status_code, read.json()["code"], read.json()["field"]) == (422, "invalid", "stat")
    assert (wrong["field"], wrong["code"]) == ("stat", "extra_forbidden")
    assert (done.status_code, done.json()["field"]) == (422, "year")


def test_a_parameter_nobody_knows_opens_no_door(programs):
    closed = programs.lan.get("/log", strange="x")
    act = programs.lan.post("/registers/void_next?strange=x", {"series": "outgoing", "reason": "x"})

    assert (closed.status_code, act.status_code) == (404, 403)


@pytest.mark.parametrize("text", ["[]", '"x"', "7", "true", "null"])
def test_a_body_that_is_no_object_is_told_as_the_body(programs, text):
    answer = programs.hoa.client.post(
        f"{V1}/registers", text, content_type="application/json", HTTP_IDEMPOTENCY_KEY="k"
    )

    [wrong] = answer.json()["errors"]
    assert (answer.status_code, answer.json()["field"], wrong["field"]) == (422, "body", "body")


def test_a_part_of_a_body_that_is_no_object_is_told_by_its_place(programs):
    paper = builders.draft(programs.cast)

    told = programs.lan.post(f"/outgoing/{paper.uid}/recipients", {"recipients": [7]}).json()

    assert (told["field"], told["errors"][0]["code"]) == ("recipients.0", "model_attributes_type")
    assert "braces" in told["errors"][0]["detail"]


@pytest.mark.parametrize("address", ["/me", "/outgoing", "/documents/{uid}/file", "/openapi.json"])
def test_head_is_answered_as_get_without_a_body(programs, address):
    paper = builders.draft(programs.cast)
    place = V1 + address.format(uid=paper.uid)

    asked = programs.lan.client.get(place)
    told = programs.lan.client.head(place)

    assert (told.status_code, asked.status_code) == (200, 200)
    assert (b"".join(told) if told.streaming else told.content) == b""
    assert told["Content-Type"] == asked["Content-Type"]
    if asked.streaming:
        assert told["Content-Length"] == asked["Content-Length"]


def test_head_opens_no_door_and_no_act(programs):
    assert programs.lan.client.head(f"{V1}/log").status_code == 404
    assert programs.hoa.client.head(f"{V1}/registers/void_next").status_code == 405


@pytest.mark.parametrize("address", ["/nothing", "/", "/documents/1", "/me/"])
def test_an_address_there_is_none_of_is_a_problem_too(programs, address):
    answer = programs.hoa.get(address)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_too_many_searches_are_refused_with_a_time_to_wait(units):
    program = Program(token_for(units.hoa))
    answers = [program.get("/documents", text="mưa") for _ in range(121)]

    assert [each.status_code for each in answers[:120]] == [200] * 120
    assert answers[120].status_code == 429
    assert answers[120]["Retry-After"] == "60"


@pytest.mark.parametrize(("limit", "said"), [(0, "at least 1"), (101, "at most 100")])
def test_a_number_out_of_bounds_is_told_the_bound(programs, limit, said):
    answer = programs.lan.get("/documents", limit=limit)

    [wrong] = answer.json()["errors"]
    assert (answer.status_code, wrong["field"]) == (422, "limit")
    assert said in wrong["detail"]
