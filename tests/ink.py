"""Pictures as people scan them for their marks: ink on nothing, or what is wrong with them."""

from io import BytesIO

from PIL import Image, ImageDraw

BLUE, RED, BLACK = (20, 60, 180), (205, 30, 30), (20, 20, 20)


def signature(colour: tuple[int, int, int] = BLUE, size: tuple[int, int] = (900, 300)) -> bytes:
    """Strokes of a pen with much emptiness around."""
    image = Image.new("RGBA", size, (255, 255, 255, 0))
    width, height = size
    points = [(width * (0.2 + each / 20), height * (0.3 + 0.4 * (each % 2))) for each in range(13)]
    ImageDraw.Draw(image).line(points, (*colour, 255), max(min(size) // 40, 1))
    return png(image)


def seal(
    colour: tuple[int, int, int] = RED, size: tuple[int, int] = (600, 600), edge: int = 25
) -> bytes:
    """A ring with a bar in it."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 20, size[0] - 20, size[1] - 20), outline=(*colour, 255), width=edge)
    middle = size[0] / 2, size[1] / 2
    pen.rectangle((middle[0] - 90, middle[1] - 30, middle[0] + 90, middle[1] + 30), (*colour, 255))
    return png(image)


def on_paper(picture: bytes) -> bytes:
    """The same scanned with its paper."""
    with Image.open(BytesIO(picture)) as ink:
        paper = Image.new("RGBA", ink.size, (255, 255, 255, 255))
        paper.alpha_composite(ink)
    return png(paper)


def png(image: Image.Image, kind: str = "PNG") -> bytes:
    """The picture as a file."""
    out = BytesIO()
    image.save(out, format=kind)
    return out.getvalue()
