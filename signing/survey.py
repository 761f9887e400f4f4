"""Find where marks belong on a document: at the printed words, else where a page has room."""

import re
from typing import BinaryIO

import pypdfium2

from signing import by_sight, qr_code
from signing.page_ink import Ink, Line, year_below
from signing.pages import Pages
from signing.places import Misplaced, PaperFacts, Places, Rect, Spot
from signing.signing_places import foot

NUMBER = (150.0, 20.0)
DATE = (176.0, 20.0)
FARTHEST = 90.0  # points: text farther than this from "Số:" does not belong to it
_DOTTED = 1.6  # points that text stands above a dotted line

_NUMBER = re.compile(r"\bSố\s*:(?P<gap>[\s.…_]*)(?P<rest>\S*)", re.IGNORECASE)
_DATE = re.compile(
    r"ngày(?P<day>[\s.…_]*)tháng(?P<month>[\s.…_]*)năm(?P<year>[\s.…_]*)(?P<printed>\d{4})?",
    re.IGNORECASE,
)


def survey(file: BinaryIO, paper: PaperFacts) -> Places:
    """The place of every field the paper needs (decree 30/2020, annex I, II).

    Places chosen by sight stand as they are; those that cannot be taken are named.
    """
    pages = Pages(pypdfium2.PdfDocument(file))
    faults = by_sight.faults(pages, paper)
    for each in paper.placed:
        if each.field not in faults and each.page is not None:
            pages.ink(each.page).take(each.rect)
    found = [*_head(pages, paper), *foot(pages, paper)]
    placed = {each.field: each for each in paper.placed}
    spots = tuple(placed.get(spot.field, spot) for spot in found)
    faults = by_sight.between(spots, paper) | faults
    wanted = paper.code and pages.takes_marks(0)
    code = qr_code.room(pages.ink(0)) if wanted else None
    return Places(spots, tuple(Misplaced(field, why) for field, why in faults.items()), code)


def _head(pages: Pages, paper: PaperFacts) -> list[Spot]:
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
        if found is None:
            continue
        size = line.size(found.start())
        printed = int(found["printed"]) if found["printed"] else None
        printed = printed or year_below(top, line.box(found.start(), found.end()), size)
        if printed and year and printed != year:
            continue
        blanks = [
            (line.boxes[found.start(part) - 1].right, line.boxes[found.end(part)].left)
            for part in ("day", "month")
        ]
        if any(right - left < 0.9 * size for left, right in blanks):
            continue
        box = line.box(found.start(), found.end())
        if not printed:
            blanks.append(_year_blank(line, found.start("year"), box.right, size))
        right = max(box.right, blanks[-1][1])
        if right > ink.width - 20:
            continue
        left = blanks[0][0]
        rect = Rect(left, box.bottom - 1, right + 1, box.top + 1)
        stops = tuple(round((start + stop) / 2 - left, 2) for start, stop in blanks)
        rise = line.baseline(found.start()) - box.bottom + 1
        rise += _DOTTED if found["day"].strip() else 0
        return Spot("Date", "Date", 0, ink.take(rect), "blanks", size, rise, stops, printed)
    return None


def _year_blank(line: Line, start: int, end: float, size: float) -> tuple[float, float]:
    """Where the year goes after "năm": over the dots, or just behind the word."""
    left = line.boxes[start - 1].right
    return left, max(end, left + 2.6 * size)
