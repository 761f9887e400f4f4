"""Attachments in files of their own: the agency's text top right of page one, over nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from signing.errors import BearsSignature, UnreadablePdf
from signing.layout import check_layout
from signing.page_ink import Ink
from signing.places import Rect
from signing.seal_copy import AttachmentFacts, prepare_attachment
from signing.sign import finish
from tests.conftest import SAMPLES
from tests.signing import judges
from tests.signing.test_copies import scan_of, text_of

AT = datetime(2026, 11, 21, 8, 4, 5, tzinfo=UTC)
FACTS = AttachmentFacts("123/QĐ-UBND", "Ủy ban nhân dân xã An Phú")


def sealed(desk: Any, source: Path) -> Path:
    """The attachment, signed by the agency."""
    target: Path = desk.file("attachment.pdf")
    key, stamper = desk.custodian, desk.stamper
    pending = prepare_attachment(source, target, key=key, timestamper=stamper, facts=FACTS, at=AT)
    finish(pending, target, key, stamper)
    return target


def place_of(path: Path) -> Rect:
    """Where the agency's field stands."""
    with pikepdf.open(path) as document:
        [field] = [each for each in document.Root.AcroForm.Fields if each.T == "Attachment"]
        return Rect(*(float(edge) for edge in field.Rect))


def is_over_print(path: Path, rect: Rect) -> bool:
    return not Ink(pypdfium2.PdfDocument(path)[0]).is_clear(rect)


@pytest.mark.law("L14")
@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_every_kind_of_file_bears_number_and_time_top_right_and_passes(
    desk: Any, sample: Path
) -> None:
    made = sealed(desk, sample)

    verdict = desk.check(made)
    layout = check_layout(made)
    assert verdict.indication == "TOTAL_PASSED"
    assert [each.field for each in verdict.signatures] == ["Attachment"]
    assert "123/QĐ-UBND" in text_of_mark(made)
    assert "2026-11-21T15:04:05+07:00" in text_of_mark(made)
    assert FACTS.agency not in text_of_mark(made)
    assert (layout.kind, [each.code for each in layout.findings]) == ("attachment", [])
    assert not is_over_print(sample, place_of(made))
    assert judges.poppler_passes(made) == 1


def text_of_mark(path: Path) -> str:
    """What the mark shows, as a reader extracts it once it is part of the page."""
    with pikepdf.open(path) as document:
        document.flatten_annotations("all")
        flat = path.with_suffix(".flat")
        document.save(flat)
    return text_of(flat)


@pytest.mark.law("L14")
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_bears_it_where_readers_see_the_top_right(
    desk: Any, tmp_path: Path, angle: int
) -> None:
    turned = tmp_path / "turned.pdf"
    with pikepdf.open(SAMPLES / "word-365.pdf") as document:
        document.pages[0].Rotate = angle
        document.save(turned)

    made = sealed(desk, turned)

    width, height = pypdfium2.PdfDocument(turned)[0].get_size()
    rect = place_of(made)
    assert pypdfium2.PdfDocument(made)[0].get_size() == pytest.approx((width, height), abs=1)
    assert rect.middle[0] > width / 2
    assert rect.bottom > height * 0.86
    assert desk.check(made).indication == "TOTAL_PASSED"


@pytest.mark.law("L14")
def test_where_the_margin_is_printed_the_text_moves_aside(desk: Any, tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"
    with pikepdf.open(SAMPLES / "word-365.pdf") as document:
        page = document.pages[0]
        page.contents_add(b"q 0 g 420 805 160 30 re f Q")
        document.save(printed)

    made = sealed(desk, printed)

    assert not is_over_print(printed, place_of(made))
    assert [each.code for each in check_layout(made).findings] == []


def test_a_page_that_is_printed_all_over_is_refused(desk: Any, tmp_path: Path) -> None:
    black = tmp_path / "black.pdf"
    with pikepdf.open(scan_of(tmp_path, 100, "RGB")) as document:
        document.pages[0].contents_add(b"q 0 g 0 0 700 900 re f Q")
        document.save(black)

    with pytest.raises(UnreadablePdf, match="no room"):
        sealed(desk, black)


def test_a_file_that_somebody_signed_goes_as_it_is(desk: Any, report: Path) -> None:
    signed = desk.whole_life(report)

    with pytest.raises(BearsSignature):
        sealed(desk, signed)
