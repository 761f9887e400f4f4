"""Accesses counted: by document, by dossier, by unit and in all."""

from datetime import timedelta

import pytest
import time_machine

from docflow import clock
from docflow.desks import access_counts
from docflow.documents.actions import read
from docflow.errors import Refused
from tests.cast import Cast
from tests.docflow.dossiers import stage
from tests.docflow.search.papers import arrived
from tests.docflow.web.test_figures import browser

pytestmark = pytest.mark.django_db


@pytest.mark.law("L22")
def test_reads_of_a_period_are_counted_by_document_the_most_read_first(units: Cast) -> None:
    today = clock.today()
    early, late = arrived(units.hoa, "Bão số 1"), arrived(units.hoa, "Bão số 2")
    for day, arrival in ((-2, early), (-1, early), (0, early), (0, late)):
        with time_machine.travel(clock.now() + timedelta(days=day)):
            read(arrival, by=units.hoa)
    read(early, by=units.minh)

    whole = access_counts.of_unit(
        units.minh, units.commune, today - timedelta(days=2), today, most=1
    )
    newest = access_counts.of_unit(units.minh, units.commune, today, today)

    assert (whole.times, whole.documents) == (5, 2)
    assert [(line.document, line.times, line.people) for line in whole.lines] == [(early, 4, 2)]
    assert {line.document: line.times for line in newest.lines} == {
        early: 2,
        late: 1,
    }


@pytest.mark.law("L22")
def test_accesses_of_the_whole_system_are_counted_at_its_top(units: Cast) -> None:
    read(arrived(units.hoa, "Bão số 1"), by=units.hoa)

    top = access_counts.in_all(units.province)

    assert top.times == 1
    assert top.units == ((units.commune, 1),)
    assert access_counts.in_all(units.district).times == 1


def test_a_document_that_may_not_be_seen_is_counted_and_not_named(units: Cast) -> None:
    read(arrived(units.hoa, "Bão số 1"), by=units.hoa)
    today = clock.today()

    found = access_counts.of_unit(units.nam, units.commune, today, today)

    assert [(line.document, line.times) for line in found.lines] == [(None, 1)]


def test_a_period_longer_than_a_year_is_refused(units: Cast) -> None:
    today = clock.today()

    with pytest.raises(Refused) as refused:
        access_counts.of_unit(units.minh, units.commune, today - timedelta(days=400), today)
    assert refused.value.code == "period_too_long"


@pytest.mark.law("L22")
def test_accesses_of_a_dossier_are_those_of_the_documents_in_it(units: Cast) -> None:
    dossier = stage.opened(units)
    lying = dossier.folder.placings.get().document
    read(lying, by=units.lan)
    read(lying, by=units.hoa)
    read(arrived(units.hoa, "Bão số 1"), by=units.hoa)

    found = access_counts.of_dossier(units.lan, dossier)
    page = browser(units.lan).get(f"/dossiers/{dossier.uid}/accesses/").content.decode()

    assert (found.times, found.documents) == (2, 1)
    assert [(line.document, line.people) for line in found.lines] == [(lying, 2)]
    assert lying.subject in page


def test_the_page_of_accesses_counts_this_month_without_being_asked(units: Cast) -> None:
    read(arrived(units.hoa, "Bão số 1"), by=units.hoa)

    page = browser(units.quynh).get("/log/accesses/")
    backwards = browser(units.quynh).get("/log/accesses/?first=2026-02-01&last=2026-01-01")
    closed = browser(units.lan).get("/log/accesses/")

    assert page.context["counts"].times == 1
    assert "The last day lies before the first day." in backwards.content.decode()
    assert closed.status_code == 404
