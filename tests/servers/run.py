"""All servers for one test run, in one folder that goes away with it."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

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
    with _ground() as make, ThreadPoolExecutor() as pool:
        servers = [make(kind) for kind in KINDS]
        list(pool.map(lambda server: server.start(), servers))
        yield servers


@contextmanager
def private(kind: type[AnyServer]) -> Iterator[AnyServer]:
    """One server of one's own, for tests that stop, kill or pause it."""
    with _ground() as make:
        server = make(kind)
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


class _Make(Protocol):
    def __call__(self, kind: type[AnyServer], /) -> AnyServer: ...


@contextmanager
def _ground() -> Iterator[_Make]:
    """Makes servers in a folder of their own; leaving, by any way, ends and removes it all."""
    with ExitStack() as stack:
        guard = Guard()
        stack.callback(guard.close)
        root = "/tmp" if os.geteuid() == 0 else None  # servers' accounts must get through to it
        folder = Path(tempfile.mkdtemp(prefix="docflow-servers-", dir=root))
        guard.path(folder)
        folder.chmod(0o711)

        def make(kind: type[AnyServer]) -> AnyServer:
            server = kind(folder, guard)
            stack.callback(server.kill)
            return server

        yield make
