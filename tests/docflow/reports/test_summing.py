"""The sums kept beside the rows say what counting the rows says."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import clock
from docflow.identity import new_uid
from docflow.reports import summing
from docflow.reports.models import (
    CountedArrival,
    CountedDelivery,
    CountedDocument,
    CountedTask,
    RateSum,
    StaleSum,
    TrialUnit,
)
from docflow.reports.population import Span, spans_of
from docflow.reports.rates import rates, rates_of_tree
from docflow.reports.summing import end_of, figures, figures_by, half_of

FIRST, LAST = date(2026, 8, 20), date(2026, 10, 20)
NOW = datetime(2026, 10, 25, 12, tzinfo=clock.VIETNAM)


@pytest.fixture
def counted(units):
    """Some of everything in each unit, on every third day."""
    for place, unit in enumerate((units.province, units.district, units.commune)):
        for step in range(0, 62, 3):
            things_of(unit.uid, FIRST + timedelta(days=step), step + place)
    summing.mark_all_stale()
    return units


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (FIRST, LAST),
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 9, 15), date(2026, 10, 14)),
        (date(2026, 9, 3), date(2026, 9, 9)),
        (date(2026, 9, 14), date(2026, 9, 15)),
        (date(2026, 8, 1), date(2026, 10, 31)),
    ],
)
def test_sums_are_the_figures_of_any_period(counted, first, last):
    summing.refresh(NOW)

    summed = figures(spans_of(counted.province, first, last), NOW)

    assert summed == rates_of_tree(counted.province, first, last, at=NOW).figures
    assert not StaleSum.objects.exists()


def test_what_is_not_summed_yet_is_counted_from_the_rows(counted):
    summed = figures(spans_of(counted.province, FIRST, LAST), NOW)

    assert not RateSum.objects.exists()
    assert summed == rates_of_tree(counted.province, FIRST, LAST, at=NOW).figures


def test_a_change_shows_at_once_and_is_summed_later(counted):
    summing.refresh(NOW)
    day = date(2026, 9, 4)
    things_of(counted.commune.uid, day, 0)
    summing.mark_stale(counted.commune.uid, day)

    before = figures(spans_of(counted.province, FIRST, LAST), NOW)
    summing.refresh(NOW)
    after = figures(spans_of(counted.province, FIRST, LAST), NOW)

    assert before == after == rates_of_tree(counted.province, FIRST, LAST, at=NOW).figures


def test_a_task_becomes_overdue_without_any_entry(counted):
    early, late = NOW - timedelta(days=30), NOW
    summing.refresh(early)
    spans = spans_of(counted.province, date(2026, 8, 16), date(2026, 9, 14))

    before = figures(spans, early)["R5"]
    at_once = figures(spans, late)["R5"]
    summing.refresh(late)
    summed = figures(spans, late)["R5"]

    expected = rates_of_tree(counted.province, date(2026, 8, 16), date(2026, 9, 14), at=late)
    assert at_once == summed == expected.figures["R5"]
    assert before.open_in_time > summed.open_in_time


def test_figures_of_each_unit_add_up_to_those_of_all(counted):
    summing.refresh(NOW)
    spans = spans_of(counted.province, FIRST, LAST)

    each = figures_by("unit", spans, NOW)

    assert each[counted.commune.uid] == rates([counted.commune], FIRST, LAST, at=NOW).figures
    assert set(each) == {counted.province.uid, counted.district.uid, counted.commune.uid}


def test_one_rate_can_be_asked_alone(counted):
    summing.refresh(NOW)
    spans = spans_of(counted.province, FIRST, LAST)

    alone = figures_by("unit", spans, NOW, only="R5")

    every = figures_by("unit", spans, NOW)
    assert {uid: each["R5"] for uid, each in alone.items()} == {
        uid: each["R5"] for uid, each in every.items()
    }


def test_figures_of_each_month_are_those_of_its_days(counted):
    summing.refresh(NOW)

    each = figures_by("month", spans_of(counted.province, FIRST, LAST), NOW)

    september = rates_of_tree(counted.province, date(2026, 9, 1), date(2026, 9, 30), at=NOW)
    assert each[date(2026, 9, 1)] == september.figures
    assert sorted(each) == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]


def test_a_unit_that_turns_out_to_be_on_trial_leaves_the_sums(counted):
    summing.refresh(NOW)
    TrialUnit.objects.create(uid=counted.commune.uid, at=NOW)
    summing.mark_all_stale(counted.commune.uid)

    summing.refresh(NOW)

    expected = rates_of_tree(counted.province, FIRST, LAST, at=NOW).figures
    assert figures(spans_of(counted.province, FIRST, LAST), NOW) == expected
    assert expected["R2"].reasons["trial_unit"] > 0


def test_nothing_counted_has_no_rate(units):
    assert {each.percent for each in figures([Span(FIRST, LAST, ())], NOW).values()} == {"—"}


def test_as_many_questions_for_many_rows_as_for_few(counted):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            figures_by("unit", spans_of(counted.province, date(2026, 8, 1), date(2026, 9, 30)), NOW)
        return len(queries)

    summing.refresh(NOW)
    few = asked()
    for day in range(1, 29):
        things_of(counted.commune.uid, date(2026, 9, day), 1)
        summing.mark_stale(counted.commune.uid, date(2026, 9, day))
    summing.refresh(NOW)

    assert asked() == few


@pytest.mark.parametrize(
    "day", [date(2026, 2, 1), date(2026, 2, 14), date(2026, 2, 15), date(2028, 2, 29)]
)
def test_a_half_month_holds_its_days(day):
    assert half_of(day) <= day <= end_of(half_of(day))
    assert half_of(end_of(half_of(day))) == half_of(day)
    assert half_of(end_of(half_of(day)) + timedelta(days=1)) > day


def things_of(unit, day, step):
    """One of each kind of thing on a day; which way each went depends on the step."""
    at = clock.at(day, 9)
    common = {"unit": unit, "day": day, "at": at}
    CountedDelivery.objects.create(
        uid=new_uid(),
        channel="paper" if step % 5 == 0 else "electronic",
        recipient=new_uid(),
        delivered_at=at if step % 4 else None,
        **common,
    )
    CountedArrival.objects.create(
        uid=new_uid(),
        sender=new_uid(),
        channel="electronic",
        finding="unsigned" if step % 7 == 0 else "good",
        **common,
    )
    CountedDocument.objects.create(
        uid=new_uid(),
        kind="LEAVE_PERMIT" if step % 6 == 0 else "REPORT",
        personal=step % 2 == 0,
        seal=step % 3 > 0,
        electronic=step % 4,
        paper=step % 5 == 0,
        **common,
    )
    CountedTask.objects.create(
        uid=new_uid(),
        arrival=new_uid(),
        due=at + timedelta(days=20),
        done_at=at + timedelta(days=step % 30) if step % 2 else None,
        **common,
    )
