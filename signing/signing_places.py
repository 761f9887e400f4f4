"""Where personal marks and seals stand: boxes 7 and 8 (decree 30/2020, annex I, II.7 and II.8).

A personal mark stands between title and name, in their middle; a seal covers about a third of it
from its left. Where the page names no signer, or has no room, a page with title and name is added.
"""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from signing.page_ink import CELL, EDGE, Ink, Line, columns
from signing.pages import Pages
from signing.places import PaperFacts, Rect, Signatory, Spot

DEEPEST_SEARCH = 300  # pages from the end in which the signer's name is looked for
WIDTHS = (176.0, 150.0, 126.0, 104.0)  # of a personal mark in points, the best first
HIGHEST, LOWEST = 62.0, 24.0  # of a personal mark
FARTHEST_TITLE = 200.0  # points above the name beyond which a line is no title
COVERED = (1 / 3, 0.3, 0.36, 0.27, 0.4)  # parts of a mark that a seal may cover, the best first
RAISED = (0.0, 4.0, -4.0, 8.0, -8.0, 12.0, -12.0, 16.0, -16.0)  # of a seal against the mark
TITLE_LINES = 48.0  # points above a mark in which the lines of a title stand
COLUMNS = (410.0, 175.0)  # middles of the marks on an added page
ROW = 150.0  # points from one mark on an added page to the one under it
FIRST_ROW = 490.0
COLUMN_GAP = 40.0  # points between what stands in two columns
BESIDE, UNDER, OVER = 12.0, 30.0, 48.0  # points around a mark in which its signer's own lines stand


@dataclass(frozen=True)
class _Box:
    """Where one person signs and, where the agency closes it, its seal."""

    page: int
    mark: Rect
    seal: Rect | None


def foot(pages: Pages, paper: PaperFacts) -> list[Spot]:
    """The places of all personal marks and seals of a paper."""
    if not paper.leaders:
        return _seals_alone(pages, paper)
    placed = {each.field: each for each in paper.placed}
    boxes = []
    for order, leader in enumerate(paper.leaders):
        size = paper.seal_size if order < len(paper.seals) else 0
        chosen = _pointed_at(pages, placed.get(leader.field), size)
        boxes.append(chosen or _box(pages, leader, size))
    added = {spot.field: spot for spot in _on_added_page(paper)}
    if None in boxes:
        boxes = [
            box if leader.field in placed else None
            for box, leader in zip(boxes, paper.leaders, strict=True)
        ]
    marks = [
        Spot("Leader", leader.field, box.page, box.mark) if box else added[leader.field]
        for leader, box in zip(paper.leaders, boxes, strict=True)
    ]
    seals = [
        Spot("Seal", field, box.page, box.seal) if box and box.seal else added[field]
        for field, box in zip(paper.seals, boxes, strict=False)
    ]
    more = paper.seals[len(boxes) :]
    return [*marks, *seals, *(_seal_on_added_page(each, n, paper) for n, each in enumerate(more))]


def seal_beside(ink: Ink, mark: Rect, size: float) -> Rect | None:
    """The place of a seal over about a third of a mark that was placed by sight, or None.

    Clear of all print; else over the title and the name alone, that stand over and under the mark.
    """
    own = Rect(mark.left - BESIDE, mark.bottom - UNDER, mark.right + BESIDE, mark.top + OVER)
    return _seal_over(ink, mark, size, ()) or _seal_over(ink, mark, size, (own,))


def _pointed_at(pages: Pages, spot: Spot | None, seal: float) -> _Box | None:
    """The place chosen by sight for a mark, and the seal beside it; None when none was chosen."""
    if spot is None or spot.page is None or not pages.can_take(spot.page):
        return None
    place = seal_beside(pages.ink(spot.page), spot.rect, seal) if seal else None
    place = place or (over_a_third(spot.rect, seal) if seal else None)
    return _Box(spot.page, spot.rect, pages.ink(spot.page).take(place) if place else None)


def over_a_third(mark: Rect, size: float, covered: float = 1 / 3, raised: float = 0) -> Rect:
    """A seal of this size over a part of a mark, from the mark's left."""
    right = mark.left + covered * mark.width
    middle = mark.middle[1] + raised
    return Rect(right - size, middle - size / 2, right, middle + size / 2)


def _box(pages: Pages, leader: Signatory, seal: float) -> _Box | None:
    """The place at the last page that names the signer and has the room; clear of all print.

    Only where no such place is found may the seal touch the signer's own title and name, as a
    stamped one does.
    """
    for number, name, around in _named(pages, leader):
        ink = pages.ink(number)
        marks = list(_marks_over(ink, name, leader.shape))
        for own in ((), (name, *_title(around, name))) if seal else ((),):
            for mark in marks:
                place = _seal_over(ink, mark, seal, own) if seal else None
                if place or not seal:
                    ink.take(mark)
                    return _Box(number, mark, ink.take(place) if place else None)
    return None


def _named(pages: Pages, leader: Signatory) -> Iterator[tuple[int, Rect, list[Line]]]:
    """Where the signer is named, from the end: page, name, the lines of the page."""
    if not leader.name:
        return
    first = max(pages.count - DEEPEST_SEARCH, 0)
    for number in range(pages.count - 1, first - 1, -1):
        if not pages.takes_marks(number):
            continue
        lines = pages.lines(number)
        for line in reversed(lines):
            name = _standing(line, leader.name)
            if name:
                yield number, name, lines


def _standing(line: Line, name: str) -> Rect | None:
    """Where this name stands by itself in the line, nothing near it on either side, or None."""
    text, wanted = line.text.casefold(), _plain(name)
    start = text.rfind(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        box = line.box(start, end)
        inked = [each for each in range(len(line.text)) if not line.text[each].isspace()]
        left = max((line.boxes[each].right for each in inked if each < start), default=-math.inf)
        right = min((line.boxes[each].left for each in inked if each >= end), default=math.inf)
        if box.left - left >= COLUMN_GAP and right - box.right >= COLUMN_GAP:
            return box
        start = text.rfind(wanted, 0, end - 1)
    return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _marks_over(ink: Ink, name: Rect, shape: float) -> Iterator[Rect]:
    """Places of a mark above the name, in the middle between it and what is printed above."""
    centre = name.middle[0]
    for widest in WIDTHS:
        height = min(widest / shape, HIGHEST)
        width = height * shape
        left, right = centre - width / 2, centre + width / 2
        starts = (name.top + 2, name.top + CELL)  # the letters' own ink may fill the first cell
        rooms = [(ink.clear_height_above(left - 2, right + 2, each), each) for each in starts]
        room, start = next((each for each in rooms if each[0]), (0.0, 0.0))
        if height < LOWEST or room < height + 4:
            continue
        bottom = start + ((room - height) / 2 if room < FARTHEST_TITLE else 10)
        rect = Rect(left, bottom, right, bottom + height)
        if ink.is_clear(rect):
            yield rect


def _title(lines: list[Line], name: Rect) -> list[Rect]:
    """The lines of the title over a name: those that stand in its column, close to each other."""
    found: list[Rect] = []
    lowest = name.top
    for box in sorted((box for _, box in columns(lines)), key=lambda each: each.bottom):
        near = FARTHEST_TITLE if not found else TITLE_LINES
        if lowest < box.bottom < lowest + near and abs(box.middle[0] - name.middle[0]) < 60:
            found.append(box)
            lowest = box.bottom
    return found[:4]


def _seal_over(ink: Ink, mark: Rect, size: float, own: tuple[Rect, ...]) -> Rect | None:
    for covered in COVERED:
        for raised in RAISED:
            place = over_a_third(mark, size, covered, raised)
            inside = place.left > EDGE and place.bottom > EDGE
            if inside and ink.is_clear_disc(place, sharing=mark, over=own):
                return place
    return None


def _seals_alone(pages: Pages, paper: PaperFacts) -> list[Spot]:
    """Seals on a scan of what was signed on paper: where its last page has room."""
    last, size = pages.count - 1, paper.seal_size
    spots = []
    for order, field in enumerate(paper.seals):
        place = None
        if pages.takes_marks(last):
            ink = pages.ink(last)
            place = ink.nearest(size, size, (ink.width * 0.6, ink.lowest_body_ink() - size / 2))
        if place:
            spots.append(Spot("Seal", field, last, pages.ink(last).take(place)))
        else:
            spots.append(_seal_on_added_page(field, order, paper))
    return spots


def _on_added_page(paper: PaperFacts) -> list[Spot]:
    marks = [
        Spot(
            "Leader",
            leader.field,
            None,
            _added(order, leader.shape),
            above=tuple(leader.title.split("\n")) if leader.title else (),
            below=leader.name,
        )
        for order, leader in enumerate(paper.leaders)
    ]
    return [
        *marks,
        *(_seal_on_added_page(field, order, paper) for order, field in enumerate(paper.seals)),
    ]


def _added(order: int, shape: float) -> Rect:
    height = min(WIDTHS[1] / shape, HIGHEST)
    middle = COLUMNS[order % 2], FIRST_ROW - ROW * (order // 2)
    half = height * shape / 2
    return Rect(middle[0] - half, middle[1] - height / 2, middle[0] + half, middle[1] + height / 2)


def _seal_on_added_page(field: str, order: int, paper: PaperFacts) -> Spot:
    shape = paper.leaders[order].shape if order < len(paper.leaders) else 3.0
    return Spot("Seal", field, None, over_a_third(_added(order, shape), paper.seal_size))
