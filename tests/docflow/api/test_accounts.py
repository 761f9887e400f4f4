"""Accounts as a program of an administrator deals with them: listed, shown, passwords, factors."""

import logging

import pytest

from docflow import clock
from docflow.audit.models import EntryText
from docflow.people import actions, passwords
from docflow.people.actor import Actor, System
from docflow.people.models import User
from docflow.permissions import Role
from docflow.requests.models import Asked
from tests.cast import Cast
from tests.docflow.api.conftest import Program, token_for


@pytest.fixture
def administrator(units: Cast) -> Actor:
    """Vân, who administers the commune."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Actor(actions.appoint(units.vân, units.commune, "Quản trị", roles, by=System()))


@pytest.fixture
def admin(administrator: Actor) -> Program:
    """A program of Vân's."""
    return Program(token_for(administrator))


def uid_of(actor: Actor) -> str:
    return str(actor.user.uid)


def test_a_first_password_is_told_once_and_opens_the_account(admin, units, caplog):
    address = f"/people/{uid_of(units.lan)}/give_password"

    with caplog.at_level(logging.DEBUG):
        first = admin.post(address, key="k1")
        again = admin.post(address, key="k1")

    secret = first.json()["secret"]
    user = User.objects.get(pk=units.lan.user.pk)
    kept = [*Asked.objects.values(), *EntryText.objects.values(), *User.objects.values()]
    assert (first.status_code, first.json()["user"]) == (200, uid_of(units.lan))
    assert (passwords.matches(secret, user.password), user.password_is_initial) == (True, True)
    assert (again["Idempotency-Replayed"], again.json()["secret"]) == ("true", None)
    assert secret not in str(kept)
    assert secret not in caplog.text


def test_a_first_password_needs_a_key(admin, units):
    before = User.objects.get(pk=units.lan.user.pk).password

    answer = admin.client.post(
        f"/api/v1/people/{uid_of(units.lan)}/give_password", "{}", content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")
    assert User.objects.get(pk=units.lan.user.pk).password == before


@pytest.mark.parametrize("verb", ["give_password", "reset_second_factor"])
def test_nobody_deals_with_the_own_account_nor_with_one_elsewhere(
    admin, administrator, units, verb
):
    own = admin.post(f"/people/{uid_of(administrator)}/{verb}")
    elsewhere = admin.post(f"/people/{uid_of(units.tuan)}/{verb}")

    assert (own.status_code, own.json()["code"]) == (422, "own_account")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("verb", ["give_password", "reset_second_factor"])
def test_who_does_not_manage_people_finds_no_account(programs, verb):
    answer = programs.hoa.post(f"/people/{uid_of(programs.cast.lan)}/{verb}")

    assert answer.status_code == 404


def test_a_lost_second_factor_is_taken_away(admin, units):
    rows = User.objects.filter(pk=units.lan.user.pk)
    rows.update(totp_sealed="x", totp_confirmed=clock.now())
    address = f"/people/{uid_of(units.lan)}"

    before = admin.get(address).json()["has_second_factor"]
    done = admin.post(f"{address}/reset_second_factor")
    again = admin.post(f"{address}/reset_second_factor")

    assert (before, done.status_code, done.json()["username"]) == (True, 200, "lan")
    assert (rows.get().totp_confirmed, rows.get().totp_sealed) == (None, "")
    assert again.json()["code"] == "no_second_factor"


def test_a_person_is_told_whole(admin, units):
    secret = token_for(units.lan)

    told = admin.get(f"/people/{uid_of(units.lan)}").json()

    assert (told["username"], told["is_active"], told["has_second_factor"]) == ("lan", True, False)
    assert [post["post"] for post in told["posts"]] == ["Chuyên viên"]
    assert [token["purpose"] for token in told["tokens"]] == ["Phần mềm một cửa"]
    assert secret not in str(told)
    assert admin.get(f"/people/{uid_of(units.tuan)}").status_code == 404


def test_accounts_without_a_post_are_told_where_they_were_opened(admin, administrator, units):
    actions.invite("la", "Người Lạ", by=System())
    made = admin.post("/people", {"username": "thu", "full_name": "Nguyễn Thị Thử"}).json()

    listed = admin.get("/people/without_post").json()
    found = admin.get("/people/without_post", text="thi thu").json()
    other = admin.get("/people/without_post", text="khác").json()
    actions.appoint(
        User.objects.get(username="thu"), units.commune, "Việc", [Role.SPECIALIST], by=System()
    )
    after = admin.get("/people/without_post").json()

    assert ([each["uid"] for each in listed], found) == ([made["uid"]], listed)
    assert (other, after) == ([], [])


@pytest.mark.parametrize("address", ["/posts", "/appointments"])
def test_posts_are_found_by_words(admin, address):
    found = admin.get(address, text="do hoa").json()["items"]
    none = admin.get(address, text="tuan").json()["items"]

    assert [each["full_name"] for each in found] == ["Đỗ Thị Hoa"]
    assert none == []
