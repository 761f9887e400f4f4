"""The one gate through which OCSP answers, revocation lists and issuers are fetched.

The addresses stand in certificates, so strangers choose them. Only hosts that are named beforehand
are asked; the rest of the rules are those of `reach`. Answers are kept while they are current.
"""

import hashlib
import http.client
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from signing import reach
from signing.errors import NotFetched
from signing.reach import PORTS, Address, Forbidden

SECONDS = 5.0
"""For the whole of one question; the time to find the name's address comes on top."""
LARGEST = 5 * 1024 * 1024  # bytes: the revocation list of a national authority
MOST_KEPT = 2000  # answers
HEADERS = {"User-Agent": "Docflow"}
OCSP_HEADERS = HEADERS | {"Content-Type": "application/ocsp-request"}


class Source(Protocol):
    """Where revocation data and issuers come from: the network, or the sandbox in this process."""

    def fetch(
        self,
        url: str,
        request: bytes | None = None,
        *,
        until: Callable[[bytes], datetime | None],
        since: datetime | None = None,
    ) -> bytes:
        """What `url` answers, to the OCSP request if there is one.

        `until` reads from an answer when the next one is due, None when it is not worth keeping.
        What is kept serves until then, unless it was fetched before `since`. Raises NotFetched.
        """
        ...


@dataclass(frozen=True)
class _Kept:
    body: bytes
    fetched: datetime
    until: datetime


def _now() -> datetime:
    return datetime.now(UTC)


class Gate:
    """Fetches from the hosts named and from no others.

    `hosts` are names as `ocsp.ca.gov.vn`, asked at the usual ports and public addresses alone, or
    `name:port`, asked at that very port, which may then lie in the own network.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        clock: Callable[[], datetime] = _now,
        seconds: float = SECONDS,
        largest: int = LARGEST,
    ) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self.clock = clock
        self.seconds = seconds
        self.largest = largest
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def fetch(
        self,
        url: str,
        request: bytes | None = None,
        *,
        until: Callable[[bytes], datetime | None],
        since: datetime | None = None,
    ) -> bytes:
        """See Source."""
        name = (url, hashlib.sha256(request or b"").hexdigest())
        now = self.clock()
        with self._lock:
            kept = self._kept.get(name)
        if kept and now < kept.until and (since is None or since <= kept.fetched):
            return kept.body
        body = self._asked(url, request)
        due = until(body)
        if due is not None:
            with self._lock:
                self._kept.pop(name, None)
                self._kept[name] = _Kept(body, now, due)
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return body

    def _asked(self, url: str, request: bytes | None) -> bytes:
        try:
            where = reach.target(url, partial(_may_be_asked, explicitly=self._explicitly(url)))
            answer = reach.ask(
                where,
                "POST" if request else "GET",
                request,
                OCSP_HEADERS if request else HEADERS,
                seconds=self.seconds,
                most=self.largest + 1,
            )
        except Forbidden as error:
            raise NotFetched(f"{url} is not asked: {error}.") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(f"{url} does not answer ({error}).") from None
        wrong = ""
        if answer.status != http.client.OK:
            wrong = f"HTTP {answer.status}"
        elif len(answer.body) > self.largest:
            wrong = f"more than {self.largest} bytes"
        if wrong:
            raise NotFetched(f"{url} does not answer ({wrong}).")
        return answer.body

    def _explicitly(self, url: str) -> bool:
        """Whether the very port is named; Forbidden when the host is not named at all."""
        parts = reach.parts_of(url)
        if parts is None or parts.scheme not in PORTS or not parts.hostname:
            raise Forbidden("the address cannot be read")
        port = parts.port or PORTS[parts.scheme]
        if f"{parts.hostname}:{port}" in self.hosts:
            return True
        if parts.hostname in self.hosts and port == PORTS[parts.scheme]:
            return False
        raise Forbidden(f"{parts.hostname}:{port} is not among the hosts that may be asked")


def _may_be_asked(address: Address, *, explicitly: bool) -> bool:
    return explicitly or reach.is_public(address)
