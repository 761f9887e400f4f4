"""A QR code in the left margin of page one, for units that want one; no part of the decree's."""

import segno
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing import marks
from signing.page_ink import Ink
from signing.places import Rect

SIDE = 42.5  # points: 15 mm
MARGIN = 85.0  # points: the left margin of 30 mm, outside all boxes (annex I, part IV)
FROM_EDGE = 22  # points that no printer reaches
QUIET = 4  # modules around the code that stay white (ISO/IEC 18004 §5.3.8)
LOCKED = 4 | 64 | 128  # annotation flags: printed, read-only, locked (PDF 32000 §12.5.3)


def room(ink: Ink) -> Rect | None:
    """Where it stands: as low in the left margin as nothing is printed; None when all is."""
    left = (MARGIN + FROM_EDGE - SIDE) / 2
    for bottom in range(FROM_EDGE, int(ink.height / 2), 6):
        rect = Rect(left, bottom, left + SIDE, bottom + SIDE)
        if ink.is_clear(rect.grown(6)):
            return ink.take(rect)
    return None


def draw(writer: IncrementalPdfFileWriter, text: str, rect: Rect, number: int) -> None:
    """Put the code on a page as a stamp nobody moves; its text can be read from it."""
    page = writer.find_page_for_modification(number)[0]
    form = marks.appearance(writer, _drawing(text), rect.width, rect.height)
    stamp = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/F"): generic.NumberObject(LOCKED),
            pdf_name("/Contents"): generic.pdf_string(text),
            pdf_name("/Rect"): generic.ArrayObject(
                generic.FloatObject(round(edge, 2))
                for edge in (rect.left, rect.bottom, rect.right, rect.top)
            ),
            pdf_name("/P"): page,
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): form}),
        }
    )
    holder = page.get_object()
    listed = holder.setdefault(pdf_name("/Annots"), generic.ArrayObject()).get_object()
    listed.append(writer.add_object(stamp))
    writer.update_container(listed)
    writer.update_container(holder)


def _drawing(text: str) -> marks.Drawing:
    """One rectangle for each run of dark modules."""
    rows = [bytes(row) for row in segno.make(text, error="l", micro=False).matrix]
    side = SIDE / (len(rows) + 2 * QUIET)
    out = ["q 1 g", f"0 0 {SIDE} {SIDE} re f", "0 g"]
    for down, row in enumerate(rows):
        bottom = SIDE - (down + 1 + QUIET) * side
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            left, width = (start + QUIET) * side, (end - start) * side
            out.append(f"{left:.3f} {bottom:.3f} {width:.3f} {side:.3f} re")
            start = end
    return marks.Drawing("\n".join([*out, "f Q"]).encode("ascii"))
