"""What attacks are made from: signed files and the desk that signs more of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.signing.desk import Desk

VALUE = re.compile(rb"/Contents\s*<([0-9a-fA-F]{99,})>")
RANGE = re.compile(rb"/ByteRange\s*\[([\d ]+)\]")
Change = Callable[[IncrementalPdfFileWriter], None]


@dataclass(frozen=True)
class SignedFiles:
    """One report as it went through the house: drawn, signed by its leader, sealed, stamped."""

    desk: Desk
    report: Path
    led: bytes
    sealed: bytes
    stamped: bytes

    def written(self, content: bytes) -> Path:
        """The content as a file."""
        path = self.desk.file("made.pdf")
        path.write_bytes(content)
        return path


def updated(content: bytes, *changes: Change) -> bytes:
    """The content with one more revision, well written."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    for change in changes:
        change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def by_hand(content: bytes, objects: dict[int, bytes], *, table: bool = True, end: bool = True):
    """The content with objects appended; with or without a table, with or without a trailer."""
    out = bytearray(content)
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    if not end:
        return bytes(out)
    previous = re.findall(rb"startxref\s+(\d+)", content)[-1]
    root = re.findall(rb"/Root (\d+ \d+ R)", content)[-1]
    size = max(int(each) for each in re.findall(rb"/Size (\d+)", content))
    start = len(out)
    if table:
        out += b"xref\n"
        for number, place in places.items():
            out += b"%d 1\n%010d 00000 n \n" % (number, place)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %s >>\n" % (size, root, previous)
    return bytes(out + trailer + b"startxref\n%d\n%%%%EOF\n" % start)


def overwritten(content: bytes, found: re.Match[bytes], new: bytes) -> bytes:
    """The content with a match replaced, filled with spaces to the same length."""
    width = found.end() - found.start()
    assert len(new) <= width
    return content[: found.start()] + new.ljust(width) + content[found.end() :]


def last(pattern: re.Pattern[bytes], content: bytes) -> re.Match[bytes]:
    """Where a pattern stands for the last time."""
    return list(pattern.finditer(content))[-1]


def rewritten(content: bytes, change: Callable[[bytearray], None]) -> bytes:
    """The newest signature's CMS changed, its length kept or less."""
    found = last(VALUE, content)
    value = bytearray.fromhex(found[1].decode())
    change(value)
    spelt = bytes(value).hex().upper().encode().ljust(len(found[1]), b"0")[: len(found[1])]
    return content[: found.start(1)] + spelt + content[found.end(1) :]


def dictionary(**entries: object) -> generic.DictionaryObject:
    """A dictionary; texts that begin with a stroke become names."""
    return generic.DictionaryObject(
        {pdf_name(f"/{key}"): _made(value) for key, value in entries.items()}
    )


def _made(value: object) -> generic.PdfObject:
    if isinstance(value, str):
        return pdf_name(value) if value.startswith("/") else generic.pdf_string(value)
    if isinstance(value, int):
        return generic.NumberObject(value)
    if isinstance(value, tuple):
        return generic.ArrayObject(map(_made, value))
    assert isinstance(value, generic.PdfObject)
    return value


def stream(content: bytes, **entries: object) -> generic.StreamObject:
    """A stream with entries."""
    return generic.StreamObject(dictionary(**entries), stream_data=content)


def page_of(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """The first page, to be changed."""
    page = writer.find_page_for_modification(0)[0].get_object()
    writer.update_container(page)
    return page


def field_of(writer: IncrementalPdfFileWriter, name: str) -> generic.DictionaryObject:
    """A form field by its name, to be changed."""
    for entry in writer.root["/AcroForm"]["/Fields"]:
        field = entry.get_object()
        if field["/T"] == name:
            writer.update_container(field)
            return field
    raise KeyError(name)


def hang(writer: IncrementalPdfFileWriter, widget: generic.DictionaryObject, *, form: bool) -> None:
    """Put an annotation on the first page, and into the form if it is a field."""
    page = page_of(writer)
    widget["/P"] = page.container_ref and generic.IndirectObject(
        page.container_ref.idnum, page.container_ref.generation, writer
    )
    placed = writer.add_object(widget)
    if "/Annots" not in page:
        page["/Annots"] = generic.ArrayObject()
    page["/Annots"].append(placed)
    writer.update_container(page["/Annots"])
    if form:
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(placed)
        writer.update_container(fields)
