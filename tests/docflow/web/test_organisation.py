"""Units and people on their pages: nothing twice, nothing lost, each mistake at its field."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from docflow import clock
from docflow.audit.checkpoints import last_signed, sign_heads
from docflow.people import actions as people_acts
from docflow.people.actor import Actor, System
from docflow.people.models import Appointment, User
from docflow.permissions import Role
from docflow.signatures.models import SigningKey
from docflow.units.actions import open_unit
from docflow.units.models import Level, Unit
from docflow.wording import time_text
from tests import cast
from tests.cast import Cast
from tests.docflow.web.asking import opened, sent, text_of

OPEN = reverse("units:open")


@pytest.fixture
def admin(units: Cast) -> Actor:
    """Vân administers the commune."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Actor(people_acts.appoint(units.vân, units.commune, "Quản trị", roles, by=System()))


@pytest.fixture
def room(units: Cast) -> Unit:
    """A division of the commune."""
    level = Level.objects.get(code="commune")
    return open_unit("Phòng Kinh tế", level, parent=units.commune, by=System())


def given(units: Cast, **changed: str) -> dict[str, str]:
    return {
        "name": "Phòng Văn hóa",
        "level": "commune",
        "parent": str(units.commune.uid),
        "kind": "division",
        "first_day": "2026-11-01",
    } | changed


def at_field(answer: Any, name: str) -> str:
    """What the page says at a field, with the field."""
    before, after = text_of(answer).split(f'name="{name}"', 1)
    return before.rsplit('<div class="field', 1)[1] + after.split("</div>", 1)[0]


@pytest.mark.parametrize("name", ["Phòng Kinh tế", "PHÒNG  KINH TẾ"])
def test_a_unit_beside_one_of_the_same_name_is_refused_at_its_name(
    units: Cast, admin: Actor, room: Unit, name: str
) -> None:
    answer = sent(admin, OPEN, **given(units, name=name))

    assert "has-wrong" in text_of(answer)
    assert "at this place already" in at_field(answer, "name")
    assert f'value="{name}"' in text_of(answer)


def test_a_unit_is_not_renamed_like_the_one_beside_it(
    units: Cast, admin: Actor, room: Unit
) -> None:
    sent(admin, OPEN, **given(units))
    other = Unit.objects.order_by("pk").last()
    assert other

    answer = sent(
        admin,
        reverse("units:rename", args=[other.uid]),
        name="Phòng Kinh tế",
        first_day="2026-11-22",
    )

    assert "at this place already" in at_field(answer, "name")


def test_a_unit_keeps_its_name_when_only_its_place_name_changes(admin: Actor, room: Unit) -> None:
    address = reverse("units:rename", args=[room.uid])
    tomorrow = "2099-01-01"

    answer = sent(admin, address, name="Phòng Kinh tế", locality="Hoằng Đông", first_day=tomorrow)

    assert answer.status_code == 302


def test_whoever_administers_below_the_top_is_asked_for_the_unit_above(
    units: Cast, admin: Actor
) -> None:
    shown = at_field(opened(admin, OPEN), "parent")
    answer = sent(admin, OPEN, **given(units, parent=""))

    assert "optional" not in shown
    assert "has-wrong" in text_of(answer)
    assert not Unit.objects.filter(names__name="Phòng Văn hóa").exists()


def test_a_day_in_a_refusal_stands_as_people_write_it(units: Cast, admin: Actor) -> None:
    answer = sent(admin, OPEN, **given(units, first_day="1800-01-31"))

    assert "31/01/1800" in text_of(answer)


@pytest.mark.parametrize("code", ["!!", "", "H56..1"])
def test_a_wrong_code_is_told_at_the_code(admin: Actor, room: Unit, code: str) -> None:
    address = reverse("units:add_code", args=[room.uid])

    answer = sent(admin, address, scheme="identifier", code=code, valid_from="2026-11-22")

    assert 'aria-invalid="true"' in at_field(answer, "code")


def test_an_account_without_a_post_is_found_again_where_it_was_opened(admin: Actor) -> None:
    sent(admin, reverse("people:invite"), username="thu", full_name="Nguyễn Thị Thử")
    user = User.objects.get(username="thu")

    listed, found, other = (
        text_of(opened(admin, reverse("people:list") + asked))
        for asked in ("", "?q=thi+thu", "?q=khác")
    )

    address = reverse("people:appoint", args=[user.uid])
    assert [address in page for page in (listed, found, other)] == [True, True, False]


@pytest.mark.parametrize("username", ["lan nguyen", "lan\u200bnguyen"])
def test_a_user_name_with_a_blank_or_something_unseen_is_refused_at_its_field(
    admin: Actor, username: str
) -> None:
    answer = sent(admin, reverse("people:invite"), username=username, full_name="Nguyễn Lan")

    assert "cannot stand in it" in at_field(answer, "username")
    assert not User.objects.filter(full_name="Nguyễn Lan").exists()


def test_the_number_of_a_certificate_says_what_it_is(units: Cast, admin: Actor) -> None:
    cast.give_keys(units)

    page = text_of(opened(admin, reverse("keys:list")))

    serial = SigningKey.objects.filter(unit=units.commune).get().serial
    assert f'Certificate no. <span class="code">{serial}</span>' in page


def test_health_says_when_the_log_was_last_signed(admin: Actor) -> None:
    address = reverse("health:show")
    before = text_of(opened(admin, address))
    sign_heads()
    signed = last_signed()
    assert signed

    after = text_of(opened(admin, address))

    assert "have not been signed yet" in before
    assert f"last signed on {time_text(signed)}." in after


def test_a_unit_below_a_lower_level_is_refused_at_the_unit_above(units: Cast, admin: Actor) -> None:
    answer = sent(admin, OPEN, **given(units, level="district"))

    assert "cannot stand below" in at_field(answer, "parent")
    assert not Unit.objects.filter(names__name="Phòng Văn hóa").exists()


def test_an_account_of_another_unit_is_not_listed(units: Cast, admin: Actor) -> None:
    people_acts.invite("la", "Người Lạ", by=System())

    assert "Người Lạ" not in text_of(opened(admin, reverse("people:list")))


def test_people_are_found_without_accents(units: Cast, admin: Actor) -> None:
    page = text_of(opened(admin, reverse("people:list") + "?q=do+hoa"))

    assert "Đỗ Thị Hoa" in page
    assert "Trần Kim Oanh" not in page


def test_the_same_post_is_given_once_and_further_roles_are_given(units: Cast, admin: Actor) -> None:
    address = reverse("people:appoint", args=[units.lan.user.uid])
    post = {
        "unit": str(units.commune.uid),
        "post": "Chuyên viên",
        "kind": "staff",
        "valid_from": "2026-11-22",
    }

    again = sent(admin, address, roles=["specialist"], **post)
    further = sent(admin, address, roles=["specialist", "auditor"], **post)

    assert "already" in at_field(again, "post")
    assert further.status_code == 302
    assert Appointment.objects.filter(user=units.lan.user).count() == 2


def test_a_post_that_ended_can_be_given_again(units: Cast, admin: Actor) -> None:
    yesterday = clock.today() - timedelta(days=1)
    people_acts.end_appointment(units.lan.appointment, yesterday, by=System())

    again = people_acts.appoint(
        units.lan.user,
        units.commune,
        "Chuyên viên",
        [Role.SPECIALIST],
        by=admin,
        valid_from=units.lan.appointment.valid_from,
    )

    assert again.valid_to is None
