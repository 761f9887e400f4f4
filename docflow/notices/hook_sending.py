"""Delivering events to webhooks: signed, in order, with limits on time and size, no redirects.

Headers: `X-Docflow-Delivery` (uid, the same at every try), `X-Docflow-Number` (per webhook, without
gaps), `X-Docflow-Event`, `X-Docflow-Timestamp` (Unix seconds of this try) and
`X-Docflow-Signature`: `sha256=` and the HMAC-SHA256 of timestamp, full stop and body, in hex.
"""

import contextlib
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from docflow.notices.hook_addresses import Forbidden, Target, target
from docflow.notices.models import HookEvent

SECONDS = 10.0
"""For the whole of one try; a server that trickles its answer gains nothing."""
MOST_ANSWERED = 16 * 1024
AGENT = "Docflow-Webhook/1"
HTTP_OK = range(200, 300)


class NotTaken(Exception):
    """The endpoint did not take the event; the words go to its page and to the health page."""


@dataclass(frozen=True)
class Connected:
    """An open connection, and its name for certificates."""

    socket: socket.socket
    target: Target


def signature(secret: str, timestamp: int, body: str) -> str:
    """What the header says, and what a receiver computes anew to compare in constant time."""
    text = f"{timestamp}.{body}".encode()
    return "sha256=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def headers_of(event: HookEvent, secret: str, timestamp: int) -> dict[str, str]:
    """All headers of one try."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "X-Docflow-Delivery": str(event.uid),
        "X-Docflow-Number": str(event.number),
        "X-Docflow-Event": event.event,
        "X-Docflow-Timestamp": str(timestamp),
        "X-Docflow-Signature": signature(secret, timestamp, event.body),
        "Connection": "close",
    }


def post(url: str, event: HookEvent, secret: str) -> None:
    """One try: taken when the answer is 2xx. Raises NotTaken."""
    timestamp = int(time.time())
    try:
        status = _asked(target(url), event.body.encode(), headers_of(event, secret, timestamp))
    except Forbidden as error:
        raise NotTaken(str(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTaken(f"{type(error).__name__}: {error}"[:300]) from error
    if status not in HTTP_OK:
        raise NotTaken(f"HTTP {status}")


def _asked(where: Target, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer. The connection is cut when the time for all of it is over."""
    connection = http.client.HTTPConnection(where.host, where.port, timeout=SECONDS)
    connection.sock = _opened(where)
    deadline = threading.Timer(SECONDS, _cut, [connection.sock])
    deadline.start()
    try:
        connection.request("POST", where.path, body, headers)
        answer = connection.getresponse()
        answer.read(MOST_ANSWERED)
        return answer.status
    finally:
        deadline.cancel()
        connection.close()


def _opened(where: Target) -> socket.socket:
    """A connection to the judged address itself; for https under the name it was found by."""
    plain = socket.create_connection((where.address, where.port), timeout=SECONDS)
    if where.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=where.host)
    except OSError:
        plain.close()
        raise


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed meanwhile
        connection.shutdown(socket.SHUT_RDWR)
