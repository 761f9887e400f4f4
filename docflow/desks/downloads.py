"""Bytes of files, whole or a range of them (RFC 9110 §14), always as something to be saved."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from docflow.documents import filenames
from docflow.incoming import handing_out
from storage import blobs
from storage.errors import StoreError

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
STRIDE = 1 << 16


def download(request: Any, digest: str, size: int, name: str, kind: str) -> HttpResponseBase:
    """The checked bytes of a blob, or the one range asked for. Raises Refused file_unavailable."""
    asked = _asked(request, digest)
    first, last = _range(asked, size) if asked else (0, size - 1)
    if first > last and asked:
        return _headed(HttpResponse(status=416), digest, name, {"Content-Range": f"bytes */{size}"})
    stack = ExitStack()
    try:
        source = stack.enter_context(blobs.open_blob(digest))
    except StoreError as error:
        raise handing_out.unavailable() from error
    body = StreamingHttpResponse(
        _Bytes(source, stack, first, last), content_type=kind, status=206 if asked else 200
    )
    headers = {"Content-Length": str(last - first + 1), "Content-Encoding": "identity"}
    if asked:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _headed(body, digest, name, headers)


class _Bytes:
    """A part of a file in strides; closed with the answer, whether or not it was read."""

    def __init__(self, source: BinaryIO, stack: ExitStack, first: int, last: int) -> None:
        self._source = source
        self._left = last - first + 1
        self.close = stack.close
        source.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (chunk := self._source.read(min(STRIDE, self._left))):
            self._left -= len(chunk)
            yield chunk


def _asked(request: Any, digest: str) -> re.Match[str] | None:
    """One range of the very file that is known; anything else is answered with the whole."""
    if request.method != "GET":  # RFC 9110 §14.2: a range of a HEAD is none
        return None
    if request.headers.get("If-Range", f'"{digest}"') != f'"{digest}"':
        return None
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    return found if found and any(found.groups()) else None


def _range(asked: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte; the first after the last when there are no such bytes."""
    begin, end = asked.groups()
    if not begin:
        return (max(size - int(end), 0), size - 1) if int(end) else (1, 0)
    last = min(int(end), size - 1) if end else size - 1
    if end and int(end) < int(begin):
        return (1, 0)
    return int(begin), last


def _headed(response: Any, digest: str, name: str, headers: dict[str, str]) -> HttpResponseBase:
    fixed = {
        "Accept-Ranges": "bytes",
        "ETag": f'"{digest}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": filenames.disposition(name),
    }
    for header, value in (fixed | headers).items():
        response[header] = value
    answer: HttpResponseBase = response
    return answer
