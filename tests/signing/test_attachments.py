"""Attachments in files of their own: the agency's text at the top right of page one."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from signing.errors import PlaceTaken
from signing.layout import check_layout
from signing.seal_copy import attachment_lines
from tests.conftest import SAMPLES
from tests.signing.desk import ATTACHED
from tests.signing.test_copies import field_of, text_of


def printed(path: Path, lines: list[tuple[float, float, str]], size: tuple[float, float] = A4):
    """A page with words at these places."""
    canvas = Canvas(str(path), pagesize=size)
    canvas.setFont("Times-Roman", 13)
    for left, bottom, words in lines:
        canvas.drawString(left, bottom, words)
    canvas.save()
    return path


@pytest.mark.law("L14")
def test_it_says_number_and_time_in_black_of_size_ten_and_shows_no_picture_and_no_agency(
    desk, report
):
    made = desk.attach(report)
    stream, (left, bottom, right, top), resources = field_of(made)

    assert attachment_lines(ATTACHED, datetime(2026, 11, 21, 8, 4, 5, tzinfo=UTC)) == (
        "123/QĐ-UBND",
        "2026-11-21T15:04:05+07:00",
    )
    assert set(re.findall(r"/\w+ ([\d.]+) Tf", stream)) == {"10"}
    assert set(re.findall(r"BT (\S+) g", stream)) == {"0"}
    assert stream.count("Tj") == 2
    assert resources == ["/Font"]
    assert left > 595 / 2
    assert right == pytest.approx(595 - 42.5, abs=2)
    assert 842 - 57 < bottom < top < 842  # within the upper margin of 20 mm


@pytest.mark.law("L14")
@pytest.mark.parametrize(
    "name", ["word-365.pdf", "excel-2016.pdf", "quartz-10.7.pdf", "chromium-skia.pdf"]
)
def test_a_signed_attachment_is_right_by_look_and_passes_the_check_here_and_elsewhere(desk, name):
    made = desk.attach(SAMPLES / name)

    verdict, looked = desk.check(made), check_layout(made)
    assert verdict.indication == "TOTAL_PASSED"
    assert [each.field for each in verdict.signatures] == ["Attachment"]
    assert (looked.kind, looked.findings) == ("attachment", ())
    told = subprocess.run(
        ["pdfsig", "-nocert", made], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in told


@pytest.mark.law("L14")
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_is_set_upright_first(desk, report, turned):
    source = desk.file("turned.pdf")
    with pikepdf.open(report) as document:
        document.pages[0].Rotate = turned
        document.save(source)

    made = desk.attach(source)

    with pikepdf.open(made) as document:
        width, height = (float(each) for each in document.pages[0].mediabox[2:])
    _, (left, bottom, *_), _ = field_of(made)
    assert (width > height) == (turned != 180)
    assert left > width / 2
    assert bottom > height * 0.87
    assert desk.check(made).indication == "TOTAL_PASSED"


def test_it_gives_way_to_what_is_printed_in_the_corner(desk, tmp_path):
    head = printed(tmp_path / "head.pdf", [(480, 842 - 24, "Phu luc I"), (480, 842 - 40, "Bieu 2")])

    made = desk.attach(head)

    _, (_, bottom, _, top), _ = field_of(made)
    assert 842 * 0.86 < bottom < top < 842 - 40  # under the words
    assert "Phu luc I" in text_of(made)
    assert check_layout(made).findings == ()


def test_where_the_corner_is_full_nothing_is_signed_and_it_is_said_what_to_do(desk, tmp_path):
    rows = [(40, 842 - down, "x " * 80) for down in range(12, 240, 12)]
    full = printed(tmp_path / "full.pdf", rows)

    with pytest.raises(PlaceTaken, match="upper margin of 20 mm"):
        desk.attach(full)

    assert not desk.file("full-attached.pdf").exists()


def test_grey_paper_of_a_scan_is_not_taken_for_print(desk, tmp_path):
    canvas = Canvas(str(tmp_path / "grey.pdf"), pagesize=A4)
    canvas.setFillGray(0.8)
    canvas.rect(0, 0, *A4, stroke=0, fill=1)
    canvas.save()

    assert desk.check(desk.attach(tmp_path / "grey.pdf")).indication == "TOTAL_PASSED"
