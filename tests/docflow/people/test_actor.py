"""Who acts and what they may do: judged at the moment of the act."""

from datetime import date, timedelta

import pytest

from docflow import clock
from docflow.errors import NotAllowed, Refused
from docflow.people.actions import appoint, end_appointment, end_delegation
from docflow.people.actor import Actor, acting
from docflow.people.authority import authority
from docflow.people.models import Appointment, Delegation, User
from docflow.permissions import Permission, Role, granted, may, require
from docflow.units.system import System

IN_JUNE, IN_JULY = date(2025, 6, 15), date(2025, 7, 1)
SIGN = Permission.OUTGOING_SIGN
READ = Permission.DOCUMENT_READ


@pytest.fixture
def posts(units):
    """Vân, a clerk of the commune from 1 to 30 June 2025."""
    return appoint(
        units.vân,
        units.commune,
        "Văn thư",
        [Role.CLERK],
        by=System(),
        valid_from=date(2025, 6, 1),
        valid_to=date(2025, 6, 30),
    )


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 5, 31), False),
        (date(2025, 6, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_a_post_gives_permissions_from_its_first_to_its_last_day(units, posts, on, day, holds):
    on(day)

    assert may(Actor(posts), Permission.OUTGOING_SEAL, units.commune) is holds


def test_the_day_of_a_post_ends_at_midnight_in_vietnam(units, posts, on):
    clock.set_to(clock.at(date(2025, 6, 30), 23, 59))
    before = may(Actor(posts), Permission.OUTGOING_SEAL, units.commune)
    clock.set_to(clock.at(date(2025, 7, 1), 0, 1))
    after = may(Actor(posts), Permission.OUTGOING_SEAL, units.commune)

    assert (before, after) == (True, False)


def test_a_post_gives_what_its_roles_grant_and_only_in_its_unit(units):
    assert units.hoa.permissions_in(units.commune) == granted([Role.CLERK])
    assert units.hoa.permissions_in(units.district) == frozenset()


def test_a_post_with_two_roles_has_what_both_grant(units):
    both = appoint(
        units.vân, units.district, "Trưởng phòng", [Role.CLERK, Role.SPECIALIST], by=System()
    )

    assert Actor(both).permissions_in(units.district) == granted([Role.CLERK, Role.SPECIALIST])


def test_a_role_taken_away_is_gone_at_once(units):
    units.hoa.appointment.grants.all().delete()

    assert units.hoa.permissions_in(units.commune) == frozenset()


def test_a_closed_account_may_do_nothing(units):
    User.objects.filter(pk=units.hoa.user.pk).update(is_active=False)

    assert units.hoa.permissions_in(units.commune) == frozenset()


def test_a_refusal_names_actor_deed_unit_and_who_could(units):
    with pytest.raises(NotAllowed) as refused:
        require(units.lan, SIGN, units.commune)

    assert str(refused.value) == (
        "Nguyễn Thị Lan acts for Ủy ban nhân dân xã Hoằng Đông and may not sign documents in "
        "Ủy ban nhân dân xã Hoằng Đông. Roles that may: leader."
    )


def test_a_refusal_tells_for_whom_a_clerk_of_elsewhere_acts(units):
    with pytest.raises(NotAllowed) as refused:
        require(units.tuan, Permission.OUTGOING_NUMBER, units.commune)

    assert str(refused.value) == (
        "Mai Anh Tuấn acts for Ủy ban nhân dân huyện Hoằng Hóa and may not number documents in "
        "Ủy ban nhân dân xã Hoằng Đông. Roles that may: clerk."
    )


def test_a_refusal_of_the_system_names_the_installation(units):
    with pytest.raises(NotAllowed, match="Docflow acts for the whole installation and may not"):
        require(System(), SIGN, units.commune)


def test_an_end_of_the_post_meets_an_actor_held_since_before(units, on):
    on(IN_JUNE)
    before = units.hoa.permissions_in(units.commune)
    Appointment.objects.filter(pk=units.hoa.appointment.pk).update(valid_to=date(2025, 6, 14))

    assert before == granted([Role.CLERK])
    assert units.hoa.permissions_in(units.commune) == frozenset()
    assert not units.hoa.holds_post_on(IN_JUNE)


def test_asking_an_actor_takes_one_query(units, django_assert_num_queries):
    with django_assert_num_queries(1):
        units.hoa.permissions_in(units.commune)


def test_a_delegation_ended_the_day_it_was_given_gives_a_held_actor_nothing(
    units, given, deputy, on
):
    on(given.valid_from)
    before = deputy.permissions_in(units.commune)

    end_delegation(Delegation.objects.get(pk=given.pk), by=units.minh)

    assert before == {SIGN, READ}
    assert deputy.permissions_in(units.commune) == frozenset()
    with pytest.raises(Refused, match="does not cover this day"):
        authority(deputy, given.valid_from)


@pytest.mark.parametrize("whose", ["giver", "taker"])
def test_the_end_of_either_post_meets_a_delegate_held_since_before(units, given, deputy, on, whose):
    on(IN_JUNE)
    before = deputy.permissions_in(units.commune)
    post = Appointment.objects.get(pk=getattr(given, whose).pk)

    end_appointment(post, date(2025, 6, 14), by=System())

    assert before == {SIGN, READ}
    assert deputy.permissions_in(units.commune) == frozenset()


def test_a_delegate_whose_account_is_closed_may_nothing(units, deputy, on):
    on(IN_JUNE)

    User.objects.filter(pk=deputy.user.pk).update(is_active=False)

    assert deputy.permissions_in(units.commune) == frozenset()


def test_a_person_with_a_post_acts_in_it(units, on):
    assert acting(units.hoa.user, units.commune) == units.hoa


def test_a_person_without_a_post_or_after_it_does_not_act(units, posts, on):
    on(IN_JULY)

    for person in (units.vân, units.tuan.user):
        with pytest.raises(Refused, match="holds no post"):
            acting(person, units.commune)


def test_under_a_delegation_the_actor_acts_for_the_giver(units, given, on):
    on(IN_JUNE)

    actor = acting(units.binh.user, units.commune, giver=units.minh.user)

    assert (actor.user, actor.on_behalf_of) == (units.binh.user, units.minh.user)
    assert (actor.unit, actor.appointment) == (units.commune, units.binh.appointment)
    assert "Phạm Quang Minh" in actor.label


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 5, 31), False),
        (date(2025, 6, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_a_delegation_holds_from_its_first_to_its_last_day(units, deputy, on, day, holds):
    on(day)

    assert may(deputy, SIGN, units.commune) is holds


def test_a_delegation_gives_what_it_names_and_no_more(units, deputy, on):
    on(IN_JUNE)

    assert deputy.permissions_in(units.commune) == {SIGN, READ}


def test_a_delegation_gives_no_more_than_the_giver_still_has(units, deputy, on):
    on(IN_JUNE)

    units.minh.appointment.grants.all().delete()

    assert deputy.permissions_in(units.commune) == frozenset()


@pytest.mark.parametrize("whose", ["giver", "taker"])
def test_a_delegation_ends_with_the_post_of_giver_or_taker(units, deputy, given, on, whose):
    end_appointment(getattr(given, whose), date(2025, 6, 10), by=System())
    actor = Actor(Appointment.objects.get(pk=given.taker.pk), Delegation.objects.get(pk=given.pk))

    on(date(2025, 6, 10))
    before = may(actor, SIGN, units.commune)
    on(date(2025, 6, 11))
    after = may(actor, SIGN, units.commune)

    assert (before, after) == (True, False)


def test_nobody_but_the_taker_acts_under_a_delegation(units, given, on):
    on(IN_JUNE)
    stranger = Actor(units.lan.appointment, given)

    assert stranger.permissions_in(units.commune) == frozenset()
    with pytest.raises(Refused, match="no delegation"):
        acting(units.lan.user, units.commune, giver=units.minh.user)


def test_the_system_acts_without_a_person_and_signs_nothing(units):
    assert may(System(), Permission.PEOPLE_MANAGE, units.commune)
    assert not may(System(), SIGN, units.commune)
    assert (System().user, System().appointment) == (None, None)


def test_a_post_that_begins_tomorrow_gives_nothing_yet(units):
    tomorrow = clock.today() + timedelta(days=1)
    post = appoint(
        units.vân, units.commune, "Văn thư", [Role.CLERK], by=System(), valid_from=tomorrow
    )

    assert Actor(post).permissions_in(units.commune) == frozenset()
