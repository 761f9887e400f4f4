"""Somewhere a file could call: whoever comes is noted."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from tests.bad_uploads.active import SITE


@contextmanager
def site() -> Iterator[tuple[bytes, list[str]]]:
    """An address as long as SITE, and those who came to it so far."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        callers: list[str] = []
        Thread(target=_receive, args=(server, callers), daemon=True).start()
        address = b"http://127.0.0.1:%05d" % server.getsockname()[1]
        assert len(address) == len(SITE)
        yield address, callers
        server.shutdown(socket.SHUT_RDWR)


def _receive(server: socket.socket, callers: list[str]) -> None:
    while True:
        try:
            line, caller = server.accept()
        except OSError:
            return
        with line:
            callers.append(str(caller))
