"""Tables as PDF on A4: the agency and the title on top, the heads of the columns on every page.

Rows are drawn as they come; of a page only its compressed drawing is kept until the end, so a file
of LONGEST rows needs a few megabytes. At the foot: who printed it when, and page x of y. A row that
is higher than a page goes on on the next one.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from docflow import wording

LONGEST = 5000
"""Rows in one file: drawn in some seconds. More stand in further files, by their numbers."""
PLAIN, BOLD, ITALIC = "Docflow", "Docflow-Bold", "Docflow-Italic"  # italic: figures alone
FACES = {
    PLAIN: "SourceSerifPro-Regular.ttf",
    BOLD: "SourceSerifPro-Bold.ttf",
    ITALIC: "SourceSerifPro-It.ttf",
}
SIZE, LEADING, PADDING = 8.5, 10.5, 3.0
SIDE, EDGE, FOOT = 34.0, 30.0, 22.0  # points
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True)
class Head:
    """What stands above a table: the agency, the title, lines below it; and who printed it when."""

    unit: str
    title: str
    lines: Sequence[str] = ()
    mark: str = ""
    above: str = ""


@dataclass(frozen=True)
class Line:
    """A row; the cell of a void number is struck out, a row of sums is bold."""

    cells: Sequence[Any]
    struck_at: int | None = None
    is_sum: bool = False


@dataclass
class _Page:
    """Where the drawing stands, and how wide the columns are."""

    canvas: Canvas
    columns: Sequence[str]
    widths: Sequence[float]
    mark: str
    upright: bool
    number: int = 1
    y: float = 0
    heads: list[list[str]] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        return A4 if self.upright else landscape(A4)


def mark_of(actor: Any, at: Any) -> str:
    """Who printed it when (Decree 30 Annex VI part III.6: printed copies are marked)."""
    told = _("Printed by %(who)s, %(unit)s, on %(when)s")
    return told % {"who": actor.label, "unit": actor.unit, "when": wording.time_text(at)}


def pdf_file(
    head: Head,
    columns: Sequence[str],
    rows: Iterable[Line],
    widths: Sequence[float] = (),
    *,
    upright: bool = False,
    empty: str = "",
) -> IO[bytes]:
    """The table as an open PDF file; `widths` are shares of the page, as many as columns."""
    letters()
    file = TemporaryFile(prefix="docflow-paper-")  # noqa: SIM115 - the answer closes it
    size = A4 if upright else landscape(A4)
    canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(head.title)
    canvas.setAuthor(head.unit)
    shares = list(widths) or [1.0] * len(columns)
    room = (size[0] - 2 * SIDE) / sum(shares)
    page = _Page(canvas, columns, [share * room for share in shares], head.mark, upright)
    _begin(page, head)
    drawn = 0
    for row in rows:
        _row(page, row)
        drawn += 1
    if not drawn and empty:
        canvas.setFont(PLAIN, 10)
        canvas.drawString(SIDE, page.y - 16, plain(empty))
    _end(page)
    canvas.save()
    file.seek(0)
    return file


def plain(text: object) -> str:
    """A text as it is drawn: composed, without signs that hide or turn others."""
    composed = unicodedata.normalize("NFC", str(text))
    if composed.isprintable():
        return composed
    return "".join(
        " " if sign in "\n\r\t" else "\ufffd" if unicodedata.category(sign) in HIDDEN else sign
        for sign in composed
    )


def wrapped(text: object, face: str, size: float, width: float) -> list[str]:
    """The text in lines no wider than so many points; a word that is wider is cut."""
    found, line = [], ""
    for word in _words(plain(text), face, size, width):
        longer = f"{line} {word}" if line else word
        if line and pdfmetrics.stringWidth(longer, face, size) > width:
            found.append(line)
            line = word
        else:
            line = longer
    return [*found, line]


@cache
def letters() -> None:
    """Make the faces known to the drawing, once for each process."""
    for name, source in FACES.items():
        with as_file(files("font_source_serif_pro") / "files" / source) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))


def _words(text: str, face: str, size: float, width: float) -> Iterator[str]:
    for word in text.split():
        rest = word
        while pdfmetrics.stringWidth(rest, face, size) > width and len(rest) > 1:
            fits = len(rest) - 1
            while fits > 1 and pdfmetrics.stringWidth(rest[:fits], face, size) > width:
                fits -= 1
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


def _begin(page: _Page, head: Head) -> None:
    """The first page: agency, title, the lines below it, then the heads of the columns."""
    canvas, (wide, high) = page.canvas, page.size
    y = high - EDGE - 10
    for text, face in ((head.above, PLAIN), (head.unit, BOLD)):
        for line in wrapped(text.upper(), face, 9.5, wide - 2 * SIDE) if text else ():
            canvas.setFont(face, 9.5)
            canvas.drawString(SIDE, y, line)
            y -= 12
    y -= 10
    for line in wrapped(head.title.upper(), BOLD, 13, wide - 2 * SIDE):
        canvas.setFont(BOLD, 13)
        canvas.drawCentredString(wide / 2, y, line)
        y -= 16
    for text in head.lines:
        for line in wrapped(text, PLAIN, 9.5, wide - 2 * SIDE):
            canvas.setFont(PLAIN, 9.5)
            canvas.drawCentredString(wide / 2, y, line)
            y -= 12.5
    page.y = y - 2
    cells = zip(page.columns, page.widths, strict=True)
    page.heads = [wrapped(text, BOLD, SIZE, width - 2 * PADDING) for text, width in cells]
    _heads(page)


def _heads(page: _Page) -> None:
    """The heads of the columns with their numbers below, as the decree prints them."""
    _boxes(page, page.heads, BOLD, centred=True)
    numbers = [[f"({place})"] for place in range(1, len(page.columns) + 1)]
    _boxes(page, numbers, ITALIC, centred=True)


def _row(page: _Page, row: Line) -> None:
    face = BOLD if row.is_sum else PLAIN
    pairs = zip(row.cells, page.widths, strict=True)
    cells = [wrapped(text, face, SIZE, width - 2 * PADDING) for text, width in pairs]
    first = True
    while any(cells):
        room = int((page.y - FOOT - LEADING - 2 * PADDING) // LEADING)
        whole = max(map(len, cells))
        if room < 1 or (whole > room and whole <= 12):
            _turn(page)
            continue
        here = [cell[:room] for cell in cells]
        _boxes(page, here, face, struck_at=row.struck_at if first else None)
        cells = [cell[room:] for cell in cells]
        first = False


def _boxes(
    page: _Page,
    cells: Sequence[Sequence[str]],
    face: str,
    *,
    centred: bool = False,
    struck_at: int | None = None,
) -> None:
    """One row of boxes with their lines, as high as the highest."""
    canvas = page.canvas
    high = max(map(len, cells)) * LEADING + 2 * PADDING
    canvas.setLineWidth(0.5)
    x = SIDE
    for place, (lines, width) in enumerate(zip(cells, page.widths, strict=True)):
        canvas.rect(x, page.y - high, width, high, stroke=1, fill=0)
        y = page.y - PADDING - SIZE
        canvas.setFont(face, SIZE)
        for line in lines:
            long = pdfmetrics.stringWidth(line, face, SIZE)
            left = x + (width - long) / 2 if centred else x + PADDING
            canvas.drawString(left, y, line)
            if place == struck_at:
                canvas.line(left, y + SIZE * 0.3, left + long, y + SIZE * 0.3)
            y -= LEADING
        x += width
    page.y -= high


def _turn(page: _Page) -> None:
    """End a page and begin the next with the heads of the columns."""
    _foot(page)
    page.canvas.showPage()
    page.number += 1
    page.y = page.size[1] - EDGE
    _heads(page)


def _foot(page: _Page) -> None:
    """Who printed it, and the number of the page; the number of all is drawn at the end."""
    canvas, wide = page.canvas, page.size[0]
    canvas.setFont(PLAIN, 8)
    mark = wrapped(page.mark, PLAIN, 8, wide - 2 * SIDE - 110)[0] if page.mark else ""
    canvas.drawString(SIDE, FOOT, mark)
    told = _("page %(page)s of") % {"page": wording.count(page.number)}
    canvas.drawRightString(wide - SIDE - 26, FOOT, plain(told))
    canvas.doForm("pages")


def _end(page: _Page) -> None:
    _foot(page)
    page.canvas.showPage()
    page.canvas.beginForm("pages", 0, 0, *page.size)
    page.canvas.setFont(PLAIN, 8)
    page.canvas.drawString(page.size[0] - SIDE - 24, FOOT, wording.count(page.number))
    page.canvas.endForm()
