"""What a shelf promises: keep bytes under their digest, and give back only those very bytes."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

CHUNK = 1 << 20  # bytes read at once


class Readable(Protocol):
    """Anything bytes can be read from, in pieces."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Stored:
    """A blob that is safely kept."""

    digest: str  # SHA-256, lower-case hex
    size: int  # bytes
    version: str | None = None  # the version id of a versioning S3 bucket


@dataclass(frozen=True)
class Entry:
    """A blob as the shelf lists it, its bytes unread."""

    digest: str
    size: int  # bytes, as found
    modified: datetime  # when it was last put, UTC


class Shelf(Protocol):
    """One place for blobs; `storage.blobs` says what each act means, one set of tests holds it."""

    def put(self, source: Readable) -> Stored: ...

    def open(self, digest: str) -> AbstractContextManager[BinaryIO]: ...

    def exists(self, digest: str) -> bool: ...

    def remove(self, digest: str, *, before: datetime | None) -> bool: ...

    def entries(self) -> Iterator[Entry]: ...

    def clear_leftovers(self, *, older_than: timedelta) -> int: ...
