"""Blobs in a folder: temporary file, fsync, rename, fsync of the folders."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from storage.errors import BlobDamaged, BlobMissing, StoreUnavailable
from storage.names import FOLDER, digest_in, digest_of, name_of, pour
from storage.shelf import Entry, Readable, Stored

UNFINISHED = "unfinished"  # the folder of files being written
READ_ONLY = 0o440


class FileShelf:
    """Blobs on one file system, shared by all processes of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, source: Readable) -> Stored:
        """Write beside, make durable, then show: no reader ever sees half a blob."""
        with self._unfinished() as (handle, path):
            blob = pour(source, self._availability()(partial(_write, handle)))
            with self._availability():
                self._show(blob, handle, path)
        return blob

    @contextmanager
    def open(self, digest: str) -> Iterator[BinaryIO]:
        """The blob's own file, hashed in place; no copy is made."""
        with self._open(digest) as file:
            with self._availability():
                found = digest_of(file)
            if found != digest:
                raise BlobDamaged(digest)
            yield file

    def exists(self, digest: str) -> bool:
        """Whether the blob's file is there."""
        with self._availability():
            try:
                self._path(digest).stat()
            except FileNotFoundError:
                self._check_root()
                return False
        return True

    def remove(self, digest: str, *, before: datetime | None) -> bool:
        """Unlink the file. Set aside first: one put again meanwhile goes back to its place."""
        path = self._path(digest)
        with self._availability():
            aside = self._folder(UNFINISHED) / f"{digest}.{os.getpid()}.{time.monotonic_ns()}"
            try:
                path.rename(aside)
            except FileNotFoundError:
                return False
            if before is not None and _modified(aside.stat()) >= before:
                aside.rename(path)
                return False
            aside.unlink()
            _fsync_folder(path.parent)
        return True

    def entries(self) -> Iterator[Entry]:
        """Walk the folders in the order of the digests; other files are passed over."""
        with self._availability():
            self._check_root()
            for path in _walk(self._root / FOLDER, depth=3):
                digest = digest_in(path.relative_to(self._root).as_posix())
                with suppress(FileNotFoundError):
                    found = path.stat()
                    if digest:
                        yield Entry(digest, found.st_size, _modified(found))

    def clear_leftovers(self, *, older_than: timedelta) -> int:
        """Remove unfinished files nobody has written to for that long."""
        cleared = 0
        oldest = time.time() - older_than.total_seconds()
        with self._availability():
            for path in self._folder(UNFINISHED).iterdir():
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime <= oldest:
                        path.unlink()
                        cleared += 1
        return cleared

    def _show(self, blob: Stored, handle: int, unfinished: Path) -> None:
        path = self._path(blob.digest)
        if not _renew(path, blob.size):
            os.fchmod(handle, READ_ONLY)
            os.fsync(handle)
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.replace(path)
        for folder in list(path.parents)[:4]:
            _fsync_folder(folder)  # also when another writer made it: its own fsync may be to come

    @contextmanager
    def _unfinished(self) -> Iterator[tuple[int, Path]]:
        with self._availability():
            handle, name = tempfile.mkstemp(dir=self._folder(UNFINISHED))
        try:
            yield handle, Path(name)
        finally:
            os.close(handle)
            Path(name).unlink(missing_ok=True)

    def _open(self, digest: str) -> BinaryIO:
        with self._availability():
            try:
                return self._path(digest).open("rb")
            except FileNotFoundError:
                self._check_root()
                raise BlobMissing(digest) from None

    def _path(self, digest: str) -> Path:
        return self._root / name_of(digest)

    def _folder(self, name: str) -> Path:
        folder = self._root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _check_root(self) -> None:
        """A store that is not there must not look like one that is empty."""
        if not self._root.is_dir():
            raise StoreUnavailable(f"The store's folder {self._root} does not exist.")

    @contextmanager
    def _availability(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or error
            raise StoreUnavailable(f"The store in {self._root} failed: {reason}.") from error


def _write(handle: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _renew(path: Path, size: int) -> bool:
    """Count a blob of this size as put now; False when there is none."""
    try:
        if path.stat().st_size != size:
            return False
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        children = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    for child in children:
        if depth == 1:
            yield child
        else:
            yield from _walk(child, depth - 1)


def _modified(found: os.stat_result) -> datetime:
    return datetime.fromtimestamp(found.st_mtime, UTC)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
