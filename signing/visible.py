"""What looks different on the pages of two states of one document."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

MOST_PAGES = 60
MOST_TOLD = 20
_NOTICED = 24  # steps of grey below which a difference is no difference


def differences(
    stream: BinaryIO, before: int, after: int, expected: Sequence[tuple[int, Sequence[float]]]
) -> list[str]:
    """One line for each page that looks different, with the region, in points.

    `before` and `after` are the lengths of the two states, both beginnings of the same file;
    `expected` are the places (page, rectangle) where signatures put their marks.
    """
    stream.seek(0)
    content = stream.read(after)
    old, new = (pypdfium2.PdfDocument(content[:length]) for length in (before, after))
    for document in (old, new):
        document.init_forms()
    lines = list(_lines(old, new, expected))
    return lines[:MOST_TOLD]


def _lines(
    old: pypdfium2.PdfDocument,
    new: pypdfium2.PdfDocument,
    expected: Sequence[tuple[int, Sequence[float]]],
) -> Iterator[str]:
    if len(old) != len(new):
        yield f"the number of pages changed from {len(old)} to {len(new)}"
    for number in range(min(len(old), len(new), MOST_PAGES)):
        height = new[number].get_size()[1]
        pictures = [_picture(document, number) for document in (old, new)]
        for picture in pictures:
            for page, rect in expected:
                if page == number:
                    _cover(picture, rect, height)
        if pictures[0].size != pictures[1].size:
            yield f"page {number + 1} changed its size"
            continue
        difference = ImageChops.difference(*pictures).point(lambda grey: 255 * (grey > _NOTICED))
        box = difference.getbbox()
        if box:
            yield (
                f"page {number + 1} looks different between ({box[0]}, {round(height - box[3])}) "
                f"and ({box[2]}, {round(height - box[1])})"
            )


def _picture(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    picture: Image.Image = document[number].render(scale=1, grayscale=True).to_pil()
    return picture


def _cover(picture: Image.Image, rect: Sequence[float], height: float) -> None:
    left, bottom, right, top = (float(edge) for edge in rect)
    ImageDraw.Draw(picture).rectangle(
        (left - 2, height - top - 2, right + 2, height - bottom + 2), fill=255
    )
