"""What the sandbox authority publishes, asked for in the same process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import NotFetched
from signing.sandbox import Sandbox


@dataclass(frozen=True)
class SandboxSource:
    """The sandbox's answers without a network (see `gate.Source`)."""

    sandbox: Sandbox

    def fetch(
        self,
        url: str,
        request: bytes | None = None,
        *,
        until: Callable[[bytes], datetime | None],
        since: datetime | None = None,
    ) -> bytes:
        """What the sandbox publishes at an address of its own."""
        base = self.sandbox.base_url
        body = published(self.sandbox, url.removeprefix(base), request)
        if not url.startswith(base) or body is None:
            why = "it is not of the sandbox"
            raise NotFetched(f"{url} is not asked: {why}.")
        return body


def published(sandbox: Sandbox, path: str, request: bytes | None = None) -> bytes | None:
    """The sandbox's answer at a path, to the OCSP request if there is one; None if it has none."""
    if request is not None:
        return sandbox.ocsp(request) if path == "/ocsp" else None
    lists = ("/root.crl", "/issuing.crl")
    if path in lists:
        return sandbox.crls()[lists.index(path)]
    return sandbox.issuing.public_bytes(Encoding.DER) if path == "/issuing.crt" else None
