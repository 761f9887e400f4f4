"""How large and how deep an uploaded PDF may be, and how that is measured without harm."""

import zlib
from collections.abc import Iterable
from typing import BinaryIO

import pikepdf

LARGEST_FILE = 50 * 1024 * 1024  # bytes
MOST_PAGES = 2_000
MOST_OBJECTS = 500_000
MOST_REVISIONS = 100
LARGEST_STREAM = 64 * 1024 * 1024  # bytes when decoded
LARGEST_TOTAL = 256 * 1024 * 1024  # bytes when decoded, all streams together
LARGEST_IMAGE = 50_000_000  # pixels
DEEPEST = 100  # arrays and dictionaries inside each other
_CHUNK = 1 << 20


class OverLimit(Exception):
    """The file goes past a limit; `code` names it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def within_limits(file: BinaryIO, document: pikepdf.Pdf) -> None:
    """OverLimit when there are too many revisions, objects or pages; ValueError when no page."""
    if _revisions(file) > MOST_REVISIONS:
        raise OverLimit("too_many_revisions", f"The file has more than {MOST_REVISIONS} revisions.")
    if int(document.trailer["/Size"]) > MOST_OBJECTS + 1:
        raise OverLimit("too_many_objects", f"The file has more than {MOST_OBJECTS} objects.")
    pages = len(document.pages)
    if pages > MOST_PAGES:
        raise OverLimit("too_many_pages", f"The file has more than {MOST_PAGES} pages.")
    if pages == 0:
        raise ValueError("no pages")


def _revisions(file: BinaryIO) -> int:
    file.seek(0)
    count, carried = 0, b""
    while chunk := file.read(1 << 20):
        block = carried + chunk
        count += block.count(b"startxref") - carried.count(b"startxref")
        carried = block[-8:]
    return count


class Measure:
    """Adds up what the streams of a file become when decoded."""

    def __init__(self) -> None:
        self._total = 0

    def take(self, stream: pikepdf.Stream) -> None:
        """Count one stream; OverLimit when it, or all together, are too large."""
        if stream.get("/Subtype") == "/Image":
            pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
            if pixels > LARGEST_IMAGE:
                raise OverLimit("image_too_large", "An image has more than 50 million pixels.")
        length = decoded_length(stream.read_raw_bytes(), filters(stream))
        self._total += length
        if length > LARGEST_STREAM or self._total > LARGEST_TOTAL:
            raise OverLimit("stream_bomb", "The file's streams grow too large when unpacked.")


def filters(stream: pikepdf.Stream) -> list[str]:
    """The names of a stream's filters, in the order they are undone."""
    named = stream.get("/Filter")
    if named is None:
        return []
    if isinstance(named, pikepdf.Array):
        return [str(each) for each in named]
    return [str(named)]


def decoded_length(raw: bytes, names: list[str]) -> int:
    """Bytes after undoing the leading Flate filters, counted without keeping them."""
    chunks: Iterable[bytes] = (raw,)
    for name in names:
        if name not in ("/FlateDecode", "/Fl"):
            break
        chunks = _inflated(chunks)
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > LARGEST_STREAM:
            break
    return length


def _inflated(chunks: Iterable[bytes]) -> Iterable[bytes]:
    decoder = zlib.decompressobj()
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                yield decoder.decompress(waiting, _CHUNK)
                waiting = decoder.unconsumed_tail
    except zlib.error:
        return  # a damaged stream ends here; readers show what came before
