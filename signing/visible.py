"""What looks different on the pages of two states of one document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from signing.report import Region

MOST_PAGES = 60
MOST_TOLD = 20
MOST_SHOWN = 6
AROUND = 18  # points shown around a region
SHOWN_SCALE = 1.5  # pixels of a picture to a point
_NOTICED = 24  # steps of grey below which a difference is no difference


@dataclass(frozen=True)
class Difference:
    """A difference in words, and where it is when it is one region of one page."""

    text: str
    region: Region | None = None


def differences(
    stream: BinaryIO, before: int, after: int, expected: Sequence[tuple[int, Sequence[float]]]
) -> list[Difference]:
    """One for each page that looks different, with the region, in points.

    `before` and `after` are the lengths of the two states, both beginnings of the same file;
    `expected` are the places (page, rectangle) where signatures put their marks.
    """
    stream.seek(0)
    content = stream.read(after)
    old, new = (pypdfium2.PdfDocument(content[:length]) for length in (before, after))
    for document in (old, new):
        document.init_forms()
    return list(islice(_differences(old, new, expected), MOST_TOLD))


def pictures(stream: BinaryIO, before: int, regions: Sequence[Region]) -> list[tuple[bytes, bytes]]:
    """PNGs of regions as they were in the first `before` bytes of a file, and as they are."""
    stream.seek(0)
    content = stream.read()
    documents = [pypdfium2.PdfDocument(each) for each in (content[:before], content)]
    for document in documents:
        document.init_forms()
    return [
        (_cut(documents[0], region), _cut(documents[1], region)) for region in regions[:MOST_SHOWN]
    ]


def _cut(document: pypdfium2.PdfDocument, region: Region) -> bytes:
    page = document[region.page - 1]
    width, height = page.get_size()
    left, bottom, right, top = region.box
    edges = (left - AROUND, bottom - AROUND, width - right - AROUND, height - top - AROUND)
    crop = tuple(max(edge, 0) for edge in edges)
    out = BytesIO()
    page.render(scale=SHOWN_SCALE, crop=crop).to_pil().save(out, format="PNG")
    return out.getvalue()


def _differences(
    old: pypdfium2.PdfDocument,
    new: pypdfium2.PdfDocument,
    expected: Sequence[tuple[int, Sequence[float]]],
) -> Iterator[Difference]:
    if len(old) != len(new):
        yield Difference(f"the number of pages changed from {len(old)} to {len(new)}")
    for number in range(min(len(old), len(new), MOST_PAGES)):
        height = new[number].get_size()[1]
        pictures = [_picture(document, number) for document in (old, new)]
        for picture in pictures:
            for page, rect in expected:
                if page == number:
                    _cover(picture, rect, height)
        if pictures[0].size != pictures[1].size:
            yield Difference(f"page {number + 1} changed its size")
            continue
        difference = ImageChops.difference(*pictures).point(lambda grey: 255 * (grey > _NOTICED))
        box = difference.getbbox()
        if box:
            places = (box[0], round(height - box[3]), box[2], round(height - box[1]))
            yield Difference(
                f"page {number + 1} looks different between ({places[0]}, {places[1]}) "
                f"and ({places[2]}, {places[3]})",
                Region(number + 1, places),
            )


def _picture(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    picture: Image.Image = document[number].render(scale=1, grayscale=True).to_pil()
    return picture


def _cover(picture: Image.Image, rect: Sequence[float], height: float) -> None:
    left, bottom, right, top = (float(edge) for edge in rect)
    ImageDraw.Draw(picture).rectangle(
        (left - 2, height - top - 2, right + 2, height - bottom + 2), fill=255
    )
