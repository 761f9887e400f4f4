"""A picture someone gives for a mark: looked at in the limited child, made ready for the page."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from signing import child
from signing.child import ChildFailed
from signing.errors import PictureUnusable
from signing.pictures import NAME_SIZE, SEAL_SIZE, is_blue, is_red

LARGEST = 2 << 20  # bytes
MOST_PIXELS = 16_000_000
LEAST = 150  # pixels across the ink: what is coarser looks torn on paper
FINER = 2  # kept at twice the size a mark is drawn at by itself
SHOWN = 64  # of 255: less covered than this is dust, not ink
SHAPES = (0.6, 5.0)  # width to height of a personal mark; what is longer or higher is filled up
ROUND = (0.85, 1.18)  # width to height of a seal's ink
MOST_COVERED = 0.75  # of the ink's box: more hides what is under it

_FAULTS = {
    "not_png": "The picture is not a PNG file. Save it as PNG with a transparent background.",
    "too_large": "The picture is too large: at most 2 MB and 16 million pixels.",
    "too_small": "The picture is too coarse: scan it so that the ink is 150 pixels wide or more.",
    "no_ink": "The picture shows nothing: all of it is transparent.",
    "opaque": "The picture's background is not transparent: take the paper out of the picture.",
    "not_blue": "A personal signature is blue: colour the ink blue.",
    "not_red": "The picture of a seal is red: colour the ink red.",
    "not_round": "The picture of a seal is as wide as it is high: do not stretch or cut it.",
}


def taken(picture: Path, *, is_seal: bool) -> bytes:
    """The picture as a PNG that holds its ink and nothing else, cut to it and not too fine.

    Blue for a person, red and round for a seal, both transparent (Decree 30/2020, Annex I, II.7d
    and II.8a). Raises PictureUnusable with what to do about it.
    """
    if picture.stat().st_size > LARGEST:
        raise PictureUnusable(_FAULTS["too_large"])
    try:
        found = child.run("mark_picture", picture, is_seal=is_seal)
    except ChildFailed:
        raise PictureUnusable(_FAULTS["not_png"]) from None
    if not isinstance(found, bytes):
        raise PictureUnusable(_FAULTS[found])
    return found


def mark_picture(file: BinaryIO, is_seal: bool) -> bytes | str:
    """The picture made ready, or the code of what is wrong with it; runs in the limited child."""
    try:
        with Image.open(file, formats=["PNG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return "too_large"
            image = opened.convert("RGBA")
    except Image.DecompressionBombError:
        return "too_large"
    except (OSError, ValueError, SyntaxError):
        return "not_png"
    box = image.getchannel("A").point(lambda level: 255 * (level > SHOWN)).getbbox()
    if box is None:
        return "no_ink"
    ink = image.crop(box)
    fault = _fault(ink, is_seal)
    if fault:
        return fault
    limit = (SEAL_SIZE * FINER, SEAL_SIZE * FINER) if is_seal else _finest_name()
    ink.thumbnail(limit, Image.Resampling.LANCZOS)
    out = BytesIO()
    _filled_up(ink, is_seal).save(out, format="PNG", optimize=True)
    return out.getvalue()


def _filled_up(ink: Image.Image, is_seal: bool) -> Image.Image:
    """The ink alone, with emptiness around it where it has no mark's shape."""
    least, most = (1.0, 1.0) if is_seal else SHAPES
    size = max(ink.width, round(ink.height * least)), max(ink.height, round(ink.width / most))
    plain = Image.new("RGBA", size)
    plain.paste(ink, ((size[0] - ink.width) // 2, (size[1] - ink.height) // 2))
    return plain


def _finest_name() -> tuple[int, int]:
    return NAME_SIZE[0] * FINER, NAME_SIZE[1] * FINER


def _fault(ink: Image.Image, is_seal: bool) -> str:
    alpha = ink.getchannel("A")
    covered = alpha.point(lambda level: 255 * (level > SHOWN))
    if _mean(covered) / 255 > MOST_COVERED:
        return "opaque"
    if max(ink.size) < LEAST:
        return "too_small"
    colour = [_mean(ink.getchannel(each), covered) for each in "RGB"]
    if not is_seal:
        return "" if is_blue(colour) else "not_blue"
    if not is_red(colour):
        return "not_red"
    least, most = ROUND
    return "" if least <= ink.width / ink.height <= most else "not_round"


def _mean(channel: Image.Image, within: Image.Image | None = None) -> float:
    counts = channel.histogram(within)
    return sum(level * count for level, count in enumerate(counts)) / sum(counts)
