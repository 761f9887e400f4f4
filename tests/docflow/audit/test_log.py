"""What an entry says, what it only commits to, and what a refused act leaves behind."""

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.chain import START, canonical, commitment, link, read
from docflow.audit.events import Event
from docflow.audit.log import action, record, record_read, refusals_recorded
from docflow.audit.models import Chain, Entry, EntryText, Installation
from docflow.audit.verify import verify
from docflow.errors import NotAllowed, Refused
from docflow.people import actions as people
from docflow.people.actor import Actor, System
from docflow.people.models import User
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
    first = record(Event.DOCUMENT_LINKED, None, units.lan)
    second = record(Event.DOCUMENT_LINKED, None, units.lan)

    assert second.text == canonical(read(second.text))
    assert first.link == link(START, first.text)
    assert second.link == link(first.link, second.text)
    assert Chain.objects.get(name=str(units.commune.uid)).head == second.link


def test_a_move_is_told_once(units: cast.Cast) -> None:
    paper = Paper(units.commune.uid)

    record(Event.OUTGOING_SUBMITTED, paper, units.lan)
    again = record(Event.DOCUMENT_LINKED, paper, units.lan)

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
    record(Event.DOCUMENT_LINKED, None, units.lan)
    record(Event.DOCUMENT_LINKED, None, units.tuan)
    record(Event.DOCUMENT_LINKED, None, System(units.district))
    record(Event.DOCUMENT_LINKED, None, System())

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
            record(Event.DOCUMENT_LINKED, None, units.lan)

    entries = Entry.objects.filter(chain__name=str(units.commune.uid)).order_by("number")
    times = [entry.at for entry in entries]
    assert times != sorted(times)
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert verify().whole


def test_an_entry_costs_four_statements(
    units: cast.Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    record(Event.DOCUMENT_LINKED, None, units.lan)

    with django_assert_num_queries(4):
        record(Event.OUTGOING_SENT_BACK, None, units.lan, facts={"round": 1}, reason="Gấp")


def test_without_the_key_nothing_is_written_and_all_can_be_read(
    units: cast.Cast, settings: Any, tmp_path: Path
) -> None:
    before = Entry.objects.count()
    settings.DOCFLOW_DATA = tmp_path

    with pytest.raises(Refused, match=str(tmp_path)) as refusal, transaction.atomic():
        record(Event.DOCUMENT_LINKED, None, units.lan)

    assert refusal.value.code == "installation_key_missing"
    assert Entry.objects.count() == before


def test_an_act_without_the_key_leaves_nothing(
    committed: None, units: cast.Cast, settings: Any, tmp_path: Path
) -> None:
    settings.DOCFLOW_DATA = tmp_path
    before = dump()

    with pytest.raises(Refused, match="installation.key"):
        people.invite("moi", "Người Mới", by=System())

    assert dump() == before


def reads(unit: Any) -> int:
    return Entry.objects.filter(chain__name=f"{unit.uid}:reads").count()


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


def test_a_read_in_the_future_of_a_clock_set_back_hides_no_read(units: cast.Cast) -> None:
    with time_machine.travel(clock.wall() + timedelta(days=2)):
        record_read(units.province, units.hoa)

    record_read(units.province, units.hoa)

    assert reads(units.commune) == 2


# Refused acts


def dump() -> dict[str, list[Any]]:
    """All rows of all tables, and all files of the data folder but the database's own."""
    rows = {
        model._meta.db_table: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
    }
    files = [
        (path.name, path.read_bytes())
        for path in sorted(Path(settings.DOCFLOW_DATA).rglob("*"))
        if path.is_file() and "sqlite" not in path.name
    ]
    return rows | {"files": files}


@action
def rename(user: User, name: str, *, by: Any) -> User:
    """Write something, log it, and only then find out that it may not be."""
    user.full_name = name
    user.save()
    record(Event.USER_INVITED, user, by, full_name=name)
    if name == "Không":
        raise Refused("bad_name", _("%(who)s cannot be called %(name)s."), who=by.label, name=name)
    return user


@action
def rename_all(user: User, *, by: Any) -> None:
    """An act within an act."""
    rename(user, "Được", by=by)
    rename(user, "Không", by=by)


@action
def rename_if_possible(user: User, *, by: Any) -> str:
    """An act that lives with the refusal of another."""
    try:
        rename(user, "Không", by=by)
    except Refused as refusal:
        return refusal.code
    return ""


@refusals_recorded
def rename_in_steps(user: User, *, by: Any) -> None:
    """Two transactions, of which the second is refused."""
    rename(user, "Được", by=by)
    rename(user, "Không", by=by)


LOG = {"audit_entry", "audit_entrytext", "audit_chain"}


def added(before: dict[str, list[Any]]) -> list[Entry]:
    """The entries since a dump, when nothing but the log has changed."""
    after = dump()
    assert {name for name in after if after[name] != before[name]} <= LOG
    assert set(before["audit_entry"]) <= set(after["audit_entry"])
    fresh = len(after["audit_entry"]) - len(before["audit_entry"])
    return list(Entry.objects.order_by("-at")[:fresh])


def test_a_refused_act_leaves_one_entry_and_nothing_else(committed: None, units: cast.Cast) -> None:
    record(Event.DOCUMENT_LINKED, None, units.lan)
    before = dump()

    with pytest.raises(Refused, match="cannot be called"), translation.override("en"):
        rename(units.vân, "Không", by=units.lan)

    [entry] = added(before)
    said = read(entry.text)
    assert said["event"] == "act.refused"
    assert said["subject"] == str(units.vân.uid)
    assert said["actor"] == str(units.lan.user.uid)
    assert said["unit"] == str(units.commune.uid)
    assert verify().whole


def test_a_refusal_is_kept_as_code_and_parameters(units: cast.Cast) -> None:
    with pytest.raises(Refused):
        rename(units.vân, "Không", by=units.lan)

    rows = EntryText.objects.filter(chain__name=str(units.commune.uid))
    texts = {row.name: read(row.text or "") for row in rows}
    assert texts["facts"] == {"act": "tests.rename", "code": "bad_name"}
    assert texts["sentence"] == {"text": "%(who)s cannot be called %(name)s."}
    assert texts["who"] == {"text": "Nguyễn Thị Lan"}
    assert texts["name"] == {"text": "Không"}


@pytest.mark.parametrize(
    "attempt",
    [
        lambda units: people.invite("lan", "Lan khác", by=System()),
        lambda units: people.invite("moi", "Người Mới", by=units.lan),
        lambda units: people.appoint(units.vân, units.commune, "x", [], by=units.minh),
        lambda units: people.delegate(
            units.minh.appointment,
            units.lan.appointment,
            [Permission.OUTGOING_SIGN],
            by=units.lan,
            valid_from=clock.today(),
            valid_to=clock.today(),
            basis="x",
        ),
    ],
)
def test_acts_of_the_project_refused_leave_one_entry(
    committed: None, units: cast.Cast, attempt: Callable[[cast.Cast], Any]
) -> None:
    for actor in units.actors.values():
        record(Event.DOCUMENT_LINKED, None, actor)
    before = dump()

    with pytest.raises(Refused):
        attempt(units)

    [entry] = added(before)
    assert entry.event == "act.refused"


def test_an_act_within_an_act_is_refused_as_one(committed: None, units: cast.Cast) -> None:
    record(Event.DOCUMENT_LINKED, None, units.lan)
    before = dump()

    with pytest.raises(Refused):
        rename_all(units.vân, by=units.lan)

    [entry] = added(before)
    facts = EntryText.objects.get(chain=entry.chain, number=entry.number, name="facts")
    assert read(facts.text or "")["act"] == "tests.rename_all"


def test_a_refusal_an_act_lives_with_is_not_told(committed: None, units: cast.Cast) -> None:
    record(Event.DOCUMENT_LINKED, None, units.lan)
    before = dump()

    code = rename_if_possible(units.vân, by=units.lan)

    assert code == "bad_name"
    assert added(before) == []


def test_an_act_in_steps_keeps_the_step_that_was_done(committed: None, units: cast.Cast) -> None:
    with pytest.raises(Refused):
        rename_in_steps(units.vân, by=units.lan)

    units.vân.refresh_from_db()
    events = Entry.objects.filter(chain__name=str(units.commune.uid)).order_by("number")
    assert units.vân.full_name == "Được"
    assert [entry.event for entry in events] == ["user.invited", "act.refused"]


def test_an_act_can_be_refused_after_another_was(units: cast.Cast) -> None:
    for _attempt in range(2):
        with pytest.raises(Refused):
            rename(units.vân, "Không", by=units.lan)

    assert Entry.objects.filter(event="act.refused").count() == 2


def test_a_crash_is_not_a_refusal(committed: None, units: cast.Cast) -> None:
    before = dump()

    with pytest.raises(ZeroDivisionError):
        crash(units.vân, by=units.lan)

    assert dump() == before


@action
def crash(user: User, *, by: Any) -> float:
    """Write, then break."""
    record(Event.USER_INVITED, user, by)
    return 1 / 0


def test_the_subject_of_a_refusal_may_be_given_by_name(units: cast.Cast) -> None:
    with pytest.raises(Refused):
        rename(user=units.vân, name="Không", by=units.lan)

    assert last(units.commune.uid).subject == units.vân.uid


def test_an_act_needs_to_be_told_who_acts(units: cast.Cast) -> None:
    with pytest.raises(TypeError, match="by"):
        rename(units.vân, "Được")  # type: ignore[call-arg]


def test_not_allowed_is_a_refusal(units: cast.Cast) -> None:
    with pytest.raises(NotAllowed):
        people.invite("moi", "Người Mới", by=units.lan)

    assert last(units.commune.uid).event == "act.refused"


# Several at once


def at_once(*tasks: Callable[[], Any]) -> list[BaseException]:
    """Run tasks side by side, each with its own connection; returns what they raised."""
    errors: list[BaseException] = []
    ready = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> None:
        try:
            ready.wait()
            task()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_writers_side_by_side_leave_no_gap_and_no_double(committed: None, units: cast.Cast) -> None:
    def write() -> None:
        for _ in range(10):
            record(Event.DOCUMENT_LINKED, None, units.lan, reason="x")
            record(Event.DOCUMENT_LINKED, None, units.tuan, reason="x")

    errors = at_once(*[write] * 6)

    assert errors == []
    for unit in (units.commune, units.district):
        numbers = Entry.objects.filter(chain__name=str(unit.uid)).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, 61))
    assert verify().whole


def test_an_act_rolled_back_leaves_no_gap(committed: None, units: cast.Cast) -> None:
    def write() -> None:
        record(Event.DOCUMENT_LINKED, None, units.lan)

    def give_up() -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(Event.DOCUMENT_LINKED, None, units.lan)
            _ = 1 / 0

    errors = at_once(write, give_up, write, give_up, write)

    assert errors == []
    assert last(units.commune.uid).number == 3
    assert verify().whole


def test_of_several_first_starts_one_begins_the_log(
    committed: None, settings: Any, tmp_path: Path
) -> None:
    settings.DOCFLOW_DATA = tmp_path

    errors = at_once(*[lambda: record(Event.DOCUMENT_LINKED, None, System())] * 6)

    assert errors == []
    assert Entry.objects.filter(event="installation.started").get().number == 1
    assert Entry.objects.count() == 7
    assert os.listdir(tmp_path) == ["installation.key"]
    assert verify().whole
