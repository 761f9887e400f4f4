"""Real servers for tests: one that takes mail, one that takes webhooks; both with faults."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

QUICK = 0.3


@dataclass
class Post:
    """A mail server: what it took, and how it behaves."""

    answer: str = "250 OK"
    recipient: str = "250 OK"
    pause: float = 0
    tries: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _: Any) -> str:
        """Whether this recipient is known."""
        self.tries += 1
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a mail, or refuse it."""
        time.sleep(self.pause)
        if self.answer.startswith("250"):
            mail: Any = message_from_bytes(envelope.content, policy=default)
            self.taken.append(mail)
        return self.answer


@contextmanager
def post_office() -> Iterator[Post]:
    """A mail server on this machine."""
    post = Post(port=_free_port())
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@dataclass
class Hook:
    """A program that is told events: what came, and how it answers."""

    status: int = 200
    pause: float = 0
    closes: bool = False
    trickles: bool = False
    location: str = ""
    came: list[tuple[dict[str, str], str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/docflow?x=1"

    @property
    def numbers(self) -> list[int]:
        """The numbers of what came."""
        return [json.loads(body)["number"] for _, body in self.came]


@contextmanager
def program() -> Iterator[Hook]:
    """A web server on this machine."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            hook.came.append((dict(self.headers), self.rfile.read(length).decode()))
            time.sleep(hook.pause)
            if hook.closes:
                self.connection.close()
                return
            if hook.trickles:
                self._trickle()
                return
            self.send_response(hook.status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.end_headers()

        def _trickle(self) -> None:
            try:
                for _ in range(100):
                    self.wfile.write(b"H")
                    time.sleep(QUICK / 5)
            except OSError:
                pass

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
