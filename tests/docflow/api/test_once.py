"""Each call once: the first answer is given again, and two calls at once act once."""

import json
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.documents.models import RegisterEntry
from docflow.requests.models import Asked
from tests import builders, cast
from tests.builders import PAGE
from tests.cast import PIN
from tests.docflow.api.conftest import Program, token_for
from tests.docflow.audit import tampering

VOID = {"series": "outgoing", "reason": "Ghi nhầm trên sổ giấy"}


def test_a_call_asked_again_is_answered_again_and_done_once(programs):
    first = programs.hoa.post("/registers/void_next", VOID, key="k1")
    again = programs.hoa.post("/registers/void_next", VOID, key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert RegisterEntry.objects.count() == 1


def test_a_key_asks_one_thing(programs):
    programs.hoa.post("/registers/void_next", VOID, key="k1")

    answer = programs.hoa.post("/registers/void_next", VOID | {"reason": "Khác"}, key="k1")

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert RegisterEntry.objects.count() == 1


def test_a_key_is_of_one_address(programs):
    programs.hoa.post("/registers/void_next", VOID, key="k1")

    answer = programs.hoa.post("/registers", VOID, key="k1")

    assert answer.json()["code"] == "key_reused"


def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(programs):
    programs.hoa.post("/registers/void_next", VOID, key="k1")

    answer = programs.tuan.post("/registers/void_next", VOID, key="k1")

    assert answer.status_code == 201
    assert RegisterEntry.objects.count() == 2


def test_what_is_no_key_is_refused(programs):
    for key in (" ", "Khóa", "x" * 65):
        answer = programs.hoa.client.post(
            "/api/v1/registers/void_next",
            json.dumps(VOID),
            content_type="application/json",
            HTTP_IDEMPOTENCY_KEY=key,
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_key")


def test_where_a_key_is_needed_nothing_is_done_without(programs):
    answer = programs.hoa.client.post(
        "/api/v1/registers/void_next", json.dumps(VOID), content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")
    assert not RegisterEntry.objects.exists()


def test_a_refusal_is_kept_too(programs):
    paper = builders.draft(programs.cast)
    address = f"/outgoing/{paper.uid}/number"

    first = programs.hoa.post(address, key="k1")
    again = programs.hoa.post(address, key="k1")

    assert first.json()["code"] == "wrong_state"
    assert (again.status_code, again.json()) == (409, first.json())
    assert Entry.objects.filter(event=Event.ACT_REFUSED).count() == 2


def test_an_invalid_body_is_answered_again(programs):
    first = programs.hoa.post("/registers/void_next", {"series": "x"}, key="k1")
    again = programs.hoa.post("/registers/void_next", {"series": "x"}, key="k1")

    assert (first.status_code, again.status_code) == (422, 422)
    assert again["Idempotency-Replayed"] == "true"


def test_a_pin_is_not_kept_and_does_not_tell_two_requests_apart(signers):
    paper = builders.waiting_for_signature(signers.cast)
    address = f"/outgoing/{paper.uid}/sign"

    wrong = signers.minh.post(address, {"pin": "999999"}, key="k1")
    again = signers.minh.post(address, {"pin": PIN}, key="k1")
    anew = signers.minh.post(address, {"pin": PIN}, key="k2")

    assert (wrong.json()["code"], wrong.json()["field"]) == ("wrong_pin", "pin")
    assert (again.json(), again["Idempotency-Replayed"]) == (wrong.json(), "true")
    assert anew.json()["state"] == "signed"
    kept = str(list(Asked.objects.values()))
    assert "999999" not in kept
    assert PIN not in kept


def test_what_is_found_in_a_file_is_told_one_by_one(programs):
    links = programs.lan.upload(path=PAGE.with_name("chromium-skia.pdf")).json()
    refused = programs.lan.upload(path=PAGE.with_name("distiller-10.pdf"))

    assert {each["code"] for each in links["findings"]} == {"uri"}
    assert refused.status_code == 422
    assert refused.json()["errors"][0] == {
        "field": "file",
        "code": "javascript",
        "detail": "The file holds JavaScript.",
        "remedy": "Print it into a new PDF and choose that one.",
        "page": 1,
        "object": 46,
    }


def test_an_upload_asked_again_is_answered_again(programs):
    first = programs.lan.upload(key="k1")
    again = programs.lan.upload(key="k1")

    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"


def test_a_fault_is_kept_too(programs, monkeypatch):
    def stumble(*_: object, **__: object) -> None:
        raise RuntimeError("on purpose")

    with monkeypatch.context() as broken:
        broken.setattr("docflow.documents.numbering.void_next", stumble)
        first = programs.hoa.post("/registers/void_next", VOID, key="k1")
    again = programs.hoa.post("/registers/void_next", VOID, key="k1")

    assert (first.status_code, first.json()["code"]) == (500, "fault")
    assert (again.status_code, again.json()) == (500, first.json())
    assert "on purpose" not in first.content.decode()


@pytest.fixture
def committed(transactional_db):
    """Real commits; afterwards all is deleted, which the triggers of the log would refuse."""
    yield
    tampering.drop_triggers()


def test_two_at_once_with_one_key_act_once(committed):
    people = cast.gather(keys=False)
    secret, barrier = token_for(people.hoa), Barrier(2)
    answers: list[Any] = []

    def ask() -> None:
        program = Program(secret)
        barrier.wait()
        answers.append(program.post("/registers/void_next", VOID, key="k1"))
        connections.close_all()

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([201, 201], [201, 409])
    assert RegisterEntry.objects.count() == 1
