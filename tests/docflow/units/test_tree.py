"""The tree of units, on a day."""

from datetime import date

from docflow.units.actions import move_unit
from docflow.units.system import System
from docflow.units.tree import is_below, parent, subtree
from tests import cast

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_the_subtree_is_the_unit_and_all_below_it(units):
    assert subtree(units.province, BEFORE) == [units.province, units.district, units.commune]
    assert subtree(units.commune, BEFORE) == [units.commune]


def test_the_tree_is_that_of_the_day(units):
    move_unit(units.commune, units.province, AFTER, by=System())

    assert parent(units.commune, BEFORE) == units.district
    assert parent(units.commune, AFTER) == units.province
    assert units.commune in subtree(units.district, BEFORE)
    assert subtree(units.district, AFTER) == [units.district]
    assert is_below(units.commune, units.district, BEFORE)
    assert not is_below(units.commune, units.district, AFTER)
    assert is_below(units.commune, units.province, AFTER)


def test_a_unit_is_below_itself_and_not_below_what_it_is_above(units):
    assert is_below(units.district, units.district, AFTER)
    assert not is_below(units.district, units.commune, AFTER)


def test_before_it_opened_a_unit_stands_nowhere(units):
    late = cast.unit("Phòng mới", "department", units.province, opened=AFTER)

    assert parent(late, BEFORE) is None
    assert late not in subtree(units.province, BEFORE)


def test_one_query_for_each_level(units, django_assert_num_queries):
    for number in range(5):
        cast.unit(f"Xã {number}", "commune", units.district)

    with django_assert_num_queries(3 + 1):
        subtree(units.province, AFTER)
