"""Ways around a closed door: what a body names, other methods, others' files, old links, lists."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from docflow import clock
from docflow.documents.models import Document
from docflow.people import actions as people
from docflow.people.actor import System
from tests.access.asking import NOWHERE, SENT
from tests.access.cells import LOG, NOISE, SHOWN, Bench, body, snapshot, tables_written, taken_back
from tests.access.lists import PERSON
from tests.access.table import ROWS
from tests.cast import PIN

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


def _called(bench: Bench, name: str, path: str, content: Any) -> Any:
    headers = {"Authorization": f"Bearer {bench.world.secrets[name]}", "Idempotency-Key": path[:60]}
    return bench.desk.client.post(
        V1 + path, content, content_type="application/json", headers=headers
    )


def _as(bench: Bench, name: str) -> Any:
    """The browser of somebody, as the last page they opened left it."""
    bench.desk.ask(ROWS["keyboard", "GET"], name, None)
    return bench.desk.client


def _read(bench: Bench, who: str, door: str, where: str, given: dict[str, str]) -> Any:
    """The answer to a GET of a page by its name, or of a call by its path with a token."""
    if door == "page":
        return _as(bench, who).get(reverse(where), given)
    headers = {"Authorization": f"Bearer {bench.world.secrets[who]}"}
    return bench.desk.client.get(V1 + where, given, headers=headers)


def _nothing_changed(bench: Bench) -> bool:
    return {key: value for key, value in snapshot().items() if not key.startswith("audit")} | {
        "lengths": 0
    } == {key: value for key, value in bench.before.items() if not key.startswith("audit")} | {
        "lengths": 0
    }


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_changes_anything(bench: Bench, method: str):
    rows = {row.address: row for row in ROWS.values() if not row.address.startswith("api:")}
    written = {}
    for name, row in rows.items():
        thing = (
            bench.world.things[row.about if row.about != "document" else "outgoing"][0]
            if (row.about)
            else None
        )
        with taken_back(), tables_written() as tables:
            getattr(_as(bench, "home.clerk"), method)(bench.desk.address(row, thing))
        written[name] = tables - NOISE - LOG

    assert {name: tables for name, tables in written.items() if tables} == {}


@pytest.mark.parametrize(
    ("name", "path", "field"),
    [
        ("home.specialist:2", "/incoming/{in_progress}/finish", "answer"),
        ("home.specialist", "/outgoing", "answers"),
        ("home.specialist", "/outgoing", "merges"),
    ],
)
def test_a_body_that_names_what_may_not_be_seen_names_nothing(
    bench: Bench, name: str, path: str, field: str
):
    hidden = bench.world.thing("outgoing", "of_assistant").uid
    place = path.format(in_progress=bench.world.thing("incoming", "in_progress").uid)
    draft = {
        "kind": "REPORT",
        "subject": "Việc mới",
        "signer": str(bench.world.posts["home.leader"].uid),
        "file": SENT["revision"](bench.world, bench.world.on_pages[name], NOWHERE)["file_token"],
    }
    answers = []
    for uid in (hidden, NOWHERE.uid):
        content = {field: [uid] if field == "merges" else uid}
        with taken_back():
            answer = _called(bench, name, place, content | (draft if path == "/outgoing" else {}))
            unchanged = _nothing_changed(bench)
        answers.append((answer.status_code, body(answer), unchanged))

    assert answers[0] == answers[1]
    assert (answers[0][0], answers[0][2]) == (422, True)


def test_a_task_goes_to_nobody_of_another_unit(bench: Bench):
    arrival = bench.world.thing("incoming", "registered").uid
    stranger = bench.world.posts["beside.specialist"]
    given = {"directive": "Làm", "lead": f"post:{stranger.uid}", "due": "5", "request_key": "k-1"}

    with taken_back():
        page = _as(bench, "home.leader").post(reverse("incoming:assign", args=[arrival]), given)
        unchanged = _nothing_changed(bench)
        told = body(page)

    assert (page.status_code, unchanged) == (200, True)
    assert "beside.clerk" not in set(PERSON.findall(told))


def test_those_who_can_be_chosen_are_of_the_unit_and_below(bench: Bench):
    arrival = bench.world.thing("incoming", "registered").uid
    address = reverse("incoming:candidates", args=[arrival])

    with taken_back():
        told = body(_as(bench, "home.leader").get(address, {"who": "Người"}))

    assert {name.split(".")[0] for name in PERSON.findall(told)} == {"home", "below"}


def test_a_list_to_sign_takes_in_nothing_of_another_unit(bench: Bench):
    signing = bench.world.thing("outgoing", "signing").uid
    given = {"pin": PIN, "seen": f"{signing}:0", "request_key": "k-2"}

    with taken_back():
        shown = _as(bench, "above.leader").get(reverse("signing:several"), {"uid": [signing]})
        signed = bench.desk.client.post(reverse("signing:several"), given)
        unchanged = _nothing_changed(bench)

    assert (shown.status_code, signed.status_code, unchanged) == (302, 302, True)
    assert signed.headers["Location"] == reverse("queue", args=["to_sign"]) + "?chosen=none"


def test_a_list_to_sign_leaves_out_what_is_not_there(bench: Bench):
    mine = bench.world.thing("outgoing", "signing").uid
    copy = Document.objects.get(unit=bench.world.units["addressee"]).uid

    with taken_back():
        page = _as(bench, "home.leader").get(reverse("signing:several"), {"uid": [mine, str(copy)]})
        told = body(page)

    assert (page.status_code, set(SHOWN.findall(told)), str(copy) in told) == (
        200,
        {"signing"},
        False,
    )


def test_a_file_another_brought_is_not_at_hand(bench: Bench):
    row, world = ROWS["outgoing:draft", "POST"], bench.world
    theirs = SENT["draft"](world, world.on_pages["home.assistant"], NOWHERE)

    with taken_back():
        page = _as(bench, "home.specialist").post(
            bench.desk.address(row, None), theirs | {"request_key": "k-3"}
        )
        unchanged = _nothing_changed(bench)

    assert (page.status_code, unchanged) == (200, True)


JANUARY = {"first": "2026-01-01", "last": "2026-01-31"}
RATES_PAGE = ("beside.leader", "page", "rates:show", {}, 404)
RATES_CALL = ("beside.leader", "program", "/rates", JANUARY, 404)
LOG_PAGE = ("beside.auditor", "page", "log:list", {}, 200)
LOG_CALL = ("beside.auditor", "program", "/log", {}, 404)


@pytest.mark.parametrize(
    ("who", "door", "where", "given", "status"), [RATES_PAGE, RATES_CALL, LOG_PAGE, LOG_CALL]
)
def test_rates_and_log_of_a_unit_elsewhere_are_those_of_none(
    bench: Bench, who: str, door: str, where: str, given: dict[str, str], status: int
):
    answers = []
    for unit in (str(bench.world.units["home"].uid), NOWHERE.uid):
        with taken_back():
            asked = _read(bench, who, door, where, given | {"unit": unit})
            answers.append((asked.status_code, len(body(asked))))

    assert answers == [(status, answers[0][1])] * 2


def test_what_may_not_be_seen_is_not_answered(bench: Bench):
    hidden = bench.world.thing("incoming", "registered").uid

    with taken_back():
        page = _as(bench, "home.specialist").get(reverse("outgoing:draft"), {"answers": hidden})

    assert page.status_code == 404


def test_a_link_kept_from_before_opens_nothing_once_the_post_has_ended(bench: Bench):
    row, thing = ROWS["viewer:file", "GET"], bench.world.thing("outgoing", "draft")
    post = bench.world.posts["home.specialist"]
    yesterday = clock.today() - timedelta(days=1)

    with taken_back():
        before = bench.desk.ask(row, "home.specialist", thing).status_code
        people.end_appointment(post, yesterday, by=System())
        after = bench.desk.ask(row, "home.specialist", thing)

    assert (before, after.status_code) == (200, 302)
    assert after.headers["Location"].startswith("/sign-in/")


def test_failed_work_elsewhere_is_answered_like_none(bench: Bench):
    row, thing = ROWS["health:again", "POST"], bench.world.things["work"][0]

    answers = []
    for one in (thing, NOWHERE):
        with taken_back():
            answer = bench.desk.ask(row, "beside.unit_administrator", one)
            answers.append((answer.status_code, len(body(answer))))

    assert answers[0] == answers[1]
