"""Where the agency's text stands at the top right of page one, over nothing that is printed."""

import json
from typing import BinaryIO

import pypdfium2

from signing.page_ink import CELL, Ink
from signing.places import Rect

FROM_RIGHT, FROM_TOP = 42.5, 14.0  # points: the right margin of 15 mm; above the upper margin
LOWEST = 0.87  # of the page's height, and the middle in its right half: what counts as the corner
NEAR = 2  # points that stay free around it


def corner(file: BinaryIO, width: float, height: float) -> str:
    """The place of a text of this size, nearest to the corner; runs in the limited child.

    `upright` is false for a page that is turned or does not count from its own corner: its place
    cannot be told. `rect` is null when the page has no room left.
    """
    page = pypdfium2.PdfDocument(file)[0]
    box = page.get_cropbox()
    upright = page.get_rotation() == 0 and abs(box[0]) < 1 and abs(box[1]) < 1
    rect = _free(Ink(page), width, height) if upright else None
    edges = [rect.left, rect.bottom, rect.right, rect.top] if rect else None
    return json.dumps({"upright": upright, "rect": edges})


def _free(ink: Ink, width: float, height: float) -> Rect | None:
    right, top = ink.width - FROM_RIGHT, ink.height - FROM_TOP
    wanted = Rect(right - width, top - height, right, top)
    places = [wanted, *_in_the_corner(ink, wanted)]
    found = next((each for each in places if ink.is_clear(each.grown(NEAR))), None)
    return found or ink.nearest(width, height, wanted.middle)


def _in_the_corner(ink: Ink, wanted: Rect) -> list[Rect]:
    """Places in the corner, those that need the least shifting first."""
    down = int(wanted.bottom - ink.height * LOWEST)
    leftwards = int(wanted.middle[0] - ink.width / 2)
    rightwards = int(FROM_RIGHT - FROM_TOP)
    upwards = int(FROM_TOP - CELL)
    steps = [
        (x, y)
        for y in range(-upwards, max(down, 0) + 1, CELL)
        for x in range(-rightwards, max(leftwards, 0) + 1, CELL)
    ]
    steps.sort(key=lambda step: (abs(step[0]) + abs(step[1]), step))
    return [
        Rect(wanted.left - x, wanted.bottom - y, wanted.right - x, wanted.top - y) for x, y in steps
    ]
