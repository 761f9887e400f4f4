"""A form on one sheet of A4 with the country's name and motto above, as Annex IV, VII of Decree 30.

Parts that nobody wrote yet keep room for a pen.
"""

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from docflow.desks.papers import BOLD, FOOT, PLAIN, Head, letters, plain, wrapped

COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
LEFT, RIGHT, TOP, BOTTOM = 85.0, 48.0, 57.0, 57.0  # points: 30, 17, 20, 20 mm
SIZE, LEADING = 12.0, 16.0
ROOM = 6  # lines for a pen

Parts = Sequence[tuple[str, Sequence[str]]]


class _Sheet:
    """A canvas with a place where the next line goes; begins another sheet at the end of one."""

    def __init__(self, canvas: Canvas, mark: str) -> None:
        self.canvas, self.mark = canvas, mark
        self.wide, self.high = A4
        self.y = self.high - TOP

    def line(self, text: str, face: str = PLAIN, size: float = SIZE, *, middle: float = 0) -> None:
        """One line; centred when `middle` says where."""
        if self.y < BOTTOM:
            self.end()
            self.y = self.high - TOP
        self.canvas.setFont(face, size)
        if middle:
            self.canvas.drawCentredString(middle, self.y, plain(text))
        else:
            self.canvas.drawString(LEFT, self.y, plain(text))
        self.y -= LEADING * size / SIZE

    def end(self) -> None:
        """The mark of who printed it, and the end of the sheet."""
        self.canvas.setFont(PLAIN, 8)
        self.canvas.drawString(LEFT, FOOT, plain(self.mark))
        self.canvas.showPage()


def letter_file(head: Head, day: str, below: str, parts: Parts) -> IO[bytes]:
    """The form as an open PDF file: agency and motto, place and day, title, then the parts."""
    letters()
    file = TemporaryFile(prefix="docflow-letter-")  # noqa: SIM115 - the answer closes it
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1)
    canvas.setTitle(head.title)
    canvas.setAuthor(head.unit)
    sheet = _Sheet(canvas, head.mark)
    _above(sheet, head, day)
    _title(sheet, head, below)
    for name, lines in parts:
        _part(sheet, name, lines)
    sheet.end()
    canvas.save()
    file.seek(0)
    return file


def _above(sheet: _Sheet, head: Head, day: str) -> None:
    """The agency on the left, the country and its motto on the right."""
    left, right = LEFT + 95, sheet.wide - RIGHT - 120
    top = sheet.y
    for text, face in ((head.above, PLAIN), (head.unit, BOLD)):
        for line in wrapped(text.upper(), face, 10, 190) if text else ():
            sheet.line(line, face, 10, middle=left)
    low, sheet.y = sheet.y, top
    sheet.line(COUNTRY, BOLD, 10, middle=right)
    sheet.line(MOTTO, BOLD, 11, middle=right)
    sheet.canvas.line(right - 70, sheet.y + 11, right + 70, sheet.y + 11)
    sheet.y -= 10
    sheet.line(day, PLAIN, 11, middle=right)
    sheet.y = min(low, sheet.y) - 14


def _title(sheet: _Sheet, head: Head, below: str) -> None:
    middle = LEFT + (sheet.wide - LEFT - RIGHT) / 2
    for line in wrapped(head.title.upper(), BOLD, 14, sheet.wide - LEFT - RIGHT):
        sheet.line(line, BOLD, 14, middle=middle)
    for text in (*head.lines, below):
        for line in wrapped(text, PLAIN, SIZE, sheet.wide - LEFT - RIGHT - 40):
            sheet.line(line, middle=middle)
    sheet.y -= LEADING


def _part(sheet: _Sheet, name: str, lines: Sequence[str]) -> None:
    sheet.line(name, BOLD)
    for text in lines:
        for line in wrapped(text, PLAIN, SIZE, sheet.wide - LEFT - RIGHT):
            sheet.line(line)
    for _blank in range(0 if lines else ROOM):
        sheet.line("." * 116, size=10)
    sheet.y -= LEADING / 2
