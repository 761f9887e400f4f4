"""Digests and the names of blobs: `sha256/ab/cd/<hex>`."""

import hashlib
import re
from collections.abc import Callable
from typing import BinaryIO

from storage.shelf import CHUNK, Readable, Stored

FOLDER = "sha256"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(rf"{FOLDER}/([0-9a-f]{{2}})/([0-9a-f]{{2}})/(\1\2[0-9a-f]{{60}})")


def name_of(digest: str) -> str:
    """Where the blob of a digest lies; ValueError when it is not 64 lower-case hex digits."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not a SHA-256 digest in lower-case hex.")
    return f"{FOLDER}/{digest[:2]}/{digest[2:4]}/{digest}"


def digest_in(name: str) -> str | None:
    """The digest a blob's name stands for, or None for any other name."""
    match = _NAME.fullmatch(name)
    return match[3] if match else None


def pour(source: Readable, write: Callable[[bytes], object]) -> Stored:
    """Hand the rest of a source on, in pieces that fit into memory; what it was, as a blob."""
    sha256, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        sha256.update(chunk)
        size += len(chunk)
        write(chunk)
    return Stored(sha256.hexdigest(), size)


def digest_of(file: BinaryIO) -> str:
    """The digest of a file from its start to its end; the file is left at its start."""
    file.seek(0)
    found = pour(file, _nowhere)
    file.seek(0)
    return found.digest


def _nowhere(_: bytes) -> None:
    """Where bytes go that are only counted."""
