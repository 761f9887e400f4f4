"""What stands in the reserved fields: a picture, a line of text, or both; dates as written."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing import lettering
from signing.lettering import Face
from signing.pictures import Picture

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LINE = 12.0  # points below a seal that number and date take where the page has no fields for them


@dataclass(frozen=True)
class Drawing:
    """The content of a mark with what it draws with: faces of the font, a picture."""

    content: bytes
    faces: tuple[str, ...] = ()
    picture: Picture | None = None


def date_text(on: date) -> str:
    """The date as an administrative paper writes it: 05 and 02, but 3 (decree 30/2020, annex I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def date_parts(on: date) -> tuple[str, str, str]:
    """Day, month and year as they stand in the blanks of a printed date line."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"{on.day:02d}", month, str(on.year)


def pictured(picture: Picture, width: float, height: float, under: str = "") -> Drawing:
    """The picture as large as it fits, in the middle; a line of text under it if there is one."""
    foot = LINE if under else 0.0
    scale = min(width / picture.width, (height - foot) / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    left, bottom = (width - wide) / 2, foot + (height - foot - high) / 2
    content = f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {bottom:.2f} cm /Mark Do Q".encode("ascii")
    if not under:
        return Drawing(content, picture=picture)
    line = plain_line(under, lettering.face("Regular"), 9, width, 3)
    return Drawing(content + b"\n" + line.content, line.faces, picture)


def plain_line(text: str, face: Face, size: float, width: float, baseline: float) -> Drawing:
    """One line of black text, made smaller where it would not fit."""
    size = min(size, size * width / max(face.width(text, size), 1))
    return centred([(text, face.width(text, size) / 2)], face, size, baseline)


def centred(parts: list[tuple[str, float]], face: Face, size: float, baseline: float) -> Drawing:
    """Pieces of black text, each centred on its stop along one baseline."""
    drawn = [
        f"BT 0 g {face.resource} {size:.2f} Tf {stop - face.width(text, size) / 2:.2f} "
        f"{baseline:.2f} Td {face.shown(text).decode()} Tj ET"
        for text, stop in parts
    ]
    return Drawing("\n".join(["q", *drawn, "Q"]).encode("ascii"), (face.name,))


def appearance(
    writer: BasePdfFileWriter, drawing: Drawing, width: float, height: float
) -> generic.IndirectObject:
    """The drawing as a form in the file, ready to stand in an annotation's /AP."""
    form = generic.StreamObject(stream_data=drawing.content)
    form["/Type"] = pdf_name("/XObject")
    form["/Subtype"] = pdf_name("/Form")
    form["/BBox"] = generic.ArrayObject(
        generic.FloatObject(round(edge, 2)) for edge in (0, 0, width, height)
    )
    resources = generic.DictionaryObject()
    if drawing.faces:
        resources[pdf_name("/Font")] = lettering.resources(writer, drawing.faces)
    if drawing.picture:
        pictures = {pdf_name("/Mark"): drawing.picture.embed(writer)}
        resources[pdf_name("/XObject")] = generic.DictionaryObject(pictures)
    form["/Resources"] = resources
    form.compress()
    return writer.add_object(form)


def nfc(text: str) -> str:
    """Text as it is kept and read back: composed letters (NFC), no control characters."""
    return "".join(
        letter for letter in unicodedata.normalize("NFC", text) if letter.isprintable()
    ).strip()
