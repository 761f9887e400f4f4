"""Find where marks belong on a document: at the printed words, else where a page has room."""

import re
import unicodedata
from typing import BinaryIO

import pypdfium2

from signing.page_ink import EDGE, Ink, Line, lines
from signing.places import PaperFacts, Places, Rect, Signatory, Spot

MARK = ((176.0, 54.0), (150.0, 46.0), (126.0, 40.0))  # sizes of a mark, the best first
NUMBER = (150.0, 20.0)
DATE = (176.0, 20.0)
FARTHEST = 90.0  # points: text farther than this from "Số:" does not belong to it
_DOTTED = 1.6  # points that text stands above a dotted line
DEEPEST_SEARCH = 300  # pages from the end in which the signer's name is looked for

_NUMBER = re.compile(r"\bSố\s*:(?P<gap>[\s.…_]*)(?P<rest>\S*)", re.IGNORECASE)
_DATE = re.compile(
    r"ngày(?P<day>[\s.…_]*)tháng(?P<month>[\s.…_]*)năm(?P<year>[\s.…_]*)(?P<printed>\d{4})?",
    re.IGNORECASE,
)


def survey(file: BinaryIO, paper: PaperFacts) -> Places:
    """The place of every field the paper needs (decree 30/2020, annex I, II)."""
    document = pypdfium2.PdfDocument(file)
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
    """Number and date: boxes 3 and 4 of the first page, else one clear line at its top."""
    if not pages.takes_marks(0):
        return [_on_added_page("Number"), _on_added_page("Date")]
    ink = pages.ink(0)
    top = [line for line in pages.lines(0) if line.box().bottom > ink.height * 0.55]
    number, date = _printed_number(ink, top), _printed_date(ink, top, paper.year)
    if number and date:
        return [number, date]
    free = _in_top_margin(ink, number is None, date is None)
    found = dict(zip(("Number", "Date"), (number, date), strict=True))
    return [
        spot or (Spot(part, part, 0, ink.take(free[part])) if free else _on_added_page(part))
        for part, spot in found.items()
    ]


def _on_added_page(part: str) -> Spot:
    left = 85 if part == "Number" else 310
    return Spot(part, part, None, Rect(left, 604, left + 200, 624))


def _in_top_margin(ink: Ink, number: bool, date: bool) -> dict[str, Rect] | None:
    """One line above the text where what is missing stands free: number left, date right."""
    for bottom in range(int(ink.height - 32 - NUMBER[1]), int(ink.height * 0.8), -3):
        for inwards in range(0, 121, 30):
            left = ink.width - 57 - DATE[0] - inwards
            wanted = {
                "Number": Rect(85, bottom, 85 + NUMBER[0], bottom + NUMBER[1]) if number else None,
                "Date": Rect(left, bottom, left + DATE[0], bottom + DATE[1]) if date else None,
            }
            rects = {part: rect for part, rect in wanted.items() if rect}
            if all(ink.is_clear(rect.grown(5)) for rect in rects.values()):
                return rects
    return None


def _printed_number(ink: Ink, top: list[Line]) -> Spot | None:
    """The room after a printed "Số:", or between it and a printed notation."""
    for line in top:
        found = _NUMBER.search(line.text)
        if found is None:
            continue
        label = line.box(found.start(), found.start("gap"))
        rest = found["rest"]
        start = line.boxes[found.start("rest")].left if rest else ink.width
        far = start - label.right > FARTHEST
        if any(letter.isdigit() for letter in rest.split("/")[0]) and not far:
            continue
        size = line.size(found.start())
        rise = line.baseline(found.start()) - label.bottom + 1
        if rest.startswith("/") and not far:
            if start - label.right < 1.4 * size:
                continue
            rect = Rect(label.right + 1, label.bottom - 1, start - 0.5, label.top + 1)
            rise += _DOTTED if found["gap"].strip() else 0
            return Spot("Number", "Number", 0, ink.take(rect), "digits", size, rise)
        for room in (118, 100, 84) if far or not rest else ():
            right = label.right + 2 + room
            rect = Rect(label.right + 2, label.bottom - 1, right, label.top + 1)
            if ink.is_clear(rect) or (found["gap"].strip() and not ink.is_taken(rect)):
                rise += _DOTTED if found["gap"].strip() else 0
                return Spot("Number", "Number", 0, ink.take(rect), "value", size, rise)
    return None


def _printed_date(ink: Ink, top: list[Line], year: int | None) -> Spot | None:
    """The blanks of a printed "ngày … tháng … năm …"."""
    for line in top:
        found = _DATE.search(line.text)
        if found is None or (found["printed"] and year and int(found["printed"]) != year):
            continue
        size = line.size(found.start())
        blanks = [
            (line.boxes[found.start(part) - 1].right, line.boxes[found.end(part)].left)
            for part in ("day", "month")
        ]
        if any(right - left < 0.9 * size for left, right in blanks):
            continue
        box = line.box(found.start(), found.end())
        if not found["printed"]:
            blanks.append(_year_blank(line, found.start("year"), box.right, size))
        right = max(box.right, blanks[-1][1])
        if right > ink.width - 20:
            continue
        left = blanks[0][0]
        rect = Rect(left, box.bottom - 1, right + 1, box.top + 1)
        stops = tuple(round((start + stop) / 2 - left, 2) for start, stop in blanks)
        printed = int(found["printed"]) if found["printed"] else None
        rise = line.baseline(found.start()) - box.bottom + 1
        rise += _DOTTED if found["day"].strip() else 0
        return Spot("Date", "Date", 0, ink.take(rect), "blanks", size, rise, stops, printed)
    return None


def _year_blank(line: Line, start: int, end: float, size: float) -> tuple[float, float]:
    """Where the year goes after "năm": over the dots, or just behind the word."""
    left = line.boxes[start - 1].right
    return left, max(end, left + 2.6 * size)


def _foot(pages: _Pages, paper: PaperFacts) -> list[Spot]:
    """Signatures and seals: boxes 7 and 8 where the signer is named, else under the text."""
    named = [_named_place(pages, leader) for leader in paper.leaders]
    if named and all(place is not None for place in named):
        return _at_names(pages, paper, [place for place in named if place is not None])
    return _under_text(pages, paper) or _all_on_added_page(paper)


def _at_names(pages: _Pages, paper: PaperFacts, named: list[tuple[Rect, Rect, int]]) -> list[Spot]:
    spots = [
        Spot("Leader", leader.field, page, mark)
        for leader, (mark, _, page) in zip(paper.leaders, named, strict=True)
    ]
    added = []
    for order, field in enumerate(paper.seals):
        mark, name, page = named[min(order, len(named) - 1)]
        place = _beside(pages.ink(page), mark, name)
        if place:
            spots.append(Spot("Seal", field, page, place))
        else:
            added.append(field)
    return spots + [
        Spot("Seal", field, None, _slot(order, len(added), left=85))
        for order, field in enumerate(added)
    ]


def _beside(ink: Ink, mark: Rect, name: Rect) -> Rect | None:
    """Left of the personal signature (box 8), else under the signer's name, else close by."""
    centre = mark.middle
    for width, height in MARK:
        left = mark.left - 8 - width
        under = name.bottom - 8 - height
        for rect in (
            Rect(left, centre[1] - height / 2, left + width, centre[1] + height / 2),
            Rect(centre[0] - width / 2, under, centre[0] + width / 2, under + height),
        ):
            if rect.left > EDGE and rect.bottom > EDGE and ink.is_clear(rect.grown(3)):
                return ink.take(rect)
    width, height = MARK[-1]
    near = ink.nearest(width, height, (mark.left - 8 - width / 2, centre[1]))
    if near and abs(near.middle[1] - centre[1]) < 160 and abs(near.middle[0] - centre[0]) < 330:
        return ink.take(near)
    return None


def _under_text(pages: _Pages, paper: PaperFacts) -> list[Spot] | None:
    """Seals left and leaders right in rows below the text of the last page."""
    last = pages.count - 1
    if not pages.takes_marks(last):
        return None
    ink = pages.ink(last)
    rows = max(len(paper.leaders), len(paper.seals), 1)
    for width, height in MARK:
        block = Rect(0, 0, 2 * width + 12, rows * (height + 10) - 10)
        right = min(ink.width - 62, ink.width * 0.5 + block.width * 0.5 + 60)
        top = ink.lowest_body_ink() - 16
        left, bottom = right - block.width, top - block.height
        place = Rect(left, bottom, right, top)
        if bottom > EDGE and ink.is_clear(place.grown(4)):
            return _rows(paper, last, place, (width, height), 10)
    return None


def _rows(
    paper: PaperFacts, page: int, place: Rect, size: tuple[float, float], gap: float
) -> list[Spot]:
    width, height = size
    columns = (
        ("Leader", [leader.field for leader in paper.leaders], place.right - width),
        ("Seal", list(paper.seals), place.left),
    )
    spots = []
    for part, fields, left in columns:
        for order, field in enumerate(fields):
            top = place.top - order * (height + gap)
            spots.append(Spot(part, field, page, Rect(left, top - height, left + width, top)))
    return spots


def _all_on_added_page(paper: PaperFacts) -> list[Spot]:
    leaders, seals = [each.field for each in paper.leaders], list(paper.seals)
    rows = max(len(leaders), len(seals))
    return [
        Spot(part, field, None, _slot(order, rows, left))
        for part, fields, left in (("Leader", leaders, 310), ("Seal", seals, 85))
        for order, field in enumerate(fields)
    ]


def _slot(order: int, rows: int, left: float) -> Rect:
    """A place on the added page, which has room for any number of rows of marks."""
    step = min(72.0, 500 / max(rows, 1))
    height = min(58.0, step - 6)
    top = 580 - order * step
    return Rect(left, top - height, left + 200, top)


def _named_place(pages: _Pages, leader: Signatory) -> tuple[Rect, Rect, int] | None:
    """Between the title and the name line, where a person signs (box 7c): mark, name, page."""
    if not leader.name:
        return None
    first = max(pages.count - DEEPEST_SEARCH, 0)
    for number in range(pages.count - 1, first - 1, -1):
        if not pages.takes_marks(number):
            continue
        for line in reversed(pages.lines(number)):
            name = _ending(line, leader.name)
            mark = name and _room_over(pages.ink(number), name)
            if name and mark:
                return mark, name, number
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
