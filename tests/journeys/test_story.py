"""The whole story, as a user plays it: real actions, a real worker process, on each set-up.

The set-up is that of the environment: SQLite, files and the embedded queue, or PostgreSQL, S3 and
RabbitMQ (tests/run.py runs both).
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests import empty_tables
from tests.schemas import faults, schema

ALL = ["01", "03", "04", "05", "06"]


@pytest.fixture(scope="module", params=[3, 2], ids=["three levels", "two levels"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The story played once in an installation of its own: what it printed, and where."""
    data = tmp_path_factory.mktemp("story")
    own = _own_database(data, tmp_path_factory, request.param)
    env = {**os.environ, "DOCFLOW_DATA": str(data), **own}
    output = _run(env, "demo", "--json", "--levels", str(request.param))
    return json.loads(output), env


def test_what_is_printed_fits_its_schema(played: Any) -> None:
    story, _ = played

    assert list(faults(story, schema("demo"))) == []


def test_every_sender_sees_every_status(played: Any) -> None:
    story, _ = played

    seen = [(each["channel"], each["state"], each["statuses"]) for each in story["deliveries"]]

    assert seen == [
        ("electronic", "completed", ALL),
        ("both", "delivered", ["01"]),
        ("electronic", "completed", ALL),
        ("paper", "on_paper", []),
        ("electronic", "completed", ALL),
    ]


def test_the_rates_are_those_counted_by_hand(played: Any) -> None:
    story, _ = played

    figures = {
        name: (rate["numerator"], rate["denominator"]) for name, rate in story["rates"].items()
    }

    # Deliveries: 4 electronic that arrived, 1 on paper. Registered: 3 electronic, 1 on paper.
    # Issued: 3 signed personally and sealed, 1 signed on paper; by channel 2, 1, 1.
    # Lead tasks: 2 done in time, 1 late. Issued on the day they were signed: all 4.
    assert figures == {
        "R1": (7, 9),
        "R2": (3, 4),
        "R3": (3, 4),
        "R4a": (2, 4),
        "R4b": (1, 4),
        "R4c": (1, 4),
        "R5": (2, 3),
        "R5a": (2, 3),
        "R7": (4, 4),
    }


def test_the_log_is_whole_and_the_registers_agree(played: Any) -> None:
    _, env = played

    audit = json.loads(_run(env, "verify_audit", "--json"))
    agreement = json.loads(_run(env, "reconcile", "--json"))
    recount = json.loads(_run(env, "rebuild_reports", "--check", "--json"))

    assert audit["whole"], audit
    assert agreement["agrees"], agreement
    assert recount["agrees"], recount


def test_each_signed_file_passes_and_the_tampered_one_does_not(played: Any) -> None:
    story, env = played

    verdicts = [
        json.loads(_run(env, "check_pdf", each["path"], "--json", may_fail=True))["indication"]
        for each in story["files"]
    ]

    assert verdicts == ["TOTAL_PASSED"] * 4 + ["TOTAL_FAILED"]


def test_other_programs_find_each_signature_valid(played: Any, tmp_path: Path) -> None:
    story, _ = played
    signed = [Path(each["path"]) for each in story["files"] if each["code"]]

    said = [
        subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
        for path in signed
    ]

    counts = [each["signatures"] for each in story["files"] if each["code"]]
    assert [text.count("Signature is Valid") for text in said] == counts
    assert sum(counts) == 7


def _own_database(data: Path, factory: pytest.TempPathFactory, levels: int) -> dict[str, str]:
    """A PostgreSQL database for this installation alone; SQLite has one in its data folder."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        empty_tables.copy_file(factory, data / "docflow.sqlite3")
        return {}
    template = empty_tables.template(factory, url)
    parts = urlsplit(url)
    name = f"story_{levels}_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
    return {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")), "DOCFLOW_QUEUE": name}


def _run(env: dict[str, str], *words: str, may_fail: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert may_fail or done.returncode == 0, done.stdout + done.stderr
    return done.stdout
