"""Whether the pages of an uploaded PDF are those every reader finds."""

import pikepdf

from signing.upload_display import has_area
from signing.upload_findings import SAVE_AGAIN, OverLimit
from signing.upload_limits import DEEPEST


def sound_pages(document: pikepdf.Pdf) -> None:
    """Ask before pages are repaired: OverLimit when a page is used twice or lies too deep.

    ValueError when one is no page, has no size, or their number is not the one told.
    """
    root = document.Root["/Pages"]
    waiting: list[tuple[pikepdf.Object, pikepdf.Object | None, int]] = [(root, None, 0)]
    seen, count = set(), 0
    while waiting:
        node, size, depth = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            raise ValueError("no page")
        if node.is_indirect and node.objgen in seen:
            raise OverLimit("page_twice", "A page is used twice in the file.", SAVE_AGAIN)
        if depth > DEEPEST:
            raise OverLimit("nesting", "The file is nested too deeply.")
        seen.add(node.objgen)
        size = node.get("/MediaBox", size)
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            waiting += [(kid, size, depth + 1) for kid in kids.as_list()]
            continue
        count += 1
        if not has_area(size):
            raise ValueError("a page without a size")
        if not all(isinstance(each, pikepdf.Dictionary) for each in node.get("/Annots", ())):
            raise ValueError("a mark that is none")
    if root.get("/Count") != count:
        raise ValueError("another number of pages than told")
