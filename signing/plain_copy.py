"""A document page by page without its signatures and forms: what a certified copy is made of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from signing import child
from signing.child import ChildFailed
from signing.errors import UnreadablePdf

LEAST_DPI = 200
ROUNDED = 5  # scanners round the size of a page, and with it the resolution


@dataclass(frozen=True)
class Coarse:
    """A scanned page that is not what the decree asks of a copy; page counted from 1."""

    page: int
    dpi: int
    colour: bool


def make_plain(source: Path, target: Path, pages: Sequence[int] = ()) -> None:
    """Write the pages (counted from 1; none named: all) anew as PDF 1.4 or newer, at full size.

    What signatures and fields show stays as part of the page; nothing in it can be filled, and its
    first page stands upright. Made in the limited child. Raises UnreadablePdf.
    """
    try:
        target.write_bytes(child.run("plain", source, pages=list(pages)))
    except ChildFailed as failure:
        raise UnreadablePdf(
            f"The pages of this file cannot be read ({failure.reason}); save it as PDF again."
        ) from None


def coarse_pages(path: Path) -> tuple[Coarse, ...]:
    """Scanned pages that are not in colour or below 200 dpi (Decree 30, Annex I, part II).

    Only of pages that are one picture can it be told. Raises UnreadablePdf.
    """
    try:
        found = json.loads(child.run("scanned", path))
    except ChildFailed as failure:
        raise UnreadablePdf(
            f"The pages of this file cannot be read ({failure.reason}); save it as PDF again."
        ) from None
    scanned = (Coarse(**each) for each in found)
    return tuple(each for each in scanned if not each.colour or each.dpi < LEAST_DPI - ROUNDED)
