"""Undoing a registration, and what came once more."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command

from docflow import clock
from docflow.audit.models import Entry
from docflow.desks import registers
from docflow.documents.models import Document, Link, Register, RegisterEntry
from docflow.exchange.models import Delivery
from docflow.incoming import actions, passing_actions, register_actions
from docflow.incoming.models import Incoming
from docflow.people.actor import System
from docflow.reports.reconcile import reconcile
from docflow.signatures.intake import take_in
from tests import builders
from tests.cast import Cast
from tests.conftest import SAMPLES
from tests.docflow.incoming.letters import letter, plain, refusal

OTHER_PAGE = SAMPLES / "chromium-skia.pdf"


@pytest.fixture
def registered(units: Cast) -> Incoming:
    """A paper arrival, registered at the district."""
    arrival = actions.arrive_on_paper(letter(plain()), by=units.tuan)
    return actions.register(arrival, by=units.tuan)


def _again(units: Cast, **facts: Any) -> Incoming:
    file = facts.pop("file", None) or plain(OTHER_PAGE)
    return actions.arrive_on_paper(letter(file, **facts), by=units.tuan)


@pytest.mark.law("L8")
def test_an_undone_registration_leaves_its_number_void_and_it_is_never_given_again(
    units: Cast, registered: Incoming
) -> None:
    arrival = register_actions.unregister(registered, "Vào sổ nhầm", by=units.tuan)
    again = actions.register(arrival, by=units.tuan)

    first, second = RegisterEntry.objects.order_by("number")
    assert (first.number, first.void_reason, first.document) == (1, "Vào sổ nhầm", None)
    assert (second.number, second.document) == (2, again.document)
    assert again.arrival_number == 2


def test_an_undone_registration_can_still_be_refused(units: Cast, registered: Incoming) -> None:
    arrival = register_actions.unregister(registered, "Nhầm nơi nhận", by=units.tuan)

    arrival = actions.refuse(arrival, "Nhầm nơi nhận", by=units.tuan)

    assert (arrival.state, arrival.arrival_number, arrival.registered_at) == ("refused", None, None)


@pytest.mark.parametrize("passed_on", ["submitted", "assigned"])
def test_what_was_passed_on_stays_registered(
    units: Cast, registered: Incoming, passed_on: str
) -> None:
    lead = units.phuc.appointment
    if passed_on == "submitted":
        arrival = passing_actions.submit(registered, "Giao", lead, 3, by=units.tuan)
        arrival = passing_actions.take_back_proposal(arrival, by=units.tuan)
    else:
        arrival = actions.assign(registered, "Làm", lead, 3, by=units.nam)
        arrival = passing_actions.take_back_assignment(arrival, by=units.nam)

    with refusal("passed_on"):
        register_actions.unregister(arrival, "Nhầm", by=units.tuan)


def test_undoing_a_registration_needs_a_reason(units: Cast, registered: Incoming) -> None:
    with refusal("reason_missing"):
        register_actions.unregister(registered, "", by=units.tuan)


def test_the_book_shows_the_void_number_with_its_reason(units: Cast, registered: Incoming) -> None:
    register_actions.unregister(registered, "Vào sổ nhầm", by=units.tuan)
    book = Register.objects.get(unit=units.district, series="incoming")

    [row] = registers.page(book, by=units.tuan).rows

    assert (row.number, row.is_void, row.uid) == (1, True, None)
    assert "Vào sổ nhầm" in row.cells[-1]


@pytest.mark.law("L16")
def test_the_same_identifier_with_another_file_is_told_as_a_twin(units: Cast) -> None:
    arriving = letter(plain(), number=None, notation="", issued_on=None)
    first = actions.arrive(arriving, by=System(units.district))

    second = actions.arrive(replace(arriving, file=plain(OTHER_PAGE)), by=System(units.district))

    assert second.pk != first.pk
    assert actions.duplicates(second) == [first.document]


@pytest.mark.law("L16")
def test_the_clerk_is_warned_of_the_same_number_notation_and_issuer(
    units: Cast, registered: Incoming
) -> None:
    again = _again(units)

    with refusal("possible_duplicate"):
        actions.register(again, by=units.tuan)


@pytest.mark.law("L16")
def test_an_update_becomes_a_further_version_of_the_known_document(
    units: Cast, registered: Incoming
) -> None:
    again = _again(units, subject="Đề nghị hỗ trợ (bản sửa)", urgency="urgent")

    known = register_actions.merge(again, registered.document, by=units.tuan)

    again.refresh_from_db()
    document = Document.objects.get(pk=known.pk)
    assert (again.state, again.merged_into, again.arrival_number) == ("merged", known, None)
    assert (known.state, known.arrival_number) == ("registered", 1)
    assert [each.number for each in document.versions.order_by("number")] == [1, 2]
    assert document.current.digest == again.document.current.digest
    assert (document.subject, document.urgency) == ("Đề nghị hỗ trợ (bản sửa)", "urgent")
    assert Link.objects.filter(source=again.document, target=document, kind="merges").exists()


def test_what_the_document_was_called_before_stays_in_the_log(
    units: Cast, registered: Incoming
) -> None:
    again = _again(units, subject="Bản sửa")

    register_actions.merge(again, registered.document, by=units.tuan)

    entry = Entry.objects.get(event="incoming.updated")
    assert entry.subject == registered.uid
    assert "text.subject_before" in json.loads(entry.text)["digests"]


def test_attachments_of_both_are_kept_each_once(units: Cast) -> None:
    one, two = plain(), plain(OTHER_PAGE)
    first = actions.register(
        _again(units, file=one, attachments=(replace(one, name="a.pdf"),)), by=units.tuan
    )
    again = _again(units, attachments=(replace(one, name="a.pdf"), replace(two, name="b.pdf")))

    known = register_actions.merge(again, first.document, by=units.tuan)

    names = known.document.attachments.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["a.pdf", "b.pdf"]
    assert again.document.attachments.count() == 2


def test_the_same_file_once_more_makes_no_version(units: Cast, registered: Incoming) -> None:
    again = _again(units, file=plain())

    known = register_actions.merge(again, registered.document, by=units.tuan)

    assert known.document.versions.count() == 1


def test_only_a_twin_can_be_updated(units: Cast, registered: Incoming) -> None:
    other = _again(units, number=999)

    with refusal("not_a_twin"):
        register_actions.merge(other, registered.document, by=units.tuan)
    with refusal("not_a_twin"):
        register_actions.merge(other, other.document, by=units.tuan)


def test_a_document_whose_work_has_ended_takes_no_further_version(
    units: Cast, registered: Incoming
) -> None:
    lead = units.phuc.appointment
    arrival = actions.assign(registered, "Làm", lead, 3, by=units.nam)
    arrival = actions.finish(actions.start(arrival, by=units.phuc), by=units.phuc, result="Xong")
    again = _again(units)

    with refusal("known_is_closed"):
        register_actions.merge(again, arrival.document, by=units.tuan)


def test_a_merged_document_is_no_twin_any_more(units: Cast, registered: Incoming) -> None:
    register_actions.merge(_again(units), registered.document, by=units.tuan)

    third = _again(units)

    assert actions.duplicates(third) == [registered.document]


def test_who_merged_into_a_merged_one_stands_with_the_last(
    units: Cast, registered: Incoming
) -> None:
    second, third = _again(units), _again(units)

    register_actions.merge(third, second.document, by=units.tuan)
    register_actions.merge(second, registered.document, by=units.tuan)

    third.refresh_from_db()
    assert third.merged_into == registered


@pytest.mark.law("L7", "L17")
def test_the_sender_of_a_merged_arrival_hears_what_becomes_of_the_known_one(people: Cast) -> None:
    """An arrival that updates another was accepted: its sender is told the other's way."""
    arrival = builders.arrived(people)
    known = actions.register(
        _known_before(people, arrival), by=people.tuan, although_duplicate=True
    )

    known = register_actions.merge(arrival, known.document, by=people.tuan)
    builders.tell_statuses()
    delivery = Delivery.objects.get()
    first = (delivery.state, _codes(delivery))
    actions.assign(known, "Làm", people.phuc.appointment, 3, by=people.nam)
    builders.tell_statuses()

    delivery.refresh_from_db()
    assert first == ("registered", ["01", "03"])
    assert (delivery.state, _codes(delivery)) == ("assigned", ["01", "03", "04"])
    assert reconcile().differences == []


def test_the_sender_is_told_the_assignment_once_though_it_was_taken_back(people: Cast) -> None:
    arrival = actions.register(builders.arrived(people), by=people.tuan)
    lead = people.phuc.appointment
    for _ in range(2):
        arrival = actions.assign(arrival, "Làm", lead, 3, by=people.nam)
        builders.tell_statuses()
        arrival = passing_actions.take_back_assignment(arrival, by=people.nam)
        builders.tell_statuses()

    delivery = Delivery.objects.get()
    assert (delivery.state, _codes(delivery)) == ("assigned", ["01", "03", "04"])
    assert Entry.objects.filter(event="delivery.status_received").count() == 3
    assert reconcile().differences == []


def test_a_refusal_after_an_undone_registration_reaches_the_sender(people: Cast) -> None:
    arrival = actions.register(builders.arrived(people), by=people.tuan)
    builders.tell_statuses()

    arrival = register_actions.unregister(arrival, "Nhầm nơi nhận", by=people.tuan)
    actions.refuse(arrival, "Nhầm nơi nhận", by=people.tuan)
    builders.tell_statuses()

    delivery = Delivery.objects.get()
    assert (delivery.state, _codes(delivery)) == ("refused", ["01", "02", "03"])
    assert reconcile().differences == []


def test_all_agrees_after_every_way_back(units: Cast, registered: Incoming) -> None:
    arrival = register_actions.unregister(registered, "Nhầm", by=units.tuan)
    arrival = actions.register(arrival, by=units.tuan)
    register_actions.merge(_again(units), arrival.document, by=units.tuan)

    assert reconcile().differences == []
    with pytest.raises(SystemExit, match="0"):
        call_command("reconcile")


def _known_before(people: Cast, arrival: Incoming) -> Incoming:
    """The same letter, that came on paper before."""
    document = arrival.document
    return actions.arrive_on_paper(
        letter(
            take_in(OTHER_PAGE, by=people.tuan),
            issuer=document.issuer,
            number=document.number,
            notation=document.notation,
            issued_on=document.issued_on or clock.today(),
        ),
        by=people.tuan,
    )


def _codes(delivery: Delivery) -> list[str]:
    return sorted(delivery.statuses.values_list("code", flat=True))
