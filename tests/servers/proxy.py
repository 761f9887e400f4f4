"""A bad line between a client and a server: cut, slow, or answering with an error."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Line:
    """A loopback port that passes everything on, until a test tells it not to."""

    def __init__(self, host: str, port: int) -> None:
        self.connections = 0
        self._target = (host, port)
        self._cut_after: int | None = None  # bytes from the client to let through
        self._refusals = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, size: int | None) -> None:
        """Reset each connection once the client has sent that many bytes; None: no more."""
        self._cut_after = size

    def answer_503(self, times: int) -> None:
        """Answer that many connections with "service unavailable"."""
        self._refusals = times

    def close(self) -> None:
        """Refuse connections from now on."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self._refusals > 0:
                self._refusals -= 1
                client.recv(1 << 16)
                client.sendall(BUSY)
                return
            with socket.create_connection(self._target) as server:
                back = threading.Thread(target=_pass_on, args=[server, client], daemon=True)
                back.start()
                if self._forward(client, server):
                    _reset(client)
                server.shutdown(socket.SHUT_RDWR)
                back.join()

    def _forward(self, client: socket.socket, server: socket.socket) -> bool:
        """Pass on what the client sends; True when the line is to be cut."""
        passed = 0
        while data := client.recv(1 << 16):
            passed += len(data)
            if self._cut_after is not None and passed > self._cut_after:
                return True
            server.sendall(data)
        return False


@contextmanager
def bad_line(host: str, port: int) -> Iterator[Line]:
    """A line to this server, closed at the end of the block."""
    line = Line(host, port)
    try:
        yield line
    finally:
        line.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _reset(connection: socket.socket) -> None:
    """Close so that the other end sees a reset, as when a cable is pulled or a process dies."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
