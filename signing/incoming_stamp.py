"""The stamp of an incoming document on a rendition of it; the received file stays as it came.

Decree 30/2020, annex IV, V: a box of 35 × 50 mm with agency, number, day, whom it was passed to and
the file it was put in; it stands in free space, first under the number and notation.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pypdfium2
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PdfFileWriter

from signing import child, lettering, marks
from signing.child import ChildFailed
from signing.errors import UnreadablePdf
from signing.page_ink import Ink
from signing.places import Rect
from signing.plain_pages import plain

MM = 72 / 25.4
WIDTH, BOX, NOTE = 50 * MM, 35 * MM, 9.0  # points; the note stands under the box
HEIGHT = BOX + NOTE
LEFT = 15 * MM  # of the box: the word of arrival
HEAD = 8 * MM
TARGET = (0.28, 0.77)  # of the page, from its lower left corner: under number and notation
A4 = (595.28, 841.89)
RED = "0.75 0 0"
NOT_THE_ORIGINAL = "Bản thể hiện có dấu đến; bản gốc được giữ nguyên"


@dataclass(frozen=True)
class StampFacts:
    """What the stamp says; what is not known yet is left as dots to be written in."""

    agency: str
    number: str
    day: str
    passed_to: str = ""
    file_code: str = ""


def stamped(source: Path, facts: StampFacts) -> bytes:
    """The document's pages written anew with the stamp on the first; what is filled is flat.

    On a page of its own at the end where the first has no room. In the limited child. Raises
    UnreadablePdf.
    """
    try:
        made: bytes = child.run("stamped", source, stamp=_as_pdf(facts))
    except ChildFailed as failure:
        raise UnreadablePdf(
            f"The pages of this file cannot be read ({failure.reason}); save it as PDF again."
        ) from None
    return made


def put_on(file: BinaryIO, stamp: bytes) -> bytes:
    """Lay a stamp, a PDF of one page, over the first page's free space; in the limited child."""
    pages = plain(file, ())
    ink = Ink(pypdfium2.PdfDocument(pages)[0])
    target = ink.width * TARGET[0], ink.height * TARGET[1]
    rect = ink.nearest(WIDTH, HEIGHT, target)
    out = BytesIO()
    with pikepdf.open(BytesIO(pages)) as document, pikepdf.open(BytesIO(stamp)) as mark:
        page = document.pages[0]
        if rect is None:
            page = document.add_blank_page(page_size=A4)
            left, top = 85.0, A4[1] - 85
            rect = Rect(left, top - HEIGHT, left + WIDTH, top)
        place = pikepdf.Rectangle(rect.left, rect.bottom, rect.right, rect.top)
        page.add_overlay(mark.pages[0], place)
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _as_pdf(facts: StampFacts) -> bytes:
    writer = PdfFileWriter()
    content = generic.StreamObject(stream_data=_drawn(facts))
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): generic.ArrayObject(
                generic.FloatObject(round(edge, 2)) for edge in (0, 0, WIDTH, HEIGHT)
            ),
            pdf_name("/Resources"): generic.DictionaryObject(
                {pdf_name("/Font"): lettering.resources(writer, ("Regular", "Bold"))}
            ),
            pdf_name("/Contents"): writer.add_object(content),
        }
    )
    writer.insert_page(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _drawn(facts: StampFacts) -> bytes:
    top = HEIGHT - 0.6
    low = NOTE + 0.6
    head = top - HEAD
    out = [
        f"q {RED} RG {RED} rg 1.2 w 0.6 {low:.2f} {WIDTH - 1.2:.2f} {top - low:.2f} re S",
        f"0.7 w 0.6 {head:.2f} m {WIDTH - 0.6:.2f} {head:.2f} l S",
        f"{LEFT:.2f} {low:.2f} m {LEFT:.2f} {head:.2f} l S",
        _text("Bold", 9, (0, WIDTH), head + HEAD / 2 - 3, marks.nfc(facts.agency).upper()),
        _text("Bold", 15, (0, LEFT), (low + head) / 2 - 5, "ĐẾN"),
    ]
    lines = (
        ("Số: ", facts.number),
        ("Ngày: ", facts.day),
        ("Chuyển: ", facts.passed_to),
        ("Số và ký hiệu HS: ", facts.file_code),
    )
    step = (head - low) / len(lines)
    for order, (label, value) in enumerate(lines):
        bottom = head - (order + 1) * step + step / 2 - 3
        out.append(_line(label, marks.nfc(value), bottom))
    out.append(_text("Regular", 6, (0, WIDTH), 2, NOT_THE_ORIGINAL))
    return "\n".join([*out, "Q"]).encode("ascii")


def _line(label: str, value: str, bottom: float) -> str:
    """A label and what stands behind it, or dots to write on."""
    face, size = lettering.face("Regular"), 9.0
    left, room = LEFT + 4, WIDTH - LEFT - 8
    text = label + value if value else label
    if not value:
        text += "." * int((room - face.width(label, size)) / face.width(".", size))
    while face.width(text, size) > room and size > 6:
        size -= 0.5
    while face.width(text, size) > room:
        text = f"{text[:-2]}…"
    return _shown(face, size, left, bottom, text)


def _text(name: str, size: float, within: tuple[float, float], bottom: float, text: str) -> str:
    """A text in the middle between two edges, set smaller where it would not fit."""
    face, room = lettering.face(name), within[1] - within[0] - 6
    while face.width(text, size) > room and size > 5:
        size -= 0.5
    while face.width(text, size) > room:
        text = f"{text[:-2]}…"
    left = (within[0] + within[1] - face.width(text, size)) / 2
    return _shown(face, size, left, bottom, text)


def _shown(face: lettering.Face, size: float, left: float, bottom: float, text: str) -> str:
    return (
        f"BT {face.resource} {size:g} Tf {left:.2f} {bottom:.2f} Td {face.shown(text).decode()} "
        "Tj ET"
    )
