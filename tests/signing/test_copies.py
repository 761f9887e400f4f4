"""Certified copies: pages written anew, the agency's text top right, nothing left to be filled."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from PIL import Image

from signing.errors import UnreadablePdf
from signing.plain_copy import coarse_pages, make_plain
from signing.seal_copy import CopyFacts, copy_lines, prepare_copy
from signing.sign import finish
from tests.conftest import SAMPLES

AT = datetime(2026, 11, 21, 8, 4, 5, tzinfo=UTC)
FACTS = CopyFacts("Sao y", "Ủy ban nhân dân xã An Phú")


def copied(desk, source: Path, facts: CopyFacts = FACTS, pages: tuple[int, ...] = ()) -> Path:
    """The copy of a file, signed by the agency."""
    plain, target = desk.file("plain.pdf"), desk.file("copy.pdf")
    make_plain(source, plain, pages)
    key, stamper = desk.custodian, desk.stamper
    pending = prepare_copy(plain, target, key=key, timestamper=stamper, facts=facts, at=AT)
    finish(pending, target, key, stamper)
    return target


def scan_of(folder: Path, dpi: int, mode: str) -> Path:
    """An A4 page that is one picture."""
    picture = Image.new(mode, (round(8.27 * dpi), round(11.69 * dpi)), "white")
    path = folder / f"{dpi}{mode}.pdf"
    picture.save(path, "PDF", resolution=dpi)
    return path


def text_of(path: Path) -> str:
    """The words of the first page."""
    return pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()


def field_of(path: Path) -> tuple[str, list[float], list[str]]:
    """Of the only field of the file: its drawing, its place, the kinds of things it draws with."""
    with pikepdf.open(path) as document:
        [field] = document.Root.AcroForm.Fields
        stream = field.AP.N.read_bytes().decode()
        box = [float(edge) for edge in field.Rect]
        return stream, box, [str(key) for key in field.AP.N.Resources]


@pytest.mark.law("L15")
def test_a_copy_of_a_signed_document_passes_the_check_and_is_signed_by_the_agency_alone(
    desk, report
):
    made = copied(desk, desk.whole_life(report))

    verdict = desk.check(made)
    assert verdict.indication == "TOTAL_PASSED"
    assert [each.field for each in verdict.signatures] == ["Copy"]
    assert verdict.problems == ()


@pytest.mark.law("L15")
def test_the_agencys_signature_says_kind_agency_and_time_at_vietnams_offset(desk):
    lines = copy_lines(FACTS, AT)

    assert lines == ("Sao y", "Ủy ban nhân dân xã An Phú", "2026-11-21T15:04:05+07:00")


@pytest.mark.law("L15")
def test_the_text_is_black_of_size_ten_at_the_top_right_of_page_one_and_no_picture(desk, report):
    stream, (left, bottom, right, top), resources = field_of(copied(desk, report))

    assert set(re.findall(r"/\w+ ([\d.]+) Tf", stream)) == {"10"}
    assert set(re.findall(r"BT (\S+) g", stream)) == {"0"}
    assert not re.search(r"/\S+ Do\b|\bBI\b", stream)
    assert resources == ["/Font"]
    assert left > 595 / 2
    assert right == pytest.approx(595 - 42.5, abs=2)
    assert 842 - 57 < bottom < top < 842  # within the upper margin of 20 mm


@pytest.mark.law("L15")
def test_a_long_name_is_broken_and_never_set_smaller(desk, report):
    name = "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp tỉnh " * 2
    with pikepdf.open(report) as document:
        document.add_blank_page(page_size=(595, 842))
        del document.pages[0]
        document.save(desk.file("blank.pdf"))

    copy = copied(desk, desk.file("blank.pdf"), CopyFacts("Trích sao", name))

    stream, (left, *_), _ = field_of(copy)

    assert set(re.findall(r"/\w+ ([\d.]+) Tf", stream)) == {"10"}
    assert stream.count("Tj") > 3
    assert left > 595 * 0.3


@pytest.mark.law("L15")
def test_a_name_of_two_lines_stays_on_one_where_the_heading_leaves_no_room_for_more(desk, report):
    name = "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp tỉnh Lào Cai"

    stream, (left, bottom, *_), _ = field_of(copied(desk, report, CopyFacts("Trích sao", name)))

    assert stream.count("Tj") == 3
    assert left > 595 * 0.2
    assert bottom > 842 - 57


@pytest.mark.law("L15")
def test_a_copy_is_pdf_1_4_or_newer_at_full_size_and_shows_the_marks_of_the_original(desk, report):
    signed = desk.whole_life(report)
    plain = desk.file("plain.pdf")

    make_plain(signed, plain)

    with pikepdf.open(plain) as document, pikepdf.open(signed) as original:
        assert document.pdf_version >= "1.4"
        assert "/AcroForm" not in document.Root
        assert [each.mediabox for each in document.pages] == [
            each.mediabox for each in original.pages
        ]
    assert b"/ByteRange" not in plain.read_bytes()
    document = pypdfium2.PdfDocument(plain)
    assert len(list(document[0].get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))) == 2
    assert "05 05 11" in text_of(plain)


def test_an_extract_holds_the_pages_that_were_chosen(desk):
    plain = desk.file("extract.pdf")

    make_plain(SAMPLES / "decree-30-2020-annex-3.pdf", plain, (2, 3))

    with pikepdf.open(plain) as document:
        assert len(document.pages) == 2


def test_a_page_that_is_not_there_is_refused(desk):
    with pytest.raises(UnreadablePdf, match="IndexError"):
        make_plain(SAMPLES / "word-365.pdf", desk.file("none.pdf"), (99,))


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_first_page_is_set_upright_so_that_the_text_stands_at_its_top_right(
    desk, report, turned
):
    source, plain = desk.file("turned.pdf"), desk.file("upright.pdf")
    with pikepdf.open(report) as document:
        document.pages[0].Rotate = turned
        document.save(source)
    before = picture_of(source)

    make_plain(source, plain)

    with pikepdf.open(plain) as document:
        assert int(document.pages[0].get("/Rotate", 0)) == 0
    after = picture_of(plain)
    assert after.size == before.size
    assert list(after.resize((20, 20)).get_flattened_data()) == pytest.approx(
        list(before.resize((20, 20)).get_flattened_data()), abs=12
    )


def picture_of(path: Path) -> Image.Image:
    """The first page, grey."""
    return pypdfium2.PdfDocument(path)[0].render(scale=1, grayscale=True).to_pil()


@pytest.mark.law("L15")
@pytest.mark.parametrize(
    ("dpi", "mode", "coarse"),
    [(200, "RGB", []), (300, "RGB", []), (150, "RGB", [1]), (300, "L", [1]), (300, "1", [1])],
)
def test_a_scan_counts_from_200_dpi_in_colour(tmp_path, dpi, mode, coarse):
    found = coarse_pages(scan_of(tmp_path, dpi, mode))

    assert [each.page for each in found] == coarse


def test_of_a_page_of_text_nothing_is_told():
    assert coarse_pages(SAMPLES / "word-365.pdf") == ()


@pytest.mark.parametrize("name", ["excel-2016.pdf", "quartz-10.7.pdf", "chromium-skia.pdf"])
def test_files_of_many_programs_can_be_copied(desk, name):
    made = copied(desk, SAMPLES / name)

    assert desk.check(made).indication == "TOTAL_PASSED"


def test_what_is_no_pdf_cannot_be_copied(desk, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")

    with pytest.raises(UnreadablePdf):
        make_plain(broken, desk.file("none.pdf"))
