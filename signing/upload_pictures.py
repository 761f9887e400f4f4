"""How many pixels a picture of an uploaded PDF really has, as its own head tells."""

import re
import struct

import pikepdf

_START_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # ITU-T T.81 table B.1
_SIZE_MARK = b"\xff\x4f\xff\x51"  # ITU-T T.800 §A.5.1
_PAGE = 48  # the segment with the size of the page, ITU-T T.88 §7.3
_UNKNOWN = 0xFFFFFFFF
_HEAD = 1 << 16


def pixels(stream: pikepdf.Stream, raw: bytes, names: list[str]) -> int:
    """The pixels told by the dictionary or by the packed picture, whichever are more."""
    told = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    packed = names[0] if names else ""
    if packed in ("/DCTDecode", "/DCT"):
        return max(told, _of_jpeg(raw))
    if packed == "/JPXDecode":
        return max(told, _of_jpeg_2000(raw))
    if packed == "/JBIG2Decode":
        return max(told, _of_jbig2(raw))
    if packed in ("/CCITTFaxDecode", "/CCF"):
        return max(told, _of_fax(stream))
    return told


def _of_jpeg(raw: bytes) -> int:
    place = 2
    while place + 9 <= len(raw) and raw[place] == 0xFF:
        kind = raw[place + 1]
        if kind in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", raw, place + 5)
            return int(height * width)
        if kind == 0xFF:
            place += 1
            continue
        place += 2 + int.from_bytes(raw[place + 2 : place + 4])
    return 0


def _of_jpeg_2000(raw: bytes) -> int:
    found = re.search(re.escape(_SIZE_MARK), raw[:_HEAD])
    if not found or len(raw) < found.end() + 20:
        return 0
    right, bottom, left, top = struct.unpack_from(">4I", raw, found.end() + 4)
    return max(int(right - left), 0) * max(int(bottom - top), 0)


def _of_jbig2(raw: bytes) -> int:
    place = 0
    while place + 11 <= len(raw):
        number, flags, count = struct.unpack_from(">IBB", raw, place)
        if count >> 5 == 7:
            return 0  # a segment that refers to many others; none of these comes before the page
        place += 6 + (count >> 5) * (1 if number <= 256 else 2 if number <= 65536 else 4)
        place += 4 if flags & 0x40 else 1
        length = int.from_bytes(raw[place : place + 4])
        if flags & 63 == _PAGE and place + 12 <= len(raw):
            width, height = struct.unpack_from(">II", raw, place + 4)
            return 0 if height == _UNKNOWN else int(width * height)
        place += 4 + length
    return 0


def _of_fax(stream: pikepdf.Stream) -> int:
    terms = stream.get("/DecodeParms", pikepdf.Dictionary())
    if isinstance(terms, pikepdf.Array):
        terms = terms[0] if len(terms) else pikepdf.Dictionary()
    if not isinstance(terms, pikepdf.Dictionary):
        return 0
    return int(terms.get("/Columns", 1728)) * int(terms.get("/Rows", 0))
