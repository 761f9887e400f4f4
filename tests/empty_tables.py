"""The tables of an empty installation: migrated once in a run of tests, copied from then on."""

import fcntl
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[1]


def shared(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def copy_file(factory: pytest.TempPathFactory, to: Path) -> None:
    """Begin a database of SQLite here, which must not stand yet, with all its tables."""
    kept = shared(factory) / "tables.sqlite3"
    with _alone(kept):
        if not kept.exists():
            making = kept.with_suffix(".making")
            _migrate(f"sqlite:///{making}", kept.parent / "tables")
            making.rename(kept)
    with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def template(factory: pytest.TempPathFactory, server: str) -> str:
    """The name of a database with all tables on this server, to make others from."""
    kept = shared(factory) / "tables.postgresql"
    with _alone(kept):
        if not kept.exists():
            name = f"tables{secrets.token_hex(4)}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
            _migrate(f"{server.rpartition('/')[0]}/{name}", kept.parent / "tables")
            kept.write_text(name)
    return kept.read_text()


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    """While one process makes this, the others wait."""
    with kept.with_suffix(f"{kept.suffix}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(address: str, data: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": address, "DOCFLOW_DATA": str(data)},
        cwd=ROOT,
        check=True,
    )
