"""The QR code of units that want one: readable, in the margin, over nothing, never in the way."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import segno
from PIL import Image

from signing.page_ink import Ink
from signing.prepare import prepare
from signing.qr_code import MARGIN, QUIET, SIDE, room
from tests.conftest import SAMPLES
from tests.marks_pages import scanned
from tests.signing import judges
from tests.signing.desk import PAPER
from tests.signing.paper import draw_report
from tests.signing.test_layout import names

TEXT = "https://vb.hoangdong.gov.vn/verify/?document=0199c3a2-7a11-7c9e-a2ce-14b0f0d3a001"
WITH_CODE = replace(PAPER, code=TEXT)


def modules(path, rect):
    """The dark and light modules read from the page as drawn."""
    page = pypdfium2.PdfDocument(path)[0]
    image = page.render(scale=10, grayscale=True, may_draw_forms=True).to_pil()
    height = page.get_height()
    matrix = segno.make(TEXT, error="l", micro=False).matrix
    side = SIDE / (len(matrix) + 2 * QUIET)

    def dark(row, column):
        x = rect.left + (column + QUIET + 0.5) * side
        y = height - (rect.top - (row + QUIET + 0.5) * side)
        return int(image.getpixel((int(x * 10), int(y * 10))) < 128)

    size = range(len(matrix))
    return [[dark(row, column) for column in size] for row in size]


def wanted():
    return [list(map(int, row)) for row in segno.make(TEXT, error="l", micro=False).matrix]


@pytest.mark.parametrize("name", ["word-365.pdf", "decree-30-2020.pdf", "scan", "report"])
def test_the_code_is_read_from_the_margin_of_page_one(desk, tmp_path, name):
    sources = {"scan": lambda: scanned(tmp_path), "report": lambda: draw_report(tmp_path / "r.pdf")}
    source = sources[name]() if name in sources else SAMPLES / name
    target = desk.file("prepared.pdf")

    places = prepare(source, target, paper=WITH_CODE)
    done = desk.seal(desk.lead(target))

    assert places.code is not None
    assert places.code.right <= MARGIN
    assert modules(done, places.code) == wanted()
    assert desk.check(done).passed
    assert names(done) == names(desk.whole_life(source))


def test_other_judges_accept_a_file_with_a_code(desk, report):
    target = desk.file("prepared.pdf")
    prepare(report, target, paper=WITH_CODE)

    done = desk.seal(desk.lead(target))

    assert judges.pyhanko_passes(done, desk.sandbox, desk.sandbox.crls()) == 2
    assert judges.poppler_passes(done) == 2


def test_without_the_wish_there_is_no_code(desk, report):
    places = prepare(report, desk.file("plain.pdf"), paper=PAPER)

    assert places.code is None
    with pikepdf.open(desk.file("plain.pdf")) as document:
        assert "/Stamp" not in [each.Subtype for each in document.pages[0].Annots]


def test_a_full_margin_gets_no_code(desk, tmp_path):
    full = tmp_path / "full.pdf"
    draw_report(full)
    with pikepdf.open(full, allow_overwriting_input=True) as document:
        document.pages[0].contents_add(b"q 0 g 0 0 84 842 re f Q")
        document.save(full)

    assert prepare(full, desk.file("full-prepared.pdf"), paper=WITH_CODE).code is None


def test_it_stands_higher_where_something_is_printed_below(tmp_path):
    image = Image.new("RGB", (1654, 2339), "white")
    image.paste((0, 0, 0), (40, 2100, 200, 2300))
    out = BytesIO()
    image.save(out, format="PDF", resolution=200)
    ink = Ink(pypdfium2.PdfDocument(out.getvalue())[0])

    found = room(ink)

    assert found is not None
    assert found.bottom > 80
    assert ink.is_taken(found)
