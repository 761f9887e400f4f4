"""Find room at the top right of page one; runs in the limited child."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, BinaryIO

import pikepdf
import pypdfium2

from signing.page_ink import Ink
from signing.places import Rect

FROM_RIGHT = 42.5  # points: the right margin of 15 mm
FROM_TOP = (14, 11, 8, 5, *range(17, 80, 3))  # points, the best first: above the upper margin
INWARDS = range(0, 121, 30)  # points from there to the left
FARTHER = range(150, 391, 30)  # where an earlier copy's mark has the corner already
WIDEST = 0.75  # of the page
LOWEST = 0.87  # of the page's height: what stands lower is not in its corner
PAD = 1.5
GREYS = (245, 128)  # below which a page counts as printed: a scan's paper is often not white


def corner(file: BinaryIO, sizes: Sequence[tuple[float, float]]) -> str:
    """Where the first of the sizes that fits stands free, and whether the page is upright.

    `place` is [left, bottom, right, top] in points, with the size's number; null when the corner is
    full. A page that is turned, or does not count from its own corner, is not looked at.
    """
    upright = _is_upright(file)
    file.seek(0)
    page = pypdfium2.PdfDocument(file)[0]
    return json.dumps({"upright": upright, **(_room(page, sizes) if upright else {})})


def _is_upright(file: BinaryIO) -> bool:
    with pikepdf.open(file, suppress_warnings=True) as document:
        page = document.pages[0]
        turned = int(page.rotation) % 360
        box = [float(edge) for edge in page.cropbox]
        return not turned and box[:2] == [0, 0] and "/UserUnit" not in page.obj


def _room(page: pypdfium2.PdfPage, sizes: Sequence[tuple[float, float]]) -> dict[str, Any]:
    inks = [Ink(page, printed=grey) for grey in GREYS]
    for steps, ink in product((INWARDS, FARTHER), inks):
        for number, (width, height) in enumerate(sizes):
            for rect in _places(ink, width, height, steps):
                if ink.is_clear(rect.grown(PAD)):
                    return {"size": number, "place": [rect.left, rect.bottom, rect.right, rect.top]}
    return {"size": 0, "place": None}


def _places(ink: Ink, width: float, height: float, steps: Iterable[int]) -> Iterator[Rect]:
    """From the corner downwards, then inwards."""
    if width > ink.width * WIDEST:
        return
    for inwards in steps:
        right = ink.width - FROM_RIGHT - inwards
        is_right_half = right - width / 2 > ink.width / 2 or steps is FARTHER
        for from_top in FROM_TOP:
            top = ink.height - from_top
            if top - height > ink.height * LOWEST and is_right_half and right > width + FROM_RIGHT:
                yield Rect(right - width, top - height, right, top)
