"""Habits that are checked: where things lie, how long they are, which way they may call."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, modules, text, tree

MODULES = modules()
TESTS = sorted((ROOT / "tests").rglob("*.py"))
NAMELESS = {"utils", "util", "helpers", "helper", "common", "services", "core", "misc", "lib"}
LONGEST, LONGEST_OF_TESTS = 400, 600


def those(paths: list[Path], judge: Callable[[Path], bool]) -> list[str]:
    """The names of the files a judge picks."""
    return [str(path.relative_to(ROOT)) for path in paths if judge(path)]


def test_a_module_says_in_one_line_what_it_is_for() -> None:
    assert those(MODULES + TESTS, lambda path: not says_what_it_is_for(path)) == []


def says_what_it_is_for(path: Path) -> bool:
    if not text(path):
        return path.name == "__init__.py"
    said = ast.get_docstring(tree(path)) or ""
    first, *rest = said.splitlines() or [""]
    return first.endswith((".", "?", "…")) and (not rest or rest[0] == "")


def test_a_module_is_short() -> None:
    assert those(MODULES, lambda path: len(text(path).splitlines()) > LONGEST) == []
    assert those(TESTS, lambda path: len(text(path).splitlines()) > LONGEST_OF_TESTS) == []


def test_a_module_and_its_folder_have_a_name_that_means_something() -> None:
    assert (
        those(
            MODULES + TESTS,
            lambda path: bool(NAMELESS & {path.stem, *path.relative_to(ROOT).parts}),
        )
        == []
    )


def test_only_the_pump_and_its_bell_feed_the_queue() -> None:
    feeding = re.compile(r"\.(?:delay|apply_async|send_task)\(")

    assert those(MODULES, lambda path: bool(feeding.search(text(path)))) == ["docflow/work.py"]


def test_nothing_is_left_to_do() -> None:
    left = re.compile(r"\b(TODO|FIXME|XXX)\b")

    assert those(MODULES, lambda path: bool(left.search(text(path)))) == []


def test_nothing_is_swallowed() -> None:
    assert those(MODULES, swallows) == []


def swallows(path: Path) -> bool:
    return any(
        isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(each, ast.Pass) for each in node.body)
        for node in ast.walk(tree(path))
    )


def test_states_are_policy_and_touch_nothing_else() -> None:
    policies = [path for path in MODULES if path.name == "states.py"]

    assert len(policies) >= 5
    assert those(policies, touches_more_than_policy) == []


def touches_more_than_policy(path: Path) -> bool:
    imported = {node.module for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in imported if name and name.startswith("docflow.")}
    return not ours <= {"docflow.lifecycle", "docflow.permissions"}


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
