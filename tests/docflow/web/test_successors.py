"""The end of a unit on the screen: its successors are found as one types, and ticked."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from docflow.people import actions as people_acts
from docflow.people.actor import Actor, System
from docflow.permissions import Role
from docflow.search.models import Due
from docflow.units.actions import end_unit
from docflow.units.models import Succession, Unit
from tests import cast
from tests.cast import Cast
from tests.docflow.search.papers import index
from tests.docflow.web.asking import opened, sent, text_of
from tests.docflow.web.browsing import browser_of

ENDS = {"last_day": "2026-10-31", "basis": "NQ 1686"}


@pytest.fixture
def admin(units: Cast) -> Actor:
    """Vân administers the district."""
    roles = [Role.UNIT_ADMINISTRATOR]
    return Actor(people_acts.appoint(units.vân, units.district, "Quản trị", roles, by=System()))


@pytest.fixture
def old(units: Cast) -> Unit:
    """The unit that is to end; those beside it are known to the search."""
    made = cast.unit("Phòng Văn hóa", "commune", units.district)
    Due.objects.ask(Due.What.UNIT, [units.province.pk, units.commune.pk, made.pk])
    index()
    return made


def at(unit: Unit, asked: str = "") -> str:
    """The page on which the unit ends."""
    return reverse("units:end", args=[unit.uid]) + asked


def ticked(page: str, name: str = "successors") -> dict[str, bool]:
    """The units that can be chosen, and whether each is."""
    tags = re.findall(f'<input[^>]*name="{name}"[^>]*>', page)
    return {re.findall('value="([^"]*)"', tag)[0]: " checked" in tag for tag in tags}


def part(actor: Actor, unit: Unit, asked: str) -> str:
    """What a script gets as one types."""
    answer = browser_of(actor).get(at(unit, asked), headers={"HX-Request": "true"})
    return text_of(answer)


def test_nobody_is_listed_before_words_are_typed(admin: Actor, old: Unit) -> None:
    page = text_of(opened(admin, at(old)))

    assert ticked(page) == {}
    assert "<option" not in page


def test_typing_finds_units_and_keeps_those_that_are_ticked(
    units: Cast, admin: Actor, old: Unit
) -> None:
    commune, province = str(units.commune.uid), str(units.province.uid)

    found = part(admin, old, "?q=hoang+dong")
    more = part(admin, old, f"?q=tinh+thanh&successors={commune}&default={commune}")

    assert ticked(found) == {commune: False}
    assert ticked(more) == {commune: True, province: False}
    assert ticked(more, "default") == {commune: True, province: False, "": False}
    assert "<html" not in found


def test_neither_the_unit_itself_nor_one_that_has_ended_can_be_ticked(
    units: Cast, admin: Actor, old: Unit
) -> None:
    gone = cast.unit("Phòng Văn hóa cũ", "commune", units.district)
    end_unit(gone, date(2024, 12, 31), [units.commune], by=System(), basis="NQ 01")
    index()

    found = part(admin, old, "?q=van+hoa")

    assert ticked(found) == {str(units.commune.uid): False}
    assert "in place of Phòng Văn hóa cũ" in found


def test_without_a_script_a_button_finds_and_keeps_what_was_typed(
    units: Cast, admin: Actor, old: Unit
) -> None:
    commune = str(units.commune.uid)
    given = {**ENDS, "q": "tinh thanh", "successors": [commune], "default": commune}

    page = text_of(sent(admin, at(old), find="yes", **given))

    assert ticked(page) == {commune: True, str(units.province.uid): False}
    assert all(f'value="{typed}"' in page for typed in ENDS.values())
    assert "error-summary" not in page
    assert Unit.objects.get(pk=old.pk).ended is None


def test_a_unit_ends_with_the_successors_that_are_ticked(
    units: Cast, admin: Actor, old: Unit
) -> None:
    chosen = [str(units.commune.uid), str(units.district.uid)]

    answer = sent(admin, at(old), **ENDS, successors=chosen, default=chosen[1])

    found = Succession.objects.filter(unit=old).order_by("pk")
    assert answer.status_code == 302
    assert {(each.successor, each.default) for each in found} == {
        (units.commune, False),
        (units.district, True),
    }


@pytest.mark.parametrize(
    "wrong", [{"basis": ""}, {"default": "province"}, {"successors": ["x"]}, {"default": "x"}]
)
def test_a_refused_end_keeps_who_was_ticked(
    units: Cast, admin: Actor, old: Unit, wrong: dict[str, Any]
) -> None:
    commune = str(units.commune.uid)
    given = {**ENDS, "successors": [commune], **wrong}
    if wrong.get("default") == "province":
        given["default"] = str(units.province.uid)

    answer = sent(admin, at(old), **given)

    page = text_of(answer)
    assert answer.status_code == 200
    assert "error-summary" in page
    assert ticked(page) == ({} if "successors" in wrong else {commune: True})
    assert Unit.objects.get(pk=old.pk).ended is None
