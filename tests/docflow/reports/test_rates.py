"""What the rates of units and periods say, beyond the month that was counted by hand."""

from datetime import date, datetime, timedelta

import pytest

from docflow import clock
from docflow.identity import new_uid
from docflow.reports.definitions import RATES, REASONS, find
from docflow.reports.models import CountedDelivery, CountedTask
from docflow.reports.population import COUNTED, spans_of
from docflow.reports.rates import Figure, items, rates, rates_of_tree
from docflow.units.models import UnitPlace

DAY = date(2026, 10, 5)
NOON = datetime(2026, 10, 5, 12, tzinfo=clock.VIETNAM)


def test_published_figures_are_met():
    assert Figure(1_030_567, 1_039_181, {}).percent == "99,17\u00a0%"
    assert Figure(1_030_567, 1_039_181, {}).percent_plain == "99.17"
    assert Figure(294, 320, {}).percent == "91,88\u00a0%"
    assert Figure(0, 0, {}).percent == "—"
    assert Figure(0, 0, {}).percent_plain is None


def test_a_task_in_time_is_counted_only_when_its_deadline_has_passed(units):
    tasks(units.district, 294, done_at=NOON)
    tasks(units.district, 26)

    in_time = rates([units.district], DAY, DAY, at=NOON + timedelta(days=1)).figures["R5"]
    at_the_deadline = rates([units.district], DAY, DAY, at=NOON + timedelta(days=2)).figures["R5"]
    overdue = rates([units.district], DAY, DAY, at=NOON + timedelta(days=3)).figures["R5"]

    assert (in_time.percent, in_time.open_in_time) == ("100,00\u00a0%", 26)
    assert (at_the_deadline.denominator, at_the_deadline.open_in_time) == (294, 26)
    assert (overdue.percent, overdue.open_in_time) == ("91,88\u00a0%", 0)


def test_a_unit_without_anything_has_no_rate(units):
    report = rates([units.commune], DAY, DAY)

    assert {figure.percent for figure in report.figures.values()} == {"—"}
    assert list(items(report, "R1")) == []


def test_no_units_have_no_rates(units):
    deliveries(units.commune, DAY)

    report = rates([], DAY, DAY)

    assert report.figures["R1"].denominator == 0


def test_a_period_that_ends_before_it_begins_is_refused(units):
    yesterday = DAY - timedelta(days=1)

    with pytest.raises(ValueError, match=r"ends .04/10/2026. before it begins"):
        rates([units.commune], DAY, yesterday)
    with pytest.raises(ValueError, match="before it begins"):
        rates_of_tree(units.commune, DAY, yesterday)


def test_a_rate_or_part_there_is_not_is_refused(units):
    report = rates([units.commune], DAY, DAY)

    with pytest.raises(KeyError):
        list(items(report, "R9"))
    with pytest.raises(KeyError):
        list(items(report, "R1", "all"))
    with pytest.raises(KeyError, match="there are R1, R2"):
        find("R9")


def test_a_unit_that_moves_is_counted_where_it_stood_on_each_day(units):
    """The commune leaves the district for the province in the night to the 6th."""
    UnitPlace.objects.filter(unit=units.commune).update(valid_to=DAY)
    old = units.commune.places.get()
    moved = DAY + timedelta(days=1)
    UnitPlace.objects.create(
        unit=units.commune, level=old.level, parent=units.province, valid_from=moved
    )
    deliveries(units.commune, DAY)
    deliveries(units.commune, moved, moved)

    def counted(unit):
        report = rates_of_tree(unit, DAY - timedelta(days=3), moved + timedelta(days=3))
        return report.figures["R1"].denominator

    assert counted(units.district) == 1
    assert counted(units.commune) == 3
    assert counted(units.province) == 3


def test_a_tree_that_did_not_change_is_one_span(units):
    [span] = spans_of(units.province, DAY, DAY + timedelta(days=30))

    assert (span.first, span.last) == (DAY, DAY + timedelta(days=30))
    assert set(span.units) == {units.province.uid, units.district.uid, units.commune.uid}


def test_every_rate_is_counted_and_every_reason_has_words(units):
    reasons = {
        name
        for rate in RATES
        for part in COUNTED[rate.id](rates([units.commune], DAY, DAY, inside_once=True).scope)
        for name in part.aside
    }

    assert {rate.id for rate in RATES} == set(COUNTED)
    assert reasons == set(REASONS)


def tasks(unit, number, done_at=None):
    """Tasks of a unit, assigned at noon and due two days later."""
    CountedTask.objects.bulk_create(
        CountedTask(
            uid=new_uid(),
            arrival=new_uid(),
            unit=unit.uid,
            at=NOON,
            day=DAY,
            due=NOON + timedelta(days=2),
            done_at=done_at,
        )
        for _ in range(number)
    )


def deliveries(unit, *days):
    """One delivery on each of the days."""
    CountedDelivery.objects.bulk_create(
        CountedDelivery(
            uid=new_uid(), unit=unit.uid, channel="electronic", at=clock.at(day, 9), day=day
        )
        for day in days
    )
