"""The two reports on handling: counted by hand before, each figure the length of its list."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from docflow import clock
from docflow.desks import handling
from docflow.desks.handling import CANCELLED, NOT_ASSIGNED, Asked
from docflow.desks.outcomes import ALL, OUTCOMES
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.outgoing import actions as outgoing
from docflow.outgoing.in_time import issue_due
from docflow.outgoing.models import Outgoing
from docflow.units.calendar import Calendar
from tests import builders
from tests.cast import Cast
from tests.docflow.search.papers import arrived

FRIDAY = date(2026, 10, 16)
FIRST, LAST = date(2026, 10, 15), date(2026, 11, 14)


@pytest.fixture
def set_clock():
    clock.set_to(clock.at(FRIDAY, 9))
    yield clock.set_to
    clock.set_to(None)


def registered(units: Cast) -> Incoming:
    count = Incoming.objects.count()
    document = arrived(units.hoa, f"Việc {count}", code_as_written=f"{count + 1}/BC-SNV")
    return incoming.register(Incoming.objects.get(document=document), by=units.hoa)


def numbered(units: Cast) -> Outgoing:
    """An outgoing document with a number, as signed on Friday."""
    paper = builders.draft(units, file=builders.page(units))
    Outgoing.objects.filter(pk=paper.pk).update(
        state="signed", signed_on_paper=True, signed_at=clock.at(FRIDAY, 9)
    )
    return outgoing.number(Outgoing.objects.get(pk=paper.pk), by=units.hoa)


@pytest.fixture
def period(units: Cast, set_clock: Any) -> Cast:
    """Incoming: one done in time, one overdue, one nobody has; outgoing: in time, late, open."""
    done = registered(units)
    incoming.assign(done, "Làm ngay", units.lan.appointment, 3, by=units.minh)
    incoming.finish(incoming.start(done, by=units.lan), by=units.lan)
    incoming.assign(registered(units), "Làm ngay", units.hung.appointment, 1, by=units.minh)
    registered(units)
    papers = [numbered(units) for _ in range(4)]
    Outgoing.objects.filter(pk=papers[0].pk).update(issued_at=clock.at(date(2026, 10, 19), 16))
    Outgoing.objects.filter(pk=papers[1].pk).update(issued_at=clock.at(date(2026, 10, 19), 18))
    outgoing.cancel(papers[2], "Viết lại", by=units.hoa)
    set_clock(clock.at(FRIDAY + timedelta(days=5), 9))
    return units


def asked(units: Cast, series: str) -> Asked:
    return Asked(units.commune, series, FIRST, LAST)


@pytest.mark.law("L24")
def test_the_report_on_incoming_documents_tells_who_handled_how_many_in_time(period: Cast) -> None:
    lines = handling.lines(asked(period, "incoming"))

    told = {line.name: line.figures.row(asked(period, "incoming").outcomes) for line in lines}
    assert told == {
        "Nguyễn Thị Lan": [1, 1, 0, 0, 0, 0],
        "Lê Văn Hùng": [1, 0, 0, 0, 1, 0],
        "": [1, 0, 0, 0, 0, 1],
    }


@pytest.mark.law("L24")
def test_the_report_on_outgoing_documents_tells_which_were_issued_in_time(period: Cast) -> None:
    [line] = handling.lines(asked(period, "outgoing"))

    assert line.name == "Nguyễn Thị Lan"
    assert line.figures.row(asked(period, "outgoing").outcomes) == [4, 1, 1, 0, 1, 1]


@pytest.mark.parametrize("series", ["incoming", "outgoing"])
@pytest.mark.parametrize("outcome", [ALL, *OUTCOMES, NOT_ASSIGNED, CANCELLED])
def test_a_figure_is_the_length_of_the_list_behind_it(
    period: Cast, series: str, outcome: str
) -> None:
    lines = handling.lines(asked(period, series))

    for line in lines:
        behind = list(handling.every(asked(period, series), period.hoa, outcome, line.key, 100))
        assert len(behind) == line.figures.of(outcome)
    items = list(handling.every(asked(period, series), period.hoa, outcome, "", 100))
    assert len(items) == handling.total(lines).of(outcome)


def test_pages_of_a_list_tell_each_document_once(period: Cast) -> None:
    first = handling.behind(asked(period, "outgoing"), period.hoa, limit=3)
    second = handling.behind(asked(period, "outgoing"), period.hoa, limit=3, after=int(first.after))

    assert (len(first.rows), len(second.rows), second.after) == (3, 1, "")


def test_another_units_documents_are_in_no_report(period: Cast) -> None:
    assert handling.lines(Asked(period.district, "incoming", FIRST, LAST)) == []


@pytest.mark.law("L3")
@pytest.mark.parametrize(
    ("urgency", "due"),
    [("normal", clock.at(date(2026, 10, 19), 17)), ("express", clock.at(date(2026, 10, 17), 0))],
)
def test_a_document_is_issued_by_the_end_of_the_next_working_day_an_urgent_one_at_once(
    urgency: str, due: datetime
) -> None:
    assert issue_due(clock.at(FRIDAY, 9), urgency, Calendar()) == due


def test_a_key_that_names_nobody_finds_nothing(period: Cast) -> None:
    assert handling.behind(asked(period, "incoming"), period.hoa, whose="' or 1").rows == ()
