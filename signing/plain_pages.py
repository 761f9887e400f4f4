"""Writing pages anew without what can be filled or signed, and looking at scans; in the child."""

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, BinaryIO

import pikepdf
import pypdfium2
import pypdfium2.raw as raw

LOWEST_VERSION = "1.4"
MOST_OF_A_PAGE = 0.5  # a picture that covers more of a page than this is the page's scan
COLOUR_BITS = 24
KEPT = ("/Type", "/Pages", "/OCProperties", "/Lang", "/Version", "/Extensions")


def plain(file: BinaryIO, pages: Sequence[int]) -> bytes:
    """The pages written anew; runs in the limited child. IndexError for a page there is not."""
    with pikepdf.open(file, suppress_warnings=True) as document:
        document.flatten_annotations("all")
        for key in set(document.Root.keys()) - set(KEPT):
            del document.Root[key]
        _keep(document, pages)
        for page in document.pages:
            page.obj.MediaBox, page.obj.CropBox = page.mediabox, page.cropbox
            for key in ("/Annots", "/AA", "/StructParents"):
                if key in page.obj:
                    del page.obj[key]
        _set_upright(document)
        out = BytesIO()
        document.save(
            out,
            min_version=LOWEST_VERSION,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()


def scanned(file: BinaryIO) -> str:
    """Resolution and colour of each page that is one picture; runs in the limited child."""
    document = pypdfium2.PdfDocument(file)
    return json.dumps([each for number in range(len(document)) for each in _scan(document, number)])


def _keep(document: pikepdf.Pdf, pages: Sequence[int]) -> None:
    if not pages:
        return
    if max(pages) > len(document.pages) or min(pages) < 1:
        raise IndexError(max(pages))
    for number in range(len(document.pages), 0, -1):
        if number not in pages:
            del document.pages[number - 1]


def _set_upright(document: pikepdf.Pdf) -> None:
    """The first page as readers show it: unrotated, its lower left corner the origin."""
    page = document.pages[0]
    box = [float(edge) for edge in page.cropbox]
    turned = int(page.obj.get("/Rotate", 0)) % 360
    if not turned and box[:2] == [0, 0] and "/UserUnit" not in page.obj:
        return
    unit = float(page.obj.get("/UserUnit", 1))
    width, height = (box[2] - box[0]) * unit, (box[3] - box[1]) * unit
    if turned in (90, 270):
        width, height = height, width
    page.trimbox = page.cropbox
    upright = document.add_blank_page(page_size=(width, height))
    upright.add_overlay(page, pikepdf.Rectangle(0, 0, width, height))
    upright.obj.CropBox = upright.mediabox
    document.pages[0] = upright
    del document.pages[-1]


def _scan(document: pypdfium2.PdfDocument, number: int) -> Iterator[dict[str, Any]]:
    page = document[number]
    width, height = page.get_size()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) < MOST_OF_A_PAGE * width * height:
            continue
        told = picture.get_metadata()
        dpi = min(told.horizontal_dpi, told.vertical_dpi)
        colour = told.bits_per_pixel >= COLOUR_BITS or told.colorspace in _IN_COLOUR
        yield {"page": number + 1, "dpi": round(dpi), "colour": colour}
        return


_IN_COLOUR = (
    raw.FPDF_COLORSPACE_DEVICERGB,
    raw.FPDF_COLORSPACE_DEVICECMYK,
    raw.FPDF_COLORSPACE_CALRGB,
    raw.FPDF_COLORSPACE_LAB,
    raw.FPDF_COLORSPACE_INDEXED,
)
