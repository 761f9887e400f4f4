"""What follows the last signature of a file of ours is bound by a digest of the whole file.

Validation data (/DSS) appended after a signature is covered by none. PDF lets a file identify
each of its states by a digest (PDF 32000 §14.4, the second part of /ID); ours is the SHA-256 of
all bytes of the file, its own thirty-two digits taken for zeros, cut to 16 bytes. It is no secret
and proves no origin: it shows that the file was spelt otherwise since it was written. Who wants
to know that a file is the registered one asks the register.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from pyhanko.sign.validation import EmbeddedPdfSignature

from signing.reserved import PART

_ID = re.compile(rb"/ID \[ .{0,400}?<([0-9a-f]{32})> \]", re.DOTALL)
_DIGITS = 32
_AT_ONCE = 1 << 20  # bytes


def close(path: Path, start: int) -> None:
    """Write the digest into the newest /ID behind `start`, where the old end of the file was.

    ValueError when there is none: then the file was not written by our writer.
    """
    with path.open("r+b") as stream:
        place = _place(stream, start)
        if place is None:
            raise ValueError("The appended revision bears no /ID.")
        digest = _digest(stream, place)
        stream.seek(place)
        stream.write(digest)


def respelt(found: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether bytes follow the last signature of a file of ours that bear no right digest."""
    last = max(found, key=lambda each: each.signed_revision)
    if not any(PART in each.sig_field for each in found):
        return False
    _, _, second, length = (int(number) for number in last.byte_range)
    stream = last.reader.stream
    if second + length >= stream.seek(0, 2):
        return False
    place = _place(stream, second + length)
    if place is None:
        return True
    expected = _digest(stream, place)
    stream.seek(place)
    return stream.read(_DIGITS) != expected


def _place(stream: BinaryIO, start: int) -> int | None:
    stream.seek(start)
    places = [start + each.start(1) for each in _ID.finditer(stream.read())]
    return places[-1] if places else None


def _digest(stream: BinaryIO, place: int) -> bytes:
    digest = hashlib.sha256()
    stream.seek(0)
    left = place
    while left and (chunk := stream.read(min(left, _AT_ONCE))):
        digest.update(chunk)
        left -= len(chunk)
    digest.update(b"0" * _DIGITS)
    stream.seek(place + _DIGITS)
    while chunk := stream.read(_AT_ONCE):
        digest.update(chunk)
    return digest.hexdigest()[:_DIGITS].encode()
