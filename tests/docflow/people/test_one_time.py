"""The second factor: codes that change, each counted once, with a secret nobody reads."""

import base64
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import connection, connections

from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.errors import Refused
from docflow.people import one_time
from docflow.people.actions import appoint
from docflow.people.actor import Actor
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.permissions import Role
from docflow.units.system import System
from tests.docflow.audit import tampering

NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)  # the first second of a step


def app(sealed, user):
    """The app on the phone, after the secret was typed in."""
    secret = base64.b32decode(one_time.shown(sealed, user).replace(" ", ""))
    return TOTP(secret, 6, SHA1(), 30)


def code_at(phone, moment):
    return phone.generate(int(moment.timestamp())).decode()


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


@pytest.fixture
def minh(units):
    return units.minh.user


@pytest.fixture
def phone(minh):
    """Minh's phone, its app confirmed five minutes before noon."""
    early = NOON - timedelta(minutes=5)
    sealed = one_time.new_secret(minh)
    phone = app(sealed, minh)
    with time_machine.travel(early, tick=False):
        one_time.confirm(sealed, code_at(phone, early), by=Oneself(minh))
    minh.refresh_from_db()
    return phone


def test_the_codes_are_those_of_the_standard(minh):
    phone = TOTP(b"12345678901234567890", 8, SHA1(), 30)

    assert phone.generate(59) == b"94287082"  # RFC 6238, appendix B


def test_a_confirmed_app_is_recorded_and_ends_all_sessions(minh, phone):
    assert minh.totp_confirmed == NOON - timedelta(minutes=5)
    assert minh.sessions_from == NOON - timedelta(minutes=5)
    assert Entry.objects.filter(event=Event.TOTP_CONFIRMED, subject=minh.uid).count() == 1


def test_nothing_counts_before_a_right_code_confirms_it(minh):
    sealed = one_time.new_secret(minh)

    assert refusal(one_time.confirm, sealed, "000", by=Oneself(minh)) == "wrong_code"
    assert User.objects.get(pk=minh.pk).totp_sealed == ""


@pytest.mark.parametrize(
    ("seconds", "right"), [(-31, False), (-30, True), (0, True), (59, True), (60, False)]
)
def test_a_code_counts_one_step_around_its_own(minh, phone, seconds, right):
    code = code_at(phone, NOON)

    with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
        outcome = None if right else refusal(one_time.check, minh, code)
        if right:
            one_time.check(minh, code)

    assert outcome == (None if right else "wrong_code")


def test_a_code_counts_once_and_no_earlier_one_after_it(minh, phone):
    with time_machine.travel(NOON, tick=False):
        one_time.check(minh, code_at(phone, NOON))
        again = refusal(one_time.check, minh, code_at(phone, NOON))
        earlier = refusal(one_time.check, minh, code_at(phone, NOON - timedelta(seconds=30)))
        one_time.check(minh, code_at(phone, NOON + timedelta(seconds=30)))

    assert (again, earlier) == ("wrong_code", "wrong_code")


def test_the_code_that_confirmed_does_not_sign_in(minh, phone):
    early = NOON - timedelta(minutes=5)

    with time_machine.travel(early, tick=False):
        code = refusal(one_time.check, minh, code_at(phone, early))

    assert code == "wrong_code"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "\0" * 6])
def test_what_is_no_code_is_a_wrong_one(minh, phone, typed):
    assert refusal(one_time.check, minh, typed) == "wrong_code"


def test_a_code_may_be_typed_with_a_gap(minh, phone):
    code = code_at(phone, NOON)

    with time_machine.travel(NOON, tick=False):
        one_time.check(minh, f" {code[:3]} {code[3:]} ")

    minh.refresh_from_db()
    assert minh.totp_last_step == int(NOON.timestamp()) // 30


def test_five_wrong_codes_in_a_quarter_of_an_hour_are_the_most(minh, phone):
    with time_machine.travel(NOON, tick=False):
        codes = [refusal(one_time.check, minh, "no code") for _ in range(5)]
        sixth = refusal(one_time.check, minh, code_at(phone, NOON))
    later = NOON + timedelta(minutes=15)
    with time_machine.travel(later, tick=False):
        one_time.check(minh, code_at(phone, later))

    assert codes == ["wrong_code"] * 5
    assert sixth == "too_many"


def test_a_right_code_begins_the_count_anew(minh, phone):
    with time_machine.travel(NOON, tick=False):
        for _ in range(4):
            refusal(one_time.check, minh, "no code")
        one_time.check(minh, code_at(phone, NOON))
        codes = [refusal(one_time.check, minh, "no code") for _ in range(5)]

    assert codes == ["wrong_code"] * 5


@pytest.fixture
def committed(transactional_db):
    """Real commits; afterwards all is deleted, which the triggers of the log would refuse."""
    yield
    tampering.drop_triggers()


def test_of_two_tries_with_one_code_at_the_same_moment_one_counts(committed, minh, phone):
    start, outcomes = Barrier(2), []

    def attempt():
        person = User.objects.get(pk=minh.pk)
        start.wait(10)
        try:
            one_time.check(person, code_at(phone, NOON))
            outcomes.append("in")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    with time_machine.travel(NOON, tick=False):
        tries = [Thread(target=attempt) for _ in range(2)]
        for each in tries:
            each.start()
        for each in tries:
            each.join(30)

    assert sorted(outcomes) == ["in", "wrong_code"]


def test_replacing_a_working_app_needs_the_password(minh, phone):
    minh.set_password("một mật khẩu dài")
    minh.save()
    sealed = one_time.new_secret(minh)
    new = app(sealed, minh)

    with time_machine.travel(NOON, tick=False):
        code = code_at(new, NOON)
        without = refusal(one_time.confirm, sealed, code, by=Oneself(minh))
        one_time.confirm(sealed, code, by=Oneself(minh), password="một mật khẩu dài")
        minh.refresh_from_db()
        old = refusal(one_time.check, minh, code_at(phone, NOON + timedelta(seconds=30)))

    assert (without, old) == ("wrong_password", "wrong_code")
    assert minh.totp_sealed == sealed


def test_the_secret_lies_encrypted_and_opens_for_its_owner_alone(units, minh, phone):
    plain = base64.b32decode(one_time.shown(minh.totp_sealed, minh).replace(" ", ""))

    with connection.cursor() as cursor:
        cursor.execute("SELECT totp_sealed FROM people_user WHERE username = 'minh'")
        [stored] = cursor.fetchone()

    assert plain not in base64.b64decode(stored)
    assert refusal(one_time.shown, stored, units.binh.user) == "second_factor_unreadable"
    assert one_time.new_secret(minh) != one_time.new_secret(minh)


def test_under_another_secret_key_it_says_what_to_do(minh, phone, settings):
    settings.SECRET_KEY = "another one"

    with pytest.raises(Refused, match="Ask an administrator to reset it") as refused:
        one_time.check(minh, "123456")

    assert refused.value.code == "second_factor_unreadable"


def test_the_picture_is_plain_svg_of_the_address_apps_know(minh):
    drawn = one_time.picture(one_time.new_secret(minh), minh).decode()

    assert drawn.startswith("<?xml")
    assert "<svg" in drawn
    for unwanted in ("style=", "<style", "<script", "href="):
        assert unwanted not in drawn


@pytest.mark.parametrize(
    ("role", "required"),
    [
        (Role.LEADER, True),
        (Role.UNIT_ADMINISTRATOR, True),
        (Role.TECHNICAL_ADMINISTRATOR, True),
        (Role.CLERK, False),
        (Role.AUDITOR, False),
    ],
)
def test_leaders_and_administrators_need_one_outside_the_sandbox(units, settings, role, required):
    appoint(units.vân, units.commune, "Công chức", [role], by=System())
    in_the_sandbox = one_time.is_required_of(units.vân)

    settings.DOCFLOW_SANDBOX = False

    assert one_time.is_required_of(units.vân) is required
    assert not in_the_sandbox


def test_a_lost_one_is_reset_by_another_administrator(units, minh, phone):
    admin = Actor(
        appoint(units.vân, units.district, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    )

    one_time.reset(minh, by=admin)

    minh.refresh_from_db()
    assert (minh.totp_sealed, minh.totp_confirmed, minh.totp_last_step) == ("", None, None)
    assert minh.sessions_from > NOON - timedelta(minutes=5)
    assert Entry.objects.filter(event=Event.TOTP_RESET, subject=minh.uid).count() == 1
    assert refusal(one_time.reset, minh, by=admin) == "no_second_factor"
    assert refusal(one_time.reset, units.vân, by=admin) == "own_account"
    assert refusal(one_time.reset, minh, by=units.hoa) == "not_allowed"


def test_neither_secret_nor_code_stands_in_the_log(minh, phone, caplog):
    with time_machine.travel(NOON, tick=False):
        code = code_at(phone, NOON)
        one_time.check(minh, code)
        refusal(one_time.check, minh, code)

    kept = " ".join([*EntryText.objects.values_list("text", flat=True), caplog.text])

    for secret in (code, minh.totp_sealed, one_time.shown(minh.totp_sealed, minh)):
        assert secret not in kept
