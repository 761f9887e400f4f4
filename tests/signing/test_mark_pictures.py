"""Pictures that people give for marks: made ready, or refused with what to do about it."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from signing.errors import PictureUnusable
from signing.mark_picture import LARGEST, taken
from signing.pictures import ready
from tests import ink
from tests.signing.desk import AN, COMMUNE, PAPER
from tests.signing.test_layout import names

BIG = struct.pack(">II5B", 60_000, 60_000, 8, 6, 0, 0, 0)


def chunk(kind, content):
    told = kind + content
    return struct.pack(">I", len(content)) + told + struct.pack(">I", zlib.crc32(told))


BOMB = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", BIG) + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))


def given(tmp_path, content):
    path = tmp_path / "mark.png"
    path.write_bytes(content)
    return path


def opened(content):
    with Image.open(BytesIO(content)) as image:
        return image.copy()


@pytest.mark.parametrize(
    ("is_seal", "content"),
    [
        (False, ink.signature()),
        (False, ink.signature(size=(3000, 200))),
        (False, ink.signature(size=(300, 3000))),
        (True, ink.seal()),
        (True, ink.seal(size=(3000, 2900))),
    ],
    ids=["signature", "long signature", "high signature", "seal", "seal scanned finely"],
)
def test_a_picture_is_cut_to_its_ink_and_kept_not_too_fine(tmp_path, is_seal, content):
    image = opened(taken(given(tmp_path, content), is_seal=is_seal))

    box = image.getchannel("A").point(lambda level: 255 * (level > 64)).getbbox()
    assert image.mode == "RGBA"
    assert image.width == box[2] - box[0] or image.height == box[3] - box[1]
    least, most = (1, 1) if is_seal else (0.6, 5)
    assert least - 0.01 <= image.width / image.height <= most + 0.01
    assert max(image.size) <= 1500
    assert image.info.get("comment") is None


@pytest.mark.parametrize(
    ("is_seal", "content", "said"),
    [
        (False, b"%PDF-1.7", "not a PNG file"),
        (False, b"", "not a PNG file"),
        (False, ink.signature()[:400], "not a PNG file"),
        (False, ink.png(opened(ink.signature()).convert("RGB"), "JPEG"), "not a PNG file"),
        (False, ink.on_paper(ink.signature()), "not transparent"),
        (True, ink.on_paper(ink.seal()), "not transparent"),
        (False, ink.signature(ink.BLACK), "blue"),
        (False, ink.signature(ink.RED), "blue"),
        (True, ink.seal(ink.BLUE), "red"),
        (True, ink.seal(size=(900, 500)), "as wide as it is high"),
        (False, ink.signature(size=(90, 40)), "too coarse"),
        (False, ink.png(Image.new("RGBA", (300, 300))), "shows nothing"),
        (False, BOMB, "too large"),
        (False, bytes(LARGEST + 1), "too large"),
    ],
    ids=lambda each: "picture" if isinstance(each, bytes) else None,
)
def test_what_cannot_be_a_mark_is_refused_with_what_to_do(tmp_path, is_seal, content, said):
    with pytest.raises(PictureUnusable, match=said):
        taken(given(tmp_path, content), is_seal=is_seal)


@pytest.mark.law("L12")
@pytest.mark.law("L13")
@pytest.mark.parametrize("size", [(900, 300), (3000, 200), (400, 900)])
def test_given_pictures_stand_where_the_decree_wants_them_at_real_size(
    desk, report, tmp_path, size
):
    person = ready(taken(given(tmp_path, ink.signature(size=size)), is_seal=False))
    agency = ready(taken(given(tmp_path, ink.seal()), is_seal=True))
    [leader] = PAPER.leaders
    shaped = replace(leader, shape=person.width / person.height)
    prepared, _ = desk.prepare(report, replace(PAPER, leaders=(shaped,)))
    led = desk.lead(prepared, facts=replace(AN, picture=person))
    done = desk.seal(led, facts=replace(COMMUNE, picture=agency))

    assert desk.check(done).passed
    assert names(done) == set()
    assert person.colours in done.read_bytes()
    assert agency.colours in done.read_bytes()
