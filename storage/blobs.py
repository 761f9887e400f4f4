"""Put a file, get a file; the name is the digest of its bytes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from storage.address import shelf_at
from storage.shelf import Entry, Readable, Shelf, Stored

LEFTOVER_AGE = timedelta(hours=1)  # no upload takes longer; what is older was left by a crash

_lock = threading.Lock()
_shelf: Shelf | None = None


def configure(url: str) -> None:
    """Keep blobs at this address from now on, in this process and those it forks.

    `file:///path` or `s3://KEY:SECRET@host:port/bucket?secure=0&region=us-east-1`. Nothing is
    touched yet; ValueError when the address cannot be one.
    """
    global _shelf
    with _lock:
        _shelf = shelf_at(url)


@contextmanager
def use(url: str) -> Iterator[Shelf]:
    """Keep blobs at another address for a while (tests, moving a store)."""
    global _shelf
    with _lock:
        before, _shelf = _shelf, shelf_at(url)
        chosen = _shelf
    try:
        yield chosen
    finally:
        with _lock:
            _shelf = before


def shelf() -> Shelf:
    """The shelf in use; RuntimeError before `configure` was called."""
    if _shelf is None:
        raise RuntimeError("No store is configured: call storage.blobs.configure(url) first.")
    return _shelf


def put(source: Readable | Path) -> Stored:
    """Keep the bytes of a file, or of a stream from where it stands.

    When this returns, the blob outlives a crash. Putting what is there already is cheap and
    counts as putting it now; a copy of the wrong size is replaced. Raises StoreUnavailable, and
    whatever the source raises; then nothing is visible under the digest that was not before.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return shelf().put(file)
    return shelf().put(source)


@contextmanager
def open_blob(digest: str) -> Iterator[BinaryIO]:
    """A blob as a seekable local file at its start, every byte checked before the first is given.

    Raises BlobMissing, BlobDamaged or StoreUnavailable.
    """
    with shelf().open(digest) as file:
        yield file


@contextmanager
def local_path(digest: str) -> Iterator[Path]:
    """The path of a checked local file with the blob's bytes; read it, never write it.

    It may be gone when the block ends. Raises as `open_blob` does.
    """
    with shelf().open(digest) as file:
        yield Path(file.name)


def get(digest: str) -> bytes:
    """All bytes of a small blob; raises as `open_blob` does."""
    with shelf().open(digest) as file:
        return file.read()


def exists(digest: str) -> bool:
    """Whether something lies under the digest; its bytes are not read."""
    return shelf().exists(digest)


def remove(digest: str, *, before: datetime | None = None) -> bool:
    """Take a blob away for good, in all its versions; say whether one was removed.

    With `before`, only a blob last put earlier than that: so a sweep cannot take one that was put
    again while it looked.
    """
    return shelf().remove(digest, before=before)


def digests() -> Iterator[Entry]:
    """Every blob there is, by digest, with its size and when it was last put."""
    return shelf().entries()


def clear_leftovers(*, older_than: timedelta = LEFTOVER_AGE) -> int:
    """Remove what crashed writes left behind that long ago; how many there were."""
    return shelf().clear_leftovers(older_than=older_than)
