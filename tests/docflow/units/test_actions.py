"""Units through time: opened, renamed, moved, coded, ended; each by someone, each recorded."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import NotAllowed, Refused
from docflow.people.actions import appoint, invite
from docflow.people.actor import Actor
from docflow.permissions import Role
from docflow.units.actions import add_code, end_unit, move_unit, open_unit, rename_unit
from docflow.units.models import Level, Succession, Unit, UnitName
from docflow.units.system import System
from tests import cast

LAST, FIRST, AFTER = date(2025, 6, 30), date(2025, 7, 1), date(2030, 1, 1)
BASIS = "NQ 1686/NQ-UBTVQH15"


@pytest.fixture
def commune_level(units):
    return Level.objects.get(code="commune")


def level(code):
    return Level.objects.get(code=code)


def refusal(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value.code


def recorded(event):
    return Entry.objects.filter(event=event).count()


def test_a_unit_opens_with_its_name_and_place(units, commune_level):
    unit = open_unit(
        " Ủy ban nhân dân  xã Thọ Lập",
        commune_level,
        parent=units.district,
        opened=FIRST,
        kind="people_committee",
        abbreviation="UBND",
        by=System(),
    )

    assert (unit.name, unit.abbreviation) == ("Ủy ban nhân dân xã Thọ Lập", "UBND")
    assert unit.place_on(FIRST).parent == units.district
    assert not unit.is_active_on(LAST)
    assert recorded(Event.UNIT_OPENED) == 1


def test_an_administrator_of_the_unit_may_open_one_and_a_specialist_may_not(units, commune_level):
    admin = appoint(
        invite("quan", "Trịnh Văn Quân", by=System()),
        units.district,
        "Quản trị",
        [Role.UNIT_ADMINISTRATOR],
        by=System(),
    )

    open_unit("Xã mới", commune_level, parent=units.district, by=Actor(admin))

    with pytest.raises(NotAllowed, match="Nguyễn Thị Lan"):
        open_unit("Xã khác", commune_level, parent=units.district, by=units.lan)
    assert not UnitName.objects.filter(name="Xã khác").exists()
    assert recorded(Event.ACT_REFUSED) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 201}, "too_long"),
        ({"name": "Th\u043e Lập"}, "foreign_letter"),
        ({"kind": "club"}, "unknown_kind"),
        ({"opened": date(2010, 1, 1)}, "level_not_then"),
        ({"abbreviation": "U" * 31}, "too_long"),
    ],
)
def test_no_unit_opens_with_a_fault(units, commune_level, change, code):
    before = Unit.objects.count()
    terms = {"name": "Xã mới"} | change

    assert refusal(open_unit, terms.pop("name"), commune_level, by=System(), **terms) == code
    assert Unit.objects.count() == before


def test_no_unit_opens_below_one_that_has_ended(units, commune_level):
    gone = cast.unit("Huyện cũ", "district", units.province, ended=LAST)

    code = refusal(open_unit, "Xã mới", commune_level, parent=gone, opened=FIRST, by=System())

    assert code == "unit_ended"


def test_a_new_name_holds_from_its_day_and_the_rest_stays(units):
    rename_unit(units.commune, "Ủy ban nhân dân xã Mới", FIRST, by=System())

    before, after = units.commune.name_on(LAST), units.commune.name_on(FIRST)
    assert (before.name, after.name) == (
        "Ủy ban nhân dân xã Hoằng Đông",
        "Ủy ban nhân dân xã Mới",
    )
    assert (after.abbreviation, after.locality) == (before.abbreviation, before.locality)
    assert recorded(Event.UNIT_RENAMED) == 1


def test_names_and_places_change_forward_only(units):
    rename_unit(units.commune, "Xã Mới", FIRST, by=System())
    move_unit(units.commune, units.province, FIRST, by=System())

    late_name = refusal(rename_unit, units.commune, "Xã Cũ", FIRST, by=System())
    late_place = refusal(move_unit, units.commune, units.district, LAST, by=System())

    assert (late_name, late_place) == ("before_the_last_change", "before_the_last_change")
    assert units.commune.names.count() == 2


def test_a_unit_never_comes_to_stand_below_itself(units):
    assert refusal(move_unit, units.district, units.commune, FIRST, by=System()) == "below_itself"
    assert refusal(move_unit, units.district, units.district, FIRST, by=System()) == "below_itself"


def test_a_move_does_not_close_a_circle_with_one_that_is_still_to_come(units):
    other = cast.unit("Huyện khác", "district", units.province)
    move_unit(other, units.district, date(2030, 1, 1), by=System())

    assert refusal(move_unit, units.district, other, FIRST, by=System()) == "below_itself"


@pytest.mark.parametrize(
    ("at", "parent", "code"),
    [
        ("department", "commune", "level_above_parent"),
        ("province", "commune", "level_above_parent"),
        ("province", "district", "level_above_parent"),
        ("department", "province", None),
        ("commune", "province", None),
        ("commune", "commune", None),
        ("department", None, None),
    ],
)
def test_a_unit_opens_below_one_of_its_level_or_a_higher_one(units, at, parent, code):
    cast.unit("Sở Nội vụ", "department", units.province)
    above = getattr(units, parent) if parent else None
    terms = {"parent": above, "opened": FIRST, "by": System()}

    if code:
        assert refusal(open_unit, "Cơ quan mới", level(at), **terms) == code
    else:
        assert open_unit("Cơ quan mới", level(at), **terms).place_on(FIRST).parent == above


def test_the_level_of_the_unit_above_counts_on_the_day_and_after(units):
    move_unit(units.district, units.province, AFTER, level=level("commune"), by=System())
    cast.unit("Sở Nội vụ", "department", units.province)
    terms = {"parent": units.district, "by": System()}

    before = refusal(open_unit, "Sở mới", level("department"), opened=FIRST, **terms)
    on_it = refusal(open_unit, "Sở mới", level("department"), opened=AFTER, **terms)

    assert (before, on_it) == ("level_above_parent", "level_above_parent")
    assert open_unit("Xã mới", level("commune"), opened=FIRST, **terms)


def test_a_unit_moves_neither_below_a_lower_level_nor_to_one_lower_than_those_below(units):
    sở = cast.unit("Sở Nội vụ", "department", units.province)
    part = cast.unit("Chi cục Văn thư", "department", sở)

    below = refusal(move_unit, sở, units.commune, FIRST, by=System())
    lower = refusal(move_unit, sở, units.province, FIRST, level=level("commune"), by=System())

    assert (below, lower) == ("level_above_parent", "level_below_its_units")
    assert part.place_on(FIRST).parent.place_on(FIRST).level.code == "department"
    assert sở.places.count() == 1


def test_a_unit_does_not_move_to_a_level_that_is_no_more(units):
    Level.objects.filter(code="district").update(valid_to=LAST)

    code = refusal(
        move_unit, units.commune, units.province, FIRST, level=level("district"), by=System()
    )

    assert code == "level_not_then"


def test_a_code_stands_beside_the_ones_there_are(units):
    add_code(units.commune, "identifier_13", "000.21.36.H56", by=System(), valid_from=cast.LONG_AGO)

    assert units.commune.code("identifier_13", LAST) == "000.21.36.H56"
    assert units.commune.code("identifier", LAST) == "H56.2"
    assert recorded(Event.UNIT_CODED) == 1


@pytest.mark.parametrize(
    ("scheme", "code", "why"),
    [
        ("identifier", "h56.1", "identifier_characters"),
        ("identifier", "H56." + "1" * 32, "identifier_too_long"),
        ("identifier", "000.21.36.H56", "identifier_shape"),
        ("identifier_13", "H56.36.21", "identifier_shape"),
        ("local", "", "bad_code"),
        ("local", "1" * 36, "bad_code"),
        ("passport", "1", "unknown_scheme"),
        ("identifier", "H56.1", "code_taken"),
        ("identifier", "H56.2", "code_taken"),
    ],
)
def test_a_bad_or_taken_code_is_refused(units, scheme, code, why):
    assert refusal(add_code, units.commune, scheme, code, by=System()) == why
    assert units.commune.codes.count() == 1


def test_an_identifier_is_free_again_once_its_bearer_has_ended(units):
    end_unit(units.commune, LAST, [units.district], by=System(), basis=BASIS)
    new = cast.unit("Xã mới", "commune", units.district, opened=FIRST)

    add_code(new, "identifier", "H56.2", by=System(), valid_from=FIRST)

    assert Unit.objects.coded("H56.2", LAST).get() == units.commune
    assert Unit.objects.coded("H56.2", FIRST).get() == new


def test_agencies_of_one_territory_share_its_code(units):
    add_code(units.commune, "territory", "15997", by=System())

    add_code(units.district, "territory", "15997", by=System())

    assert Unit.objects.coded("15997").count() == 2


def test_an_end_closes_names_places_and_codes_and_names_the_successor(units):
    end_unit(units.commune, LAST, [units.district], by=System(), basis=BASIS)

    commune = Unit.objects.get(pk=units.commune.pk)
    assert (commune.is_active_on(LAST), commune.is_active_on(FIRST)) == (True, False)
    assert (commune.place_on(FIRST), commune.code("identifier", FIRST)) == (None, "")
    assert commune.name == "Ủy ban nhân dân xã Hoằng Đông"
    assert Succession.objects.get().default
    assert recorded(Event.UNIT_ENDED) == 1


def test_of_several_successors_the_named_one_is_the_default(units):
    end_unit(
        units.commune,
        LAST,
        [units.province, units.district],
        default=units.district,
        by=System(),
        basis=BASIS,
    )

    defaults = Succession.objects.filter(default=True)
    assert [each.successor for each in defaults] == [units.district]


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"basis": " "}, "basis_missing"),
        ({"last_day": date(2019, 1, 1)}, "ends_before_it_begins"),
        ({"successors": ["commune"]}, "succeeds_itself"),
        ({"successors": ["district", "district"]}, "successor_twice"),
        ({"default": "province"}, "default_is_no_successor"),
    ],
)
def test_no_end_with_a_fault(units, terms, code):
    successors = [getattr(units, name) for name in terms.get("successors", ["district"])]
    default = getattr(units, terms["default"]) if "default" in terms else None

    why = refusal(
        end_unit,
        units.commune,
        terms.get("last_day", LAST),
        successors,
        default=default,
        by=System(),
        basis=terms.get("basis", BASIS),
    )

    assert why == code
    assert Unit.objects.get(pk=units.commune.pk).ended is None
    assert not Succession.objects.exists()


def test_no_unit_ends_above_others_twice_or_before_a_change_to_come(units):
    end = {"by": System(), "basis": BASIS}
    above = refusal(end_unit, units.district, LAST, [units.province], **end)
    move_unit(units.commune, units.province, FIRST, by=System())
    early = refusal(end_unit, units.commune, LAST, [units.province], **end)
    end_unit(units.district, LAST, [units.province], **end)
    twice = refusal(end_unit, units.district, LAST, [units.province], **end)

    assert (above, early, twice) == ("units_below", "changes_after_its_end", "unit_ended")


def test_a_successor_that_is_gone_too_succeeds_nobody(units):
    gone = cast.unit("Xã đã hết", "commune", units.district, ended=LAST)

    code = refusal(end_unit, units.commune, LAST, [gone], by=System(), basis=BASIS)

    assert code == "unit_ended"


def test_the_tables_themselves_keep_an_end_after_its_beginning(units):
    name = units.commune.names.get()
    name.valid_to = date(2019, 12, 31)

    with pytest.raises(IntegrityError, match="a_name_does_not_end"), transaction.atomic():
        name.save()
