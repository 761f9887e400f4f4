"""What an entry says, and what it only commits to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from docflow import clock
from docflow.audit.chain import START, canonical, commitment, link, read
from docflow.audit.events import Event
from docflow.audit.log import record, record_read
from docflow.audit.models import Chain, Entry, EntryText, Installation
from docflow.audit.verify import verify
from docflow.errors import Refused
from docflow.identity import new_uid
from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.people.models import ApiToken, Delegation
from docflow.permissions import Permission
from tests import cast

FIELDS = {
    *("v", "installation", "unit", "number", "event", "actor", "appointment", "on_behalf_of"),
    *("subject", "from", "to", "digests", "at"),
}


class Paper:
    """A subject that was just moved."""

    def __init__(self, uid: Any) -> None:
        self.uid = uid
        self.moved: tuple[str, str] | None = ("draft", "initialling")


def last(chain: Any) -> Entry:
    return Entry.objects.filter(chain__name=str(chain)).order_by("-number")[0]


def test_an_entry_has_exactly_the_fields_of_its_version(units: cast.Cast) -> None:
    paper = Paper(units.commune.uid)

    entry = record(
        Event.OUTGOING_SUBMITTED,
        paper,
        units.lan,
        facts={"round": 1},
        digests={"file": "ab" * 32},
        reason="Gấp",
    )

    said = read(entry.text)
    assert set(said) == FIELDS
    assert said["v"] == 1
    assert said["installation"] == str(Installation.objects.get().uid)
    assert said["unit"] == str(units.commune.uid)
    assert said["number"] == entry.number == 1
    assert said["event"] == "outgoing.submitted"
    assert said["actor"] == str(units.lan.user.uid)
    assert said["appointment"] == str(units.lan.appointment.uid)
    assert said["on_behalf_of"] is None
    assert said["subject"] == str(paper.uid)
    assert (said["from"], said["to"]) == ("draft", "initialling")
    assert set(said["digests"]) == {"file", "text.facts", "text.reason"}
    assert said["at"] == entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_an_entry_is_stored_as_it_is_hashed(units: cast.Cast) -> None:
    first = record(Event.OUTGOING_REVISED, None, units.lan)
    second = record(Event.OUTGOING_REVISED, None, units.lan)

    assert second.text == canonical(read(second.text))
    assert first.link == link(START, first.text)
    assert second.link == link(first.link, second.text)
    assert Chain.objects.get(name=str(units.commune.uid)).head == second.link


def test_a_move_is_told_once(units: cast.Cast) -> None:
    paper = Paper(units.commune.uid)

    record(Event.OUTGOING_SUBMITTED, paper, units.lan)
    again = record(Event.OUTGOING_REVISED, paper, units.lan)

    assert (read(again.text)["from"], read(again.text)["to"]) == (None, None)


def test_names_and_reasons_stand_beside_the_entry_not_in_it(units: cast.Cast) -> None:
    entry = record(Event.OUTGOING_SENT_BACK, None, units.hung, reason="Sai tên bà Lan")

    assert "Lan" not in entry.text
    beside = EntryText.objects.get(chain=entry.chain, number=entry.number)
    assert beside.name == "reason"
    assert beside.text == '{"text":"Sai tên bà Lan"}'
    assert read(entry.text)["digests"]["text.reason"] == commitment(beside.salt, beside.text)


def test_texts_have_their_own_salts(units: cast.Cast) -> None:
    entry = record(Event.OUTGOING_SENT_BACK, None, units.hung, reason="x", note="x")

    reason, note = EntryText.objects.filter(chain=entry.chain, number=entry.number)

    assert len(reason.salt) == 32
    assert reason.salt != note.salt


def test_who_acts_for_another_is_named_with_both(units: cast.Cast) -> None:
    today = clock.today()
    delegation = people.delegate(
        units.minh.appointment,
        units.hung.appointment,
        [Permission.OUTGOING_SIGN],
        by=units.minh,
        valid_from=today,
        valid_to=today,
        basis="Giấy ủy quyền 01",
    )
    stand_in = Actor(units.hung.appointment, delegation)

    said = read(record(Event.OUTGOING_SIGNED, None, stand_in).text)

    assert said["actor"] == str(units.hung.user.uid)
    assert said["appointment"] == str(units.hung.appointment.uid)
    assert said["on_behalf_of"] == str(units.minh.user.uid)


def test_each_unit_has_its_chain_and_the_system_that_of_the_installation(units: cast.Cast) -> None:
    record(Event.OUTGOING_REVISED, None, units.lan)
    record(Event.OUTGOING_REVISED, None, units.tuan)
    record(Event.OUTGOING_REVISED, None, System(units.district))
    record(Event.OUTGOING_REVISED, None, System())

    lengths = dict(Chain.objects.values_list("name", "length"))
    assert lengths[str(units.commune.uid)] == 1
    assert lengths[str(units.district.uid)] == 2
    assert read(last("installation").text)["unit"] is None


def test_the_first_entry_of_all_names_the_installation_and_its_key(units: cast.Cast) -> None:
    first = Entry.objects.get(chain__name="installation", number=1)

    home = Installation.objects.get()
    assert first.event == "installation.started"
    assert first.subject == home.uid
    assert read(first.text)["digests"] == {"public_key": home.public_key}
    assert Entry.objects.filter(event="installation.started").count() == 1


def test_entries_stand_in_the_order_of_their_numbers_though_the_clock_jumps(
    units: cast.Cast,
) -> None:
    now = clock.wall()
    for hours in (0, 1, -1, 24, -24):
        with time_machine.travel(now + timedelta(hours=hours)):
            record(Event.OUTGOING_REVISED, None, units.lan)

    entries = Entry.objects.filter(chain__name=str(units.commune.uid)).order_by("number")
    times = [entry.at for entry in entries]
    assert times != sorted(times)
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert verify().whole


def test_an_entry_costs_four_statements(
    units: cast.Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    record(Event.OUTGOING_REVISED, None, units.lan)

    with django_assert_num_queries(4):
        record(Event.OUTGOING_SENT_BACK, None, units.lan, facts={"round": 1}, reason="Gấp")


def test_without_the_key_nothing_is_written_and_all_can_be_read(
    units: cast.Cast, settings: Any, tmp_path: Path
) -> None:
    before = Entry.objects.count()
    settings.DOCFLOW_DATA = tmp_path

    with pytest.raises(Refused, match=str(tmp_path)) as refusal, transaction.atomic():
        record(Event.OUTGOING_REVISED, None, units.lan)

    assert refusal.value.code == "installation_key_missing"
    assert Entry.objects.count() == before


def reads(unit: Any) -> int:
    return Entry.objects.filter(chain__name=f"{unit.uid}:reads").count()


@pytest.mark.law("L20")
def test_reads_are_told_in_a_chain_of_their_own_once_in_ten_minutes(units: cast.Cast) -> None:
    acts = Entry.objects.exclude(chain__name__endswith=":reads").count()
    start = clock.wall()
    for minutes in (0, 5, 9, 11):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            record_read(units.province, units.hoa)

    assert reads(units.commune) == 2
    assert Entry.objects.exclude(chain__name__endswith=":reads").count() == acts


def test_reads_of_others_and_of_other_documents_are_told_apart(units: cast.Cast) -> None:
    record_read(units.province, units.hoa)
    record_read(units.province, units.minh)
    record_read(units.district, units.hoa)

    assert reads(units.commune) == 3
    assert verify().whole


def test_a_read_by_a_program_or_in_anothers_place_is_told_beside_the_persons(
    units: cast.Cast,
) -> None:
    token = ApiToken(uid=new_uid())
    readers = [units.hoa, replace(units.hoa, token=token), replace(units.hoa, token=token)]
    given = Delegation(giver=units.minh.appointment, taker=units.hoa.appointment)
    readers += [replace(units.hoa, delegation=given)] * 2

    for reader in readers:
        record_read(units.province, reader)

    assert reads(units.commune) == 3


def test_a_read_in_the_future_of_a_clock_set_back_hides_no_read(units: cast.Cast) -> None:
    with time_machine.travel(clock.wall() + timedelta(days=2)):
        record_read(units.province, units.hoa)

    record_read(units.province, units.hoa)

    assert reads(units.commune) == 2
