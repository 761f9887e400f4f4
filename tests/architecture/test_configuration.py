"""docs/configuration.md lists every variable the settings read, with the default they have."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules

TABLE = re.findall(
    r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", (ROOT / "docs/configuration.md").read_text(), re.M
)
DOCUMENTED = {name: default for name, default, _ in TABLE}


def read_by_settings() -> dict[str, ast.expr | None]:
    """The variables config/settings.py asks config/env.py for, with their defaults."""
    found: dict[str, ast.expr | None] = {"SECRET_KEY": None}
    for node in ast.walk(ast.parse((ROOT / "config/settings.py").read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env."):
            first, *defaults = [*node.args, None]
            if isinstance(first, ast.Constant):
                found[first.value] = defaults[0]
    return found


READ = read_by_settings()


def test_every_variable_is_documented_and_nothing_else() -> None:
    assert set(DOCUMENTED) == set(READ)
    assert len(TABLE) == len(DOCUMENTED)


PLAIN = {name: each.value for name, each in READ.items() if isinstance(each, ast.Constant)}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_the_documented_default_is_the_real_one(name: str) -> None:
    assert DOCUMENTED[name] == f"`{PLAIN[name]}`" or "beside the program" in DOCUMENTED[name]


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in modules()
        if re.search(r"os\.(environ(\.get|\[)|getenv)", path.read_text())
    }

    assert readers == {"config/env.py", "docflow/failpoints.py"}


def start(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Ask a fresh process for a setting, with nothing in its environment but these variables."""
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DOCFLOW_DATA": str(folder)} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_sandbox_starts_without_any_variable(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"DOCFLOW_TRUST": "/etc/roots.pem"}, "DOCFLOW_TSA_URL is not set"),
        (
            {"DOCFLOW_TRUST": "/etc/roots.pem", "DOCFLOW_TSA_URL": "http://tsa.example"},
            "SECRET_KEY is not set",
        ),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL begins with 'mysql'"),
        ({"DOCFLOW_LEASE": "soon"}, "DOCFLOW_LEASE is 'soon'"),
        ({"DOCFLOW_LEASE": "0"}, "DOCFLOW_LEASE is '0'"),
    ],
    ids=["time stamps", "secret", "database", "no number", "no time"],
)
def test_a_start_is_refused_with_the_name_of_what_is_wrong(
    tmp_path: Path, variables: dict[str, str], named: str
) -> None:
    started = start(tmp_path, **variables)

    assert started.returncode != 0
    assert named in started.stderr
