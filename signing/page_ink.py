"""What is printed where on a page: its ink as a grid, its text as lines with positions."""

import ctypes
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import pypdfium2
import pypdfium2.raw as raw

from signing.places import Rect

CELL = 3  # points
YEAR = re.compile(r"(?:19|20)\d\d[.,;]?")
EDGE = 24  # points from the paper's edge that stay free
PRINTED = 245  # grey values below count as printed


class Ink:
    """Which parts of a page are free; rectangles handed out are taken from then on."""

    def __init__(self, page: pypdfium2.PdfPage, printed: int = PRINTED) -> None:
        self.width, self.height = page.get_size()
        picture = page.render(scale=1, grayscale=True, may_draw_forms=True).to_pil()
        dark = picture.point([255 if grey < printed else 0 for grey in range(256)])
        cells = dark.reduce(CELL)
        self.columns, self.rows = cells.size
        self._sums = _summed(cells.tobytes(), self.columns)
        self._taken: list[Rect] = []

    def take(self, rect: Rect) -> Rect:
        """Mark the rectangle as used and give it back."""
        self._taken.append(rect)
        return rect

    def lies_on(self, rect: Rect) -> bool:
        """Whether the rectangle lies on the page, with all of it."""
        is_within = rect.right <= self.width and rect.top <= self.height
        return rect.left >= 0 and rect.bottom >= 0 and is_within

    def is_clear(self, rect: Rect) -> bool:
        """Whether nothing is printed or placed in the rectangle and it lies on the page."""
        if not self.lies_on(rect) or self.is_taken(rect):
            return False
        left, right = int(rect.left / CELL), min(int(rect.right / CELL) + 1, self.columns)
        top = int((self.height - rect.top) / CELL)
        bottom = min(int((self.height - rect.bottom) / CELL) + 1, self.rows)
        sums = self._sums
        return (sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left]) == 0

    def is_clear_disc(self, rect: Rect, *, sharing: Rect, over: Sequence[Rect] = ()) -> bool:
        """Whether nothing is printed or placed in the circle that the square holds.

        It may lie on `sharing`, the mark it covers a part of, and on print within `over`.
        """
        if not self.lies_on(rect):
            return False
        if any(rect.meets(taken) for taken in self._taken if taken != sharing):
            return False
        radius, (x, y) = rect.width / 2, rect.middle
        for row in range(int((self.height - rect.top) / CELL), self.rows):
            height = self.height - (row + 0.5) * CELL - y
            if height < -radius:
                break
            half = max(radius**2 - height**2, 0) ** 0.5
            columns = range(int((x - half) / CELL), min(int((x + half) / CELL) + 1, self.columns))
            above, here = self._sums[row], self._sums[row + 1]
            first, last = columns.start, columns.stop
            if here[last] - above[last] - here[first] + above[first] == 0:
                continue
            for column in columns:
                inked = here[column + 1] - above[column + 1] - here[column] + above[column]
                spot = (column + 0.5) * CELL, height + y
                if inked and not any(each.holds(spot) for each in over):
                    return False
        return True

    def is_taken(self, rect: Rect) -> bool:
        """Whether the rectangle meets one that was handed out."""
        return any(rect.meets(taken) for taken in self._taken)

    def nearest(
        self, width: float, height: float, target: tuple[float, float], *, pad: float = 4
    ) -> Rect | None:
        """The free rectangle of this size whose middle is nearest to the target, or None."""
        best: tuple[float, Rect] | None = None
        step = CELL * 2
        for bottom in range(EDGE, int(self.height - EDGE - height) + 1, step):
            for left in range(EDGE, int(self.width - EDGE - width) + 1, step):
                rect = Rect(left, bottom, left + width, bottom + height)
                middle = rect.middle
                distance = abs(middle[0] - target[0]) + 1.5 * abs(middle[1] - target[1])
                if (best is None or distance < best[0]) and self.is_clear(rect.grown(pad)):
                    best = distance, rect
        return best[1] if best else None

    def clear_height_above(self, left: float, right: float, start: float) -> float:
        """How far up from `start` nothing is printed between left and right."""
        height = 0.0
        while self.is_clear(Rect(left, start + height, right, start + height + CELL)):
            height += CELL
        return height

    def lowest_body_ink(self) -> float:
        """Where the text of the page ends, its footer left out; the top edge when it is blank."""
        footer = self.height * 0.09
        total = self.columns
        for row in range(self.rows - 1, 0, -1):
            bottom = self.height - row * CELL
            if bottom > footer and self._sums[row][total] - self._sums[row - 1][total]:
                return bottom
        return self.height - 2 * EDGE


def _summed(cells: bytes, columns: int) -> list[list[int]]:
    """Summed areas, so that any rectangle's ink is four look-ups."""
    sums = [[0] * (columns + 1)]
    for start in range(0, len(cells), columns):
        row = [0, *accumulate(1 if cell else 0 for cell in cells[start : start + columns])]
        sums.append([above + here for above, here in zip(sums[-1], row, strict=True)])
    return sums


@dataclass(frozen=True)
class Line:
    """One line of text with, for every letter (NFC), its box and its number in the page."""

    text: str
    boxes: tuple[Rect, ...]
    numbers: tuple[int, ...]
    page: pypdfium2.PdfTextPage

    def box(self, start: int = 0, end: int | None = None) -> Rect:
        """The rectangle around these letters."""
        boxes = [box for box in self.boxes[start:end] if box.width > 0 or box.height > 0]
        boxes = boxes or list(self.boxes[start:end])
        return Rect(
            min(box.left for box in boxes),
            min(box.bottom for box in boxes),
            max(box.right for box in boxes),
            max(box.top for box in boxes),
        )

    def baseline(self, letter: int) -> float:
        """The height at which this letter stands, in points from the page's lower edge."""
        x, y = ctypes.c_double(), ctypes.c_double()
        number = self.numbers[letter]
        if raw.FPDFText_GetCharOrigin(self.page.raw, number, ctypes.byref(x), ctypes.byref(y)):
            return y.value
        return self.boxes[letter].bottom

    def size(self, letter: int) -> float:
        """The size of type of this letter in points, kept within what a page uses."""
        told = float(raw.FPDFText_GetFontSize(self.page.raw, self.numbers[letter]))
        height = self.boxes[letter].height
        size = told if 0.6 * told <= height <= 2 * told else height / 1.15
        return round(min(max(size, 9), 16) * 2) / 2


def lines(page: pypdfium2.PdfPage) -> list[Line]:
    """The page's text, line by line, as the reader extracts it."""
    text_page = page.get_textpage()
    found: list[Line] = []
    letters: list[tuple[str, int]] = []
    for number, letter in enumerate(_letters(text_page)):
        if letter in "\r\n":
            _finish(found, letters, text_page)
            letters = []
        else:
            letters.append((letter, number))
    _finish(found, letters, text_page)
    return found


def columns(found: list[Line]) -> list[tuple[str, Rect]]:
    """Pieces of the lines, cut where a wide gap parts them: text and box."""
    pieces: list[tuple[str, Rect]] = []
    for line in found:
        start = 0
        for place in range(1, len(line.text) + 1):
            last = place == len(line.text)
            if last or line.boxes[place].left - line.boxes[place - 1].right > 25:
                text = line.text[start:place]
                if text.strip():
                    inked = [n for n in range(start, place) if not line.text[n].isspace()]
                    pieces.append((text.strip(), line.box(inked[0], inked[-1] + 1)))
                start = place
    return pieces


def year_below(top: list[Line], date: Rect, size: float) -> int | None:
    """The year that a date line too long for its column continues with on the line under it."""
    for text, box in columns(top):
        under = 0 < date.bottom - box.bottom < 2.4 * size
        if YEAR.fullmatch(text) and under and date.left - size < box.middle[0] < date.right + size:
            return int(text[:4])
    return None


def _letters(page: pypdfium2.PdfTextPage) -> str:
    """One character for each the page counts, so that positions can be asked for."""
    count = page.count_chars()
    codes = (raw.FPDFText_GetUnicode(page.raw, number) for number in range(count))
    return "".join(chr(code) if 0 < code < 0xD800 else "\ufffd" for code in codes)


def _finish(found: list[Line], letters: list[tuple[str, int]], page: pypdfium2.PdfTextPage) -> None:
    """Join letters and their accents (NFC) so that one letter has one box."""
    text, numbers = "", []
    for letter, number in letters:
        joined = unicodedata.normalize("NFC", text + letter)
        if len(joined) > len(text):
            numbers.append(number)
        text = joined
    if text.strip() and len(text) == len(numbers):
        boxes = tuple(Rect(*page.get_charbox(number, loose=True)) for number in numbers)
        found.append(Line(text, boxes, tuple(numbers), page))
