"""Access tokens: given for a purpose, within a post, for a time; told once."""

from datetime import timedelta

import pytest
import time_machine

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.errors import NotAllowed, Refused
from docflow.people.actions import appoint, end_appointment
from docflow.people.actor import Actor
from docflow.people.models import ApiToken, User
from docflow.people.oneself import Oneself
from docflow.people.tokens import actor_of, confirm, issue, revoke
from docflow.permissions import Permission, Role
from docflow.units.system import System

READ, REGISTER, SIGN = (
    Permission.DOCUMENT_READ,
    Permission.INCOMING_REGISTER,
    Permission.OUTGOING_SIGN,
)


@pytest.fixture
def admin(units):
    """Vân administers the district."""
    return Actor(
        appoint(units.vân, units.district, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    )


@pytest.fixture
def given(units, admin):
    """A token for Hoa's post that reads, for thirty days, and its secret."""
    expires = clock.now() + timedelta(days=30)
    token, secret = issue(units.hoa.appointment, "Cổng dịch vụ công", [READ], expires, by=admin)
    return confirm(token, by=Oneself(units.hoa.user)), secret


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


def test_a_token_is_told_once_and_kept_as_a_hash(given):
    token, secret = given

    row = ApiToken.objects.values().get()
    assert secret.startswith("docflow_")
    assert len(secret) >= 43 + len("docflow_")
    assert secret not in str(row)
    assert secret not in " ".join(EntryText.objects.values_list("text", flat=True))
    assert Entry.objects.filter(event=Event.TOKEN_ISSUED, subject=token.uid).count() == 1


def test_whoever_has_the_secret_acts_in_the_post_within_the_scope(units, given):
    _token, secret = given

    token, actor = actor_of(secret)

    assert token == given[0]
    assert actor == Actor(units.hoa.appointment, None, frozenset({READ}), token)
    assert actor.permissions_in(units.commune) == {READ}
    assert actor.permissions_in(units.district) == frozenset()


@pytest.mark.parametrize("secret", ["", "docflow_", "docflow_x", "\0"])
def test_another_secret_opens_nothing(given, secret):
    assert refusal(actor_of, secret) == "token_unknown"
    assert refusal(actor_of, given[0].digest) == "token_unknown"


def test_a_token_works_until_it_expires(given):
    token, secret = given

    with time_machine.travel(token.expires - timedelta(seconds=1), tick=False):
        actor_of(secret)
    with time_machine.travel(token.expires, tick=False):
        late = refusal(actor_of, secret)

    assert late == "token_expired"


def test_a_revoked_token_opens_nothing_from_then_on(given, admin):
    token, secret = given

    revoke(token, by=admin)

    assert refusal(actor_of, secret) == "token_revoked"
    assert refusal(revoke, token, by=admin) == "revoked_already"
    assert Entry.objects.filter(event=Event.TOKEN_REVOKED, subject=token.uid).count() == 1


def test_a_token_ends_with_the_post_or_the_account(units, given):
    _token, secret = given
    User.objects.filter(pk=units.hoa.user.pk).update(is_active=False)
    closed = refusal(actor_of, secret)
    User.objects.filter(pk=units.hoa.user.pk).update(is_active=True)

    end_appointment(units.hoa.appointment, clock.today() - timedelta(days=1), by=System())

    assert (closed, refusal(actor_of, secret)) == ("post_ended", "post_ended")


def test_a_use_is_noted_once_a_minute(given):
    token, secret = given
    now = clock.wall()
    noted = []

    for seconds in (0, 59, 60):
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            actor_of(secret)
        token.refresh_from_db()
        noted.append(round((token.last_used - now).total_seconds()))

    assert noted == [0, 0, 60]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": " "}, "purpose_missing"),
        ({"purpose": "x" * 201}, "too_long"),
        ({"scope": []}, "scope_missing"),
        ({"scope": ["outgoing.fly"]}, "unknown_permission"),
        ({"scope": [READ, SIGN]}, "scope_too_wide"),
        ({"days": 0}, "token_expires_early"),
        ({"days": -1}, "token_expires_early"),
        ({"days": 366, "seconds": 1}, "token_lasts_too_long"),
    ],
)
def test_no_token_with_a_fault(units, admin, change, code):
    now = clock.wall()
    facts = {"purpose": "Cổng", "scope": [READ], "days": 1, "seconds": 0} | change

    with time_machine.travel(now, tick=False):
        why = refusal(
            issue,
            units.hoa.appointment,
            facts["purpose"],
            facts["scope"],
            now + timedelta(days=facts["days"], seconds=facts["seconds"]),
            by=admin,
        )

    assert why == code
    assert not ApiToken.objects.exists()


def test_a_token_lasts_a_year_at_most(units, admin):
    now = clock.wall()

    with time_machine.travel(now, tick=False):
        token, _secret = issue(
            units.hoa.appointment, "Cổng", [REGISTER, READ], now + timedelta(days=366), by=admin
        )

    assert token.scope == ["document.read", "incoming.register"]


def test_only_an_administrator_of_the_unit_or_above_issues_and_revokes(units, given):
    token, _secret = given
    expires = clock.now() + timedelta(days=1)
    below = Actor(
        appoint(units.vân, units.commune, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System())
    )

    with pytest.raises(NotAllowed):
        issue(units.hoa.appointment, "Cổng", [READ], expires, by=units.hoa)
    with pytest.raises(NotAllowed):
        revoke(token, by=units.hoa)

    tuan = units.tuan.appointment
    assert refusal(issue, tuan, "Cổng", [READ], expires, by=below) == "outside_own_unit"
    assert ApiToken.objects.filter(revoked=None).count() == 1


def test_no_token_for_a_post_that_has_ended(units, admin):
    end_appointment(units.hoa.appointment, clock.today() - timedelta(days=1), by=System())
    expires = clock.now() + timedelta(days=1)

    why = refusal(issue, units.hoa.appointment, "Cổng", [READ], expires, by=admin)

    assert why == "post_ended"


def test_a_program_acts_in_a_post_once_its_holder_has_confirmed_it(units, admin):
    expires = clock.now() + timedelta(days=1)
    token, secret = issue(units.hoa.appointment, "Cổng", [READ], expires, by=admin)
    before = refusal(actor_of, secret)

    confirm(token, by=Oneself(units.hoa.user))

    assert before == "token_unconfirmed"
    assert actor_of(secret)[0] == token
    assert Entry.objects.filter(event=Event.TOKEN_CONFIRMED, subject=token.uid).count() == 1


def test_nobody_confirms_for_another_and_nobody_twice(units, admin):
    expires = clock.now() + timedelta(days=1)
    token, secret = issue(units.hoa.appointment, "Cổng", [READ], expires, by=admin)

    others = [refusal(confirm, token, by=Oneself(each)) for each in (admin.user, units.lan.user)]
    revoke(token, by=Oneself(units.hoa.user))

    assert others == ["not_your_token"] * 2
    assert refusal(confirm, token, by=Oneself(units.hoa.user)) == "confirmed_already"
    assert refusal(actor_of, secret) == "token_revoked"


def test_an_administrator_confirms_nothing_for_the_own_post(admin):
    expires = clock.now() + timedelta(days=1)

    token, secret = issue(
        admin.appointment, "Sao lưu", [Permission.PEOPLE_MANAGE], expires, by=admin
    )

    assert actor_of(secret)[0] == token


def test_only_the_holder_ends_a_token_without_being_an_administrator(units, given):
    token, _secret = given

    assert refusal(revoke, token, by=Oneself(units.lan.user)) == "not_allowed"
    assert revoke(token, by=Oneself(units.hoa.user)).revoked


@pytest.mark.parametrize(
    ("scope", "days", "code"),
    [
        ([READ], 1, "scope_too_wide"),
        ([Permission.PEOPLE_MANAGE, Permission.KEY_MANAGE], 1, "scope_too_wide"),
        ([Permission.PEOPLE_MANAGE], 11, "token_lasts_too_long"),
    ],
)
def test_a_program_gives_no_access_wider_or_longer_than_its_own(units, admin, scope, days, code):
    now = clock.now()
    own = [Permission.PEOPLE_MANAGE]
    _, secret = issue(admin.appointment, "Nhân sự", own, now + timedelta(days=10), by=admin)
    program = actor_of(secret)[1]
    post = units.hoa.appointment if scope == [READ] else admin.appointment

    why = refusal(issue, post, "Cổng", scope, now + timedelta(days=days), by=program)

    assert why == code
    issue(admin.appointment, "Cổng", own, now + timedelta(days=10), by=program)
