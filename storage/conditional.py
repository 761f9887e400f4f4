"""Ask an S3 server to keep an object only where none is: `If-None-Match: *`.

The minio SDK takes no headers, but it takes an HTTP client; this one adds the header. Signatures
(AWS Signature Version 4) leave it out, so adding it afterwards breaks none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs, urlsplit

import urllib3

_creating: ContextVar[bool] = ContextVar("creating", default=False)


@contextmanager
def only_new(wanted: bool) -> Iterator[None]:
    """While wanted, this thread's writes create objects and never replace one."""
    token = _creating.set(wanted)
    try:
        yield
    finally:
        _creating.reset(token)


class ConditionalPool(urllib3.PoolManager):
    """An HTTP client that heeds `only_new`."""

    def urlopen(  # type: ignore[override]
        self, method: str, url: str, redirect: bool = True, **options: Any
    ) -> urllib3.BaseHTTPResponse:
        """Send a request; the one that makes an object visible carries the condition."""
        if _creating.get() and makes_visible(method, url):
            options["headers"] = {**(options.get("headers") or {}), "If-None-Match": "*"}
        return super().urlopen(method, url, redirect=redirect, **options)


def makes_visible(method: str, url: str) -> bool:
    """Whether this call ends the writing of an object: a whole PUT, or the end of parts."""
    query = parse_qs(urlsplit(url).query, keep_blank_values=True)
    if method == "PUT":
        return "partNumber" not in query
    return method == "POST" and "uploadId" in query
