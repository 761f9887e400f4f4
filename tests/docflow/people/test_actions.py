"""What administrators and givers do: invite, appoint, end, delegate; and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import NotAllowed, Refused
from docflow.people.actions import (
    appoint,
    delegate,
    end_appointment,
    end_delegation,
    invite,
)
from docflow.people.actor import Actor
from docflow.people.models import Appointment, Delegation, RoleGrant, User
from docflow.permissions import Permission, Role
from docflow.units.actions import end_unit
from docflow.units.system import System

SIGN, ISSUE = Permission.OUTGOING_SIGN, Permission.OUTGOING_ISSUE
JUNE = {"valid_from": date(2025, 6, 1), "valid_to": date(2025, 6, 30)}
BASIS = "Văn bản ủy quyền 12/UQ-UBND"


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


def recorded(event):
    return Entry.objects.filter(event=event).count()


def test_an_account_opens_once_under_a_name_and_may_do_nothing(units):
    user = invite("son", "Lý Văn Sơn", by=System(), password="bí mật rất dài")

    assert user.check_password("bí mật rất dài")
    assert not user.appointments.exists()
    assert refusal(invite, "son", "Lý Văn Sơn", by=System()) == "username_taken"


@pytest.mark.parametrize("username", ["sơn.lý", "son@ubnd.gov.vn", "15997-6", " son "])
def test_a_user_name_is_what_people_type(db, username):
    assert invite(username, "Lý Văn Sơn", by=System()).username == username.strip()


def test_an_account_without_a_password_lets_nobody_in(units):
    user = invite("son", "Lý Văn Sơn", by=System())

    assert not user.has_usable_password()
    assert not user.check_password("")


def test_an_administrator_appoints_in_and_below_the_own_unit_only(units, admin):
    son = invite("son", "Lý Văn Sơn", by=admin)

    appoint(son, units.district, "Chuyên viên", [Role.SPECIALIST], by=admin)
    appoint(son, units.commune, "Chuyên viên", [Role.SPECIALIST], by=admin)

    code = refusal(appoint, son, units.province, "Chủ tịch", [Role.LEADER], by=admin)
    assert code == "outside_own_unit"
    assert son.appointments.count() == 2


def test_nobody_appoints_themselves(units, admin):
    code = refusal(appoint, admin.user, units.district, "Văn thư", [Role.CLERK], by=admin)

    assert code == "own_account"
    assert admin.user.appointments.count() == 1


def test_whoever_is_no_administrator_changes_nobody(units):
    before = (User.objects.count(), Appointment.objects.count())

    for person in (units.lan, units.minh, units.hoa, units.quynh):
        with pytest.raises(NotAllowed, match="change people"):
            invite("son", "Lý Văn Sơn", by=person)
        with pytest.raises(NotAllowed, match="change people"):
            appoint(units.vân, units.commune, "Văn thư", [Role.CLERK], by=person)

    assert (User.objects.count(), Appointment.objects.count()) == before
    assert recorded(Event.ACT_REFUSED) == 8


def test_roles_named_twice_or_by_a_generator_are_granted_once(units):
    roles = (role for role in [Role.CLERK, Role.CLERK, Role.UNIT_CLERK])

    post = appoint(units.vân, units.commune, "Văn thư", roles, by=System())

    assert sorted(post.grants.values_list("role", flat=True)) == ["clerk", "unit_clerk"]
    entry = Entry.objects.filter(event=Event.APPOINTMENT_MADE).last()
    facts = entry.chain.entrytext_set.get(number=entry.number, name="facts").text
    assert '"roles":["clerk","unit_clerk"]' in facts


def test_no_post_in_a_unit_that_is_gone_or_that_ends_before_it_begins(units):
    terms = {"by": System(), "valid_from": date(2025, 7, 1)}
    end_unit(units.commune, date(2025, 6, 30), [units.district], by=System(), basis="NQ 1686")
    units.commune.refresh_from_db()

    gone = refusal(appoint, units.vân, units.commune, "Văn thư", [Role.CLERK], **terms)
    early = refusal(
        appoint,
        units.vân,
        units.district,
        "Văn thư",
        [Role.CLERK],
        valid_to=date(2025, 6, 30),
        **terms,
    )

    assert (gone, early) == ("unit_ended", "ends_before_it_begins")


def test_the_tables_themselves_keep_a_post_in_order(units):
    post = units.hoa.appointment
    post.valid_to = date(2019, 12, 31)

    with pytest.raises(IntegrityError, match="an_appointment_does_not_end"), transaction.atomic():
        post.save()


def test_a_post_ends_after_its_last_day_and_never_later_than_it_was_to(units):
    post = end_appointment(units.hoa.appointment, date(2025, 6, 30), by=System())

    assert post.valid_to == date(2025, 6, 30)
    assert refusal(end_appointment, post, date(2025, 7, 31), by=System()) == "ended_already"
    early = refusal(end_appointment, post, date(2019, 1, 1), by=System())
    assert early == "ends_before_it_begins"
    assert recorded(Event.APPOINTMENT_ENDED) == 1


@pytest.mark.law("L10")
def test_a_delegation_is_in_writing_bounded_and_recorded(units, on):
    on(date(2025, 6, 1))

    given = delegate(
        units.minh.appointment,
        units.binh.appointment,
        [SIGN],
        by=units.minh,
        basis=f" {BASIS} ",
        **JUNE,
    )

    assert (given.basis, given.permissions) == (BASIS, ["outgoing.sign"])
    assert recorded(Event.DELEGATION_GIVEN) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"basis": "  "}, "basis_missing"),
        ({"valid_to": date(2025, 5, 31)}, "ends_before_it_begins"),
        ({"permissions": [SIGN, ISSUE]}, "delegates_too_much"),
        ({"permissions": []}, "delegates_nothing"),
        ({"taker": "minh"}, "delegates_to_oneself"),
        ({"by": "binh"}, "only_the_giver_delegates"),
        ({"by": None}, "only_the_giver_delegates"),
        ({"permissions": [SIGN, "outgoing.fly"]}, "unknown_permission"),
        ({"valid_from": None}, "no_day"),
        ({"valid_to": None}, "no_day"),
        ({"valid_from": "2025-06-01"}, "no_day"),
        ({"valid_to": datetime(2025, 6, 30, tzinfo=UTC)}, "no_day"),
        ({"basis": "x" * 201}, "too_long"),
        ({"valid_from": date(2025, 5, 1), "valid_to": date(2025, 5, 31)}, "delegation_in_the_past"),
        ({"valid_from": date(2025, 5, 31)}, "delegates_backwards"),
        ({"valid_to": date(2026, 6, 2)}, "delegation_too_long"),
        ({"taker": "nam"}, "not_a_subordinate"),
    ],
)
def test_no_delegation_with_a_fault(units, on, change, code):
    on(date(2025, 6, 1))
    by = units.actors.get(change.get("by", "minh")) or System()
    terms = JUNE | {"basis": change.get("basis", BASIS)}
    terms |= {name: change[name] for name in JUNE if name in change}
    taker = units.actors[change.get("taker", "binh")].appointment

    why = refusal(
        delegate,
        units.minh.appointment,
        taker,
        change.get("permissions", [SIGN]),
        by=by,
        **terms,
    )

    assert why == code
    assert not Delegation.objects.exists()


def test_a_delegation_reaches_down_to_units_below_and_lasts_a_year_at_most(units, on):
    on(date(2025, 6, 1))

    given = delegate(
        units.nam.appointment,
        units.minh.appointment,
        ["outgoing.sign"],
        by=units.nam,
        valid_from=date(2025, 6, 1),
        valid_to=date(2026, 6, 1),
        basis=BASIS,
    )

    assert given.permissions == ["outgoing.sign"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"username": "  "}, "username_missing"),
        ({"full_name": ""}, "full_name_missing"),
        ({"username": "x" * 101}, "too_long"),
        ({"username": "lý sơn"}, "username_characters"),
        ({"username": "lý\u00a0sơn"}, "username_characters"),
        ({"username": "son\u200b"}, "username_characters"),
        ({"username": "so\u0000n"}, "username_characters"),
        ({"username": "so\u034fn"}, "username_characters"),
        ({"username": "s\u043en"}, "username_characters"),
        ({"username": "son\u2800"}, "username_characters"),
        ({"full_name": "x" * 101}, "too_long"),
        ({"full_name": "Lý\0Sơn"}, "foreign_letter"),
    ],
)
def test_no_account_with_a_fault(units, change, code):
    before = User.objects.count()

    why = refusal(invite, **({"username": "son", "full_name": "Lý Văn Sơn"} | change), by=System())

    assert why == code
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"roles": [Role.SYSTEM]}, "role_not_given"),
        ({"roles": ["clerk", "system"]}, "role_not_given"),
        ({"roles": ["clerc"]}, "unknown_role"),
        ({"kind": "king"}, "unknown_post_kind"),
        ({"post": " "}, "post_missing"),
        ({"post": "x" * 101}, "too_long"),
        ({"basis": "x" * 201}, "too_long"),
        ({"valid_from": "2025-06-01"}, "no_day"),
        ({"valid_to": datetime(2025, 6, 30, tzinfo=UTC)}, "no_day"),
    ],
)
def test_no_appointment_with_a_fault(units, change, code):
    terms = {"post": "Văn thư", "roles": [Role.CLERK]} | change

    why = refusal(appoint, units.vân, units.commune, **terms, by=System())

    assert why == code
    assert not units.vân.appointments.exists()


def test_the_refusal_of_a_role_names_the_roles_there_are(units):
    with pytest.raises(Refused, match=r"“clerc” is no role\. Known: clerk, unit_clerk") as refused:
        appoint(units.vân, units.commune, "Văn thư", ["clerc"], by=System())

    assert "system" not in str(refused.value)


def test_the_role_of_the_system_is_no_choice_for_a_post():
    assert "system" not in dict(RoleGrant._meta.get_field("role").choices)


@pytest.mark.law("L10")
def test_what_was_delegated_is_never_passed_on(units, given, deputy, on):
    on(date(2025, 6, 15))

    to_lan = refusal(
        delegate,
        units.minh.appointment,
        units.lan.appointment,
        [SIGN],
        by=deputy,
        basis=BASIS,
        **JUNE,
    )
    as_own = refusal(
        delegate,
        units.binh.appointment,
        units.lan.appointment,
        [SIGN],
        by=deputy,
        basis=BASIS,
        **JUNE,
    )

    assert (to_lan, as_own) == ("only_the_giver_delegates", "only_the_giver_delegates")
    assert Delegation.objects.count() == 1


def test_nobody_delegates_after_the_own_post_has_ended(units, on):
    end_appointment(units.minh.appointment, date(2025, 5, 31), by=System())
    on(date(2025, 6, 1))

    code = refusal(
        delegate,
        units.minh.appointment,
        units.binh.appointment,
        [SIGN],
        by=units.minh,
        basis=BASIS,
        **JUNE,
    )

    assert code == "delegates_too_much"


@pytest.mark.parametrize("field", ["basis", "valid_to"])
def test_the_tables_themselves_want_basis_and_end(given, field):
    setattr(given, field, "" if field == "basis" else None)

    with pytest.raises(IntegrityError), transaction.atomic():
        given.save()


def test_a_delegation_ended_by_its_giver_gives_nothing_from_then_on(units, given, deputy, on):
    on(date(2025, 6, 15))

    end_delegation(given, by=units.minh)

    assert deputy.permissions_in(units.commune) == frozenset()
    assert given.valid_to == date(2025, 6, 14)
    assert recorded(Event.DELEGATION_ENDED) == 1


def test_a_delegation_ended_on_its_first_day_gives_nothing(units, given, deputy, on):
    on(given.valid_from)

    end_delegation(given, by=units.minh)

    assert Actor(deputy.appointment, given).permissions_in(units.commune) == frozenset()


def test_ending_a_delegation_late_does_not_lengthen_it(units, given):
    end_delegation(given, by=units.minh)

    assert clock.today() > given.valid_to + timedelta(days=1)
    assert Delegation.objects.get().valid_to == JUNE["valid_to"]


def test_a_delegation_is_ended_by_giver_or_administrator_only(units, given, admin):
    with pytest.raises(NotAllowed):
        end_delegation(given, by=units.binh)

    end_delegation(given, by=admin)

    assert recorded(Event.DELEGATION_ENDED) == 1
