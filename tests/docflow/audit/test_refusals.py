"""What a refused act leaves behind: one entry, and all else as it was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.chain import read
from docflow.audit.events import Event
from docflow.audit.log import action, record, refusals_recorded
from docflow.audit.models import Entry, EntryText
from docflow.audit.refusal_words import worded
from docflow.audit.verify import verify
from docflow.errors import NotAllowed, Refused, Sentence, Several
from docflow.people import actions as people
from docflow.people.actor import System
from docflow.people.models import User
from docflow.permissions import Permission
from tests import cast


def last(chain: Any) -> Entry:
    return Entry.objects.filter(chain__name=str(chain)).order_by("-number")[0]


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
    record(Event.OUTGOING_REVISED, None, units.lan)
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


@action
def check_form(user: User, *, by: Any) -> None:
    """Refused for a list of sentences, each with words of its own."""
    notation = "The notation “%(notation)s” should read “%(expected)s”."
    missing = "The subject is missing: say in one sentence what the paper is about."
    found = [Sentence(notation, {"notation": "1/BC", "expected": "01/BC"}), Sentence(missing, {})]
    words = {"findings": Several(found, " ")}
    raise Refused("bad_form", _("The format check found errors: %(findings)s"), **words)


def test_sentences_within_a_refusal_are_worded_when_they_are_read(units: cast.Cast) -> None:
    with pytest.raises(Refused) as refused, translation.override("vi"):
        check_form(units.vân, by=units.lan)
    rows = EntryText.objects.filter(chain__name=str(units.commune.uid)).exclude(name="facts")
    texts = {row.name: read(row.text or "") for row in rows}

    told = {}
    for language in ("en", "vi"):
        with translation.override(language):
            told[language] = (worded(texts), str(refused.value))

    assert [len(set(both)) for both in told.values()] == [1, 1]
    assert "“1/BC” should read “01/BC”. The subject is missing" in told["en"][0]
    assert "should" not in told["vi"][0]


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
        record(Event.OUTGOING_REVISED, None, actor)
    before = dump()

    with pytest.raises(Refused):
        attempt(units)

    [entry] = added(before)
    assert entry.event == "act.refused"


def test_an_act_within_an_act_is_refused_as_one(committed: None, units: cast.Cast) -> None:
    record(Event.OUTGOING_REVISED, None, units.lan)
    before = dump()

    with pytest.raises(Refused):
        rename_all(units.vân, by=units.lan)

    [entry] = added(before)
    facts = EntryText.objects.get(chain=entry.chain, number=entry.number, name="facts")
    assert read(facts.text or "")["act"] == "tests.rename_all"


def test_a_refusal_an_act_lives_with_is_not_told(committed: None, units: cast.Cast) -> None:
    record(Event.OUTGOING_REVISED, None, units.lan)
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


def test_an_act_without_the_key_leaves_nothing(
    committed: None, units: cast.Cast, settings: Any, tmp_path: Path
) -> None:
    settings.DOCFLOW_DATA = tmp_path
    before = dump()

    with pytest.raises(Refused, match=r"installation\.key"):
        people.invite("moi", "Người Mới", by=System())

    assert dump() == before
