"""docs/configuration.md lists every variable the settings read, with the default they have."""

import ast
import json
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


def start(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command, or `check`, with nothing in its environment but these variables."""
    return subprocess.run(
        [sys.executable, "manage.py", *(words or ["check"])],
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
        ({"DOCFLOW_LANGUAGE": "fr"}, "DOCFLOW_LANGUAGE is 'fr'. It must be one of: vi, en."),
        ({"DOCFLOW_STAMP_GRACE": "-1"}, "DOCFLOW_STAMP_GRACE is '-1'"),
        ({"DOCFLOW_FETCH_HOSTS": "a.vn,http://b.vn/x"}, "FETCH_HOSTS holds 'http://b.vn/x'"),
        ({"DOCFLOW_TSA_URL": "http://a.vn,tsa.vn"}, "DOCFLOW_TSA_URL holds 'tsa.vn'"),
        ({"DOCFLOW_BASE_URL": "foo"}, "DOCFLOW_BASE_URL is no address"),
        ({"DOCFLOW_BASE_URL": "http://"}, "DOCFLOW_BASE_URL is 'http://'"),
        ({"DOCFLOW_BASE_URL": "http://host:port"}, "DOCFLOW_BASE_URL is 'http://host:port'"),
    ],
    ids=[
        *("time stamps", "secret", "database", "no number", "no time"),
        *("language", "no hours", "no hosts", "no authority"),
        *("no address", "no host", "no port"),
    ],
)
def test_a_start_is_refused_with_the_name_of_what_is_wrong(
    tmp_path: Path, variables: dict[str, str], named: str
) -> None:
    started = start(tmp_path, **variables)

    assert started.returncode != 0
    assert named in started.stderr


@pytest.mark.parametrize("words", [["verify_audit"], ["check_pdf", "a.pdf"]], ids=lambda it: it[0])
def test_a_command_with_an_unusable_setting_answers_in_json_and_ends_with_3(
    tmp_path: Path, words: list[str]
) -> None:
    ended = start(tmp_path, *words, "--json", DOCFLOW_LEASE="abc")

    (problem,) = json.loads(ended.stdout)["problems"]
    assert (ended.returncode, ended.stderr, problem["code"]) == (3, "", "settings")
    assert "DOCFLOW_LEASE is 'abc'" in problem["text"]


def test_a_command_with_an_unusable_setting_says_so_and_ends_with_3(tmp_path: Path) -> None:
    ended = start(tmp_path, "verify_audit", DOCFLOW_LEASE="abc")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert "DOCFLOW_LEASE is 'abc'" in ended.stderr
