"""Files whose marks are wrong on purpose, each by one change to a file that is right."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, Pdf
from PIL import Image

from signing.lettering import face

Change = Callable[[Pdf], None]


def wrong(source: Path, target: Path, change: Change) -> Path:
    """The file with one thing changed; nobody asks here whether its signatures still hold."""
    with pikepdf.open(source) as document:
        change(document)
        document.save(target)
    return target


def field(document: Pdf, name: str) -> pikepdf.Object:
    return next(each for each in document.Root.AcroForm.Fields if name == each.T)


def moved(name: str, right: float = 0, up: float = 0) -> Change:
    def change(document: Pdf) -> None:
        left, bottom, far, top = (float(edge) for edge in field(document, name).Rect)
        field(document, name).Rect = Array([left + right, bottom + up, far + right, top + up])

    return change


def sized(name: str, factor: float) -> Change:
    """Larger or smaller, the right edge and the middle height where they were."""

    def change(document: Pdf) -> None:
        left, bottom, right, top = (float(edge) for edge in field(document, name).Rect)
        middle, half = (bottom + top) / 2, (top - bottom) / 2 * factor
        left = right - (right - left) * factor
        field(document, name).Rect = Array([left, middle - half, right, middle + half])

    return change


def coloured(name: str, colour: tuple[int, int, int]) -> Change:
    def change(document: Pdf) -> None:
        image = field(document, name).AP.N.Resources.XObject.Mark
        image.write(bytes(colour) * (int(image.Width) * int(image.Height)))

    return change


def opaque(name: str) -> Change:
    """The same picture on white paper."""

    def change(document: Pdf) -> None:
        image = field(document, name).AP.N.Resources.XObject.Mark
        size = int(image.Width), int(image.Height)
        paper = Image.new("RGB", size, "white")
        ink = Image.frombytes("RGB", size, image.read_bytes())
        paper.paste(ink, mask=Image.frombytes("L", size, image.SMask.read_bytes()))
        del image.SMask
        image.write(zlib.compress(paper.tobytes()), filter=Name.FlateDecode)

    return change


def gone(name: str) -> Change:
    def change(document: Pdf) -> None:
        del field(document, name).AP

    return change


def empty(name: str) -> Change:
    def change(document: Pdf) -> None:
        field(document, name).AP.N.write(b"q Q")

    return change


def worded(name: str, old: str, new: str) -> Change:
    letters = face("Regular")

    def change(document: Pdf) -> None:
        form = field(document, name).AP.N
        content = form.read_bytes()
        assert letters.shown(old) in content
        form.write(content.replace(letters.shown(old), letters.shown(new)))

    return change


def drawn(name: str, old: bytes, new: bytes) -> Change:
    def change(document: Pdf) -> None:
        form = field(document, name).AP.N
        assert old in form.read_bytes()
        form.write(form.read_bytes().replace(old, new))

    return change


def with_text(name: str) -> Change:
    """Words beside the picture."""

    def change(document: Pdf) -> None:
        form, lent = field(document, name).AP.N, field(document, "Number").AP.N
        form.Resources.Font = lent.Resources.Font
        line = b"\nBT 0 g /DocflowRegular 8 Tf 4 2 Td " + face("Regular").shown("An") + b" Tj ET"
        form.write(form.read_bytes() + line)

    return change


def lettered(name: str, font: str) -> Change:
    def change(document: Pdf) -> None:
        for each in field(document, name).AP.N.Resources.Font.values():
            each.BaseFont = each.DescendantFonts[0].BaseFont = Name(font)
            each.DescendantFonts[0].FontDescriptor.FontName = Name(font)

    return change


def with_picture(name: str) -> Change:
    def change(document: Pdf) -> None:
        form = field(document, name).AP.N
        image = document.make_stream(b"\xc8\x16\x1c" * 16)
        image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, Name.DeviceRGB
        image.Width, image.Height, image.BitsPerComponent = 4, 4, 8
        form.Resources.XObject = pikepdf.Dictionary(Mark=image)
        form.write(form.read_bytes() + b"\nq 12 0 0 12 0 0 cm /Mark Do Q")

    return change


def stamped(document: Pdf) -> None:
    """The box of an incoming document, drawn into the file that is signed."""
    page = document.pages[0]
    fonts = field(document, "Number").AP.N.Resources.Font
    page.Resources.Font.DocflowRegular = fonts["/DocflowRegular"]
    line = b"q BT 0 g /DocflowRegular 13 Tf 90 810 Td " + face("Regular").shown("ĐẾN") + b" Tj ET Q"
    page.contents_add(document.make_stream(line))


DOCUMENTS: dict[str, tuple[str, Change]] = {
    "signature red": ("S1 not_blue", coloured("Leader", (200, 20, 20))),
    "signature black": ("S1 not_blue", coloured("Leader", (0, 0, 0))),
    "signature opaque": ("S1 opaque", opaque("Leader")),
    "signature off the middle": ("S1 off_centre", moved("Leader", right=-45)),
    "signature over the name": ("S1 over_text", moved("Leader", up=-28)),
    "signature over the text": ("S1 over_text", moved("Leader", right=-120, up=200)),
    "signature elsewhere": ("S1 not_between", moved("Leader", up=-250)),
    "signature with text": ("S1 with_text", with_text("Leader")),
    "signature missing": ("S1 missing", gone("Leader")),
    "seal blue": ("S2 not_red", coloured("Seal", (18, 69, 168))),
    "seal black": ("S2 not_red", coloured("Seal", (0, 0, 0))),
    "seal opaque": ("S2 opaque", opaque("Seal")),
    "seal too small": ("S2 too_small", sized("Seal", 0.6)),
    "seal too big": ("S2 too_big", sized("Seal", 1.4)),
    "seal over the whole": ("S2 not_a_third", moved("Seal", right=60)),
    "seal barely touching": ("S2 not_a_third", moved("Seal", right=-45)),
    "seal at the right": ("S2 right_side", moved("Seal", right=150)),
    "seal apart": ("S2 apart", moved("Seal", up=-200)),
    "seal over the text": ("S2 over_text", moved("Seal", right=-180, up=35)),
    "seal missing": ("S2 missing", gone("Seal")),
    "number missing": ("B3 missing", empty("Number")),
    "number elsewhere": ("B3 missing", moved("Number", right=30, up=-60)),
    "number too small": ("B3 wrong_size", drawn("Number", b" 13.00 Tf", b" 9.00 Tf")),
    "date missing": ("B4 missing", empty("Date")),
    "date elsewhere": ("B4 missing", moved("Date", up=-40)),
    "incoming stamp": ("S6 stamp_in_signed_file", stamped),
}
"""Of a document: what is wrong, the rule and code it is named by, and the change."""

TIME = "2026-11-21T15:04:05+07:00"
ATTACHMENTS: dict[str, tuple[str, Change]] = {
    "with a picture": ("with_picture", with_picture("Attachment")),
    "at the left": ("wrong_place", moved("Attachment", right=-330)),
    "at the foot": ("wrong_place", moved("Attachment", up=-700)),
    "of size 12": ("wrong_size", drawn("Attachment", b" 10 Tf", b" 12 Tf")),
    "of size 8": ("wrong_size", drawn("Attachment", b" 10 Tf", b" 8 Tf")),
    "another font": ("not_times", lettered("Attachment", "/ABCDEF+Arial")),
    "red": ("not_black", drawn("Attachment", b"BT 0 g", b"BT 1 0 0 rg")),
    "no zone": ("wrong_zone", worded("Attachment", TIME, TIME[:-6])),
    "of Greenwich": ("wrong_zone", worded("Attachment", TIME, "2026-11-21T08:04:05Z")),
    "time in words": ("time_format", worded("Attachment", TIME, "15 giờ ngày 21/11/2026")),
}
"""Of a text mark at the top right of page one: what is wrong, its code, and the change."""
