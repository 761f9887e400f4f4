"""Who answers for an identifier, on a day."""

from datetime import date, timedelta

import pytest

from docflow.units.actions import add_code, end_unit
from docflow.units.succession import answering
from docflow.units.system import System
from tests import cast

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
BASIS = "NQ 1686/NQ-UBTVQH15"


@pytest.fixture
def split(units):
    """A commune that ends and is split between two."""
    one = cast.unit("Xã Một", "commune", units.district, identifier="H56.7")
    other = cast.unit("Xã Hai", "commune", units.district, identifier="H56.8")
    return one, other


def end(unit, *successors, last_day=LAST, default=None):
    end_unit(unit, last_day, successors, default=default, by=System(), basis=BASIS)


def test_the_bearer_answers_for_its_identifier(units):
    answer = answering(" h56.2 ", FIRST)

    assert (answer.units, answer.ambiguous, answer.old) == ((units.commune,), False, False)


def test_the_old_form_leads_to_the_same_unit(units):
    add_code(units.commune, "identifier_13", "000.21.36.H56", by=System(), valid_from=cast.LONG_AGO)

    assert answering("000.21.36.H56", FIRST).units == (units.commune,)


def test_nobody_answers_for_an_unknown_code_nor_before_its_time(units):
    add_code(units.commune, "identifier", "H56.99", by=System(), valid_from=FIRST)

    assert answering("H56.98", FIRST).units == ()
    assert answering("H56.99", LAST).units == ()
    assert not answering("H56.98", FIRST).old


def test_after_its_end_the_successor_answers(units):
    add_code(units.commune, "identifier_13", "000.21.36.H56", by=System(), valid_from=cast.LONG_AGO)
    end(units.commune, units.district)

    assert answering("H56.2", LAST).units == (units.commune,)
    assert answering("H56.2", FIRST).units == (units.district,)
    assert answering("H56.2", FIRST).old
    assert answering("000.21.36.H56", FIRST).units == (units.district,)


def test_of_several_successors_the_default_answers(units, split):
    end(units.commune, *split, default=split[1])

    answer = answering("H56.2", FIRST)

    assert (answer.units, answer.ambiguous) == ((split[1],), False)


def test_without_a_default_a_person_has_to_choose(units, split):
    end(units.commune, *split)

    answer = answering("H56.2", FIRST)

    assert (answer.units, answer.ambiguous, answer.old) == (split, True, True)


def test_a_successor_that_ended_too_leads_on(units, split):
    one, other = split
    end(units.commune, one)
    end(one, other, last_day=date(2026, 1, 31))

    assert answering("H56.2", date(2026, 1, 31)).units == (one,)
    assert answering("H56.2", date(2026, 2, 1)).units == (other,)


def test_two_ways_to_one_successor_are_one_answer(units, split):
    end(units.commune, *split)
    end(split[0], units.district, last_day=FIRST)
    end(split[1], units.district, last_day=FIRST)

    answer = answering("H56.2", FIRST + timedelta(days=1))

    assert (answer.units, answer.ambiguous) == ((units.district,), False)


def test_nobody_answers_for_a_unit_that_ended_without_successor(units):
    end(units.commune)

    assert answering("H56.2", FIRST).units == ()


def test_whoever_bears_a_code_now_comes_before_whoever_bore_it(units, split):
    end(units.commune, units.district)
    add_code(split[0], "identifier", "H56.2", by=System(), valid_from=date(2026, 1, 1))

    assert answering("H56.2", FIRST).units == (units.district,)
    assert answering("H56.2", date(2026, 1, 1)).units == (split[0],)
    assert not answering("H56.2", date(2026, 1, 1)).old


def test_an_identifier_laid_down_still_leads_to_its_unit(units):
    add_code(
        units.commune,
        "identifier",
        "H56.36.21",
        by=System(),
        valid_from=cast.LONG_AGO,
        valid_to=LAST,
    )

    answer = answering("H56.36.21", FIRST)

    assert (answer.units, answer.old) == ((units.commune,), True)


def test_codes_of_territories_are_asked_for_by_name(units):
    add_code(units.commune, "territory", "15997", by=System(), valid_from=cast.LONG_AGO)

    assert answering("15997", FIRST).units == ()
    assert answering("15997", FIRST, ["territory"]).units == (units.commune,)
