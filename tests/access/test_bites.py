"""The matrix bites: whatever rule is taken away, some cell of it is wrong."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Any

import pytest
from django.db.models import Q

from docflow.api.urls import calls
from docflow.desks.queues import QUEUES
from docflow.permissions import GRANTS, Permission, Role
from tests.access import test_ways_around as around
from tests.access.cells import Bench, body, taken_back
from tests.access.filters import FILTERS, Filter
from tests.access.filters_of_areas import OF_AREAS
from tests.access.law import ROLES, Answer, Thing
from tests.access.lists import LISTS, wrong_in
from tests.access.mutants import without
from tests.access.picking import names_of, things_of
from tests.access.table import ROWS, Row, expected
from tests.access.walking import addresses

pytestmark = pytest.mark.django_db
DOUBLE = {"meetings:show", "api:show_meeting", "api:list_readers"}
DOUBLE |= {"signing:batch", "signing:batch_progress"}  # a consent is its giver's, who may sign
DOUBLE |= {
    "signing:answer_at_desk",
    "signing:asked_at_desk",
}  # so is a question to the device at the desk
DOUBLE |= {"signing:list_at_desk", "signing:next_at_desk"}  # and a list signed with it
"""Doors before a filter that asks for the same permission: nobody stands before the door alone."""
REQUIRED = ("docflow.permissions:require", "if may(", "if actor or may(")
BEHIND = (
    ("docflow.reporting.models:may_read", "any(may(actor, each, actor.unit) for each in WORKS_ON)"),
    ("docflow.web.views.registers:line", "not may_manage"),
)
"""What stands behind a door and asks for the same permissions."""
SLOW = {"pin", "scan"}
TRIES = 4

AROUND = [
    (
        "docflow.web.views.rates:_unit",
        " or not is_below(found, own, period.last)",
        "",
        around.test_rates_and_log_of_a_unit_elsewhere_are_those_of_none,
        around.RATES_PAGE,
    ),
    (
        "docflow.api.finding:within",
        "is_below(other, request.actor.unit, clock.today())",
        "True",
        around.test_rates_and_log_of_a_unit_elsewhere_are_those_of_none,
        around.RATES_CALL,
    ),
    (
        "docflow.desks.log_search:unit_read_by",
        "subtree(actor.unit, clock.today())",
        "Unit.objects.all()",
        around.test_rates_and_log_of_a_unit_elsewhere_are_those_of_none,
        around.LOG_CALL,
    ),
    (
        "docflow.web.views.log:show",
        "log_search.units_read_by(request.actor)",
        "list(log_search.Unit.objects.all())",
        around.test_rates_and_log_of_a_unit_elsewhere_are_those_of_none,
        around.LOG_PAGE,
    ),
    (
        "docflow.api.finding:named_document",
        "Document.objects.visible_to(request.actor)",
        "Document.objects.all()",
        around.test_a_body_that_names_what_may_not_be_seen_names_nothing,
        ("home.specialist:2", "/incoming/{in_progress}/finish", "answer"),
    ),
    (
        "docflow.desks.uploads:file_of",
        "owner != str(by.user.uid)",
        "not owner",
        around.test_a_file_another_brought_is_not_at_hand,
        (),
    ),
    (
        "docflow.incoming.conditions:_must_be_here",
        "if not is_below(unit, home, today)",
        "if not unit",
        around.test_a_task_goes_to_nobody_of_another_unit,
        (),
    ),
    (
        "docflow.desks.assignees:_people",
        "subtree(home, today)",
        "list(Unit.objects.all())",
        around.test_those_who_can_be_chosen_are_of_the_unit_and_below,
        (),
    ),
    (
        "docflow.web.views.drafting:_answered",
        ", document__in=seen",
        "",
        around.test_what_may_not_be_seen_is_not_answered,
        (),
    ),
    (
        "docflow.desks.signing_several:chosen",
        "here, document__in=visible",
        "document__uid__in=uids",
        around.test_a_list_to_sign_takes_in_nothing_of_another_unit,
        (),
    ),
]
"""Guards that no address shows alone, each with the test that misses it."""


def test_the_grants_are_those_of_the_law():
    granted = {role.value: {each.value for each in held} for role, held in GRANTS.items()}
    granted.pop("system")

    assert granted == {role: set(held) for role, held in ROLES.items()}


@pytest.mark.parametrize("role", ROLES)
def test_every_grant_of_a_role_is_missed_when_it_is_taken_away(
    bench: Bench, role: str, monkeypatch: pytest.MonkeyPatch
):
    mutants = {each: ROLES[role] - {each} for each in sorted(ROLES[role])}

    assert _missed(bench, role, mutants, monkeypatch) == []


@pytest.mark.parametrize("role", ROLES)
def test_every_grant_that_is_not_a_roles_is_noticed_when_it_is_given(
    bench: Bench, role: str, monkeypatch: pytest.MonkeyPatch
):
    lacking = {each.value for each in Permission} - ROLES[role]
    mutants = {each: ROLES[role] | {each} for each in sorted(lacking)}

    assert _missed(bench, role, mutants, monkeypatch) == []


@pytest.mark.parametrize("each", [*FILTERS, *OF_AREAS], ids=lambda each: each.name)
def test_every_filter_is_missed_when_it_is_taken_away(bench: Bench, each: Filter):
    with ExitStack() as open_locks:
        for lock in each.behind:
            open_locks.enter_context(without(*lock))
        before = _wrong(bench, each)
        with without(each.where, each.rule, each.instead):
            after = _wrong(bench, each)

    print(f"filter {each.name}: {after[:1]}")
    assert (before, bool(after)) == ([], True)


@pytest.mark.parametrize(
    ("code", "role"), [("to_lead", "lead"), ("to_collaborate", "collaborator")]
)
def test_whose_tasks_they_are_is_missed_when_it_is_not_asked(bench: Bench, code: str, role: str):
    queue = next(each for each in QUEUES if each.code == code)
    which = queue.which
    shown = next(each for each in LISTS if each.title == f"queue {code}")

    object.__setattr__(queue, "which", lambda _actor, _near: Q(role=role))
    try:
        wrong = wrong_in(bench, shown)
    finally:
        object.__setattr__(queue, "which", which)

    print(f"queue {code}: {wrong[:1]}")
    assert wrong != []


@pytest.mark.parametrize(("where", "rule", "instead", "notices", "with_what"), AROUND)
def test_every_guard_beside_the_doors_is_missed_when_it_is_taken_away(
    bench: Bench, where: str, rule: str, instead: str, notices: Any, with_what: tuple[str, ...]
):
    notices(bench, *with_what)

    with without(where, rule, instead), pytest.raises(AssertionError):
        notices(bench, *with_what)


def test_every_door_is_missed_when_it_stands_open(bench: Bench):
    doors = [row for row in ROWS.values() if isinstance(row.door, tuple)]

    kept = [row for row in doors if next(_shut_out(bench, row), None)]
    unnoticed = [row.key for row in kept if not _noticed_open(bench, row)]

    assert {row.address for row in doors} - {row.address for row in kept} == DOUBLE
    print(f"{len(doors)} doors, each held open in turn")
    assert unnoticed == []


def _missed(
    bench: Bench, role: str, mutants: dict[str, frozenset[str]], patch: pytest.MonkeyPatch
) -> list[str]:
    """The mutants of a role's grants that no cell notices."""
    unnoticed = []
    for permission, held in mutants.items():
        with patch.context() as patched:
            patched.setitem(GRANTS, Role(role), frozenset(Permission(each) for each in held))
            found = next(_noticing(bench, role, held), "") or _told(bench, role)
        print(f"{role} {'with' if permission in held else 'without'} {permission}: {found}")
        if not found:
            unnoticed.append(permission)
    return unnoticed


def _told(bench: Bench, role: str) -> str:
    """Where no answer would be another: what a program of this role may be given."""
    uid = str(bench.world.posts[f"home.{role}"].uid)
    row, thing = ROWS["people:issue_token", "GET"], Thing("post", role, "home", uid=uid)
    bench.cells += 1
    with taken_back():
        text = body(bench.desk.ask(row, "home.unit_administrator", thing))
    offered = set(re.findall(r'name="scope" value="([^"]+)"', text))
    return f"offered to programs: {offered ^ ROLES[role]}" if offered != ROLES[role] else ""


def _noticing(bench: Bench, role: str, held: frozenset[str]) -> Iterator[str]:
    """What is wrong in the cells that decide whether a role holds what it should."""
    deciding = _deciding(bench, role, {**ROLES, role: held})
    for row, name, thing in islice(deciding, TRIES):
        yield from bench.try_cell(row, name, thing)


def _deciding(
    bench: Bench, role: str, roles: dict[str, frozenset[str]]
) -> Iterator[tuple[Row, str, Any]]:
    """Cells whose answer would be another one by other roles; those that cost little."""
    for row in ROWS.values():
        if row.few or row.send in SLOW or row.door == "anyone":
            continue
        for name in (f"home.{role}",):
            who = bench.who(row, name)
            for thing in things_of(bench, row) if row.about else [None]:
                if expected(row, who, thing) != expected(row, who, thing, roles):
                    yield row, name, thing


def _wrong(bench: Bench, each: Filter) -> list[str]:
    if each.shown:
        return wrong_in(bench, next(one for one in LISTS if one.title == each.shown))
    address, method, name, kind, named = each.cell
    thing = bench.world.thing(kind, named) if kind else None
    return bench.try_cell(ROWS[address, method], name, thing)


def _noticed_open(bench: Bench, row: Row) -> bool:
    """Whether somebody who should stand before a closed door is noticed behind it.

    Where the act behind the door refuses in the same way, it is held open too.
    """
    name, thing = next(_shut_out(bench, row))
    with _open(row):
        wrong = bench.try_cell(row, name, thing)
        if not wrong:
            with without(*REQUIRED), without(*BEHIND[0], "True"), without(*BEHIND[1], "False"):
                wrong = bench.try_cell(row, name, thing)
    return bool(wrong)


@contextmanager
def _open(row: Row) -> Iterator[None]:
    if row.is_api:
        call = next(each for each in calls() if f"api:{each.verb}" == row.address)
        door = call.door
        object.__setattr__(call, "door", "token")
        try:
            yield
        finally:
            object.__setattr__(call, "door", door)
        return
    cell = _any_of(next(view for named, _path, view in addresses() if named == row.address))
    needed = cell.cell_contents
    cell.cell_contents = ()
    try:
        yield
    finally:
        cell.cell_contents = needed


def _shut_out(bench: Bench, row: Row) -> Iterator[tuple[str, Any]]:
    closed = (Answer.NOTHING, Answer.FORBIDDEN)
    for name in names_of(bench, row):
        who = bench.who(row, name)
        for thing in things_of(bench, row) if row.about else [None]:
            opened = Row(row.address, row.method, "acting", row.about, row.act)
            if expected(row, who, thing) in closed and expected(opened, who, thing) != expected(
                row, who, thing
            ):
                yield name, thing


def _any_of(view: Any) -> Any:
    """Where a page keeps what opens it."""
    while view is not None:
        names = view.__code__.co_freevars
        if "any_of" in names:
            return view.__closure__[names.index("any_of")]
        view = getattr(view, "__wrapped__", None)
    raise LookupError("This page has no door.")
