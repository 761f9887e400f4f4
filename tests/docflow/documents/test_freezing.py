"""Legal hold: whatever is frozen stays as it is, whoever acts and by whichever act."""

import inspect
from datetime import timedelta
from importlib import import_module
from typing import Any, get_type_hints

import pytest
from django.apps import apps

from docflow import clock
from docflow.audit.models import Entry
from docflow.copies.models import Copy
from docflow.documents import actions as documents
from docflow.documents import hold_actions
from docflow.documents.models import Document, LegalHold
from docflow.dossiers import actions as dossiers
from docflow.dossiers.models import Catalogue, Dossier
from docflow.errors import NotAllowed, Refused
from docflow.exchange.models import Delivery
from docflow.incoming.models import Assignment, Extension, Incoming
from docflow.lifecycle import Stateful, closed_moves, open_moves
from docflow.outgoing import actions as outgoing
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor, System
from docflow.people.models import RightsChange
from docflow.permissions import Permission
from docflow.recalls.models import Recall, Request
from docflow.reporting.models import Report, ReportRequest
from tests.architecture.sources import ROOT
from tests.docflow.dossiers import stage

THINGS = (Outgoing, Incoming, Assignment, Delivery, Copy, Dossier)
"""What acts are about that a hold can freeze."""
MODULES = sorted(
    [*ROOT.glob("docflow/*/*actions.py"), ROOT / "docflow" / "outgoing" / "recipients.py"]
)
READING = {
    *("dossiers.ask_export", "dossiers.take_index", "dossiers.note_export"),
    "documents.read",
}
BY_ITSELF = {
    "incoming.accept_check",
    "exchange.mark_sent",
    "exchange.fail",
    "exchange.receive_status",
}
"""What the system ends on its own: it was under way when the hold was given."""
ELSEWHERE = {"outgoing.save_group"}
"""What changes another thing than the one it is asked about."""
NOT_FROZEN = {Catalogue, Report, ReportRequest, Request, RightsChange}
"""Lives of things that are neither document nor folder; what is frozen can be kept from recall."""


class Almighty(Actor):
    """Somebody who may do everything everywhere: only a hold is in the way."""

    def permissions_in(self, unit: Any) -> frozenset[Permission]:
        return frozenset(Permission)


def _acts() -> list[Any]:
    found = []
    for path in MODULES:
        module = import_module(f"docflow.{path.parent.name}.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = inspect.unwrap(function).__module__ == module.__name__
            if not own or name.startswith("_"):
                continue
            called = f"{path.parent.name}.{name}"
            first = next(iter(get_type_hints(inspect.unwrap(function)).values()), None)
            by = inspect.signature(function).parameters.get("by")
            is_act = by is not None and by.kind is inspect.Parameter.KEYWORD_ONLY
            if is_act and first in THINGS and called not in READING | BY_ITSELF | ELSEWHERE:
                found.append(pytest.param(function, first, id=called))
    return found


ACTS = _acts()


def frozen_things(units: Any) -> dict[type, Any]:
    """One of each kind, frozen."""
    from docflow.incoming import actions as incoming
    from docflow.incoming.arriving import Arriving

    paper = stage.drafted(units)
    arriving = Arriving(
        *(paper.document.exchange_id, None, "Công ty A", "REPORT", "Việc đến", "normal"),
        *(None, "", None, stage.A_FILE),
    )
    arrival = incoming.register(incoming.arrive_on_paper(arriving, by=units.hoa), by=units.hoa)
    incoming.assign(arrival, "Làm", units.lan.appointment, 5, by=units.minh)
    task = Assignment.objects.get()
    later = task.due + timedelta(days=3) if task.due else None
    extension = Extension.objects.create(
        task=task, asked_by=units.lan.appointment, due_before=task.due, due=later, reason="Lũ"
    )
    dossier = stage.opened(units)
    certified = stage.document(units)
    copy = Copy.objects.create(
        document=certified,
        unit=units.commune,
        original=paper.document,
        drafter=units.lan.appointment,
    )
    delivery = Delivery.objects.create(
        document=paper.document, unit=units.commune, name="A", channel="electronic"
    )
    recall = Recall.objects.create(
        delivery=delivery, unit=units.commune, reason="Sai", asked_by=units.minh.appointment
    )
    hold_actions.give_hold(
        "QĐ thanh tra 01",
        "Thanh tra huyện",
        by=units.quynh,
        documents=[paper.document, arrival.document, certified],
        folders=[dossier.folder],
    )
    return {
        Outgoing: paper,
        Incoming: Incoming.objects.get(pk=arrival.pk),
        Assignment: task,
        Extension: extension,
        Delivery: delivery,
        Recall: recall,
        Copy: copy,
        Dossier: Dossier.objects.told().get(pk=dossier.pk),
    }


@pytest.fixture
def frozen(units):
    return frozen_things(units)


def given(function: Any, frozen: Any) -> list[Any]:
    """Something for each further parameter that is needed; a hold is found before it is read."""
    hints = get_type_hints(inspect.unwrap(function))
    further = list(inspect.signature(function).parameters.values())[1:]
    return [
        frozen[Incoming].document if hints.get(each.name) is Document else "Có lý do"
        for each in further
        if each.default is inspect.Parameter.empty
        and each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]


def named(function: Any, by: Any) -> dict[str, Any]:
    further = inspect.signature(function).parameters.values()
    needed = {
        each.name: "Có lý do"
        for each in further
        if each.kind is inspect.Parameter.KEYWORD_ONLY and each.default is inspect.Parameter.empty
    }
    return needed | {"by": by}


def test_there_are_acts_to_walk_over():
    assert len(ACTS) >= 35


@pytest.mark.law("L23")
@pytest.mark.parametrize(("act", "about"), ACTS)
def test_no_act_changes_what_is_frozen_whoever_acts(units, frozen, act, about):
    by = Almighty(units.minh.appointment)

    with pytest.raises(Refused) as refused:
        act(frozen[about], *given(act, frozen), **named(act, by))

    assert refused.value.code == "frozen"


LIVES = [model for model in apps.get_models() if issubclass(model, Stateful)]
MOVES = [
    pytest.param(life, step.name, id=f"{life.__name__}.{step.name}")
    for life in LIVES
    if life not in NOT_FROZEN
    for step in {
        each.name: each for each in life._meta.get_field("state").get_all_transitions(life)
    }.values()
]


@pytest.mark.law("L23")
@pytest.mark.parametrize(("life", "verb"), MOVES)
def test_no_move_of_any_life_is_made_while_the_thing_is_frozen(units, frozen, life, verb):
    thing, by = frozen[life], Almighty(units.minh.appointment)

    with pytest.raises(Refused) as refused:
        getattr(thing, verb)(by)

    assert refused.value.code == "frozen"
    assert (open_moves(thing, by), closed_moves(thing, by)) == ([], [])


def test_every_life_knows_what_a_hold_names():
    named = [life for life in LIVES if life not in NOT_FROZEN]

    assert all(hasattr(life, "document_id") or hasattr(life, "folder_id") for life in named)


@pytest.mark.law("L23")
def test_a_refusal_names_the_order_and_who_may_lift_it(units, frozen):
    with pytest.raises(Refused) as refused:
        outgoing.submit(frozen[Outgoing], by=units.lan)

    told = str(refused.value)
    assert "QĐ thanh tra 01" in told
    assert "Thanh tra huyện" in told
    assert str(refused.value.params["lifters"]) == "auditor"


@pytest.mark.law("L23")
def test_what_lies_in_a_frozen_dossier_is_frozen_and_can_be_read(units):
    dossier = stage.opened(units)
    [placing] = dossier.folder.placings.all()
    hold_actions.give_hold("KH 2", "Công an", by=units.minh, folders=[dossier.folder])

    with pytest.raises(Refused) as refused:
        outgoing.submit(placing.document.outgoing, by=units.lan)

    assert refused.value.code == "frozen"
    assert documents.read(placing.document, by=units.lan).digest == stage.A_FILE.digest


@pytest.mark.law("L23")
def test_a_frozen_document_goes_into_no_dossier_and_out_of_none(units):
    dossier = stage.opened(units)
    [placing] = dossier.folder.placings.all()
    other = stage.document(units)
    hold_actions.give_hold("KH 2", "Công an", by=units.minh, documents=[placing.document, other])

    for act, paper in ((dossiers.take_out, placing.document), (dossiers.put_in, other)):
        with pytest.raises(Refused) as refused:
            act(dossier, paper, by=units.lan)
        assert refused.value.code == "frozen"


def test_a_lifted_hold_lets_the_work_go_on_and_stays_on_record(units):
    paper = stage.drafted(units)
    hold = hold_actions.give_hold("KH 2", "Công an", by=units.minh, documents=[paper.document])

    hold_actions.lift_hold(hold, "Đã xong", by=units.minh)

    assert outgoing.submit(paper, by=units.lan).state == "initialling"
    assert LegalHold.objects.get().lift_reason == "Đã xong"
    told = Entry.objects.filter(subject=hold.uid).order_by("number")
    assert [each.event for each in told] == ["hold.given", "hold.lifted"]


def test_what_two_orders_freeze_stays_frozen_when_one_is_lifted(units):
    paper = stage.drafted(units)
    first, _second = (
        hold_actions.give_hold(basis, "Công an", by=units.minh, documents=[paper.document])
        for basis in ("KH 1", "KH 2")
    )

    hold_actions.lift_hold(first, "Đã xong", by=units.minh)

    with pytest.raises(Refused) as refused:
        outgoing.submit(paper, by=units.lan)
    assert refused.value.params["basis"] == "KH 2"


def test_a_hold_from_a_later_day_freezes_from_that_day(units, monkeypatch):
    paper = stage.drafted(units)
    tomorrow = clock.today() + timedelta(days=1)
    hold_actions.give_hold(
        "KH 2", "Công an", by=units.minh, documents=[paper.document], first_day=tomorrow
    )
    today = list(LegalHold.objects.on_document(paper.pk))
    monkeypatch.setattr("docflow.documents.freezing.clock.today", lambda: tomorrow)

    assert (today, LegalHold.objects.on_document(paper.pk).count()) == ([], 1)


def test_what_inspection_froze_only_inspection_lifts(units):
    paper = stage.drafted(units)
    hold = hold_actions.give_hold("KH 2", "Thanh tra", by=units.quynh, documents=[paper.document])

    with pytest.raises(NotAllowed) as refused:
        hold_actions.lift_hold(hold, "Xong", by=units.minh)

    assert refused.value.code == "hold_of_inspection"
    assert hold_actions.lift_hold(hold, "Xong", by=units.quynh).lifted_at


def test_a_hold_is_given_by_the_head_or_inspection_and_by_nobody_else(units):
    paper = stage.drafted(units)

    for who in (units.lan, units.hoa, units.oanh, units.hung):
        with pytest.raises(NotAllowed):
            hold_actions.give_hold("KH", "A", by=who, documents=[paper.document])


def test_a_hold_names_something_of_the_own_unit_and_its_basis(units):
    paper = stage.drafted(units)
    codes = []
    for act in (
        lambda: hold_actions.give_hold("KH", "A", by=units.minh),
        lambda: hold_actions.give_hold("", "A", by=units.minh, documents=[paper.document]),
        lambda: hold_actions.give_hold("KH", "A", by=units.nam, documents=[paper.document]),
    ):
        with pytest.raises(Refused) as refused:
            act()
        codes.append(refused.value.code)

    assert codes == ["nothing_named", "basis_missing", "foreign_document"]


def test_of_two_who_lift_at_once_one_is_told(units):
    paper = stage.drafted(units)
    hold = hold_actions.give_hold("KH 2", "Công an", by=units.minh, documents=[paper.document])
    hold_actions.lift_hold(hold, "Xong", by=units.binh)

    with pytest.raises(Refused) as refused:
        hold_actions.lift_hold(hold, "Xong", by=units.minh)

    assert refused.value.code == "lifted_already"


def test_the_system_ends_what_is_under_way(units, frozen):
    delivery = frozen[Delivery]

    delivery.send(System(units.commune))

    assert delivery.state == "sent"


def test_a_frozen_document_cannot_be_deleted(units, frozen):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        Document.objects.filter(pk=frozen[Outgoing].pk).delete()
