"""Papers as scanners and old programs make them: dark on the left half, light on the right."""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

from tests.conftest import SAMPLES

WIDTH, HEIGHT = 160, 200
Name = pikepdf.Name


def scan(kind: str) -> bytes:
    """A page of one picture, packed this way."""
    content, facts = KINDS[kind]()
    paper = pikepdf.new()
    page = paper.add_blank_page(page_size=(595, 842))
    picture = pikepdf.Stream(paper, content)
    for key, value in {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": WIDTH,
        "Height": HEIGHT,
        **facts,
    }.items():
        picture[f"/{key}"] = value
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
    page.Contents = pikepdf.Stream(paper, b"q 595 0 0 842 0 0 cm /I Do Q")
    return _bytes(paper)


def foreign_letters() -> bytes:
    """A page in Chinese letters whose font is not in the file."""
    paper = pikepdf.new()
    page = paper.add_blank_page(page_size=(595, 842))
    name = Name("/STSong-Light")
    system = pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=4)
    inner = pikepdf.Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=name,
        CIDSystemInfo=system,
        FontDescriptor=pikepdf.Dictionary(
            Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=[0, 0, 1000, 1000]
        ),
    )
    font = pikepdf.Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/UniGB-UCS2-H"),
        DescendantFonts=pikepdf.Array([paper.make_indirect(inner)]),
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pikepdf.Stream(paper, b"BT /F 40 Tf 60 700 Td <4E2D6587> Tj ET")
    return _bytes(paper)


def locked() -> bytes:
    """A page that opens with a password."""
    with pikepdf.open(SAMPLES / "word-365.pdf") as paper:
        return _bytes(paper, encryption=pikepdf.Encryption(owner="a", user="b"))


def _halves() -> Image.Image:
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    picture.paste(0, (0, 0, WIDTH // 2, HEIGHT))
    return picture


def _jpeg_2000() -> tuple[bytes, dict[str, Any]]:
    out = BytesIO()
    _halves().convert("RGB").save(out, "JPEG2000")
    return out.getvalue(), {"Filter": Name.JPXDecode}


def _group_4(black: int) -> bytes:
    """The halves as fax group 4, in one strip; `black` is the bit that stands for black."""
    out = BytesIO()
    plain = _halves().convert("1")
    picture = (
        plain if black == 0 else Image.eval(plain.convert("L"), lambda v: 255 - v).convert("1")
    )
    picture.save(out, "TIFF", compression="group4", tiffinfo={278: HEIGHT})
    with Image.open(out) as tiff:
        [start], [length] = tiff.tag_v2[273], tiff.tag_v2[279]
    return out.getvalue()[start : start + length]


def _fax() -> tuple[bytes, dict[str, Any]]:
    how = pikepdf.Dictionary(K=-1, Columns=WIDTH, Rows=HEIGHT, BlackIs1=True)
    grey = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 1}
    return _group_4(0), {"Filter": Name.CCITTFaxDecode, "DecodeParms": how, **grey}


def _jbig2() -> tuple[bytes, dict[str, Any]]:
    """JBIG2 (ISO 14492): the page, then one generic region coded as fax."""
    page = struct.pack(">IIIIBH", WIDTH, HEIGHT, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", WIDTH, HEIGHT, 0, 0, 0, 1) + _group_4(1)
    content = _segment(0, 48, page) + _segment(1, 38, region)
    return content, {
        "Filter": Name.JBIG2Decode,
        "ColorSpace": Name.DeviceGray,
        "BitsPerComponent": 1,
    }


def _segment(number: int, kind: int, content: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(content)) + content


def _bytes(paper: pikepdf.Pdf, **how: Any) -> bytes:
    out = BytesIO()
    paper.save(out, **how)
    return out.getvalue()


KINDS: dict[str, Callable[[], tuple[bytes, dict[str, Any]]]] = {
    "jpeg_2000": _jpeg_2000,
    "fax": _fax,
    "jbig2": _jbig2,
}
