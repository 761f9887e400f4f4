"""Who a document goes to: what may change when, each change in the log; groups of a unit."""

from datetime import date

import pytest

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.errors import NotAllowed, Refused
from docflow.outgoing import recipients
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing, RecipientGroup
from docflow.people.actor import System
from docflow.units import actions as units
from docflow.units.models import Unit
from tests import builders
from tests.cast import LONG_AGO, Cast, unit


def names(paper: Outgoing) -> list[str]:
    """The recipients of a document, in their order."""
    return list(paper.recipients.order_by("pk").values_list("name", flat=True))


def end(old: Unit, successor: Unit) -> None:
    """End a unit, long ago, with a successor."""
    units.end_unit(old, date(2024, 12, 31), [successor], by=System(), basis="NQ 01")


def test_the_drafter_changes_recipients_of_a_draft(people: Cast) -> None:
    paper = builders.draft(people)

    recipients.add_recipients(paper, [To(people.province)], by=people.lan)
    recipients.remove_recipient(paper, paper.recipients.get(unit=people.district), by=people.lan)

    assert names(paper) == [people.province.name]


def test_each_change_stands_in_the_log_with_the_name(people: Cast) -> None:
    paper = builders.draft(people)

    recipients.add_recipients(paper, [To(name="Bà Tư", channel="paper")], by=people.lan)

    [entry] = Entry.objects.filter(event=Event.OUTGOING_RECIPIENT_ADDED)
    assert entry.subject == paper.uid


def test_the_drafter_changes_nothing_once_it_was_submitted(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    with pytest.raises(Refused) as refusal:
        recipients.add_recipients(paper, [To(people.province)], by=people.lan)

    assert refusal.value.code == "recipients_closed"


def test_the_clerk_changes_recipients_until_the_leader_signs(people: Cast) -> None:
    paper = builders.waiting_for_signature(people)

    recipients.add_recipients(paper, [To(people.province)], by=people.hoa)
    recipients.remove_recipient(paper, paper.recipients.get(unit=people.district), by=people.hoa)

    assert names(paper) == [people.province.name]


def test_once_signed_the_clerk_adds_and_takes_nobody_out(people: Cast) -> None:
    paper = builders.signed(people)
    recipients.add_recipients(paper, [To(people.province)], by=people.hoa)

    with pytest.raises(Refused, match="stands on the signed page") as refusal:
        recipients.remove_recipient(
            paper, paper.recipients.get(unit=people.district), by=people.hoa
        )

    assert refusal.value.code == "recipient_signed"
    assert len(names(paper)) == 2


def test_once_issued_the_list_is_closed(people: Cast) -> None:
    builders.issued(people)
    paper = Outgoing.objects.get()

    with pytest.raises(Refused) as refusal:
        recipients.add_recipients(paper, [To(people.province)], by=people.hoa)

    assert refusal.value.code == "recipients_closed"


def test_another_drafter_changes_nothing(people: Cast) -> None:
    paper = builders.draft(people)

    with pytest.raises(NotAllowed):
        recipients.add_recipients(paper, [To(people.province)], by=people.hung)


def test_a_unit_is_a_recipient_once_whatever_it_is_called(people: Cast) -> None:
    paper = builders.draft(people)

    with pytest.raises(Refused) as refusal:
        recipients.add_recipients(paper, [To(people.district, name="Huyện")], by=people.lan)

    assert refusal.value.code == "recipient_twice"


def test_an_ended_recipient_is_replaced_even_after_the_signature(people: Cast) -> None:
    old = unit("Phòng cũ", "district", people.province)
    paper = builders.signed(people, recipients=[To(old)])
    end(old, people.province)

    recipients.replace_recipient(paper, paper.recipients.get(), people.province, by=people.hoa)

    assert names(paper) == [people.province.name]


def test_nobody_but_a_successor_replaces_an_ended_recipient(people: Cast) -> None:
    paper = builders.draft(people)

    with pytest.raises(Refused) as refusal:
        recipients.replace_recipient(paper, paper.recipients.get(), people.province, by=people.lan)

    assert refusal.value.code == "not_a_successor"


def test_a_group_is_saved_and_used_by_another_document(people: Cast) -> None:
    first = builders.draft(people, recipients=[To(people.district), To(people.province)])
    group = recipients.save_group(first, " Cấp trên ", by=people.lan)
    second = builders.draft(people, recipients=[To(people.district)])

    ended = recipients.add_group(second, group, by=people.lan)

    assert ended == []
    assert names(second) == [people.district.name, people.province.name]


def test_members_that_have_ended_are_left_out_and_told(people: Cast) -> None:
    old = unit("Phòng cũ", "district", people.province, opened=LONG_AGO)
    first = builders.draft(people, recipients=[To(old), To(people.province)])
    group = recipients.save_group(first, "Cấp trên", by=people.lan)
    end(old, people.province)
    second = builders.draft(people)

    ended = recipients.add_group(second, group, by=people.lan)

    assert [each.unit for each in ended] == [old]
    assert names(second) == [people.district.name, people.province.name]


def test_a_name_is_of_one_group_of_the_unit(people: Cast) -> None:
    paper = builders.draft(people)
    recipients.save_group(paper, "Cấp trên", by=people.lan)

    with pytest.raises(Refused) as refusal:
        recipients.save_group(paper, "Cấp trên", by=people.hoa)

    assert refusal.value.code == "group_exists"


def test_a_group_is_renamed_by_its_unit_alone(people: Cast) -> None:
    group = recipients.save_group(builders.draft(people), "Cấp trên", by=people.lan)

    recipients.rename_group(group, "Huyện", by=people.hoa)
    with pytest.raises(NotAllowed):
        recipients.rename_group(group, "Của tôi", by=people.tuan)

    assert RecipientGroup.objects.get().name == "Huyện"


def test_a_group_of_another_unit_cannot_be_used(people: Cast) -> None:
    group = RecipientGroup.objects.create(unit=people.district, name="Của huyện")

    with pytest.raises(Refused) as refusal:
        recipients.add_group(builders.draft(people), group, by=people.lan)

    assert refusal.value.code == "foreign_group"
