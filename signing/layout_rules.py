"""Which mark of a file is not where or as decree 30/2020, annex I wants it; in the limited child.

Rules are named S1 (personal mark, II.7), S2 (seal, II.8), S3b (attachment in a file of its own,
II.8), S4 (copy, part II), S6 (stamp of an incoming document), B3 and B4 (boxes of number and date).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as raw

from signing.layout_marks import Mark, Paper, row_after, taken_apart
from signing.page_ink import Line, columns, lines, year_below
from signing.pictures import is_blue, is_red
from signing.places import Rect

SEAL = (28.0, 45.0)  # millimetres across; state seals lie between
COVERED = (0.2, 0.48)  # of the personal mark by the seal: about a third
OFF = 14.0  # points off the middle that nobody sees
OFF_HEIGHT = 24.0  # points that the room above and below a mark may differ
HIDES = 0.85  # more of its box hidden than this: no transparent picture
FARTHEST = 150.0  # points between a mark and the title or name it belongs to
TIMES = re.compile(r"times|liberation ?serif|tinos|termes|nimbusrom|freeserif", re.IGNORECASE)
_NUMBER, _DATE = re.compile(r"\bSố\s*:"), re.compile(r"\bngày\b", re.IGNORECASE)
_FILLED_NUMBER = re.compile(r"Số:[.…_]*(\d+)[.…_]*/")
_FILLED_DATE = re.compile(r"ngày[.…_]*\d{1,2}[.…_]*tháng[.…_]*\d{1,2}[.…_]*năm[.…_]*\d{4}")
_COPY = re.compile(r"\b(sao y|sao lục|trích sao)\b", re.IGNORECASE)
_NOTATION = re.compile(r"\d+/[^\s;]+")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?P<zone>\S*)|\d\d/\d\d/\d{4};? \d\d:\d\d:\d\d ?(?P<late>\S*)"
)
_ZONE = "+07:00"

Found = dict[str, Any]


def layout(file: BinaryIO) -> Found:
    """The kind of paper, its marks, and every finding: rule, code, text, page (from 1), field."""
    paper = taken_apart(file)
    kind = _kind(paper)
    return {
        "kind": kind,
        "marks": [_told(each) for each in paper.marks],
        "findings": list(_JUDGES[kind](paper)),
    }


def _told(mark: Mark) -> Found:
    edges = (mark.ink.left, mark.ink.bottom, mark.ink.right, mark.ink.top)
    return {"field": mark.field, "page": mark.page + 1, "ink": [round(edge, 1) for edge in edges]}


def _kind(paper: Paper) -> str:
    """A document, an attachment or a copy, by the only mark it bears, or by its first words."""
    marks = paper.marks
    if len(marks) == 1 and (
        _in_corner(paper, marks[0]) or (marks[0].text and not marks[0].has_image)
    ):
        return "copy" if _COPY.search(marks[0].text) else "attachment"
    first = "\n".join(line.text for line in lines(paper.bare[0])[:3]).upper()
    return "attachment" if first.startswith("PHỤ LỤC") else "document"


def _in_corner(paper: Paper, mark: Mark) -> bool:
    width, height = paper.bare[0].get_size()
    return mark.page == 0 and mark.ink.middle[0] > width * 0.5 and mark.ink.bottom > height * 0.86


def _finding(rule: str, code: str, text: str, mark: Mark | None = None, page: int = 0) -> Found:
    where = mark.page if mark else page
    return {
        "rule": rule,
        "code": code,
        "text": text,
        "page": where + 1,
        "field": mark.field if mark else None,
    }


def _document(paper: Paper) -> Iterator[Found]:
    seals = [each for each in paper.marks if each.is_square]
    persons = [each for each in paper.marks if not each.is_square]
    if len(seals) > 1 and not persons:
        persons, seals = seals[:1], seals[1:]
    by_hand = bool(seals) and _is_scan(paper.bare[seals[0].page])  # in the picture of the paper
    if not persons and not by_hand:
        yield _finding("S1", "missing", "No personal signature is shown.")
    for person in persons:
        yield from _person(paper, person)
    if not seals:
        yield _finding("S2", "missing", "No seal of the agency is shown.")
    for seal in seals:
        yield from _seal(paper, seal, persons)
    yield from _head(paper, max([mark.page for mark in paper.marks], default=0))
    yield from _incoming(paper)


def _person(paper: Paper, mark: Mark) -> Iterator[Found]:
    if not is_blue(mark.colour):
        yield _finding("S1", "not_blue", "The personal signature is not blue.", mark)
    if mark.cover > HIDES:
        yield _finding("S1", "opaque", "The personal signature's picture is not transparent.", mark)
    if mark.text.strip():
        yield _finding("S1", "with_text", "The personal signature shows text.", mark)
    pieces = columns(lines(paper.bare[mark.page]))
    ink = mark.ink.grown(-2)
    if any(ink.meets(_core(box)) for _, box in pieces):
        yield _finding("S1", "over_text", "The personal signature stands over text.", mark)
    elif pieces and not _is_scan(paper.bare[mark.page]):
        yield from _between(mark, pieces)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture fills the page: title and name are no text then."""
    width, height = page.get_size()
    boxes = [each.get_bounds() for each in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)]
    return any((box[2] - box[0]) * (box[3] - box[1]) > width * height / 2 for box in boxes)


def _between(mark: Mark, pieces: list[tuple[str, Rect]]) -> Iterator[Found]:
    """Whether a title stands above and a name below, and the mark in their middle."""
    column = [box for _, box in pieces if box.left < mark.ink.right and mark.ink.left < box.right]
    above = min((box.bottom for box in column if box.bottom >= mark.ink.top - 6), default=None)
    below = max((box.top for box in column if box.top <= mark.ink.bottom + 6), default=None)
    if above is None or below is None or below < mark.ink.bottom - FARTHEST:
        text = "The personal signature does not stand between a title and a name."
        yield _finding("S1", "not_between", text, mark)
        return
    name = next(box for box in column if box.top == below)
    rooms = above - mark.ink.top, mark.ink.bottom - below
    sideways = abs(name.middle[0] - mark.ink.middle[0]) > OFF
    if sideways or (max(rooms) < FARTHEST and abs(rooms[0] - rooms[1]) > 2 * OFF_HEIGHT):
        text = "The personal signature is not in the middle between title and name."
        yield _finding("S1", "off_centre", text, mark)


def _seal(paper: Paper, seal: Mark, persons: list[Mark]) -> Iterator[Found]:
    if not is_red(seal.colour):
        yield _finding("S2", "not_red", "The seal is not red.", seal)
    if seal.cover > HIDES:
        yield _finding("S2", "opaque", "The seal's picture is not transparent.", seal)
    across = max(seal.ink.width, seal.ink.height) * 25.4 / 72
    if across < SEAL[0]:
        yield _finding("S2", "too_small", "The seal is smaller than a real one.", seal)
    if across > SEAL[1]:
        yield _finding("S2", "too_big", "The seal is larger than a real one.", seal)
    yield from _over(seal, persons)
    near = min(persons, key=lambda each: abs(each.ink.left - seal.ink.right), default=None)
    radius, (x, y) = seal.ink.width / 2 - 4, seal.ink.middle
    for _, box in columns(lines(paper.bare[seal.page])):
        core = _core(box)
        nearest = max(core.left, min(x, core.right)), max(core.bottom, min(y, core.top))
        own = near is not None and abs(box.middle[0] - near.ink.middle[0]) < 60
        if (nearest[0] - x) ** 2 + (nearest[1] - y) ** 2 < radius**2 and not own:
            yield _finding("S2", "over_text", "The seal stands over text.", seal)
            return


def _core(box: Rect) -> Rect:
    """The middle of a line's box: where its letters surely have ink."""
    quarter = box.height * 0.25
    return Rect(box.left, box.bottom + quarter, box.right, box.top - quarter)


def _over(seal: Mark, persons: list[Mark]) -> Iterator[Found]:
    """Whether the seal covers about a third of a personal mark, from its left."""
    if not persons:
        return
    touched = [each for each in persons if each.page == seal.page and each.ink.meets(seal.ink)]
    if not touched:
        yield _finding("S2", "apart", "The seal covers no part of a personal signature.", seal)
        return
    mark = max(touched, key=lambda each: min(each.ink.right, seal.ink.right) - each.ink.left)
    if seal.ink.middle[0] > mark.ink.middle[0]:
        text = "The seal stands to the right of the personal signature, not to its left."
        yield _finding("S2", "right_side", text, seal)
        return
    part = (seal.ink.right - mark.ink.left) / mark.ink.width
    level = abs(seal.ink.middle[1] - mark.ink.middle[1]) > seal.ink.height / 2
    if not COVERED[0] <= part <= COVERED[1] or level:
        text = "The seal does not cover about a third of the personal signature from its left."
        yield _finding("S2", "not_a_third", text, seal)


def _head(paper: Paper, last: int) -> Iterator[Found]:
    """Number beside "Số:" at the left, date at the right; nothing is said of a scan."""
    top = _top(paper.bare, 0)
    more = lines(paper.bare[last]) if last else []
    if _is_scan(paper.bare[0]) or not (top or more):
        return
    yield from _number([*row_after(top, _NUMBER), *row_after(more, _NUMBER)])
    dates = [*_dates(top), *_dates(more)]
    width = paper.bare[0].get_size()[0]
    if not dates:
        yield _finding("B4", "missing", "The date of issue is missing.")
    elif all(box.middle[0] < width * 0.48 for box in dates):
        text = "The date of issue does not stand on the right, under the national motto."
        yield _finding("B4", "wrong_place", text)


def _dates(found: list[Line]) -> list[Rect]:
    """The dates on the height of a number, not those of the text."""
    levels = [box.bottom for _, box, _ in row_after(found, _NUMBER)]
    return [
        box
        for text, box, _ in row_after(found, _DATE)
        if _is_filled(text, box, found) and any(-30 < box.bottom - each < 60 for each in levels)
    ]


def _is_filled(text: str, box: Rect, found: list[Line]) -> bool:
    """Whether it is a whole date; the year may stand on the line under it."""
    if _FILLED_DATE.match(text):
        return True
    year = year_below(found, box, box.height) if text.endswith("năm") else None
    return bool(year and _FILLED_DATE.match(f"{text}{year}"))


def _number(rows: list[Any]) -> Iterator[Found]:
    filled = [(match, kept) for text, _, kept in rows if (match := _FILLED_NUMBER.match(text))]
    if not filled:
        yield _finding("B3", "missing", "The number is missing beside “Số:”.")
        return
    match, kept = filled[0]
    digits = kept[match.start(1) : match.end(1)]
    if any(abs(each[3] - kept[0][3]) > 2 for each in digits):
        yield _finding("B3", "wrong_size", "The number is not as large as the text beside it.")


def _top(bare: pypdfium2.PdfDocument, page: int) -> list[Line]:
    height = bare[page].get_size()[1]
    return [line for line in lines(bare[page]) if line.box().bottom > height * 0.55]


def _incoming(paper: Paper) -> Iterator[Found]:
    if paper.stamped is not None and paper.signatures:
        text = "The stamp of an incoming document is in the signed file; stamp a rendition of it."
        yield _finding("S6", "stamp_in_signed_file", text, page=paper.stamped)


def _attachment(paper: Paper) -> Iterator[Found]:
    yield from _text_mark(
        paper, "S3b", _NOTATION, "The attachment's mark does not name the number."
    )


def _copy(paper: Paper) -> Iterator[Found]:
    yield from _text_mark(paper, "S4", _COPY, "The copy's mark does not name the kind of copy.")
    if paper.version < "1.4":
        yield _finding("S4", "old_version", "A copy is PDF 1.4 or newer.")


def _text_mark(paper: Paper, rule: str, named: re.Pattern[str], unnamed: str) -> Iterator[Found]:
    mark = next((each for each in paper.marks if each.text.strip() or each.has_image), None)
    if mark is None or not mark.text.strip():
        yield _finding(rule, "missing", "The line of the agency's signature is missing.", mark)
    if mark is None:
        return
    if mark.has_image:
        yield _finding(rule, "with_picture", "The mark shows a picture; it is text alone.", mark)
    if not _in_corner(paper, mark):
        text = "The mark does not stand at the top right of page one."
        yield _finding(rule, "wrong_place", text, mark)
    if mark.text.strip():
        yield from _type(rule, mark)
        if not named.search(mark.text):
            yield _finding(rule, "unnamed", unnamed, mark)
        yield from _time(rule, mark)
    yield from _incoming(paper)


def _type(rule: str, mark: Mark) -> Iterator[Found]:
    if any(abs(size - 10) > 0.3 for size in mark.sizes):
        yield _finding(rule, "wrong_size", "The mark's text is not of size 10.", mark)
    if not all(TIMES.search(font) for font in mark.fonts):
        yield _finding(rule, "not_times", "The mark's text is not set in Times New Roman.", mark)
    if any(max(colour) > 60 for colour in mark.colours):
        yield _finding(rule, "not_black", "The mark's text is not black.", mark)


def _time(rule: str, mark: Mark) -> Iterator[Found]:
    found = _TIME.search(mark.text)
    if found is None:
        text = "The mark does not say the time of signing as ISO 8601 wants it."
        yield _finding(rule, "time_format", text, mark)
    elif (found["zone"] or found["late"]) != _ZONE:
        text = "The mark's time is not at Vietnam's offset, +07:00."
        yield _finding(rule, "wrong_zone", text, mark)


_JUDGES: dict[str, Callable[[Paper], Iterator[Found]]] = {
    "document": _document,
    "attachment": _attachment,
    "copy": _copy,
}
