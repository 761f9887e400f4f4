"""One request to another machine: the address judged and kept to, with limits, no redirects.

A name is resolved each time, every address it has is judged, and the connection goes to the very
address that was judged: a name that changes its mind in between leads nowhere.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

PORTS = {"https": 443, "http": 80}
TRANSLATED = [
    ipaddress.ip_network(each)
    for each in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
]
"""IPv6 that a router may turn into an IPv4 address of its own network (RFC 4291, 6052, 3056)."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Target:
    """Where a request goes: the address that was judged, and the name it was found by."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is at most as long as was allowed, and cut there."""

    status: int
    body: bytes


class Forbidden(Exception):
    """The address may not be asked, or there is none."""


def parts_of(url: str) -> SplitResult | None:
    """The parts of a plain address; None when there is something in it that should not be."""
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0 and url.isascii() and url.isprintable()
    except ValueError:
        return None
    plain = "@" not in parts.netloc and not parts.fragment and " " not in url
    return parts if usable and plain else None


def is_public(address: Address) -> bool:
    """Whether it belongs to the Internet at large, and no router turns it into one that does not.

    Private, loopback, link-local, reserved and multicast addresses do not (RFC 6890).
    """
    address = unmapped(address)
    if any(address in network for network in TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


def unmapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one only wraps (RFC 4291 §2.5.5.2), else itself."""
    return getattr(address, "ipv4_mapped", None) or address


def target(url: str, allowed: Callable[[Address], bool]) -> Target:
    """Where to connect now, when every address the name has is allowed.

    Raises Forbidden, OSError when the name is not known.
    """
    parts = parts_of(url)
    if parts is None or parts.scheme not in PORTS or not parts.hostname:
        raise Forbidden("the address cannot be read")
    port = parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(each[4][0]).split("%")[0]) for each in found]
    if not all(map(allowed, addresses)):
        raise Forbidden(f"{parts.hostname} leads to a network that is not allowed")
    path = parts.path or "/"
    path = f"{path}?{parts.query}" if parts.query else path
    return Target(parts.scheme, parts.hostname, port, path, str(addresses[0]))


def ask(
    where: Target,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    seconds: float,
    most: int,
) -> Answer:
    """One request, answered within `seconds` in all and `most` bytes; redirects are not followed.

    A server that trickles its answer gains nothing: the connection is cut when the time is over.
    Raises OSError and http.client.HTTPException.
    """
    until = time.monotonic() + seconds
    connection = http.client.HTTPConnection(where.host, where.port)
    connection.sock = _opened(where, seconds)
    over = threading.Event()
    left = max(until - time.monotonic(), 0)
    deadline = threading.Timer(left, _cut, [connection.sock, over])
    deadline.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        connection.request(method, where.path, body, dict(headers) | {"Connection": "close"})
        with connection.getresponse() as answer:
            content = answer.read(most)
        if over.is_set():
            raise TimeoutError(f"no whole answer within {seconds:g} seconds")
        return Answer(answer.status, content)
    finally:
        deadline.cancel()
        connection.close()


def _opened(where: Target, seconds: float) -> socket.socket:
    """A connection to the judged address itself; for https under the name it was found by."""
    plain = socket.create_connection((where.address, where.port), timeout=seconds)
    if where.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(
            plain, server_hostname=where.host, do_handshake_on_connect=False
        )
    except OSError:
        plain.close()
        raise


def _cut(connection: socket.socket, over: threading.Event) -> None:
    over.set()
    with contextlib.suppress(OSError):  # closed meanwhile
        connection.shutdown(socket.SHUT_RDWR)
