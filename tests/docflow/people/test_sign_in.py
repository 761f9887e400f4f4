"""Signing in: who somebody is, how often they may try, and that nothing gives accounts away."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.errors import Refused
from docflow.people import one_time, sign_in
from docflow.people.actions import appoint, end_appointment, invite
from docflow.people.models import User
from docflow.people.oneself import Oneself
from docflow.permissions import Role
from docflow.requests import limits
from docflow.units.system import System

RIGHT, WRONG = "Cây cầu bắc qua suối", "falsch geraten und lang"
HERE, THERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def sơn(units):
    """Sơn, a clerk of the commune with a password."""
    user = invite("son", "Lý Văn Sơn", by=System(), password=RIGHT)
    appoint(user, units.commune, "Văn thư", [Role.CLERK], by=System())
    return user


def tried(username="son", password=WRONG, address=HERE, mark=""):
    """The code a try is refused with; "in" when it is not."""
    try:
        sign_in.check_password(username, password, address, mark)
    except Refused as refused:
        return refused.code
    return "in"


def texts_of(event):
    entries = Entry.objects.filter(event=event)
    rows = EntryText.objects.filter(
        chain__in=entries.values("chain"), number__in=entries.values("number")
    )
    return " ".join(rows.values_list("text", flat=True))


def test_name_and_password_together_say_who_it_is(sơn):
    assert sign_in.check_password(" son ", RIGHT, HERE) == sơn


def test_a_wrong_name_a_wrong_password_and_a_closed_account_are_refused_alike(units, sơn):
    User.objects.filter(pk=units.hoa.user.pk).update(password=sơn.password, is_active=False)
    words = set()

    for name, password in [
        ("nobody", RIGHT),
        ("son", WRONG),
        ("hoa", RIGHT),
        ("van", ""),
        ("", ""),
    ]:
        with pytest.raises(Refused) as refused:
            sign_in.check_password(name, password, HERE)
        words.add((refused.value.code, str(refused.value)))

    assert len(words) == 1
    assert words.pop()[0] == "not_signed_in"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("son", RIGHT),
        ("son", WRONG),
        ("nobody", RIGHT),
        ("van", RIGHT),
        ("hoa", RIGHT),
        ("s\0n", "x"),
    ],
)
def test_every_try_costs_one_hash(units, sơn, monkeypatch, name, password):
    """Counted in the hasher itself; Vân has no password, Hoa's account is closed."""
    User.objects.filter(pk=units.hoa.user.pk).update(password=sơn.password, is_active=False)
    hashed = []
    for method in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, method)

        def counting(self, *args, real=real):
            hashed.append(real.__name__)
            return real(self, *args)

        monkeypatch.setattr(Argon2PasswordHasher, method, counting)

    tried(name, password)

    assert len(hashed) == 1


def test_five_wrong_tries_close_the_name_for_this_place_and_for_no_other(sơn):
    wrong = [tried() for _ in range(5)]

    assert wrong == ["not_signed_in"] * 5
    assert tried(password=RIGHT) == "too_many"
    assert tried(password=RIGHT, address=THERE) == "in"
    assert tried("lan") == "not_signed_in"


def test_a_name_nobody_bears_closes_alike(sơn):
    outcomes = [tried("nobody") for _ in range(6)]

    assert outcomes == ["not_signed_in"] * 5 + ["too_many"]


def test_a_quarter_of_an_hour_after_the_first_try_it_is_open_again(sơn):
    now = clock.wall()
    with time_machine.travel(now, tick=False):
        for _ in range(5):
            tried()
    with time_machine.travel(now + timedelta(minutes=14, seconds=59), tick=False):
        with pytest.raises(Refused, match="Try again in 1 minutes") as refused:
            sign_in.check_password("son", RIGHT, HERE)
        assert refused.value.code == "too_many"
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        assert tried(password=RIGHT) == "in"


def test_a_right_try_begins_the_count_anew(sơn):
    for _ in range(4):
        tried()

    tried(password=RIGHT)

    assert [tried() for _ in range(5)] == ["not_signed_in"] * 5


def test_an_address_has_fifty_wrong_tries_whatever_the_names(sơn):
    for number in range(50):
        limits.limit("sign_in", sign_in.network(HERE)) if number else tried("nobody")

    assert tried(password=RIGHT) == "too_many"
    assert tried(password=RIGHT, address=THERE) == "in"


def test_right_tries_do_not_use_an_address_up(sơn):
    for _ in range(49):
        limits.limit("sign_in", HERE)

    assert [tried(password=RIGHT) for _ in range(3)] == ["in"] * 3


def test_many_addresses_together_close_a_name_but_not_for_the_browser_that_knows_it(sơn):
    mark = sign_in.mark_of(sơn)
    for _ in range(50):
        limits.limit("sign_in", {"account": "son"})

    assert tried(password=RIGHT) == "too_many"
    assert tried(password=RIGHT, mark=mark) == "in"


def test_a_marked_browser_has_five_tries_of_its_own(sơn):
    mark = sign_in.mark_of(sơn)

    outcomes = [tried(mark=mark) for _ in range(6)]

    assert outcomes == ["not_signed_in"] * 5 + ["too_many"]
    assert tried(password=RIGHT) == "in"


@pytest.mark.parametrize("mark", ["", "x", "Zm9v:1:bar", "another", "old"])
def test_a_mark_that_is_forged_old_or_of_another_counts_for_nothing(units, sơn, mark):
    if mark == "another":
        mark = sign_in.mark_of(units.lan.user)
    if mark == "old":
        with time_machine.travel(clock.wall() - timedelta(days=91)):
            mark = sign_in.mark_of(sơn)
    for _ in range(50):
        limits.limit("sign_in", {"account": "son"})

    assert tried(password=RIGHT, mark=mark) == "too_many"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "local"),
        ("unix:", "local"),
    ],
)
def test_an_address_counts_as_what_one_owner_has(address, counted):
    assert sign_in.network(address) == counted


def test_a_refused_try_is_recorded_without_what_was_typed(units, sơn):
    tried(password=WRONG)
    tried("geheim123 statt Name", WRONG)

    refused = Entry.objects.filter(event=Event.SESSION_REFUSED)
    assert refused.filter(subject=None).count() == 1
    assert refused.get(subject=sơn.uid).chain.name == str(units.commune.uid)
    kept = texts_of(Event.SESSION_REFUSED)
    assert HERE in kept
    assert WRONG not in kept
    assert "geheim123" not in kept


def test_what_is_beyond_the_limit_is_counted_but_fills_no_log(sơn):
    for _ in range(8):
        tried()

    assert Entry.objects.filter(event=Event.SESSION_REFUSED).count() == 5


def test_a_wrong_code_is_recorded_too(sơn):
    sơn.totp_sealed = one_time.new_secret(sơn)
    sơn.save()

    with pytest.raises(Refused) as refused:
        sign_in.check_code(sơn, "no code", HERE)

    assert refused.value.code == "wrong_code"
    assert '"code":"wrong_code"' in texts_of(Event.SESSION_REFUSED)


def test_a_session_begins_and_ends_in_the_log_of_the_unit(units, sơn):
    sign_in.begin(by=Oneself(sơn), address=HERE)
    sign_in.end("signed_out", by=Oneself(sơn))

    began = Entry.objects.get(event=Event.SESSION_BEGAN)
    ended = Entry.objects.get(event=Event.SESSION_ENDED)
    assert began.chain.name == ended.chain.name == str(units.commune.uid)
    assert (began.actor, began.subject) == (sơn.uid, sơn.uid)
    assert '"why":"signed_out"' in texts_of(Event.SESSION_ENDED)


def test_a_person_without_a_post_stands_in_the_log_of_the_installation(units):
    sign_in.begin(by=Oneself(units.vân), address=HERE)

    assert Entry.objects.get(event=Event.SESSION_BEGAN).chain.name == "installation"


def test_no_session_begins_for_a_closed_account(units):
    units.vân.is_active = False

    with pytest.raises(Refused) as refused:
        sign_in.begin(by=Oneself(units.vân), address=HERE)

    assert refused.value.code == "account_closed"


def test_sessions_end_when_posts_change(units, sơn):
    after_appointment = User.objects.get(pk=sơn.pk).sessions_from
    post = sơn.appointments.get()

    end_appointment(post, clock.today(), by=System())

    assert after_appointment is not None
    assert User.objects.get(pk=sơn.pk).sessions_from > after_appointment


def test_a_person_ends_all_of_their_sessions(sơn):
    before = clock.wall()

    sign_in.end_everywhere(by=Oneself(sơn))

    sơn.refresh_from_db()
    assert sơn.sessions_from >= before
    assert '"why":"everywhere"' in texts_of(Event.SESSION_ENDED)


def test_what_is_owed_comes_in_order(sơn, units, settings):
    settings.DOCFLOW_SANDBOX = False
    minh = units.minh.user

    assert sign_in.owed_by(sơn) == "password"
    sơn.password_is_initial = False
    assert sign_in.owed_by(sơn) == ""
    assert sign_in.owed_by(minh) == "second_factor"
    minh.totp_confirmed = clock.now()
    assert sign_in.owed_by(minh) == ""
