"""An incoming document with its stamp of arrival: what the register says, the file as it came."""

from datetime import date

import pypdfium2
import pytest
from django.urls import reverse

from docflow import clock
from docflow.audit.models import Entry
from docflow.desks.stamped import hand_out_stamped
from docflow.errors import NotAllowed, Refused
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from tests import builders
from tests.cast import Cast
from tests.docflow.search.papers import arrived
from tests.docflow.web.asking import opened, text_of

DAY = date(2026, 10, 16)


@pytest.fixture
def arrival(units: Cast):
    clock.set_to(clock.at(DAY, 9))
    document = arrived(units.hoa, "Báo cáo tình hình", file=builders.page(units))
    yield Incoming.objects.get(document=document)
    clock.set_to(None)


def said(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded())


@pytest.mark.django_db
def test_it_bears_agency_number_day_and_who_leads(units: Cast, arrival: Incoming):
    arrival = incoming.register(arrival, by=units.hoa)
    before = arrival.document.current.digest

    first = said(hand_out_stamped(arrival.document, by=units.hoa))
    incoming.assign(arrival, "Làm ngay", units.lan.appointment, 3, by=units.minh)
    later = said(hand_out_stamped(arrival.document, by=units.hoa))

    assert str(arrival.unit).upper() in first
    assert f"Số: {arrival.arrival_number}" in first
    assert "Ngày: 16/10/2026" in first
    assert units.lan.user.full_name not in first
    assert f"Chuyển: {units.lan.user.full_name}" in later
    assert arrival.document.current.digest == before
    assert Entry.objects.filter(event="document.read", subject=arrival.uid).exists()


@pytest.mark.django_db
def test_nothing_is_stamped_before_it_is_registered(units: Cast, arrival: Incoming):
    with pytest.raises(Refused) as refused:
        hand_out_stamped(arrival.document, by=units.hoa)

    assert refused.value.code == "not_registered"


@pytest.mark.django_db
def test_whoever_may_not_read_it_gets_none(units: Cast, arrival: Incoming):
    arrival = incoming.register(arrival, by=units.hoa)

    with pytest.raises(NotAllowed):
        hand_out_stamped(arrival.document, by=units.phuc)


@pytest.mark.django_db
def test_the_page_offers_it_once_it_is_registered(units: Cast, arrival: Incoming):
    address = reverse("document", args=[arrival.uid])
    stamped = reverse("viewer:stamped", args=[arrival.uid])

    before = text_of(opened(units.hoa, address))
    incoming.register(arrival, by=units.hoa)
    after = text_of(opened(units.hoa, address))

    assert stamped not in before
    assert stamped in after
    assert opened(units.hoa, stamped)["Content-Type"] == "application/pdf"
