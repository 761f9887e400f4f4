"""One entry, one row: what the steps make of each entry."""

import logging
from types import SimpleNamespace

import pytest

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.audit.models import Chain
from docflow.audit.reader import entries_of
from docflow.identity import new_uid
from docflow.people.actor import System
from docflow.reports.counting import UnreadableEntry, step
from docflow.reports.models import CountedDelivery, CountedDocument, TrialUnit
from docflow.reports.rates import rates
from docflow.reports.tasks import catch_up, follow_log
from tests.docflow.reports import month


def test_the_first_status_says_when_a_document_was_delivered(units):
    with month.moment(5, 8):
        [delivery] = month.issue(units.commune, "REPORT", (units.district, "electronic"))
    with month.moment(5, 9) as first:
        month.report(delivery, "01")
    with month.moment(6, 9):
        month.report(delivery, "03")

    follow_log()

    assert CountedDelivery.objects.get().delivered_at == first


def test_a_unit_is_for_trials_only_when_its_opening_says_so(units):
    record(Event.UNIT_OPENED, units.commune, System(units.commune), facts={"trial": False})
    record(Event.UNIT_OPENED, units.district, System(units.district))
    record(Event.UNIT_OPENED, units.province, System(units.province), facts={"trial": True})

    follow_log()

    assert [row.uid for row in TrialUnit.objects.all()] == [units.province.uid]


def test_an_entry_without_its_facts_is_named_and_what_came_before_it_is_counted(units, caplog):
    month.issue(units.commune, "REPORT")
    subject = SimpleNamespace(uid=new_uid())
    entry = record(Event.OUTGOING_ISSUED, subject, System(units.commune), facts={"kind": "REPORT"})
    month.issue(units.district, "REPORT")

    with caplog.at_level(logging.ERROR):
        behind = catch_up()

    assert behind == [str(units.commune.uid)]
    assert f"Entry {entry.number} of the chain {units.commune.uid}" in caplog.text
    assert CountedDocument.objects.count() == 2


def test_an_unreadable_entry_says_what_is_missing(units):
    subject = SimpleNamespace(uid=new_uid())
    entry = record(Event.OUTGOING_ISSUED, subject, System(units.commune), facts={"kind": "REPORT"})
    chain = Chain.objects.get(name=str(units.commune.uid))
    [told] = entries_of(chain, entry.number - 1, entry.number)

    with pytest.raises(UnreadableEntry, match=r"outgoing\.issued.*KeyError.'personal'"):
        step(told)


@pytest.mark.law("L3")
def test_what_is_issued_late_is_missing_and_what_was_not_timed_is_left_aside(units) -> None:
    month.issue(units.commune, "REPORT")
    month.issue(units.commune, "REPORT", late=1)
    month.issue(units.commune, "REPORT", late=None)
    follow_log()

    figure = rates([units.commune], clock.today(), clock.today()).figures["R7"]

    assert (figure.numerator, figure.denominator, figure.reasons) == (1, 2, {"not_timed": 1})
