"""The page added for signatures where a document's own pages have no room for them."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing import lettering
from signing.places import Places, Spot

GREY = "0.33 0.35 0.38"
A4 = (595.28, 841.89)
TITLE = "TRANG KÝ SỐ"
EXPLAINED = (
    "Trang này được thêm vào khi chuẩn bị ký số vì các trang trước không đủ chỗ",
    "cho số, ngày tháng, chữ ký và con dấu. Trang là một phần của văn bản.",
)


def append(writer: IncrementalPdfFileWriter, places: Places) -> int:
    """Add the page at the end of the document; gives its number, counted from 0."""
    fonts = generic.DictionaryObject()
    for name in ("Regular", "Bold"):
        fonts[pdf_name(lettering.face(name).resource)] = lettering.embed(writer, name)
    content = generic.StreamObject(stream_data=_drawn(places))
    content.compress()
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): generic.ArrayObject(
                generic.FloatObject(edge) for edge in (0, _lowest(places), *A4)
            ),
            pdf_name("/Rotate"): generic.NumberObject(0),
            pdf_name("/Resources"): generic.DictionaryObject({pdf_name("/Font"): fonts}),
            pdf_name("/Contents"): writer.add_object(content),
        }
    )
    writer.insert_page(page)
    return int(writer.root["/Pages"]["/Count"]) - 1


def _lowest(places: Places) -> float:
    """The lower edge of the page: further down when many sign."""
    marks = [spot.rect.bottom for spot in places.spots if spot.page is None]
    return min(0.0, *(bottom - 60 for bottom in marks))


def _drawn(places: Places) -> bytes:
    out = [_centred("Bold", 15, 720, TITLE, "0 g"), "q 0.8 w 250 708 m 345 708 l S Q"]
    for order, line in enumerate(EXPLAINED):
        out.append(_centred("Regular", 10.5, 684 - 15 * order, line, f"{GREY} rg"))
    for spot in places.spots:
        if spot.page is None and spot.part == "Leader":
            out += _around(spot)
    return "\n".join(out).encode("ascii")


def _around(spot: Spot) -> list[str]:
    """The title over a personal mark and the name under it."""
    middle = spot.rect.middle[0]
    title = spot.rect.top + 34 + 16 * (len(spot.above) - 1)
    lines = [
        _centred("Bold", 13, title - 16 * order, line, "0 g", middle)
        for order, line in enumerate(spot.above)
    ]
    return [*lines, _centred("Bold", 13, spot.rect.bottom - 42, spot.below, "0 g", middle)]


def _centred(
    face: str, size: float, bottom: float, text: str, colour: str, middle: float = A4[0] / 2
) -> str:
    letters = lettering.face(face)
    left = middle - letters.width(text, size) / 2
    return (
        f"BT {colour} {letters.resource} {size} Tf {left:.2f} {bottom:.2f} Td "
        f"{letters.shown(text).decode()} Tj ET"
    )
