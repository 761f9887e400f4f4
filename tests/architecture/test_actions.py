"""Every act has the same shape: refusals recorded, its actor named, its event in the log."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from docflow.audit.events import Event
from tests.architecture.sources import ROOT, modules, text, tree

ACTIONS = sorted(ROOT.glob("docflow/*/*actions.py"))
WRAPPERS = {"action", "refusals_recorded"}
QUESTIONS = {"exchange.statuses_seen", "units.in_line"}  # change nothing


def functions(path: Path) -> dict[str, ast.FunctionDef]:
    """The functions of a module, by name."""
    return {node.name: node for node in tree(path).body if isinstance(node, ast.FunctionDef)}


PUBLIC = [
    pytest.param(path, name, id=f"{path.parent.name}.{name}")
    for path in ACTIONS
    for name in functions(path)
    if not name.startswith("_") and f"{path.parent.name}.{name}" not in QUESTIONS
]


def reached(path: Path, name: str) -> str:
    """The source of a function and of those of its module it calls, however deep."""
    known, seen, waiting = functions(path), set(), [name]
    while waiting:
        function = waiting.pop()
        seen.add(function)
        names = {node.id for node in ast.walk(known[function]) if isinstance(node, ast.Name)}
        waiting.extend((names & known.keys()) - seen)
    return "\n".join(ast.unparse(known[each]) for each in seen)


def test_there_are_acts_to_look_at() -> None:
    assert len(ACTIONS) >= 5
    assert len(PUBLIC) >= 30


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_what_is_no_act_has_no_actor_and_writes_no_log(question: str) -> None:
    area, name = question.split(".")
    [path] = [each for each in ACTIONS if each.parent.name == area and name in functions(each)]

    assert "by" not in ast.unparse(functions(path)[name].args)
    assert "record" not in reached(path, name)


@pytest.mark.parametrize(("path", "name"), PUBLIC)
def test_an_act_records_its_refusals(path: Path, name: str) -> None:
    [first, *others] = [ast.unparse(each) for each in functions(path)[name].decorator_list]

    assert first in WRAPPERS
    assert not others


@pytest.mark.parametrize(("path", "name"), PUBLIC)
def test_an_act_names_its_actor(path: Path, name: str) -> None:
    module = import_module(f"docflow.{path.parent.name}.{path.stem}")

    actor = inspect.signature(getattr(module, name)).parameters["by"]

    assert actor.kind is inspect.Parameter.KEYWORD_ONLY
    assert actor.default is inspect.Parameter.empty


@pytest.mark.parametrize(("path", "name"), PUBLIC)
def test_an_act_says_what_it_is(path: Path, name: str) -> None:
    assert ast.get_docstring(functions(path)[name])


@pytest.mark.parametrize(("path", "name"), PUBLIC)
def test_an_act_stands_in_the_log(path: Path, name: str) -> None:
    source = reached(path, name)

    assert "record_read(" in source or ("record(" in source and "Event." in source)


@pytest.mark.parametrize("event", Event)
def test_events_are_named_thing_dot_done(event: Event) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", event.value)
    assert event.name == event.value.replace(".", "_").upper()


@pytest.mark.parametrize("event", Event)
def test_every_event_can_happen(event: Event) -> None:
    users = [path for path in modules("docflow") if f"Event.{event.name}" in text(path)]

    assert users


def test_what_happens_is_recorded_under_a_name_of_the_list() -> None:
    for path in modules("docflow"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "record":
                assert not isinstance(node.args[0], ast.Constant), path
