"""All servers for one test run, in one folder that goes away with it."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from tests.servers.guard import Guard
from tests.servers.postgres import PostgreSQL
from tests.servers.process import Server
from tests.servers.rabbitmq import RabbitMQ
from tests.servers.seaweedfs import SeaweedFS

KINDS: tuple[type[Server], ...] = (PostgreSQL, RabbitMQ, SeaweedFS)
VARIABLES = {kind.name: kind.variable for kind in KINDS}

AnyServer = TypeVar("AnyServer", bound=Server)


@contextmanager
def all_running() -> Iterator[list[Server]]:
    """Every kind of server, started side by side; all gone at the end of the block."""
    with _ground() as (folder, guard), ThreadPoolExecutor() as pool:
        servers = [kind(folder, guard) for kind in KINDS]
        list(pool.map(Server.start, servers))
        yield servers


@contextmanager
def private(kind: type[AnyServer]) -> Iterator[AnyServer]:
    """One server of one's own, for tests that stop, kill or pause it."""
    with _ground() as (folder, guard):
        server = kind(folder, guard)
        server.start()
        yield server


def address_of(kind: type[Server]) -> str:
    """The address of the run's own server of a kind; without one this is a failure, not a skip."""
    address = os.environ.get(kind.variable)
    if not address:
        raise LookupError(
            f"{kind.variable} is not set: run through `make test`, "
            "or put `python -m tests.servers --` before the command."
        )
    return address


@contextmanager
def _ground() -> Iterator[tuple[Path, Guard]]:
    """A folder and a guard; leaving, by any way, ends every process and removes the folder."""
    with ExitStack() as stack:
        guard = Guard()
        stack.callback(guard.close)
        root = "/tmp" if os.geteuid() == 0 else None  # servers' accounts must get through to it
        folder = Path(tempfile.mkdtemp(prefix="docflow-servers-", dir=root))
        guard.folder(folder)
        folder.chmod(0o711)
        yield folder, guard
