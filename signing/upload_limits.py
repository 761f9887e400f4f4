"""How large and how deep an uploaded PDF may be, and how that is measured without harm."""

import base64
import re
import zlib
from collections.abc import Iterable
from typing import BinaryIO

import pikepdf

from signing.upload_findings import PRINT_ANEW, OverLimit
from signing.upload_pictures import pixels

LARGEST_FILE = 50 * 1024 * 1024  # bytes
MOST_PAGES = 2_000
MOST_OBJECTS = 500_000
MOST_REVISIONS = 100
LARGEST_STREAM = 64 * 1024 * 1024  # bytes when decoded
LARGEST_TOTAL = 256 * 1024 * 1024  # bytes when decoded, all streams together
LARGEST_IMAGE = 50_000_000  # pixels
MOST_SIGNATURES = 16
DEEPEST = 100  # arrays and dictionaries inside each other
PICTURES = frozenset(
    {"/DCTDecode", "/DCT", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/CCF"}
)
_PACKERS = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
_SPELLERS = frozenset({"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"})
_CHUNK = 1 << 20


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
        raw, names = bytes(stream.read_raw_bytes()), filters(stream)
        if set(names) - _PACKERS - _SPELLERS - PICTURES:
            raise ValueError("packed in a way that nobody undoes")
        if stream.get("/Subtype") == "/Image" and pixels(stream, raw, names) > LARGEST_IMAGE:
            text = "An image has more than 50 million pixels."
            raise OverLimit("image_too_large", text, PRINT_ANEW)
        length = max(decoded_length(raw, names), _row_length(stream))
        self._total += length
        if length > LARGEST_STREAM or self._total > LARGEST_TOTAL:
            raise OverLimit("stream_bomb", "The file's streams grow too large when unpacked.")


def _row_length(stream: pikepdf.Stream) -> int:
    """The bytes of one row, which a reader reserves before it unpacks any (§7.4.4.4)."""
    told = stream.get("/DecodeParms")
    terms = told.as_list() if isinstance(told, pikepdf.Array) else [told]
    rows = [each for each in terms if isinstance(each, pikepdf.Dictionary) and "/Predictor" in each]
    return max(
        (
            int(each.get("/Columns", 1))
            * int(each.get("/Colors", 1))
            * int(each.get("/BitsPerComponent", 8))
            // 8
            for each in rows
        ),
        default=0,
    )


def filters(stream: pikepdf.Stream) -> list[str]:
    """The names of a stream's filters, in the order they are undone."""
    named = stream.get("/Filter")
    if named is None:
        return []
    if isinstance(named, pikepdf.Array):
        return [str(each) for each in named]
    return [str(named)]


def decoded_length(raw: bytes, names: list[str]) -> int:
    """Bytes after undoing the filters that pack text and data, counted without keeping them.

    Filters of pictures end the count: what they unpack to is counted in pixels.
    """
    chunks: Iterable[bytes] = (raw,)
    for place, name in enumerate(names):
        if name in ("/FlateDecode", "/Fl"):
            chunks = _inflated(chunks)
        elif name in ("/ASCIIHexDecode", "/AHx"):
            chunks = (_of_hex(b"".join(chunks)),)
        elif name in ("/ASCII85Decode", "/A85"):
            chunks = (_of_85(b"".join(chunks)),)
        elif name in ("/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"):
            if set(names[place + 1 :]) - PICTURES:
                raise OverLimit("stream_bomb", "The file's streams are packed in each other.")
            measured = _lzw_length if name in ("/LZWDecode", "/LZW") else _run_length
            return measured(b"".join(chunks))
        else:
            break
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > LARGEST_STREAM:
            break
    return length


def _of_hex(text: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", text.split(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _of_85(text: bytes) -> bytes:
    try:
        return base64.a85decode(b"".join(text.split(b"~>")[0].split()))
    except ValueError:
        return text  # damaged: as long as it is


def _run_length(raw: bytes) -> int:
    """What runs unpack to (ISO 32000-2 §7.4.5)."""
    length = place = 0
    while place < len(raw) and raw[place] != 128 and length <= LARGEST_STREAM:
        told = raw[place]
        length += told + 1 if told < 128 else 257 - told
        place += told + 2 if told < 128 else 2
    return length


def _lzw_length(raw: bytes) -> int:
    """What LZW codes unpack to (ISO 32000-2 §7.4.4), by the length of each code's text alone."""
    clear, end = 256, 257
    lengths: list[int] = []
    length = before = bits = held = 0
    width = 9
    for byte in raw:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & ((1 << width) - 1)
        if code == end or length > LARGEST_STREAM:
            break
        if code == clear:
            lengths, before, width = [], 0, 9
            continue
        known = [1] if code < clear else lengths[code - 258 : code - 257]
        told = known[0] if known else before + 1
        if before and len(lengths) < 3838:
            lengths.append(before + 1)
        length, before = length + told, told
        count = len(lengths) + 259  # a code sooner than the table is full (EarlyChange)
        width = 9 if count < 512 else 10 if count < 1024 else 11 if count < 2048 else 12
    return length


def _inflated(chunks: Iterable[bytes]) -> Iterable[bytes]:
    decoder, read = zlib.decompressobj(), False
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                part = decoder.decompress(waiting, _CHUNK)
                read = read or bool(part)
                yield part
                waiting = decoder.unconsumed_tail
    except zlib.error:
        if not read:
            raise ValueError("nothing can be unpacked") from None
        return  # a damaged stream ends here; readers show what came before
