"""Registers, units, people, keys, tokens, rates and health, as programs see and change them."""

import hashlib
from datetime import timedelta

import pytest

from docflow import clock
from docflow.audit.models import AuditCheck
from docflow.exchange import actions
from docflow.people.actions import appoint
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.search.rebuilding import rebuild
from docflow.signatures import keyring
from tests import builders, ink
from tests.builders import PAGE
from tests.cast import PIN
from tests.docflow.api.conftest import Program, token_for


def done(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


@pytest.fixture
def admin(units):
    """A program of Vân's, who administers the commune."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Program(
        token_for(Actor(appoint(units.vân, units.commune, "Quản trị", roles, by=System())))
    )


def test_a_book_is_opened_and_a_number_struck_out(programs):
    year = clock.today().year
    book = {"year": year, "series": "outgoing", "book": "QĐ", "kinds": ["DECISION"]}
    void = {"series": "outgoing", "kind": "DECISION", "reason": "Ghi nhầm"}

    opened = done(programs.hoa.post("/registers", book | {"opening": 7}), 201)
    done(programs.hoa.post("/registers/void_next", void), 201)
    shown = done(programs.hoa.get(f"/registers/{opened['unit']}/{year}/outgoing/QĐ"))

    assert (opened["opening"], opened["last"]) == (7, 6)
    assert [(row["number"], row["is_void"]) for row in shown["items"]] == [(7, True)]
    assert len(shown["columns"]) == len(shown["items"][0]["cells"]) == 10
    assert len(done(programs.quynh.get("/registers"))) == 1


def test_a_book_of_another_unit_is_not_there(programs):
    year = clock.today().year
    opened = done(programs.hoa.post("/registers", {"year": year, "series": "incoming"}), 201)

    answer = programs.tuan.get(f"/registers/{opened['unit']}/{year}/incoming/main")

    assert answer.status_code == 404


def test_a_unit_is_opened_renamed_coded_and_ended(admin, units):
    parent = str(units.commune.uid)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    made = done(
        admin.post("/units", {"name": "Phòng A", "level": "commune", "parent": parent}), 201
    )
    coded = done(admin.post(f"/units/{made['uid']}/set_qr_code", {"prints": True}))
    assert (made["prints_qr_code"], coded["prints_qr_code"]) == (False, True)
    renamed = done(
        admin.post(f"/units/{made['uid']}/rename", {"name": "Phòng B", "first_day": tomorrow})
    )
    coded = done(admin.post(f"/units/{made['uid']}/codes", {"scheme": "local", "code": "A-1"}))
    refused = admin.post(f"/units/{units.district.uid}/end", {"last_day": tomorrow, "basis": "NQ"})

    assert [each["name"] for each in renamed["names"]] == ["Phòng A", "Phòng B"]
    assert coded["codes"][0]["code"] == "A-1"
    assert refused.json()["code"] == "outside_own_unit"


def test_a_person_is_invited_appointed_and_leaves(admin, units):
    person = done(admin.post("/people", {"username": "mai", "full_name": "Lê Thị Mai"}), 201)
    wanted = {
        "user": person["uid"],
        "unit": str(units.commune.uid),
        "post": "Chuyên viên",
        "roles": ["specialist"],
    }

    post = done(admin.post("/appointments", wanted), 201)
    today = clock.today().isoformat()
    ended = done(admin.post(f"/appointments/{post['uid']}/end", {"last_day": today}))
    wrong = admin.post("/appointments", wanted | {"roles": ["emperor"]}).json()

    assert (post["roles"], post["username"]) == (["specialist"], "mai")
    assert ended["valid_to"] == today
    assert (wrong["code"], wrong["field"]) == ("unknown_role", "roles")


def test_a_person_of_another_unit_is_not_appointed(admin, units):
    wanted = {
        "user": str(units.tuan.user.uid),
        "unit": str(units.commune.uid),
        "post": "Văn thư",
        "roles": ["clerk"],
    }

    told = admin.post("/appointments", wanted).json()

    assert (told["code"], told["field"]) == ("unknown_reference", "user")


def test_a_leader_delegates_and_takes_it_back(programs):
    cast, today = programs.cast, clock.today()
    wanted = {
        "taker": str(cast.binh.appointment.uid),
        "permissions": ["outgoing.sign"],
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=3)).isoformat(),
        "basis": "GUQ 03",
    }

    given = done(programs.minh.post("/delegations", wanted), 201)
    taken = done(programs.binh.get("/delegations"))
    done(programs.minh.post(f"/delegations/{given['uid']}/end"))

    assert [each["uid"] for each in taken] == [given["uid"]]
    assert programs.hoa.post(f"/delegations/{given['uid']}/end").status_code == 404


def test_keys_are_told_without_what_is_private(people):
    roles = [Role.UNIT_ADMINISTRATOR]
    post = appoint(people.vân, people.commune, "Quản trị", roles, by=System())

    keys = done(Program(token_for(Actor(post))).get("/keys"))["items"]

    assert {each["purpose"] for each in keys} == {"leader", "seal"}
    assert {each["owner"] for each in keys} == {
        "Phạm Quang Minh",
        "Vũ Thanh Bình",
        people.commune.name,
    }
    assert all("PRIVATE" not in each["certificate"] for each in keys)
    assert {each["status"] for each in keys} == {"active"}


def test_a_program_sets_and_removes_the_picture_of_a_mark(people, tmp_path):
    roles = [Role.UNIT_ADMINISTRATOR]
    post = appoint(people.vân, people.commune, "Quản trị", roles, by=System())
    address = f"/keys/{keyring.seal_key_of(people.commune).uid}"
    program = Program(token_for(Actor(post)))
    seal = tmp_path / "seal.png"
    seal.write_bytes(ink.seal())

    wrong = program.upload(f"{address}/set_picture")
    told = done(program.upload(f"{address}/set_picture", seal))
    bare = done(program.post(f"{address}/remove_picture"))
    again = program.post(f"{address}/remove_picture")

    assert (wrong.status_code, wrong.json()["code"]) == (422, "picture_unusable")
    assert len(told["picture"]) == 64
    assert bare["picture"] is None
    assert (again.status_code, again.json()["code"]) == (422, "picture_missing")


def test_a_program_revokes_a_certificate_with_a_reason(people):
    roles = [Role.UNIT_ADMINISTRATOR]
    post = appoint(people.vân, people.commune, "Quản trị", roles, by=System())
    made = keyring.authority().issue(people.minh.user.full_name, people.commune.name)
    key = keyring.register_leader_key(people.minh.appointment, *made, PIN, by=System())
    given = {"because": "left", "basis": "Quyết định nghỉ hưu 12/QĐ-UBND"}
    program = Program(token_for(Actor(post)))

    told = done(program.post(f"/keys/{key.uid}/revoke", given))
    again = program.post(f"/keys/{key.uid}/revoke", given)

    assert (told["status"], told["revoked_because"]) == ("revoked", "left")
    assert (again.status_code, again.json()["code"]) == (409, "revoked_already")


def test_rates_are_of_the_own_unit_and_those_below(programs):
    period = {"first": "2026-10-01", "last": "2026-10-31"}
    cast = programs.cast

    own = done(programs.nam.get("/rates", **period))
    below = done(programs.nam.get("/rates", unit=str(cast.commune.uid), **period))
    above = programs.minh.get("/rates", unit=str(cast.district.uid), **period)
    swapped = programs.minh.get("/rates", first="2026-10-31", last="2026-10-01")
    items = done(programs.nam.get("/rates/R1/items", **period))

    assert len(own["rates"]) == len(below["rates"]) == 9
    assert above.status_code == 404
    assert swapped.json()["code"] == "from_after_to"
    assert items == {"items": [], "next": None}


def test_the_log_is_searched_and_its_check_asked_for(programs):
    paper = builders.draft(programs.cast)

    found = done(programs.quynh.get("/log", document=str(paper.uid)))
    asked = done(programs.quynh.post("/log/check"), 202)
    proof = done(programs.quynh.get("/log/proof"))

    assert [each["event"] for each in found["items"]] == ["outgoing.drafted"]
    assert (asked["whole"], proof["check"]["uid"]) == (None, asked["uid"])
    assert all(len(each["head"]) == 64 for each in proof["chains"])


def test_the_log_tells_who_a_delivery_went_to(signers):
    delivery = builders.issued(signers.cast)
    actions.fail(delivery, "không tới", by=System(signers.cast.commune))

    found = done(signers.quynh.get("/log", document=str(delivery.document.uid)))["items"]
    swapped = signers.quynh.get("/log", first="2026-10-31", last="2026-10-01")

    to = {each["event"]: each["recipient"] for each in found}
    assert to["delivery.failed"] == signers.cast.district.name
    assert to["outgoing.drafted"] is None
    assert swapped.json()["code"] == "from_after_to"


def test_every_check_of_the_log_is_listed_the_newest_first(programs):
    first = done(programs.quynh.post("/log/check"), 202)
    AuditCheck.objects.update(due=None, finished_at=clock.now())
    second = done(programs.quynh.post("/log/check", {"whole": False}), 202)

    page = done(programs.quynh.get("/log/checks", limit=1))
    rest = done(programs.quynh.get("/log/checks", limit=1, cursor=page["next"]))
    shown = done(programs.quynh.get(f"/log/checks/{first['uid']}"))

    assert [each["uid"] for each in page["items"] + rest["items"]] == [
        second["uid"],
        first["uid"],
    ]
    assert (rest["next"], shown["whole"]) == (None, True)
    assert first["unit"] == str(programs.cast.commune.uid)


def test_the_whole_log_is_checked_from_the_top_alone(programs, units):
    top = appoint(units.vân, units.province, "Thanh tra", [Role.AUDITOR], by=System())
    auditor = Program(token_for(Actor(top)))

    refused = programs.quynh.post("/log/check", {"whole": True})
    asked = done(auditor.post("/log/check", {"whole": True}), 202)
    unseen = programs.quynh.get(f"/log/checks/{asked['uid']}")

    assert (refused.status_code, refused.json()["code"]) == (403, "outside_own_unit")
    assert refused.json()["field"] == "whole"
    assert asked["unit"] is None
    assert [each["uid"] for each in done(auditor.get("/log/checks"))["items"]] == [asked["uid"]]
    assert unseen.status_code == 404


def test_a_rate_is_told_by_unit_and_by_month(programs):
    cast, period = programs.cast, {"first": "2026-09-15", "last": "2026-11-14"}

    units = done(programs.nam.get("/rates/R2/units", **period))
    months = done(programs.nam.get("/rates/R2/months", tree=True, **period))
    missing = done(programs.nam.get("/rates/R2/items", part="missing", **period))

    assert [(each["unit"]["name"], each["own"]) for each in units] == [
        (cast.district.name, True),
        (cast.commune.name, False),
    ]
    assert [each["first"] for each in months] == ["2026-09-01", "2026-10-01", "2026-11-01"]
    assert all(each["figure"]["rate"] == "R2" for each in units + months)
    assert missing["items"] == []
    assert programs.lan.get("/rates/R2/units", **period).status_code == 404


def test_deliveries_in_trouble_are_in_the_list_and_settled_with_a_time(signers):
    delivery = builders.issued(signers.cast)
    actions.fail(delivery, "không tới", by=System(signers.cast.commune))

    [before] = done(signers.hoa.get("/deliveries"))["items"]
    settled = done(signers.hoa.post(f"/deliveries/{delivery.uid}/acknowledge"))

    assert (before["state"], before["settled"], before["sent"]) == ("failed", None, None)
    assert (settled["uid"], settled["settled"] is not None) == (before["uid"], True)


def test_any_file_is_checked_and_not_kept(programs):
    told = done(programs.lan.upload("/verify", PAGE))

    assert (told["size"], told["documents"]) == (PAGE.stat().st_size, [])
    assert told["sha256"] == hashlib.sha256(PAGE.read_bytes()).hexdigest()
    assert (told["indication"], told["sub_indication"]) == ("INDETERMINATE", "NO_SIGNATURE")


def test_a_file_that_is_kept_here_is_told_to_whoever_may_see_it(programs):
    paper = builders.draft(programs.cast)

    told = done(programs.lan.upload("/verify", PAGE))
    elsewhere = done(programs.tuan.upload("/verify", PAGE))

    assert (told["documents"], elsewhere["documents"]) == ([str(paper.uid)], [])


def test_health_tells_what_was_given_up(signers):
    cast = signers.cast
    post = appoint(cast.vân, cast.commune, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    delivery = builders.issued(cast)
    actions.fail(delivery, "không tới", by=System(cast.commune))

    told = done(Program(token_for(Actor(post))).get("/health"))

    [row] = told["given_up"]
    assert (row["uid"], row["last_error"]) == (str(delivery.uid), "không tới")
    assert row["recipient"] == cast.district.name


def test_health_tells_what_waits(programs, admin):
    told = done(admin.get("/health"))

    assert set(told["waiting"]) == {"delivery", "status", "check", "mail", "webhook", "lasting"}


def test_units_are_found_as_one_types(programs):
    rebuild()

    found = done(programs.lan.get("/units", text="hoằng hóa"))

    assert (found[0]["name"], found[0]["ended"]) == ("Ủy ban nhân dân huyện Hoằng Hóa", False)


def test_without_words_the_own_unit_and_those_below_are_told(programs):
    cast = programs.cast

    found = done(programs.tuan.get("/units"))
    own = done(programs.lan.get("/units", limit=1))

    assert [each["uid"] for each in found] == [str(cast.district.uid), str(cast.commune.uid)]
    assert [each["where"] for each in found] == [cast.province.name, cast.district.name]
    assert [each["name"] for each in own] == [cast.commune.name]


def test_posts_of_the_unit_and_below_can_be_named(programs):
    names = {each["full_name"] for each in done(programs.tuan.get("/posts"))["items"]}

    assert {"Mai Anh Tuấn", "Nguyễn Thị Lan"} <= names
    assert "Mai Anh Tuấn" not in {
        each["full_name"] for each in done(programs.lan.get("/posts"))["items"]
    }
