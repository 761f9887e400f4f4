"""The marks that signatures show in a file, each looked at by itself; runs in the limited child."""

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from signing.page_ink import Line, lines
from signing.places import Rect

FINE = 2  # pixels for each point
SEEN = 40  # of 255: less covered than this is not seen
_STAMP = re.compile(r"\bĐẾN\b")


@dataclass(frozen=True)
class Mark:
    """One signature's mark: what it covers, its ink, colours and words; nothing for no picture.

    `cover` is the share of the ink's box that hides what is under it.
    """

    field: str
    page: int
    rect: Rect
    ink: Rect
    colour: tuple[int, int, int]
    cover: float
    has_image: bool
    text: str
    sizes: tuple[float, ...]
    fonts: tuple[str, ...]
    colours: tuple[tuple[int, int, int], ...]

    @property
    def is_square(self) -> bool:
        """Whether it is about as high as wide, as seals are."""
        return 0.75 < self.ink.width / max(self.ink.height, 1) < 1.33


@dataclass(frozen=True)
class Paper:
    """A file taken apart: its marks in the order signed, and its pages without them."""

    marks: tuple[Mark, ...]
    signatures: int
    bare: pypdfium2.PdfDocument
    version: str
    stamped: int | None


def taken_apart(file: BinaryIO) -> Paper:
    """The marks of all signatures and the pages as they are without."""
    with pikepdf.open(file, suppress_warnings=True) as document:
        found = sorted(_signatures(document), key=lambda each: each[0])
        marks = [
            mark
            for _, page, field, widget in found
            for mark in _mark(document, page, field, widget)
        ]
        own = {widget.objgen for _, _, _, widget in found}
        for page in document.pages:
            if "/Annots" in page:
                kept = [each for each in page.Annots if each.objgen not in own]
                page.Annots = pikepdf.Array(kept)
        document.flatten_annotations("all")
        if "/AcroForm" in document.Root:
            del document.Root.AcroForm
        out = io.BytesIO()
        document.save(out)
        version = document.pdf_version
    bare = pypdfium2.PdfDocument(out.getvalue())
    return Paper(tuple(marks), len(found), bare, version, _stamped(bare))


def _signatures(document: pikepdf.Pdf) -> Iterator[tuple[int, int, str, pikepdf.Object]]:
    """Of each widget of a signature: where it ends, its page, its name, itself."""
    for number, page in enumerate(document.pages):
        for widget in page.get("/Annots", []):
            field = widget if "/FT" in widget else widget.get("/Parent", widget)
            if field.get("/FT") != "/Sig" or "/V" not in field:
                continue
            covered = [int(each) for each in field.V.get("/ByteRange", [0, 0, 0, 0])]
            yield sum(covered[2:]), number, str(field.get("/T", "")), widget


def _mark(document: pikepdf.Pdf, page: int, field: str, widget: pikepdf.Object) -> Iterator[Mark]:
    edges = [float(each) for each in widget.get("/Rect", [0, 0, 0, 0])]
    rect = Rect(min(edges[::2]), min(edges[1::2]), max(edges[::2]), max(edges[1::2]))
    form = widget.AP.get("/N") if "/AP" in widget else None
    if rect.width < 1 or rect.height < 1 or not isinstance(form, pikepdf.Stream):
        return
    alone = _alone(form, rect)
    white, black = (
        alone.render(scale=FINE, fill_color=(*[grey] * 3, 255)).to_pil().convert("RGB")
        for grey in (255, 0)
    )
    hidden = ImageChops.invert(ImageChops.difference(white, black)).convert("L")
    inked = ImageChops.multiply(hidden, ImageChops.invert(white.convert("L")))
    box = inked.point(lambda level: 255 * (level > SEEN)).getbbox()
    if box is None:
        return
    left, top, right, bottom = (edge / FINE for edge in box)
    words, page_text = lines(alone), alone.get_textpage()
    letters = [
        number
        for line in words
        for number, letter in zip(line.numbers, line.text, strict=True)
        if not letter.isspace()
    ]
    yield Mark(
        field=field,
        page=page,
        rect=rect,
        ink=Rect(rect.left + left, rect.top - bottom, rect.left + right, rect.top - top),
        colour=_colour(white, inked),
        cover=_mean(hidden.crop(box)) / 255,
        has_image=any(True for _ in alone.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=6)),
        text="\n".join(line.text for line in words),
        sizes=tuple(sorted({_size(page_text, each) for each in letters})),
        fonts=tuple(sorted({_font(page_text, each) for each in letters})),
        colours=tuple(sorted({_fill(page_text, each) for each in letters})),
    )


def _alone(form: pikepdf.Stream, rect: Rect) -> pypdfium2.PdfPage:
    """The appearance on a page of its own, set into its rectangle (ISO 32000-2 §12.5.5)."""
    matrix = pikepdf.Matrix(form.Matrix) if "/Matrix" in form else pikepdf.Matrix()
    box = _boxed(form, matrix)
    wide, high = rect.width / max(box.width, 0.01), rect.height / max(box.height, 0.01)
    with pikepdf.new() as one:
        page = one.add_blank_page(page_size=(rect.width, rect.height))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(M=one.copy_foreign(form)))
        placed = f"q {wide} 0 0 {high} {-box.left * wide} {-box.bottom * high} cm /M Do Q"
        page.Contents = one.make_stream(placed.encode())
        out = io.BytesIO()
        one.save(out)
    return pypdfium2.PdfDocument(out.getvalue())[0]


def _boxed(form: pikepdf.Stream, matrix: pikepdf.Matrix) -> Rect:
    left, bottom, right, top = (float(each) for each in form.BBox)
    corners = [matrix.transform((x, y)) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def _mean(picture: Image.Image) -> float:
    counts = picture.histogram()
    return sum(level * count for level, count in enumerate(counts)) / max(sum(counts), 1)


def _colour(white: Image.Image, inked: Image.Image) -> tuple[int, int, int]:
    """The mean colour of the ink, of its darkest half."""
    strong = inked.point(lambda level: 255 * (level > 110)).convert("1")
    if strong.getbbox() is None:
        strong = inked.point(lambda level: 255 * (level > SEEN)).convert("1")
    red, green, blue = (
        sum(level * count for level, count in enumerate(each.histogram(strong)))
        / max(sum(each.histogram(strong)), 1)
        for each in white.split()
    )
    return round(red), round(green), round(blue)


def _size(page: pypdfium2.PdfTextPage, letter: int) -> float:
    return round(float(raw.FPDFText_GetFontSize(page.raw, letter)), 1)


def _font(page: pypdfium2.PdfTextPage, letter: int) -> str:
    room, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page.raw, letter, room, 200, ctypes.byref(flags))
    return room.value.decode("utf-8", "replace")


def _fill(page: pypdfium2.PdfTextPage, letter: int) -> tuple[int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFText_GetFillColor(page.raw, letter, *(ctypes.byref(each) for each in parts))
    return parts[0].value, parts[1].value, parts[2].value


def _stamped(bare: pypdfium2.PdfDocument) -> int | None:
    """The page that bears the stamp of an incoming document, or None."""
    for number in range(min(len(bare), 3)):
        if any(_STAMP.fullmatch(line.text.strip()) for line in lines(bare[number])):
            return number
    return None


def row_after(found: list[Line], word: re.Pattern[str]) -> Iterator[tuple[str, Rect, Any]]:
    """What stands on the height of a word and behind it: text, box, sizes by letter."""
    letters = [
        (line.text[n], line.boxes[n], line.baseline(n), line.size(n))
        for line in found
        for n in range(len(line.text))
        if not line.text[n].isspace()
    ]
    for line in found:
        for match in word.finditer(line.text):
            first = line.boxes[match.start()]
            level = line.baseline(match.start())
            row = sorted(
                (
                    each
                    for each in letters
                    if abs(each[2] - level) < 3.2 and each[1].left > first.left - 1
                ),
                key=lambda each: each[1].left,
            )
            kept = row[:1]
            for each in row[1:]:
                if each[1].left - kept[-1][1].right > 90:
                    break
                kept.append(each)
            box = Rect(first.left, first.bottom, kept[-1][1].right, first.top)
            yield "".join(each[0] for each in kept), box, kept
