"""A PDF written by hand: the objects as they stand, so that any of them can be wrong."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

TEXT = b"BT /F1 12 Tf 40 240 Td (Bao cao) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
ACROFORM = b"/AcroForm << /Fields [10 0 R] /DA (/Helv 12 Tf 0 g) >>"
END = b"%%EOF\n"


@dataclass(frozen=True)
class Bad:
    """A file and what it must be named by; `code` may name several, one of which must be told."""

    name: str
    code: str
    content: bytes


def stream(raw: bytes, entries: bytes = b"") -> bytes:
    """A stream object with these entries; its length is added."""
    return b"<< %s /Length %d >>\nstream\n" % (entries, len(raw)) + raw + b"\nendstream"


def packed(raw: bytes, entries: bytes = b"") -> bytes:
    """A stream packed with Flate."""
    return stream(zlib.compress(raw, 9), b"/Filter /FlateDecode " + entries)


def objects(
    catalog: bytes = b"",
    page: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    *,
    content: bytes = TEXT,
) -> dict[int, bytes]:
    """A document of one page: catalogue, page tree, page, its content and font, and more."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> %s >>" % page,
        4: stream(content),
        5: FONT,
        **(more or {}),
    }


def written(parts: Mapping[int, bytes], *, trailer: bytes = b"", head: bytes = b"") -> bytes:
    """The file with its cross-reference table; `head` follows the first line."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + head)
    offsets = {}
    for number, body in parts.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return bytes(out) + table(offsets, len(out), trailer)


def table(offsets: Mapping[int, int], start: int, trailer: bytes = b"") -> bytes:
    """The cross-reference table of these objects, its trailer and the end of the file."""
    size = max(offsets) + 1
    rows = (
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
        for number in range(size)
    )
    told = b"xref\n0 %d\n" % size + b"".join(rows)
    if b"/Size" not in trailer:
        trailer += b" /Size %d" % size
    return told + b"trailer\n<< /Root 1 0 R %s >>\nstartxref\n%d\n" % (trailer, start) + END


def document(
    catalog: bytes = b"",
    page: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    *,
    content: bytes = TEXT,
    trailer: bytes = b"",
) -> bytes:
    """A whole file of one page."""
    return written(objects(catalog, page, more, content=content), trailer=trailer)


def added(before: bytes, parts: Mapping[int, bytes], *, trailer: bytes = b"") -> bytes:
    """The file with an update that overwrites or adds these objects."""
    first = int(before.rsplit(b"startxref\n", 1)[1].split()[0])
    out = bytearray(before)
    rows = b""
    for number, body in parts.items():
        rows += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += (
        b"xref\n" + rows + b"trailer\n<< /Root 1 0 R /Size 100 /Prev %d %s >>\n" % (first, trailer)
    )
    return bytes(out) + b"startxref\n%d\n" % start + END
