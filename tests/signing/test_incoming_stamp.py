"""The stamp of arrival on a rendition: of real size, over nothing printed, the file as it came."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from signing.errors import UnreadablePdf
from signing.incoming_stamp import StampFacts, stamped
from tests.conftest import SAMPLES

FACTS = StampFacts("Ủy ban nhân dân xã An Phú", "217", "21/11/2026", "Lê Văn Hùng", "03-BC")
DOTS = 100  # per inch
SIZE = (50 / 25.4 * DOTS, 35 / 25.4 * DOTS + 9 / 72 * DOTS)  # the box and the note under it
WITH_ROOM = ["word-365.pdf", "decree-30-2020.pdf", "distiller-10.pdf", "excel-2016.pdf"]
FULL = ["chromium-skia.pdf", "decree-30-2020-annex-1.pdf"]


def drawn(pdf: Path | bytes, page: int) -> Image.Image:
    """A page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document[page].render(scale=DOTS / 72).to_pil().convert("RGB")


def stamp_box(made: bytes, source: Path) -> tuple[int, int, int, int]:
    """Around everything that was drawn on the first page, in dots."""
    changed = ImageChops.difference(drawn(made, 0), drawn(source, 0)).convert("L")
    found = changed.point(lambda each: 255 if each > 40 else 0).getbbox()
    assert found is not None
    return found


def words(pdf: bytes, page: int) -> str:
    return str(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_bounded())


@pytest.mark.parametrize("name", WITH_ROOM)
def test_it_is_of_real_size_over_nothing_that_is_printed(name: str):
    source = SAMPLES / name
    before = source.read_bytes()

    made = stamped(source, FACTS)

    assert source.read_bytes() == before
    assert len(pypdfium2.PdfDocument(made)) == len(pypdfium2.PdfDocument(source))
    left, top, right, bottom = stamp_box(made, source)
    assert (right - left, bottom - top) == pytest.approx(SIZE, abs=6)
    under = drawn(source, 0).crop((left, top, right, bottom)).convert("L")
    assert under.getextrema()[0] > 200  # nothing dark was there


def test_it_says_what_the_register_says():
    said = words(stamped(SAMPLES / "word-365.pdf", FACTS), 0)

    for text in ("ỦY BAN NHÂN DÂN XÃ AN PHÚ", "ĐẾN", "Số: 217", "Ngày: 21/11/2026"):
        assert text in said
    assert "Chuyển: Lê Văn Hùng" in said
    assert "Số và ký hiệu HS: 03-BC" in said


def test_what_is_not_known_yet_is_left_to_be_written():
    said = words(stamped(SAMPLES / "word-365.pdf", StampFacts("UBND", "1", "21/11/2026")), 0)

    assert "Chuyển: ....." in said


def test_names_too_long_are_cut_and_stay_in_the_box():
    long = "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Thanh Hóa " * 2

    source = SAMPLES / "word-365.pdf"

    made = stamped(source, StampFacts(long, "217", "21/11/2026", long, long))

    left, _, right, _ = stamp_box(made, source)
    assert right - left == pytest.approx(SIZE[0], abs=6)


@pytest.mark.parametrize("name", FULL)
def test_a_full_page_is_left_and_the_stamp_has_a_page_of_its_own(name: str):
    source = SAMPLES / name

    made = stamped(source, FACTS)

    last = len(pypdfium2.PdfDocument(source))
    assert len(pypdfium2.PdfDocument(made)) == last + 1
    assert "Số: 217" in words(made, last)
    assert ImageChops.difference(drawn(made, 0), drawn(source, 0)).getbbox() is None


def test_what_is_no_pdf_is_refused(tmp_path: Path):
    source = tmp_path / "no.pdf"
    source.write_bytes(b"no file at all")

    with pytest.raises(UnreadablePdf, match="save it as PDF again"):
        stamped(source, FACTS)
