"""The lines above a signer's name (Decree 30/2020, Annex I, part I, II.7)."""

from datetime import date, timedelta

import pytest

from docflow import clock
from docflow.errors import Refused
from docflow.people.actions import appoint, delegate, end_appointment
from docflow.people.actor import Actor
from docflow.people.authority import authority
from docflow.people.models import Appointment
from docflow.permissions import Permission, Role
from docflow.units.actions import rename_unit
from docflow.units.system import System
from tests import cast

DAY = date(2025, 6, 15)
Kind = Appointment.Kind
COMMITTEE = "TM. ỦY BAN NHÂN DÂN"


@pytest.fixture
def department(units):
    """A department, which acts through its director and not as a body."""
    return cast.unit("Sở Nội vụ", "department", units.province, abbreviation="SNV")


def actor(units, unit, post, kind):
    return Actor(
        appoint(
            units.vân,
            unit,
            post,
            [Role.LEADER],
            by=System(),
            kind=kind,
            valid_from=cast.LONG_AGO,
        )
    )


def refusal(by, day=DAY):
    with pytest.raises(Refused) as refused:
        authority(by, day)
    return refused.value.code


@pytest.mark.law("L10")
def test_a_chairman_signs_on_behalf_of_the_committee(units):
    given = authority(units.minh, DAY)

    assert (given.prefix, given.lines) == ("TM.", (COMMITTEE, "CHỦ TỊCH"))


@pytest.mark.law("L10")
def test_a_deputy_signs_for_the_chairman_on_behalf_of_the_committee(units):
    given = authority(units.binh, DAY)

    assert given.prefix == "TM./KT."
    assert given.lines == (COMMITTEE, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_an_acting_chairman_signs_as_such(units):
    given = authority(actor(units, units.district, "Chủ tịch", Kind.ACTING), DAY)

    assert (given.prefix, given.lines) == ("TM./Q.", (COMMITTEE, "Q. CHỦ TỊCH"))


def test_a_director_signs_in_the_own_name(units, department):
    given = authority(actor(units, department, "Giám đốc", Kind.HEAD), DAY)

    assert (given.prefix, given.lines) == ("", ("GIÁM ĐỐC",))


@pytest.mark.law("L10")
def test_an_acting_director_signs_as_such(units, department):
    given = authority(actor(units, department, "Giám đốc", Kind.ACTING), DAY)

    assert (given.prefix, given.lines) == ("Q.", ("Q. GIÁM ĐỐC",))


def test_a_deputy_director_signs_for_a_director_even_if_the_post_is_vacant(units, department):
    given = authority(actor(units, department, "Phó Giám đốc", Kind.DEPUTY), DAY)

    assert (given.prefix, given.lines) == ("KT.", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"))


def test_a_council_is_a_body_too(units):
    council = cast.unit("Hội đồng nhân dân", "commune", units.district, abbreviation="HĐND")

    given = authority(actor(units, council, "Chủ tịch", Kind.HEAD), DAY)

    assert given.lines == ("TM. HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH")


def test_the_body_is_the_one_the_unit_was_on_the_day(units):
    rename_unit(
        units.commune,
        "Văn phòng đại diện",
        date(2025, 7, 1),
        abbreviation="VP",
        by=System(),
    )

    assert authority(units.minh, DAY).prefix == "TM."
    assert authority(units.minh, date(2025, 7, 1)).prefix == ""


def test_a_delegate_signs_by_authorisation_and_not_for_the_body(units, on):
    on(date(2025, 6, 1))
    given = delegate(
        units.minh.appointment,
        units.hung.appointment,
        [Permission.OUTGOING_SIGN],
        by=units.minh,
        valid_from=date(2025, 6, 1),
        valid_to=date(2025, 6, 30),
        basis="12/UQ-UBND",
    )
    by = Actor(units.hung.appointment, given)

    assert authority(by, DAY).prefix == "TUQ."
    assert authority(by, DAY).lines == ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG")
    assert refusal(by, date(2025, 7, 1)) == "delegation_ended"
    assert refusal(Actor(units.lan.appointment, given)) == "delegation_ended"


def test_a_deputy_authorises_nobody_to_sign(units):
    given = delegate(
        units.binh.appointment,
        units.hung.appointment,
        [Permission.OUTGOING_SIGN],
        by=units.binh,
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=9),
        basis="12/UQ-UBND",
    )

    code = refusal(Actor(units.hung.appointment, given), clock.today())

    assert code == "only_the_head_authorises"


def test_no_delegation_after_the_post_of_its_giver(units, deputy):
    end_appointment(units.minh.appointment, date(2025, 6, 10), by=System())

    assert authority(deputy, date(2025, 6, 10)).prefix == "TUQ."
    assert refusal(deputy, date(2025, 6, 11)) == "delegation_ended"


def test_staff_have_no_authority_of_their_own(units):
    for person in (units.lan, units.hung, units.hoa, units.oanh):
        assert refusal(person) == "no_authority"


def test_nobody_signs_after_the_own_post(units):
    end_appointment(units.minh.appointment, date(2025, 6, 10), by=System())

    assert authority(units.minh, date(2025, 6, 10)).prefix == "TM."
    assert refusal(units.minh, date(2025, 6, 11)) == "post_ended"
