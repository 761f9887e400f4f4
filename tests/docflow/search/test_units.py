"""Units are found as one types, by all they were ever called, and lead to their successors."""

import unicodedata
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import clock
from docflow.people.actor import System
from docflow.search.rebuilding import rebuild
from docflow.search.units import find_units
from docflow.units import actions
from docflow.units.importing import Under, import_units
from docflow.units.models import Level
from tests.cast import unit
from tests.conftest import SAMPLES
from tests.docflow.search.papers import index

YESTERDAY = clock.today() - timedelta(days=1)


def names(text, **how):
    return [found.name for found in find_units(text, **how)]


@pytest.fixture
def communes(units):
    """Beside the cast a commune of nearly the same name, and one of another."""
    unit("Ủy ban nhân dân xã Hoằng Đồng", "commune", units.district, identifier="H56.21.7")
    unit("Trường Tiểu học Hoằng Đông", "commune", units.district)
    rebuild()
    return units


@pytest.mark.parametrize(
    "typed", ["hoang dong", "đông hoằng", "HOẰNG ĐÔNG", "xã đông hoă", "ho đô", "uỷ ban hoằng đông"]
)
def test_words_and_their_beginnings_are_found_in_any_order_the_true_ones_first(communes, typed):
    for written in (typed, unicodedata.normalize("NFD", typed)):
        assert "Ủy ban nhân dân xã Hoằng Đông" in names(written)


def test_accents_rank_and_do_not_exclude(communes):
    assert names("Hoằng Đồng")[0] == "Ủy ban nhân dân xã Hoằng Đồng"
    assert names("hoằng đông")[:2] == [
        "Trường Tiểu học Hoằng Đông",
        "Ủy ban nhân dân xã Hoằng Đông",
    ]
    assert set(names("hoằng đông")) == set(names("Hoằng Đồng")) == set(names("hoang dong"))


def test_what_stands_higher_comes_first(communes):
    assert names("uy ban")[:2] == [
        "Ủy ban nhân dân tỉnh Thanh Hóa",
        "Ủy ban nhân dân huyện Hoằng Hóa",
    ]
    assert names("uy ban", limit=1) == ["Ủy ban nhân dân tỉnh Thanh Hóa"]


@pytest.mark.parametrize("typed", ["H56.21.7", "h56.21", "H56.21.7 hoang"])
def test_a_unit_is_found_by_its_code(communes, typed):
    assert names(typed) == ["Ủy ban nhân dân xã Hoằng Đồng"]


def test_a_unit_is_found_by_abbreviation_and_short_name(units):
    level = (
        Level.objects.get(code="department")
        if Level.objects.filter(code="department")
        else Level.objects.get(code="district")
    )
    actions.open_unit(
        "Sở Nông nghiệp và Môi trường",
        level,
        by=System(),
        parent=units.province,
        short_name="Sở NNMT",
        abbreviation="SNNMT",
    )
    index()

    assert names("snnm") == names("sở nnmt") == ["Sở Nông nghiệp và Môi trường"]
    [found] = find_units("SNNMT")
    assert (found.where, found.ended) == ("Ủy ban nhân dân tỉnh Thanh Hóa", False)
    assert (found.successors, found.old_name) == ((), "")


def test_a_renamed_unit_is_found_by_its_former_name(communes):
    actions.rename_unit(
        communes.commune, "Ủy ban nhân dân xã Hoằng Phụ", clock.today(), by=System()
    )
    index()

    former = find_units("Ủy ban nhân dân xã Hoằng Đông")[0]
    [present] = find_units("hoằng phụ")

    assert (former.name, former.old_name) == (
        "Ủy ban nhân dân xã Hoằng Phụ",
        "Ủy ban nhân dân xã Hoằng Đông",
    )
    assert (present.unit, present.old_name) == (communes.commune, "")
    assert find_units("hoằng phụ", day=YESTERDAY)[0].name == "Ủy ban nhân dân xã Hoằng Đông"


def test_an_ended_unit_comes_last_and_leads_to_its_successor(communes):
    heir = unit("Ủy ban nhân dân xã Hoằng Phụ", "commune", communes.province)
    actions.end_unit(communes.commune, YESTERDAY, [heir], by=System(), basis="NQ 1686")
    index()

    found = find_units("hoằng đông")

    assert [each.ended for each in found] == [False, True, False]
    ended = next(each for each in found if each.unit == communes.commune)
    assert [(each.unit, each.name) for each in ended.successors] == [
        (heir, "Ủy ban nhân dân xã Hoằng Phụ")
    ]
    assert ended.where == "Ủy ban nhân dân huyện Hoằng Hóa"
    assert names("hoang dong")[-1] == "Ủy ban nhân dân xã Hoằng Đông"
    [then] = [each for each in find_units("hoằng đông", day=YESTERDAY) if each.unit == ended.unit]
    assert (then.ended, then.successors) == (False, ())


def test_imported_units_are_found_after_the_next_turn(db):
    file = SAMPLES / "units" / "thanh-hoa-from-2025.csv"
    import_units(file, by=System(), under=Under("38", "tỉnh Thanh Hóa"))
    index()

    found = find_units("hoằng hóa")

    assert found[0].name.endswith("Hoằng Hoá")
    assert found[0].where.endswith("Thanh Hóa")


@pytest.mark.parametrize(
    "typed", ["", " ", "' | '", '" OR "', "* ( ) & ! :", "\x00", "x" * 50_000, "@u1", "5/" * 9000]
)
def test_nothing_typed_does_harm(communes, typed):
    assert find_units(typed) == []


def test_the_number_of_queries_does_not_grow(communes):
    heir = unit("Ủy ban nhân dân xã Mới", "commune", communes.province)
    counts = []
    for many in (3, 12):
        for number in range(many):
            old = unit(
                f"Xã Cũ {number}", "commune", communes.district, opened=date(2021, 1, number + 1)
            )
            actions.end_unit(old, YESTERDAY, [heir], by=System(), basis="NQ")
        index()
        with CaptureQueriesContext(connection) as asked:
            assert len(find_units("xã cũ", limit=50)) >= many
        counts.append(len(asked))

    assert counts[0] == counts[1]
