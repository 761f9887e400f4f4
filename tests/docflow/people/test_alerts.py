"""A change of rights is shown until somebody competent, who has no part in it, confirms it."""

from datetime import timedelta

import pytest

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import Refused
from docflow.people import alerts, one_time, passwords, tokens
from docflow.people.actions import appoint, delegate, end_appointment, end_delegation, invite
from docflow.people.actor import Actor
from docflow.people.alert_actions import ENDINGS, confirm, object_to
from docflow.people.models import Appointment, RightsChange
from docflow.people.oneself import Oneself
from docflow.permissions import Permission, Role
from docflow.signatures import keyring
from docflow.units.system import System
from tests.cast import PIN, _issued

pytestmark = [pytest.mark.django_db, pytest.mark.law("L18")]


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


def events():
    return list(RightsChange.objects.order_by("pk").values_list("event", flat=True))


def administrator(units, name, unit):
    user = invite(name.lower(), name, by=System())
    return Actor(appoint(user, unit, "Quản trị", [Role.UNIT_ADMINISTRATOR], by=System()))


@pytest.fixture
def admin(units):
    """An administrator of the commune."""
    return administrator(units, "An", units.commune)


@pytest.fixture
def above(units):
    """An administrator of the district."""
    return administrator(units, "Cường", units.district)


@pytest.fixture
def post(units, admin):
    """Vân, appointed clerk of the commune by the administrator."""
    return appoint(units.vân, units.commune, "Văn thư", [Role.CLERK], by=admin)


def given(units):
    return delegate(
        units.minh.appointment,
        units.binh.appointment,
        [Permission.OUTGOING_SIGN],
        by=units.minh,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3),
        basis="01/GUQ-UBND",
    )


def test_an_appointment_raises_an_alert_that_stays_until_an_auditor_confirms_it(units, post):
    change = RightsChange.objects.get()
    before = list(alerts.waiting_for(units.quynh))

    confirm(change, by=units.quynh)

    assert before == [change]
    assert (change.event, change.person, change.unit) == (
        "appointment.made", units.vân, units.commune,
    )  # fmt: skip
    assert change.facts["roles"] == ["clerk"]
    assert list(alerts.waiting_for(units.quynh)) == []
    assert Entry.objects.filter(event=Event.RIGHTS_CONFIRMED).count() == 1


def test_what_the_installation_itself_sets_up_raises_none(units, admin):
    assert not RightsChange.objects.exists()


def test_every_kind_of_change_of_rights_raises_an_alert(units, admin, post):
    user = post.user
    delegation = given(units)
    end_delegation(delegation, by=units.minh)
    later = clock.now() + timedelta(days=5)
    other = administrator(units, "Dũng", units.commune).appointment
    tokens.issue(admin.appointment, "Thử", [Permission.PEOPLE_MANAGE], later, by=admin)
    token, _ = tokens.issue(other, "Thử", [Permission.PEOPLE_MANAGE], later, by=admin)
    tokens.confirm(token, by=Oneself(other.user))
    passwords.give_password(user, by=admin)
    user.totp_confirmed = clock.now()
    user.save()
    one_time.reset(user, by=admin)
    key, certificate = _issued(units.minh.user.full_name, "x")
    keyring.register_leader_key(units.minh.appointment, key, certificate, PIN, by=admin)
    key, certificate = _issued(units.commune.name, units.commune.name)
    seal = keyring.register_seal_key(units.commune, key, certificate, PIN, by=admin)
    keyring.give_custody(seal, post, "Biên bản 02", by=admin)
    end_appointment(post, clock.today(), by=admin)

    assert events() == [
        "appointment.made",
        "delegation.given",
        "delegation.ended",
        "token.issued",
        "token.issued",
        "token.confirmed",
        "password.given",
        "totp.reset",
        "key.registered",
        "key.registered",
        "custody.given",
        "appointment.ended",
    ]


def test_a_change_that_is_taken_back_leaves_no_alert(units, admin):
    code = refusal(appoint, units.vân, units.commune, "Văn thư", ["clerc"], by=admin)

    assert code == "unknown_role"
    assert not RightsChange.objects.exists()


def test_neither_who_made_a_change_nor_whom_it_is_about_confirms_it(units, admin):
    appoint(units.quynh.user, units.commune, "Văn thư", [Role.CLERK], by=admin)
    change = RightsChange.objects.get()

    assert refusal(confirm, change, by=admin) == "own_change"
    assert refusal(confirm, change, by=units.quynh) == "own_change"
    assert refusal(object_to, change, "Không", by=admin) == "own_change"
    assert RightsChange.objects.get().state == "open"


def test_only_the_competent_confirm_and_only_in_and_below_their_unit(units, post, above):
    change = RightsChange.objects.get()
    strange = appoint(units.phuc.user, units.province, "Thanh tra", [Role.AUDITOR], by=System())
    beside = Actor(units.tuan.appointment)

    assert refusal(confirm, change, by=units.minh) == "not_allowed"
    assert refusal(confirm, change, by=beside) == "not_allowed"
    assert confirm(change, by=Actor(strange)).state == "confirmed"


def test_where_nobody_else_is_competent_the_unit_above_is_asked(units, admin, above):
    end_appointment(units.quynh.appointment, clock.today() - timedelta(days=1), by=System())
    appoint(units.vân, units.commune, "Văn thư", [Role.CLERK], by=admin)
    change = RightsChange.objects.get()

    assert change.addressed == units.district
    assert list(alerts.waiting_for(above)) == [change]
    assert list(alerts.waiting_for(admin)) == []
    assert confirm(change, by=above).decided_by == above.appointment


def test_an_objection_by_an_administrator_ends_the_change_at_once(units, post, above):
    change = RightsChange.objects.get()
    clerk = Actor(post)
    before = clerk.permissions_in(units.commune)

    object_to(change, "Không có quyết định", by=above, end=True)

    assert Permission.OUTGOING_SEAL in before
    assert clerk.permissions_in(units.commune) == frozenset()
    assert RightsChange.objects.get().state == "ended"
    entry = Entry.objects.get(event=Event.RIGHTS_OBJECTED)
    facts = entry.chain.entrytext_set.get(number=entry.number, name="facts").text
    assert '"ended":true' in facts


def test_an_objection_ends_a_delegation_at_once(units, above):
    by = Actor(units.binh.appointment, given(units))

    object_to(RightsChange.objects.get(), "Sai thẩm quyền", by=above, end=True)

    assert by.permissions_in(units.commune) == frozenset()


def test_an_auditor_objects_and_the_change_is_shown_on_until_it_is_confirmed(units, post, above):
    change = RightsChange.objects.get()

    assert refusal(object_to, change, "Sai", by=units.quynh, end=True) == "not_allowed"
    object_to(change, "Thiếu quyết định", by=units.quynh)

    assert Actor(post).permissions_in(units.commune)
    assert list(alerts.waiting_for(units.quynh)) == [change]
    assert confirm(change, by=above).state == "confirmed"


def test_what_gave_no_right_is_not_ended_by_an_objection(units, admin, above, post):
    passwords.give_password(post.user, by=admin)
    change = RightsChange.objects.get(event="password.given")

    assert refusal(object_to, change, "Sai", by=above, end=True) == "cannot_be_ended"
    assert refusal(object_to, change, " ", by=above) == "reason_missing"
    assert RightsChange.objects.get(pk=change.pk).state == "open"


def test_of_two_who_judge_at_once_one_does_and_the_other_is_told(units, post, above):
    first, second = RightsChange.objects.get(), RightsChange.objects.get()

    confirm(first, by=units.quynh)

    assert refusal(object_to, second, "Sai", by=above, end=True) == "wrong_state"
    assert Appointment.objects.get(pk=post.pk).grants.exists()
    assert RightsChange.objects.get().decided_by == units.quynh.appointment


def test_what_the_page_offers_to_end_is_what_an_objection_ends():
    assert set(ENDINGS) == alerts.ENDABLE
