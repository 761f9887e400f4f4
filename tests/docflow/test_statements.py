"""Questions whose SQL is made once answer like those made anew."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow.statements import SOME_DAY, Rows, day_value, with_constants
from docflow.units.models import UnitName
from tests.cast import LONG_AGO, Cast

NOBODY = -7


def test_words_and_numbers_are_written_into_the_sql_and_marks_are_left():
    told, left = with_constants("a = %s AND b = %s AND c = %s", ("it's 100%", NOBODY, 5), [NOBODY])

    assert told == "a = 'it''s 100%%' AND b = %s AND c = 5"
    assert left == (NOBODY,)


def test_what_is_neither_word_nor_number_is_left():
    told, left = with_constants("a = %s AND b = %s", (True, b"x"), [])

    assert (told, left) == ("a = %s AND b = %s", (True, b"x"))


@pytest.mark.django_db
def test_a_list_made_with_marks_answers_for_any_values(units: Cast):
    made = UnitName.objects.valid_on(SOME_DAY).filter(unit=NOBODY, abbreviation="UBND")
    names = Rows(made.select_related("unit").order_by("pk"), (NOBODY, day_value(SOME_DAY)))

    def named(unit_pk: int, day: date) -> list[str]:
        return [
            each.name for each in names.of({NOBODY: unit_pk, day_value(SOME_DAY): day_value(day)})
        ]

    assert named(units.commune.pk, LONG_AGO) == ["Ủy ban nhân dân xã Hoằng Đông"]
    assert named(units.district.pk, LONG_AGO) == ["Ủy ban nhân dân huyện Hoằng Hóa"]
    assert named(units.commune.pk, LONG_AGO - timedelta(days=1)) == []
    assert named(0, LONG_AGO) == []


@pytest.mark.django_db
def test_its_rows_bring_what_was_asked_for_with_them(units: Cast):
    made = UnitName.objects.filter(unit=NOBODY).select_related("unit")
    names = Rows(made, (NOBODY,))

    with CaptureQueriesContext(connection) as seen:
        units_of_names = [each.unit for each in names.of({NOBODY: units.commune.pk})]

    assert units_of_names == [units.commune]
    assert len(seen) == 1
