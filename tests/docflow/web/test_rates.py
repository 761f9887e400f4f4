"""The rates: figures as docflow.reports says, lists as long as their figures, own tree only."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext
from openpyxl import load_workbook

from docflow.desks import drill_down
from docflow.desks.drill_down import PORTIONS
from docflow.desks.rate_tables import Month, below, spans
from docflow.reports import summing
from docflow.reports.definitions import RATES
from docflow.reports.models import CountedDocument
from docflow.reports.population import Scope, spans_of
from docflow.reports.rates import Figure, rates_of_tree
from docflow.reports.tasks import catch_up
from docflow.web.charts import chart
from tests.builders import issued
from tests.docflow.reports.test_summing import FIRST, LAST, NOW, things_of
from tests.docflow.web.asking import opened, text_of
from tests.docflow.web.browsing import browser_of
from tests.docflow.web.test_log import auditor_of

ADDRESS = reverse("rates:show")
PERIOD = f"period=days:{FIRST}~{LAST}"


@pytest.fixture
def counted(units):
    """Some of everything in each unit, on every third day."""
    for place, unit in enumerate((units.province, units.district, units.commune)):
        for step in range(0, 62, 3):
            things_of(unit.uid, FIRST + timedelta(days=step), step + place)
    summing.mark_all_stale()
    return units


def scope_of(unit, tree=True, at=NOW):
    return Scope(spans(unit, FIRST, LAST, tree=tree), at)


@pytest.mark.parametrize("name", ["hoa", "lan", "hung", "oanh"])
@pytest.mark.parametrize("address", [ADDRESS, reverse("rates:items", args=["R1", "numerator"])])
def test_whoever_neither_audits_nor_leads_finds_no_rates(units, name, address):
    assert opened(units.actors[name], address).status_code == 404


def test_the_page_says_what_reports_say(counted):
    expected = rates_of_tree(counted.province, FIRST, LAST).figures

    text = text_of(opened(auditor_of(counted.province), f"{ADDRESS}?{PERIOD}"))

    for figure in expected.values():
        assert figure.percent in text
    assert "Documents exchanged electronically" in text
    assert 'class="dot"' in text


def test_a_leader_sees_the_rates_of_the_own_unit(counted):
    expected = rates_of_tree(counted.commune, FIRST, LAST).figures["R2"]

    text = text_of(opened(counted.minh, f"{ADDRESS}?{PERIOD}"))

    assert expected.percent in text


def test_figures_of_units_below_may_be_seen_and_of_others_not(counted):
    down = f"{ADDRESS}?{PERIOD}&unit={counted.commune.uid}"
    up = f"{ADDRESS}?{PERIOD}&unit={counted.district.uid}"

    assert opened(auditor_of(counted.province), down).status_code == 200
    assert opened(counted.quynh, down).status_code == 200
    assert opened(counted.quynh, up).status_code == 404
    assert opened(counted.quynh, f"{ADDRESS}?unit=nonsense").status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        ("2026-11-09", "2026-11-03", "last", "The last day lies before the first day."),
        ("2026-11-09", "", "last", "Give the first and the last day, or neither."),
        ("", "2026-11-09", "first", "Give the first and the last day, or neither."),
        (
            "0001-01-01",
            "2026-11-09",
            "first",
            "These are no days of the years 2000 to 2200. Choose others.",
        ),
    ],
)
def test_days_that_make_no_period_come_back_with_what_is_wrong_and_no_figures(
    units, first, last, field, sentence
):
    page = text_of(opened(units.quynh, f"{ADDRESS}?first={first}&last={last}&rate=R5&tree=no"))

    said = gettext(sentence)
    at_field = page.split(f'name="{field}"')[1].split("</div>")[0]
    assert said in at_field
    assert 'aria-invalid="true"' in at_field
    assert f'value="{first}"' in page
    assert f'value="{last}"' in page
    assert "<table" not in page


@pytest.mark.parametrize("query", ["period=month:2026-13", "rate=R9"])
def test_what_is_no_period_or_rate_is_not_there(units, query):
    assert opened(units.quynh, f"{ADDRESS}?{query}").status_code == 404


def test_nothing_counted_has_a_dash(units):
    text = text_of(opened(units.quynh, ADDRESS))

    assert "—" in text
    assert "100,00" not in text


@pytest.mark.parametrize("tree", [True, False])
@pytest.mark.parametrize("rate", [rate.id for rate in RATES])
def test_each_list_is_as_long_as_its_figure(counted, rate, tree):
    actor, scope = auditor_of(counted.province), scope_of(counted.province, tree)
    figure = summing.figures(scope.spans, NOW)[rate]

    long = {
        portion: len(list(drill_down.every(actor, scope, rate, portion, 10_000)))
        for portion in PORTIONS
    }

    assert long == {
        "numerator": figure.numerator,
        "missing": figure.missing,
        "excluded": figure.excluded,
        "open_in_time": figure.open_in_time,
    }


@pytest.mark.parametrize("few", [0, 30])
def test_pages_of_a_list_follow_one_another(counted, monkeypatch, few):
    monkeypatch.setattr(drill_down, "FEW_UNITS", few)
    actor, scope = auditor_of(counted.province), scope_of(counted.province)

    after, seen = "", []
    while True:
        found = drill_down.page(actor, scope, "R1", "numerator", after, 7)
        seen += found.rows
        after = found.after
        if not after:
            break

    figure = summing.figures(scope.spans, NOW)["R1"]
    assert len(seen) == len({row.uid for row in seen}) == figure.numerator
    assert {row.thing for row in seen} == {"delivery", "arrival"}


def test_a_list_there_is_not_is_refused(counted):
    with pytest.raises(KeyError):
        drill_down.page(counted.quynh, scope_of(counted.commune), "R1", "denominator")
    assert opened(counted.quynh, "/rates/R1/denominator/").status_code == 404


def test_a_document_is_linked_where_it_may_be_seen_and_is_a_number_elsewhere(people):
    delivery = issued(people)
    catch_up()
    address = reverse("rates:items", args=["R2", "numerator"])

    own = text_of(opened(people.quynh, address))
    above = text_of(opened(auditor_of(people.province), address))

    link = reverse("document", args=[delivery.document.uid])
    assert link in own
    assert delivery.document.subject in own
    assert link not in above
    assert delivery.document.code in above
    assert delivery.document.subject not in above


def test_why_something_is_not_counted_stands_beside_it(people):
    issued(people)
    catch_up()

    text = text_of(opened(people.quynh, reverse("rates:items", args=["R1", "missing"])))

    assert "sent electronically; the recipient has not reported its arrival" in text


def test_units_below_add_up_to_the_whole(counted):
    rows = below(counted.province, "R2", spans_of(counted.province, FIRST, LAST), LAST)

    whole = rates_of_tree(counted.province, FIRST, LAST).figures["R2"]
    assert [row.own for row in rows] == [True, False]
    assert sum(row.figure.numerator for row in rows) == whole.numerator
    assert sum(row.figure.denominator for row in rows) == whole.denominator
    assert rows[1].many == 2


@pytest.mark.parametrize("order", ["name", "percent", "missing", "denominator", "nonsense"])
def test_units_can_be_put_in_order(counted, order):
    address = f"{ADDRESS}?{PERIOD}&order={order}"

    assert opened(auditor_of(counted.province), address).status_code == 200


def test_a_list_can_be_taken_along(counted):
    CountedDocument.objects.filter(unit=counted.commune.uid).update(kind="REPORT")
    query = f"?{PERIOD}"
    figure = rates_of_tree(counted.commune, FIRST, LAST).figures["R2"]

    sheet = opened(counted.quynh, reverse("rates:xlsx", args=["R2", "numerator"]) + query)
    lines = opened(counted.quynh, reverse("rates:csv", args=["R2", "numerator"]) + query)

    rows = load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active.max_row
    assert rows - 1 == figure.numerator
    assert len(text_of(lines).splitlines()) - 1 == figure.numerator


def test_the_units_can_be_taken_along(counted):
    answer = opened(
        auditor_of(counted.province), reverse("rates:units_csv", args=["R2"]) + f"?{PERIOD}"
    )

    assert len(text_of(answer).splitlines()) == 3


def test_as_many_questions_for_many_rows_as_for_few(counted):
    browser = browser_of(auditor_of(counted.province))
    summing.refresh()
    address = f"{ADDRESS}?period=month:2026-09"
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for day in range(1, 29):
        things_of(counted.commune.uid, date(2026, 9, day), day)
    summing.mark_all_stale()
    summing.refresh()
    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    assert len(many) == len(few)


def test_the_line_breaks_where_nothing_was_counted():
    figures = [
        Figure(1, 2, {}),
        Figure(3, 4, {}),
        Figure(0, 0, {}),
        Figure(1, 1, {}),
        Figure(2, 2, {}),
    ]
    months = [Month(date(2026, 1 + place, 1), figure) for place, figure in enumerate(figures)]

    drawn = chart(months)

    assert len(drawn.stretches) == 2
    assert [point.y is None for point in drawn.points] == [False, False, True, False, False]
    assert drawn.scale[-1][1] == 100
    assert months[1].last == date(2026, 2, 28)
