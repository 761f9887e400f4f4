"""Habits that are checked: where things lie, how long they are, which way they may call."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, modules

MODULES = [pytest.param(path, id=str(path.relative_to(ROOT))) for path in modules()]
TESTS = [
    pytest.param(path, id=str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "tests").rglob("*.py"))
]
NAMELESS = {"utils", "util", "helpers", "helper", "common", "services", "core", "misc", "lib"}
LONGEST, LONGEST_OF_TESTS = 400, 600


@pytest.mark.parametrize("path", MODULES + TESTS)
def test_a_module_says_in_one_line_what_it_is_for(path: Path) -> None:
    source = path.read_text()
    if not source:
        assert path.name == "__init__.py"
        return

    said = ast.get_docstring(ast.parse(source))

    assert said
    first, *rest = said.splitlines()
    assert first.endswith((".", "?", "…"))
    assert not rest or rest[0] == ""


@pytest.mark.parametrize("path", MODULES + TESTS)
def test_a_module_is_short(path: Path) -> None:
    longest = LONGEST_OF_TESTS if ROOT / "tests" in path.parents else LONGEST

    assert len(path.read_text().splitlines()) <= longest


@pytest.mark.parametrize("path", MODULES + TESTS)
def test_a_module_and_its_folder_have_a_name_that_means_something(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts

    assert not NAMELESS & set(parts)


@pytest.mark.parametrize("path", MODULES)
def test_only_the_pump_and_its_bell_feed_the_queue(path: Path) -> None:
    if path == ROOT / "docflow" / "work.py":
        return

    calls = re.findall(r"\.(?:delay|apply_async|send_task)\(", path.read_text())

    assert calls == []


@pytest.mark.parametrize("path", MODULES)
def test_nothing_is_left_to_do_and_nothing_swallowed(path: Path) -> None:
    source = path.read_text()
    swallowing = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(each, ast.Pass) for each in node.body)
    ]

    assert not re.search(r"\b(TODO|FIXME|XXX)\b", source)
    assert swallowing == []


@pytest.mark.parametrize("path", MODULES)
def test_states_are_policy_and_touch_nothing_else(path: Path) -> None:
    if path.name != "states.py":
        return

    imported = {
        node.module
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
    }

    ours = {name for name in imported if name and name.startswith("docflow.")}
    assert ours <= {"docflow.lifecycle", "docflow.permissions"}


def test_the_folders_of_the_project_are_those_of_the_design() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages == set(PACKAGES)


def test_imports_only_go_down() -> None:
    lint = Path(sys.executable).with_name("lint-imports")

    checked = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert checked.returncode == 0, checked.stdout


def test_every_model_change_has_its_migration() -> None:
    checked = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("path", sorted(ROOT.glob("docflow/*/migrations/0*.py")), ids=str)
def test_migrations_have_names(path: Path) -> None:
    assert "_auto_" not in path.stem
