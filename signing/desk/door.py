"""The door on the loopback: for the pages of one origin, by their exact name, and no other.

Another site a browser has open cannot ask (Origin, and CORS as WHATWG Fetch §3.3 has it), nor can
one that leads its own name to this machine (Host); what was asked once is not asked again.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from signing.desk.asked import Asked, Listed, Unfit

LARGEST = {"/sign": 64 * 1024, "/list": 4 * 1024**2}
PORT = 18765
PATIENCE = 10  # seconds for a page to send what it has to say
Answering = Callable[[Asked | Listed], tuple[bytes, bytes]]
STATUS = {"wrong_origin": 403, "wrong_host": 403, "replayed": 409, "busy": 409, "expired": 410}


class Door(ThreadingHTTPServer):
    """Answers `GET /status`, `POST /sign` and `POST /list`, one thing at a time."""

    daemon_threads = True

    def __init__(
        self, origin: str, answering: Answering, status: Callable[[], dict[str, Any]], port: int
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.origin, self.answering, self.status = origin, answering, status
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}
        self.turn = Lock()
        self._used: set[str] = set()
        self._noting = Lock()

    def use(self, nonce: str) -> None:
        """Note a nonce. Raises Unfit when it was used before."""
        with self._noting:
            if nonce in self._used:
                raise Unfit("replayed", "This was asked before. Ask anew on the page.")
            self._used.add(nonce)


class _Handler(BaseHTTPRequestHandler):
    server: Door
    timeout = PATIENCE
    server_version = "docflow-desk/1"
    sys_version = ""

    def do_OPTIONS(self) -> None:
        """What the browser asks before the page may ask."""
        if refused := self._refused():
            return self._tell(refused)
        self.send_response(204)
        self._allow()
        self.send_header("Access-Control-Allow-Methods", "GET, POST")
        self.send_header("Access-Control-Allow-Headers", "Content-Type")
        if self.headers.get("Access-Control-Request-Private-Network") == "true":
            self.send_header("Access-Control-Allow-Private-Network", "true")
        self.end_headers()
        return None

    def do_GET(self) -> None:
        """Whether somebody is there, and with which certificate."""
        if refused := self._refused():
            return self._tell(refused)
        if self.path != "/status":
            return self._tell(Unfit("unreadable", "There is nothing here."))
        return self._answer(200, self.server.status() | {"busy": self.server.turn.locked()})

    def do_POST(self) -> None:
        """Sign what is asked, or open a list, once the person at the desk has agreed."""
        if refused := self._refused():
            return self._tell(refused)
        try:
            body, now = self._body(), datetime.now(UTC)
            asked = Listed.read(body, now) if self.path == "/list" else Asked.read(body, now)
            if not self.server.turn.acquire(blocking=False):
                raise Unfit("busy", "Another document is being signed. End that one first.")
            try:
                self.server.use(asked.nonce)
                value, certificate = self.server.answering(asked)
            finally:
                self.server.turn.release()
        except Unfit as unfit:
            return self._tell(unfit)
        answer = {"nonce": asked.nonce, "certificate": certificate.decode()}
        if isinstance(asked, Asked):
            answer |= {"request": asked.request, "value": base64.b64encode(value).decode()}
        return self._answer(200, answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what matters is shown where the person is asked."""

    def _refused(self) -> Unfit | None:
        if self.headers.get_all("Host") not in [[host] for host in self.server.hosts]:
            return Unfit("wrong_host", "This program answers by its own address alone.")
        if self.headers.get_all("Origin") != [self.server.origin]:
            known = self.server.origin
            return Unfit("wrong_origin", f"This program answers pages of {known} alone.")
        return None

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get_content_type()
        if self.path not in LARGEST or kind != "application/json" or not length.isdecimal():
            raise Unfit("unreadable", "The page asked in a way that is not understood.")
        if int(length) > LARGEST[self.path]:
            raise Unfit("unreadable", "The page asked for more than is ever needed.")
        return self.rfile.read(int(length))

    def _tell(self, unfit: Unfit) -> None:
        self._answer(STATUS.get(unfit.code, 400), {"code": unfit.code, "text": str(unfit)})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        if self.headers.get("Origin") == self.server.origin:
            self._allow()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _allow(self) -> None:
        self.send_header("Access-Control-Allow-Origin", self.server.origin)
        self.send_header("Vary", "Origin")
