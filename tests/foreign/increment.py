"""Revisions written by hand at the end of a PDF, as the national tools do, and signed by openssl.

Nothing here uses the code under test or the library under it.
"""

import re
import subprocess
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf

from tests.foreign.people import Person

ROOM = 12000  # bytes kept for a signature
RANGE = b"[0 ########## ########## ##########]"


@dataclass
class Increment:
    """One more revision of a PDF: objects by number, then a table (or stream) of references."""

    content: bytes
    line: bytes = b"\n"
    as_stream: bool = False
    objects: dict[int, bytes] = field(default_factory=dict)
    changed: dict[int, dict[bytes, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pdf = pikepdf.open(BytesIO(self.content))
        self.next = int(self.pdf.trailer.Size)
        self.page = self.pdf.pages[0].obj

    def add(self, body: bytes) -> int:
        """A new object; gives its number."""
        number, self.next = self.next, self.next + 1
        self.objects[number] = body
        return number

    def add_stream(self, entries: bytes, content: bytes) -> int:
        body = b"<< %s /Length %d >>%sstream\n%s\nendstream"
        return self.add(body % (entries, len(content), self.line, content))

    def entries(self, of: pikepdf.Object) -> dict[bytes, bytes]:
        """The entries of a dictionary of the file, to be changed in this revision."""
        number = of.objgen[0]
        if number not in self.changed:
            self.changed[number] = {_name(key): _reference(each) for key, each in of.items()}
        return self.changed[number]

    def written(self) -> bytes:
        """The whole file with this revision at its end."""
        nl = self.line
        out = bytearray(self.content)
        if not out.endswith((b"\n", b"\r")):
            out += nl
        places: dict[int, int] = {}
        changed = {number: _dictionary(each) for number, each in self.changed.items()}
        for number, body in sorted((self.objects | changed).items()):
            places[number] = len(out)
            out += b"%d 0 obj%s%s%sendobj%s" % (number, nl, body, nl, nl)
        previous = int(re.findall(rb"startxref\s+(\d+)", self.content)[-1])
        root = self.pdf.Root.objgen[0]
        trailer = b"/Root %d 0 R /Prev %d" % (root, previous)
        if "/ID" in self.pdf.trailer:
            trailer += b" /ID " + self.pdf.trailer.ID.unparse()
        start = len(out)
        write = self._stream if self.as_stream else self._table
        out += write(places, trailer, start)
        out += b"startxref%s%d%s%%%%EOF%s" % (nl, start, nl, nl)
        return bytes(out)

    def _table(self, places: dict[int, int], trailer: bytes, _start: int) -> bytes:
        end = self.line if len(self.line) == 2 else b" " + self.line
        rows = b"".join(
            b"%d 1%s%010d 00000 n%s" % (number, self.line, place, end)
            for number, place in places.items()
        )
        kept = b"trailer%s<< /Size %d %s >>%s" % (self.line, self.next, trailer, self.line)
        return b"xref" + self.line + rows + kept

    def _stream(self, places: dict[int, int], trailer: bytes, start: int) -> bytes:
        number = self.next
        places = places | {number: start}
        index = b" ".join(b"%d 1" % each for each in places)
        data = zlib.compress(
            b"".join(b"\x01" + place.to_bytes(4, "big") + b"\0" for place in places.values())
        )
        return (
            b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 1] /Index [%s] %s /Filter /FlateDecode "
            b"/Length %d >>\nstream\n%s\nendstream\nendobj\n"
            % (number, number + 1, index, trailer, len(data), data)
        )


@dataclass(frozen=True)
class Form:
    """How a signature is written and made: names, digest, spelling, options of openssl."""

    kind: str = "adbe.pkcs7.detached"
    digest: str = "sha256"
    options: Sequence[str] = ()
    capitals: bool = False
    chain: bool = True
    line: bytes = b"\n"
    as_stream: bool = False


def signed(
    content: bytes,
    who: Person,
    name: str,
    box: tuple[int, int, int, int],
    form: Form | None = None,
    *,
    drawn: bytes = b"",
    shown: str = "",
) -> bytes:
    """The file with a revision that adds a visible signature field with its value.

    `drawn` are page operators that the same revision adds to the first page's content.
    """
    form = form or Form()
    revision = Increment(content, form.line, form.as_stream)
    if drawn:
        draw(revision, drawn)
    width, height = box[2] - box[0], box[3] - box[1]
    look = revision.add_stream(
        b"/Type /XObject /Subtype /Form /BBox [0 0 %d %d] /Resources << /Font << /F << /Type /Font "
        b"/Subtype /Type1 /BaseFont /Helvetica >> >> >>" % (width, height),
        b"1 0 0 RG 1 1 %d %d re S BT /F 8 Tf 1 0 0 rg 4 %d Td (%s) Tj ET"
        % (width - 2, height - 2, height - 14, (shown or name).encode("ascii")),
    )
    now = datetime.now(UTC).strftime("D:%Y%m%d%H%M%S+00'00'").encode()
    value = revision.add(
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /M (%s) /ByteRange %s /Contents <%s> "
        b"/Reason (Ban hanh) >>" % (form.kind.encode(), now, RANGE, b"0" * (2 * ROOM))
    )
    page = revision.page.objgen[0]
    widget = revision.add(
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /F 132 /T (%s) /P %d 0 R /V %d 0 R "
        b"/Rect [%d %d %d %d] /AP << /N %d 0 R >> >>" % (name.encode(), page, value, *box, look)
    )
    _hang(revision, widget)
    return _filled(revision.written(), who, form)


def draw(revision: Increment, operators: bytes) -> None:
    """Add operators to the first page's content, with a font of their own."""
    added = revision.add_stream(b"", b"q BT /Number 13 Tf 0 g " + operators + b" ET Q")
    font = revision.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>")
    page = revision.page
    parts = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    streams = b" ".join(_reference(each) for each in parts)
    fonts = {_name(key): _reference(each) for key, each in page.Resources.Font.items()}
    resources = {_name(key): _reference(each) for key, each in page.Resources.items()}
    resources[b"/Font"] = _dictionary(fonts | {b"/Number": b"%d 0 R" % font})
    entries = revision.entries(page)
    entries[b"/Contents"] = b"[%s %d 0 R]" % (streams, added)
    entries[b"/Resources"] = _dictionary(resources)


def annotate(content: bytes, kind: str, box: tuple[int, int, int, int], text: str) -> bytes:
    """The file with a revision that lays an annotation with a text over the first page."""
    revision = Increment(content)
    width, height = box[2] - box[0], box[3] - box[1]
    look = revision.add_stream(
        b"/Type /XObject /Subtype /Form /BBox [0 0 %d %d] /Resources << /Font << /F << /Type /Font "
        b"/Subtype /Type1 /BaseFont /Helvetica >> >> >>" % (width, height),
        b"0 0 1 RG 1 1 %d %d re S BT /F 9 Tf 4 %d Td (%s) Tj ET"
        % (width - 2, height - 2, height - 14, text.encode()),
    )
    note = revision.add(
        b"<< /Type /Annot /Subtype /%s /F 4 /Rect [%d %d %d %d] /Contents (%s) /AP << /N %d 0 R >> "
        b"/DA (/F 9 Tf) >>" % (kind.encode(), *box, text.encode(), look)
    )
    _hang(revision, note, in_form=False)
    return revision.written()


def _hang(revision: Increment, widget: int, *, in_form: bool = True) -> None:
    """Put a widget on the page and, unless told otherwise, into the form."""
    one = b"%d 0 R" % widget
    page, root = revision.page, revision.pdf.Root
    shown = [_reference(each) for each in page.get("/Annots", [])]
    revision.entries(page)[b"/Annots"] = b"[%s]" % b" ".join([*shown, one])
    if in_form:
        known = root.get("/AcroForm", pikepdf.Dictionary()).get("/Fields", [])
        fields = b" ".join([*(_reference(each) for each in known), one])
        revision.entries(root)[b"/AcroForm"] = b"<< /SigFlags 3 /Fields [%s] >>" % fields


def _dictionary(entries: dict[bytes, bytes]) -> bytes:
    return b"<< " + b" ".join(b"%s %s" % each for each in entries.items()) + b" >>"


def _name(key: str) -> bytes:
    return key.encode()


def _reference(each: object) -> bytes:
    if not isinstance(each, pikepdf.Object):
        return str(each).encode()
    return b"%d 0 R" % each.objgen[0] if each.is_indirect else each.unparse()


def _filled(content: bytes, who: Person, form: Form) -> bytes:
    start = content.rindex(b"/Contents <" + b"0" * (2 * ROOM)) + len(b"/Contents ")
    end = start + 2 * ROOM + 2
    numbers = b"[0 %d %d %d]" % (start, end, len(content) - end)
    content = content.replace(RANGE, numbers.ljust(len(RANGE)))
    value = cms(content[:start] + content[end:], who, form)
    text = value.hex().upper() if form.capitals else value.hex()
    return content[: start + 1] + text.encode().ljust(2 * ROOM, b"0") + content[end - 1 :]


def cms(data: bytes, who: Person, form: Form) -> bytes:
    """A detached CMS over the bytes, made by openssl."""
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder, "data"), Path(folder, "cms")
        given.write_bytes(data)
        command = ["openssl", "cms", "-sign", "-binary", "-md", form.digest, "-outform", "DER"]
        command += ["-signer", str(who.certificate_file), "-inkey", str(who.key_file)]
        command += ["-certfile", str(who.chain_file)] if form.chain else []
        command += [*form.options, "-nosmimecap", "-in", str(given), "-out", str(out)]
        told = subprocess.run(command, capture_output=True, text=True)
        if told.returncode:
            raise RuntimeError(told.stderr)
        return out.read_bytes()
