"""Find where marks belong on a document: at the printed words, else where a page has room."""

import re
import unicodedata
from pathlib import Path

import pypdfium2

from signing.page_ink import Ink, Line, lines
from signing.places import PaperFacts, Places, Rect, Signatory, Spot

MARK = ((176.0, 54.0), (150.0, 46.0), (126.0, 40.0))  # sizes of a mark, the best first
NUMBER = (150.0, 20.0)
DATE = (176.0, 20.0)
DEEPEST_SEARCH = 300  # pages from the end in which the signer's name is looked for

_NUMBER = re.compile(r"\bSố\s*:\s*(?P<gap>[\s.…_]*)(?P<rest>\S*)", re.IGNORECASE)
_DATE = re.compile(
    r"ngày(?P<day>[\s.…_]*)tháng(?P<month>[\s.…_]*)năm(?P<year>[\s.…_]*)(?P<printed>\d{4})?",
    re.IGNORECASE,
)


def survey(path: Path | str, paper: PaperFacts) -> Places:
    """The place of every field the paper needs (decree 30/2020, annex I, II)."""
    document = pypdfium2.PdfDocument(path)
    pages = _Pages(document)
    spots = [*_head(pages, paper), *_foot(pages, paper)]
    return Places(tuple(spots))


class _Pages:
    """Pages of a document with their ink, each looked at once."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self.document = document
        self.count = len(document)
        self._inks: dict[int, Ink] = {}

    def ink(self, number: int) -> Ink:
        if number not in self._inks:
            self._inks[number] = Ink(self.document[number])
        return self._inks[number]

    def lines(self, number: int) -> list[Line]:
        return lines(self.document[number])

    def takes_marks(self, number: int) -> bool:
        """Whether the page is upright, of a usual size, and counts from its own corner."""
        page = self.document[number]
        width, height = page.get_size()
        box = page.get_cropbox()
        return (
            page.get_rotation() == 0
            and abs(box[0]) < 1
            and abs(box[1]) < 1
            and 300 <= width <= 1300
            and 300 <= height <= 1300
        )


def _head(pages: _Pages, paper: PaperFacts) -> list[Spot]:
    """Number and date: boxes 3 and 4 of the first page."""
    if not pages.takes_marks(0):
        return [
            Spot("Number", "Number", None, Rect(85, 604, 285, 624)),
            Spot("Date", "Date", None, Rect(310, 604, 510, 624)),
        ]
    ink = pages.ink(0)
    top = [line for line in pages.lines(0) if line.box().bottom > ink.height * 0.55]
    number = _printed_number(ink, top) or _free(
        ink, "Number", 0, NUMBER, (85 + NUMBER[0] / 2, ink.height - 60)
    )
    date = _printed_date(ink, top, paper.year) or _free(
        ink, "Date", 0, DATE, (ink.width - 60 - DATE[0] / 2, ink.height - 60)
    )
    return [number, date]


def _free(
    ink: Ink, part: str, page: int, size: tuple[float, float], target: tuple[float, float]
) -> Spot:
    rect = ink.nearest(*size, target, pad=2)
    if rect is None or abs(rect.middle[1] - target[1]) > ink.height / 3:
        left = 85 if part == "Number" else 310
        return Spot(part, part, None, Rect(left, 604, left + 200, 624))
    return Spot(part, part, page, ink.take(rect))


def _printed_number(ink: Ink, top: list[Line]) -> Spot | None:
    """The room after a printed "Số:", or between it and a printed notation."""
    for line in top:
        found = _NUMBER.search(line.text)
        if found is None or any(letter.isdigit() for letter in found["rest"].split("/")[0]):
            continue
        label = line.box(found.start(), found.start("gap"))
        size = _type_size(label)
        if found["rest"].startswith("/"):
            right = line.boxes[found.start("rest")].left
            if right - label.right < 1.6 * size:
                continue
            rect = Rect(label.right + 1, label.bottom - 1, right - 0.5, label.top + 1)
            return Spot("Number", "Number", 0, ink.take(rect), "digits", size)
        rect = Rect(label.right + 2, label.bottom - 1, label.right + 118, label.top + 1)
        blank = not found["rest"] or found["rest"] == found["gap"]
        if (blank or not found["rest"].strip(".…_")) and ink.is_clear(rect):
            return Spot("Number", "Number", 0, ink.take(rect), "value", size)
    return None


def _printed_date(ink: Ink, top: list[Line], year: int | None) -> Spot | None:
    """The blanks of a printed "ngày … tháng … năm …"."""
    for line in top:
        found = _DATE.search(line.text)
        if found is None or (found["printed"] and year and int(found["printed"]) != year):
            continue
        size = _type_size(line.box(found.start(), found.start() + 4))
        blanks = [
            (line.boxes[found.start(part) - 1].right, line.boxes[found.end(part)].left)
            for part in ("day", "month")
        ]
        if any(right - left < size for left, right in blanks):
            continue
        end = line.box(found.start(), found.end())
        right = end.right + (0 if found["printed"] else 2.4 * size)
        if not found["printed"]:
            blanks.append((line.boxes[found.start("year") - 1].right, right))
            if right > ink.width - 20:
                continue
        left = blanks[0][0]
        rect = Rect(left, end.bottom - 1, right + 1, end.top + 1)
        stops = tuple(round((start + stop) / 2 - left, 2) for start, stop in blanks)
        printed = int(found["printed"]) if found["printed"] else None
        return Spot("Date", "Date", 0, ink.take(rect), "blanks", size, stops, printed)
    return None


def _type_size(box: Rect) -> float:
    """The size of type whose line is this high, kept within what a page uses."""
    return round(min(max(box.height / 1.15, 9), 16) * 2) / 2


def _foot(pages: _Pages, paper: PaperFacts) -> list[Spot]:
    """Signatures and seals: boxes 7 and 8, on the page that names the signer or the last one."""
    spots: list[Spot] = []
    for order, leader in enumerate(paper.leaders):
        rect, page = _leader_place(pages, leader)
        if rect is None:
            rect = Rect(310, 520 - 70 * order, 510, 576 - 70 * order)
        spots.append(Spot("Leader", leader.field, page, rect))
    for order, field in enumerate(paper.seals):
        beside = spots[min(order, len(paper.leaders) - 1)] if paper.leaders else None
        rect, page = _seal_place(pages, beside)
        if rect is None:
            rect = Rect(85, 520 - 70 * order, 285, 576 - 70 * order)
        spots.append(Spot("Seal", field, page, rect))
    return spots


def _leader_place(pages: _Pages, leader: Signatory) -> tuple[Rect | None, int | None]:
    named = _named_place(pages, leader)
    if named is not None:
        return named
    last = pages.count - 1
    if not pages.takes_marks(last):
        return None, None
    ink = pages.ink(last)
    below = ink.lowest_body_ink() - 18 - MARK[0][1] / 2
    target = (ink.width * 0.7, max(below, ink.height * 0.12))
    for size in MARK:
        rect = ink.nearest(*size, target)
        if rect is not None:
            return ink.take(rect), last
    return None, None


def _named_place(pages: _Pages, leader: Signatory) -> tuple[Rect, int] | None:
    """Between the title and the name line, where a person signs (box 7c)."""
    if not leader.name:
        return None
    first = max(pages.count - DEEPEST_SEARCH, 0)
    for number in range(pages.count - 1, first - 1, -1):
        if not pages.takes_marks(number):
            continue
        for line in reversed(pages.lines(number)):
            box = _ending(line, leader.name)
            rect = box and _room_over(pages.ink(number), box)
            if rect:
                return rect, number
    return None


def _ending(line: Line, name: str) -> Rect | None:
    """Where the line ends with this name standing by itself, or None."""
    text, wanted = line.text.rstrip().casefold(), _plain(name)
    start = len(text) - len(wanted)
    alone = start <= 0 or text[start - 1].isspace()
    if not wanted or start < 0 or text[start:] != wanted or not alone:
        return None
    if text[:start].strip() and line.boxes[start].left - line.box(0, start).right < 40:
        return None
    return line.box(start, start + len(wanted))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _room_over(ink: Ink, name: Rect) -> Rect | None:
    centre = name.middle[0]
    for width, best_height in MARK:
        room = ink.clear_height_above(centre - width / 2 - 2, centre + width / 2 + 2, name.top + 3)
        height = min(best_height, room - 6)
        if height < 36:
            continue
        bottom = name.top + 3 + (room - height) / 2 if room < 140 else name.top + 9
        rect = Rect(centre - width / 2, bottom, centre + width / 2, bottom + height)
        if ink.is_clear(rect):
            return ink.take(rect)
    return None


def _seal_place(pages: _Pages, beside: Spot | None) -> tuple[Rect | None, int | None]:
    """To the left of the personal signature (box 8), else as near to it as the page allows."""
    number = beside.page if beside else pages.count - 1
    if number is None or not pages.takes_marks(number):
        return None, None
    ink = pages.ink(number)
    for width, height in MARK:
        if beside:
            middle = beside.rect.middle
            target = (beside.rect.left - 12 - width / 2, middle[1])
        else:
            target = (ink.width * 0.3, ink.lowest_body_ink() - 18 - height / 2)
        rect = ink.nearest(width, height, target)
        if rect is not None:
            return ink.take(rect), number
    return None, None
