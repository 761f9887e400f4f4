"""Passwords: what a new one must be like, changing it, and being given a first one."""

import unicodedata
from datetime import timedelta

import pytest
import time_machine

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.errors import NotAllowed, Refused
from docflow.people.actions import appoint, invite
from docflow.people.actor import Actor
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.people.passwords import change_password, give_password, matches, must_be_good
from docflow.permissions import Role
from docflow.units.system import System

FIRST, SECOND = "Cây cầu bắc qua suối", "con thuyền trên sông Mã"


@pytest.fixture
def sơn(units):
    """Sơn, a clerk of the commune with a first password."""
    user = invite("son", "Lý Văn Sơn", by=System(), password=FIRST)
    appoint(user, units.commune, "Văn thư", [Role.CLERK], by=System())
    return user


@pytest.fixture
def admin(units):
    """Vân administers the district."""
    return Actor(
        appoint(units.vân, units.district, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    )


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x9$kQ2!mZ7p", "password_too_short"),
        ("", "password_too_short"),
        ("ab9$" * 32 + "x", "password_too_long"),
        ("lan-commune-Kq3$z7", "password_names_user"),
        ("LAN-COMMUNELan-Commune-9$xQ", "password_names_user"),
        ("startfinding", "password_common"),
        ("1q2w3e4r5t6y", "password_common"),
        ("1Q2W3E4R5T6Y", "password_common"),
        ("aaaaaaaaaaaaaaaa", "password_common"),
    ],
)
def test_a_weak_new_password_is_refused_with_its_reason(password, code):
    assert refusal(must_be_good, password, "lan-commune") == code


@pytest.mark.parametrize("password", ["x9$kQ2!mZ7pw", "ab9$" * 32, "lan-commune" + "x9$kQ2!mZ7pw"])
def test_a_password_of_twelve_to_128_characters_beside_the_name_is_good(password):
    must_be_good(password, "lan-commune")

    assert refusal(must_be_good, password[:11], "lan-commune") == "password_too_short"


def test_a_password_counts_however_the_keyboard_composes_its_letters(sơn):
    apart = unicodedata.normalize("NFD", FIRST)

    assert apart != FIRST
    assert matches(apart, sơn.password)


def test_a_password_given_at_the_invitation_must_be_replaced_and_be_good(sơn):
    assert sơn.password_is_initial
    assert refusal(invite, "a", "B C", by=System(), password="ngắn") == "password_too_short"
    assert not User.objects.filter(username="a").exists()


def test_an_account_without_a_password_has_none_to_replace(units):
    assert not units.vân.password_is_initial


def test_a_changed_password_is_the_only_one_and_ends_all_sessions(sơn):
    before = clock.wall()

    changed = change_password(FIRST, SECOND, by=Oneself(sơn))

    sơn.refresh_from_db()
    assert (matches(SECOND, sơn.password), matches(FIRST, sơn.password)) == (True, False)
    assert not sơn.password_is_initial
    assert sơn.sessions_from == changed.sessions_from
    assert before <= sơn.sessions_from <= clock.wall()
    assert Entry.objects.filter(event=Event.PASSWORD_CHANGED, subject=sơn.uid).count() == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("falsch geraten", SECOND, "wrong_password"),
        ("", SECOND, "wrong_password"),
        (FIRST, FIRST, "password_unchanged"),
        (FIRST, unicodedata.normalize("NFD", FIRST), "password_unchanged"),
        (FIRST, "kurz", "password_too_short"),
    ],
)
def test_a_refused_change_changes_nothing(sơn, old, new, code):
    why = refusal(change_password, old, new, by=Oneself(sơn))

    stored = User.objects.get(pk=sơn.pk)
    assert why == code
    assert stored.password == sơn.password
    assert stored.password_is_initial


def test_the_old_password_is_guessed_five_times_in_a_quarter_of_an_hour_at_most(sơn):
    now = clock.wall()
    with time_machine.travel(now, tick=False):
        codes = [
            refusal(change_password, "falsch geraten", SECOND, by=Oneself(sơn)) for _ in range(5)
        ]
        sixth = refusal(change_password, FIRST, SECOND, by=Oneself(sơn))
    with time_machine.travel(now + timedelta(minutes=14, seconds=59), tick=False):
        late = refusal(change_password, FIRST, SECOND, by=Oneself(sơn))
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        change_password(FIRST, SECOND, by=Oneself(sơn))

    assert codes == ["wrong_password"] * 5
    assert (sixth, late) == ("too_many", "too_many")


def test_an_administrator_gives_a_first_password_that_is_told_once(sơn, admin):
    told = give_password(sơn, by=admin)

    sơn.refresh_from_db()
    assert matches(told, sơn.password)
    assert sơn.password_is_initial
    assert sơn.sessions_from is not None
    must_be_good(told, sơn.username)
    assert Entry.objects.filter(event=Event.PASSWORD_GIVEN, subject=sơn.uid).count() == 1


def test_first_passwords_differ(sơn, admin):
    assert give_password(sơn, by=admin) != give_password(sơn, by=admin)


def test_nobody_gives_a_password_to_others_above_or_to_themselves(units, sơn, admin):
    with pytest.raises(NotAllowed):
        give_password(sơn, by=units.hoa)

    appoint(sơn, units.province, "Văn thư", [Role.CLERK], by=System())

    assert refusal(give_password, sơn, by=admin) == "outside_own_unit"
    assert refusal(give_password, units.vân, by=admin) == "own_account"


def test_no_password_stands_in_the_log_or_the_messages(sơn, admin, caplog):
    told = give_password(sơn, by=admin)
    change_password(told, SECOND, by=Oneself(sơn))
    refusal(change_password, "falsch geraten", FIRST, by=Oneself(sơn))

    kept = " ".join([*EntryText.objects.values_list("text", flat=True), caplog.text])

    assert "wrong_password" in kept
    for secret in (told, FIRST, SECOND, "falsch geraten"):
        assert secret not in kept
