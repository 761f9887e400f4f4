"""The pictures of marks: a person's in blue, a unit's seal in red; made ready once, used often."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFont
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.lettering import FOLDER
from signing.places import SEAL_MM, SHAPE

BLUE = (18, 69, 168)
RED = (200, 22, 28)
NAME_SIZE = (round(240 * SHAPE), 240)  # pixels: 300 dpi at 61 mm
SEAL_SIZE = round(SEAL_MM / 25.4 * 300)  # pixels: 300 dpi
_FINER = 2  # drawn larger by this, then made smaller, for smooth edges
_KEPT = 256  # pictures a process keeps ready


def is_blue(colour: Sequence[float]) -> bool:
    """Whether a colour (red, green, blue; 0 to 255) is a personal signature's."""
    red, green, blue = colour
    return blue > red + 30 and blue > green + 15


def is_red(colour: Sequence[float]) -> bool:
    """Whether a colour is a seal's."""
    red, green, blue = colour
    return red > green + 40 and red > blue + 40


@dataclass(frozen=True)
class Picture:
    """A picture as a PDF stores it: colours and transparency, each deflated once."""

    width: int
    height: int
    colours: bytes
    transparency: bytes

    def embed(self, writer: BasePdfFileWriter) -> generic.IndirectObject:
        """Write the picture into the file as it is; nothing is encoded anew (PDF 32000 §8.9.5)."""
        mask = _image(self, self.transparency, "/DeviceGray")
        image = _image(self, self.colours, "/DeviceRGB")
        image[pdf_name("/SMask")] = writer.add_object(mask)
        return writer.add_object(image)

    def as_png(self) -> bytes:
        """The picture for a screen."""
        size = self.width, self.height
        image = Image.frombytes("RGB", size, zlib.decompress(self.colours))
        image.putalpha(Image.frombytes("L", size, zlib.decompress(self.transparency)))
        out = BytesIO()
        image.save(out, format="PNG")
        return out.getvalue()


@lru_cache(maxsize=_KEPT)
def ready(png: bytes) -> Picture:
    """A PNG with transparency, made ready to be written into files."""
    with Image.open(BytesIO(png)) as opened:
        return _ready(opened.convert("RGBA"))


@lru_cache(maxsize=_KEPT)
def of_person(name: str) -> Picture:
    """The name drawn in blue, for a person who gave no picture of his signature."""
    image = Image.new("RGBA", (NAME_SIZE[0] * _FINER, NAME_SIZE[1] * _FINER), (*BLUE, 0))
    font = ImageFont.truetype(FOLDER / "LiberationSerif-Italic.ttf", 120 * _FINER)
    left, top, right, bottom = font.getbbox(name or "?")
    room = image.width * 0.94
    if right - left > room:
        font = font.font_variant(size=font.size * room / (right - left))
        left, top, right, bottom = font.getbbox(name or "?")
    pen = ImageDraw.Draw(image)
    start = (image.width - (right - left)) / 2, (image.height - (bottom - top)) / 2
    pen.text((start[0] - left, start[1] - top - 8 * _FINER), name or "?", (*BLUE, 255), font)
    level = image.height * 0.86
    curve = [
        (image.width * (0.03 + 0.94 * part / 60), level - sin(pi * part / 30) * image.height * 0.05)
        for part in range(61)
    ]
    pen.line(curve, (*BLUE, 255), 5 * _FINER)
    ink = image.crop(image.getbbox())
    middle = (image.width - ink.width) // 2, (image.height - ink.height) // 2
    centred = Image.new("RGBA", image.size, (*BLUE, 0))
    centred.paste(ink, middle)
    return _drawn(centred.resize(NAME_SIZE, Image.Resampling.LANCZOS), BLUE)


@lru_cache(maxsize=_KEPT)
def of_unit(name: str) -> Picture:
    """A round red seal with the unit's name, for a unit that gave no picture of its seal."""
    edge = SEAL_SIZE * _FINER
    image = Image.new("RGBA", (edge, edge), (*RED, 0))
    pen = ImageDraw.Draw(image)
    for inset, width in ((0, 0.02), (0.035, 0.007), (0.2, 0.007)):
        box = (edge * inset, edge * inset, edge * (1 - inset) - 1, edge * (1 - inset) - 1)
        pen.ellipse(box, outline=(*RED, 255), width=round(edge * width))
    _around(image, name.upper(), edge * 0.385)
    corners = [
        (edge / 2 + radius * sin(pi * each / 5), edge / 2 - radius * cos(pi * each / 5))
        for each in range(10)
        for radius in [edge * (0.07 if each % 2 else 0.18)]
    ]
    pen.polygon(corners, (*RED, 255))
    return _drawn(image.resize((SEAL_SIZE, SEAL_SIZE), Image.Resampling.LANCZOS), RED)


def _around(image: Image.Image, text: str, radius: float) -> None:
    """The text along the upper arc of a circle, made smaller until it fits."""
    font = ImageFont.truetype(FOLDER / "LiberationSerif-Bold.ttf", image.width * 0.095)
    longest = radius * 1.75 * pi
    length = font.getlength(text) or 1
    if length > longest:
        font = font.font_variant(size=font.size * longest / length)
        length = longest
    walked = 0.0
    size = round(font.size * 2)
    for letter in text:
        advance = font.getlength(letter)
        angle = (walked + advance / 2 - length / 2) / radius
        walked += advance
        tile = Image.new("L", (size, size))
        ImageDraw.Draw(tile).text((size / 2, size / 2), letter, 255, font, anchor="mm")
        turned = tile.rotate(-angle * 180 / pi, Image.Resampling.BICUBIC)
        middle = image.width / 2 + radius * sin(angle), image.width / 2 - radius * cos(angle)
        corner = round(middle[0] - size / 2), round(middle[1] - size / 2)
        image.paste(Image.new("RGBA", turned.size, (*RED, 255)), corner, turned)


def _drawn(image: Image.Image, colour: tuple[int, int, int]) -> Picture:
    """What was drawn in one colour: its edges smoothed in eight steps."""
    plain = Image.new("RGB", image.size, colour)
    plain.putalpha(image.getchannel("A").point(lambda level: round(level / 36.43) * 36.43))
    return _ready(plain)


def _ready(image: Image.Image) -> Picture:
    alpha = image.getchannel("A")
    colours = Image.new("RGB", image.size)
    colours.paste(image.convert("RGB"), mask=alpha.point(lambda level: 255 * (level > 0)))
    return Picture(
        image.width,
        image.height,
        zlib.compress(colours.tobytes(), 9),
        zlib.compress(alpha.tobytes(), 9),
    )


def _image(picture: Picture, deflated: bytes, colours: str) -> generic.StreamObject:
    image = generic.StreamObject(encoded_data=deflated)
    image[pdf_name("/Type")] = pdf_name("/XObject")
    image[pdf_name("/Subtype")] = pdf_name("/Image")
    image[pdf_name("/Width")] = generic.NumberObject(picture.width)
    image[pdf_name("/Height")] = generic.NumberObject(picture.height)
    image[pdf_name("/ColorSpace")] = pdf_name(colours)
    image[pdf_name("/BitsPerComponent")] = generic.NumberObject(8)
    image[pdf_name("/Filter")] = pdf_name("/FlateDecode")
    return image
