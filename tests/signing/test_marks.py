"""Marks by the decree: a blue picture between title and name, a red seal over a third of it."""

import pikepdf
import pypdfium2
import pytest

from signing import pictures
from signing.places import PaperFacts, Rect, Signatory
from tests.signing.paper import draw_report


def boxes(path):
    """The places of leader's mark and seal in a file."""
    with pikepdf.open(path) as document:
        fields = {str(each.T): each for each in document.Root.AcroForm.Fields}
        return [Rect(*(float(e) for e in fields[name].Rect)) for name in ("Leader", "Seal")]


def shown(path, rect):
    """The pixels of a place on the last page, 2 for each point."""
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    page = document[len(document) - 1]
    height = page.get_size()[1]
    box = (rect.left, height - rect.top, rect.right, height - rect.bottom)
    return page.render(scale=2).to_pil().crop(tuple(round(edge * 2) for edge in box))


def share(picture, told):
    pixels = list(picture.get_flattened_data())
    return sum(1 for each in pixels if told(*each)) / len(pixels)


def blue(red, green, blue):
    return blue > red + 60


def red(red, green, blue):
    return red > blue + 60


@pytest.mark.law("L12")
def test_a_leaders_mark_is_blue_and_in_the_middle_between_title_and_name(desk, led):
    mark, _ = boxes(led)

    assert share(shown(led, mark), blue) > 0.02
    assert share(shown(led, mark), red) == 0
    assert mark.middle[0] == pytest.approx(430, abs=1)  # where title and name are centred
    assert mark.middle[1] == pytest.approx((463 + 381) / 2, abs=8)


@pytest.mark.law("L13")
@pytest.mark.parametrize("gap", [60, 82, 110])
def test_a_seal_is_red_36_mm_wide_and_covers_a_third_of_the_mark_from_its_left(desk, tmp_path, gap):
    sealed = desk.whole_life(draw_report(tmp_path / "r.pdf", gap=gap))

    mark, seal = boxes(sealed)
    assert seal.width == pytest.approx(36 / 25.4 * 72, abs=1.1)
    assert seal.height == pytest.approx(seal.width, abs=1.1)
    assert seal.left < mark.left < seal.right < mark.right
    assert 0.25 < (seal.right - mark.left) / mark.width < 0.42
    assert share(shown(sealed, seal), red) > 0.1
    assert desk.check(sealed).passed


def test_a_seal_hides_no_print_but_its_signers_own_lines(desk, tmp_path):
    clear = desk.whole_life(draw_report(tmp_path / "r.pdf"))
    _, seal = boxes(clear)

    under = shown(draw_report(tmp_path / "bare.pdf"), seal).convert("L")
    radius = under.width / 2
    for y in range(under.height):
        for x in range(under.width):
            if (x - radius) ** 2 + (y - radius) ** 2 < (radius - 3) ** 2:
                assert under.getpixel((x, y)) > 240


def test_a_draft_that_names_no_signer_gets_a_page_with_title_and_name(desk, tmp_path):
    paper = PaperFacts(leaders=(Signatory("Lê Thị Bình", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"),))

    prepared, places = desk.prepare(draw_report(tmp_path / "r.pdf"), paper)

    assert places.adds_page
    text = pypdfium2.PdfDocument(prepared)[1].get_textpage().get_text_range()
    assert "KT. CHỦ TỊCH\r\nPHÓ CHỦ TỊCH\r\nLê Thị Bình" in text


def test_a_picture_is_made_ready_once_for_each_signer():
    first = pictures.of_unit("Ủy ban nhân dân xã An Phú")

    assert pictures.of_unit("Ủy ban nhân dân xã An Phú") is first
    assert pictures.of_person("Nguyễn Văn An") is pictures.of_person("Nguyễn Văn An")
    assert pictures.of_person("Nguyễn Văn An") != pictures.of_person("Lê Thị Bình")
