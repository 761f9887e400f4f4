"""What the marks of a signature and a seal look like, and the text of number and date."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing import lettering
from signing.lettering import Face

BLUE = "0.07 0.27 0.58"
RED = "0.75 0.09 0.11"
GREY = "0.33 0.35 0.38"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Words:
    """One line of a mark: what it says, in which face, size (points) and colour."""

    text: str
    face: str
    size: float
    colour: str


def leader_words(name: str, title: str, unit: str, at: datetime) -> list[Words]:
    """What a personal signature's mark says."""
    said = [Words("Ký số bởi", "Regular", 7, GREY), Words(name, "Bold", 11, BLUE)]
    if title:
        said.append(Words(title, "Regular", 8.5, BLUE))
    if unit:
        said.append(Words(unit, "Regular", 8.5, BLUE))
    return [*said, Words(_moment(at), "Regular", 7.5, GREY)]


def seal_words(unit: str, at: datetime, *, number: str = "", on: date | None = None) -> list[Words]:
    """What a unit's seal says; number and date only where the page has no field for them."""
    said = [Words("Cơ quan ký số", "Regular", 7.5, GREY), Words(unit, "Bold", 11, RED)]
    if number and on:
        said.append(Words(f"Số: {number}, {date_text(on)}", "Regular", 8.5, RED))
    return [*said, Words(_moment(at), "Regular", 7.5, GREY)]


def date_text(on: date) -> str:
    """The date as an administrative paper writes it: 05 and 02, but 3 (decree 30/2020, annex I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def date_parts(on: date) -> tuple[str, str, str]:
    """Day, month and year as they stand in the blanks of a printed date line."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"{on.day:02d}", month, str(on.year)


def _moment(at: datetime) -> str:
    local = at.astimezone(HANOI)
    return f"{local:%d/%m/%Y %H:%M:%S} +07:00"


def framed(words: list[Words], width: float, height: float, colour: str) -> bytes:
    """The drawing of a mark: a thin frame, a bar at its left, the words set to fit."""
    out = [
        "q",
        "1 1 1 rg",
        f"{colour} RG 0.7 w",
        f"0.35 0.35 {width - 0.7:.2f} {height - 0.7:.2f} re S",
        f"{colour} rg 0 0 2.6 {height:.2f} re f",
    ]
    lines = _broken(words, width - 16)
    leading = 1.22
    full = sum(each.size * leading for each in lines)
    shrink = min(1.0, (height - 7) / full)
    baseline = (height + full * shrink) / 2
    for each in lines:
        size = each.size * shrink
        baseline -= size * leading
        out.append(_line(each, size, 9, baseline + size * 0.27, width - 16))
    return "\n".join([*out, "Q"]).encode("ascii")


def _line(words: Words, size: float, left: float, bottom: float, room: float) -> str:
    letters = lettering.face(words.face)
    size = min(size, size * room / max(letters.width(words.text, size), 1))
    return (
        f"BT {words.colour} rg {letters.resource} {size:.2f} Tf {left:.2f} {bottom:.2f} Td "
        f"{letters.shown(words.text).decode()} Tj ET"
    )


def _broken(words: list[Words], room: float) -> list[Words]:
    """Bold lines that run too long become two; the others are set smaller."""
    out: list[Words] = []
    for each in words:
        letters = lettering.face(each.face)
        parts = each.text.split()
        if each.face != "Bold" or letters.width(each.text, each.size) <= room or len(parts) < 2:
            out.append(each)
            continue
        halves = [(" ".join(parts[:cut]), " ".join(parts[cut:])) for cut in range(1, len(parts))]
        first, second = min(
            halves, key=lambda pair: max(letters.width(half, each.size) for half in pair)
        )
        size = each.size * 0.92
        out += [Words(half, each.face, size, each.colour) for half in (first, second)]
    return out


def plain_line(text: str, face: Face, size: float, width: float, baseline: float) -> bytes:
    """One line of black text, made smaller where it would not fit."""
    size = min(size, size * width / max(face.width(text, size), 1))
    return centred([(text, face.width(text, size) / 2)], face, size, baseline)


def centred(parts: list[tuple[str, float]], face: Face, size: float, baseline: float) -> bytes:
    """Pieces of black text, each centred on its stop along one baseline."""
    drawn = [
        f"BT 0 g {face.resource} {size:.2f} Tf {stop - face.width(text, size) / 2:.2f} "
        f"{baseline:.2f} Td {face.shown(text).decode()} Tj ET"
        for text, stop in parts
    ]
    return "\n".join(["q", *drawn, "Q"]).encode("ascii")


def appearance(
    writer: BasePdfFileWriter,
    drawing: bytes,
    width: float,
    height: float,
    fonts: generic.DictionaryObject,
) -> generic.IndirectObject:
    """The drawing as a form in the file, ready to stand in an annotation's /AP."""
    form = generic.StreamObject(stream_data=drawing)
    form["/Type"] = pdf_name("/XObject")
    form["/Subtype"] = pdf_name("/Form")
    form["/BBox"] = generic.ArrayObject(
        generic.FloatObject(round(edge, 2)) for edge in (0, 0, width, height)
    )
    form["/Resources"] = generic.DictionaryObject({pdf_name("/Font"): fonts})
    form.compress()
    return writer.add_object(form)


def nfc(text: str) -> str:
    """Text as it is kept and read back: composed letters (NFC), no control characters."""
    return "".join(
        letter for letter in unicodedata.normalize("NFC", text) if letter.isprintable()
    ).strip()
