"""The two set-ups crashes are tried on: private installations, copied from one that is prepared."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import empty_tables
from tests.servers import PostgreSQL, RabbitMQ, SeaweedFS, address_of

NAMES = ("sqlite", "servers")
PATIENCE = 1800  # seconds: what hangs is ended, what a busy machine delays is not


@dataclass(frozen=True)
class Installation:
    """A data folder and, on the servers, a database, a bucket and a queue of its own."""

    setup: str
    folder: Path
    name: str

    def env(self) -> dict[str, str]:
        """The settings of this installation."""
        own = {"DOCFLOW_DATA": str(self.folder), "CRASH_QUEUE": self.name, "DOCFLOW_LEASE": "1"}
        if self.setup == "sqlite":
            return own | {
                "DATABASE_URL": f"sqlite:///{self.folder}/docflow.sqlite3",
                "STORAGE_URL": f"file://{self.folder}/blobs",
                "CELERY_BROKER_URL": "memory://",
            }
        return own | {
            "DATABASE_URL": address_of(PostgreSQL).rpartition("/")[0] + f"/{self.name}",
            "STORAGE_URL": address_of(SeaweedFS).replace("/docflow?", f"/{self.name}?"),
            "CELERY_BROKER_URL": address_of(RabbitMQ),
        }

    def play(self, scenario: str, *arguments: object, **env: str) -> dict[str, Any]:
        """Play a scenario in a process of its own, with other settings if named; what it found."""
        told = subprocess.run(
            [sys.executable, "-m", "tests.crash.play", scenario, *map(str, arguments)],
            env=os.environ | self.env() | env,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-6000:]
        found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
        return found


@contextmanager
def prepared(setup: str, factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with its people and keys, and nothing else."""
    folder = factory.mktemp("template") / "data"
    folder.mkdir()
    template = ""
    if setup == "sqlite":
        empty_tables.copy_file(factory, folder / "docflow.sqlite3")
    else:
        template = empty_tables.template(factory, address_of(PostgreSQL))
    with _placed(Installation(setup, folder, _name()), template) as made:
        made.play("prepare")
        yield made


@contextmanager
def copied(template: Installation, folder: Path) -> Iterator[Installation]:
    """A copy of a prepared installation."""
    shutil.copytree(template.folder, folder)
    copy = Installation(template.setup, folder, _name())
    with _placed(copy, template=template.name):
        yield copy


@contextmanager
def _placed(installation: Installation, template: str) -> Iterator[Installation]:
    """The database of an installation on the servers; it goes when the installation does."""
    if installation.setup == "sqlite":
        yield installation
        return
    with psycopg.connect(address_of(PostgreSQL), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {installation.name} TEMPLATE {template}")  # type: ignore[arg-type]
        try:
            yield installation
        finally:
            connection.execute(f"DROP DATABASE {installation.name} WITH (FORCE)")  # type: ignore[arg-type]


def _name() -> str:
    return f"crash{secrets.token_hex(4)}"
