"""Rates after what was undone: registrations struck out, tasks returned or taken back."""

import itertools
import json
from io import StringIO

import pytest
from django.core.management import call_command

from docflow import clock
from docflow.audit.models import Chain
from docflow.audit.reader import entries_of
from docflow.incoming import actions as incoming
from docflow.incoming import passing_actions, register_actions
from docflow.reports.counting import learn, take
from docflow.reports.models import CountedArrival, CountedTask
from docflow.reports.population import spans_of
from docflow.reports.rates import rates
from docflow.reports.summing import figures, refresh
from docflow.reports.tasks import follow_log
from tests.docflow.reports import month


def counted(units, rate):
    """A rate of the district in October and November 2026, its list and its sums agreeing."""
    follow_log()
    first, last = month.due(1).date(), month.due(30, month=11).date()
    [listed] = [rates([units.district], first, last).figures[rate]]
    summed = figures(spans_of(units.district, first, last))[rate]
    assert summed == listed
    refresh()
    assert figures(spans_of(units.district, first, last))[rate] == listed
    return listed


def test_an_undone_registration_counts_no_more(units):
    with month.moment(5, 8):
        arrival = incoming.register(month.arrive(units.district, units.commune), by=units.tuan)
    with month.moment(5, 9):
        register_actions.unregister(arrival, "Nhầm", by=units.tuan)

        figure = counted(units, "R1")

    assert (figure.numerator, figure.denominator) == (0, 0)
    assert figure.reasons == {"unregistered": 1}


def test_registered_anew_it_counts_once_on_its_new_day(units):
    with month.moment(5, 8):
        arrival = incoming.register(month.arrive(units.district, units.commune), by=units.tuan)
    follow_log()
    refresh()
    with month.moment(5, 9):
        arrival = register_actions.unregister(arrival, "Nhầm", by=units.tuan)
    with month.moment(20, 9):
        incoming.register(arrival, by=units.tuan)
        follow_log()

        figure = counted(units, "R1")

    assert (figure.numerator, figure.denominator, figure.excluded) == (1, 1, 0)
    assert CountedArrival.objects.get().day == month.due(20).date()


def test_a_task_taken_back_or_returned_in_time_is_nobodys(units):
    lead = units.phuc.appointment
    with month.moment(5, 8):
        for end in ("take_back", "give_back"):
            arrival = incoming.register(month.arrive(units.district), by=units.tuan)
            arrival = incoming.assign(arrival, "Làm", lead, month.due(9), by=units.nam)
            if end == "take_back":
                passing_actions.take_back_assignment(arrival, by=units.nam)
            else:
                passing_actions.give_back(arrival, "Nhầm", by=units.phuc)
    with month.moment(30, 8):
        figure = counted(units, "R5")

    assert (figure.numerator, figure.denominator) == (0, 0)
    assert figure.reasons == {"given_back": 2}


def test_a_task_returned_after_its_deadline_was_not_done_in_time(units):
    with month.moment(5, 8):
        arrival = incoming.register(month.arrive(units.district), by=units.tuan)
        lead = units.phuc.appointment
        arrival = incoming.assign(arrival, "Làm", lead, month.due(9), by=units.nam)
    with month.moment(12, 8):
        passing_actions.give_back(arrival, "Nhầm", by=units.phuc)

        figure = counted(units, "R5")

    assert (figure.numerator, figure.denominator) == (0, 1)


def test_a_task_given_anew_counts_by_itself(units):
    lead = units.phuc.appointment
    with month.moment(5, 8):
        arrival = incoming.register(month.arrive(units.district), by=units.tuan)
        arrival = incoming.assign(arrival, "Làm", lead, month.due(9), by=units.nam)
        arrival = passing_actions.take_back_assignment(arrival, by=units.nam)
        arrival = incoming.assign(arrival, "Làm", lead, month.due(9), by=units.nam)
        arrival = incoming.start(arrival, by=units.phuc)
        incoming.finish(arrival, by=units.phuc)

        figure = counted(units, "R5")

    assert (figure.numerator, figure.denominator, figure.excluded) == (1, 1, 1)


def test_what_was_undone_is_rebuilt_from_the_log(units):
    with month.moment(5, 8):
        arrival = incoming.register(month.arrive(units.district), by=units.tuan)
        arrival = register_actions.unregister(arrival, "Nhầm", by=units.tuan)
        arrival = incoming.register(arrival, by=units.tuan)
        lead = units.phuc.appointment
        arrival = incoming.assign(arrival, "Làm", lead, month.due(9), by=units.nam)
        passing_actions.give_back(arrival, "Nhầm", by=units.phuc)
    follow_log()
    CountedArrival.objects.update(void_at=clock.now())
    CountedTask.objects.update(void_at=None)

    wrong = _rebuild("--check", "--json")
    _rebuild()
    right = _rebuild("--check", "--json")

    assert not json.loads(wrong)["agrees"]
    assert json.loads(right)["agrees"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_entries_in_any_order_make_the_same_row(units, order):
    for hour, act in enumerate(("register", "unregister", "register"), start=8):
        with month.moment(5, hour):
            if hour == 8:
                arrival = month.arrive(units.district)
            arrival = (
                incoming.register(arrival, by=units.tuan)
                if act == "register"
                else register_actions.unregister(arrival, "Nhầm", by=units.tuan)
            )
    chain = Chain.objects.get(name=str(units.district.uid))
    all_learnt = [learn(told) for told in entries_of(chain, 0, 100)]
    learnt = [each for each in all_learnt if each and each.model is CountedArrival]
    row = CountedArrival(uid=arrival.uid)

    for place in order:
        take(row, learnt[place])

    assert (row.void_at, row.at) == (None, arrival.registered_at)


def _rebuild(*options):
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("rebuild_reports", *options, stdout=out)
    return out.getvalue()
