"""Where number, date and marks stand, on tidy reports and on everything else."""

import unicodedata
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from signing.errors import AlreadySigned, DateContradictsPage, NotPrepared, UnreadablePdf
from signing.normal import normalise
from signing.places import PaperFacts, Signatory
from signing.sign import SignerFacts
from tests.signing.paper import draw_joint_report, draw_report
from tests.signing.test_real_documents import ACCEPTED, SAMPLES


def spots(places):
    return {spot.field: spot for spot in places.spots}


def picture(path, page=0, scale=1.5):
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    return document[page].render(scale=scale, grayscale=True).to_pil()


def text_of(path, page=0):
    return pypdfium2.PdfDocument(path)[page].get_textpage().get_text_range()


def test_blanks_of_a_tidy_report_are_found(desk, tmp_path):
    _, places = desk.prepare(draw_report(tmp_path / "r.pdf"))

    found = spots(places)
    assert found["Number"].style == "digits"
    assert (found["Date"].style, len(found["Date"].stops)) == ("blanks", 2)
    assert not places.adds_page
    assert 350 < found["Leader"].rect.middle[0] < 510


@pytest.mark.parametrize(
    ("number", "style"),
    [
        ("Số:          /BC-UBND", "digits"),
        ("Số: ......./BC-UBND", "digits"),
        ("Số: …………/BC-UBND", "digits"),
        ("Số:", "value"),
        ("SỐ:", "value"),
        ("Số: 12/BC-UBND", "whole"),
        ("", "whole"),
    ],
)
def test_a_number_is_written_as_the_page_leaves_room_for_it(desk, tmp_path, number, style):
    _, places = desk.prepare(draw_report(tmp_path / "r.pdf", number=number))

    assert spots(places)["Number"].style == style


@pytest.mark.parametrize(
    ("line", "style", "stops"),
    [
        ("An Phú, ngày       tháng       năm 2026", "blanks", 2),
        ("An Phú, ngày ..... tháng ..... năm 2026", "blanks", 2),
        ("An Phú, ngày … tháng … năm ……", "blanks", 3),
        ("An Phú, ngày 05 tháng 11 năm 2026", "whole", 0),
        ("An Phú, ngày      tháng      năm 2025", "whole", 0),
        ("ngày tháng năm 2026", "whole", 0),
    ],
)
def test_a_date_goes_into_the_blanks_of_its_line(desk, tmp_path, line, style, stops):
    _, places = desk.prepare(draw_report(tmp_path / "r.pdf", date=line))

    found = spots(places)["Date"]
    assert (found.style, len(found.stops)) == (style, stops)


def test_accents_written_apart_are_read_as_one(desk, tmp_path):
    apart = unicodedata.normalize("NFD", "Số:          /BC-UBND")

    _, places = desk.prepare(draw_report(tmp_path / "r.pdf", number=apart))

    assert spots(places)["Number"].style == "digits"


def test_filled_number_and_date_read_back_in_composed_letters(desk, tmp_path):
    sealed = desk.whole_life(draw_report(tmp_path / "r.pdf", number="", date=""))
    flat = tmp_path / "flat.pdf"
    with pikepdf.open(sealed) as document:
        document.flatten_annotations("all")
        document.save(flat)

    text = text_of(flat)

    assert "Số: 05/BC-UBND" in text
    assert "ngày 05 tháng 11 năm 2026" in text
    assert unicodedata.is_normalized("NFC", text)


def test_every_vietnamese_letter_has_its_shape():
    from signing.lettering import face

    vowels = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"

    for name in ("Regular", "Bold"):
        assert set(vowels + vowels.upper() + "–“”…₫№") <= set(face(name).glyphs)
    assert set("ngày tháng năm 0123456789") <= set(face("Italic").glyphs)


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_marks_never_stand_over_what_a_page_shows(desk, path):
    _, places = desk.prepare(path)
    before = pypdfium2.PdfDocument(path)

    for spot in places.spots:
        if spot.page is None:
            continue
        page = before[spot.page]
        rect, height = spot.rect, page.get_size()[1]
        shown = page.render(scale=2, grayscale=True).to_pil()
        box = (rect.left, height - rect.top, rect.right, height - rect.bottom)
        under = shown.crop(tuple(round(edge * 2) for edge in box))
        assert under.getextrema()[0] > 240, spot


@pytest.mark.parametrize("names", [("Nguyễn Văn An", "Lê Bình"), ("Đặng Thị Thủy", "Đỗ Ngọc Ẩn")])
def test_two_leaders_side_by_side_are_marked_each_in_their_own_column(desk, tmp_path, names):
    left, right = names
    paper = PaperFacts(
        leaders=(Signatory(right, field="A"), Signatory(left, field="B")), seals=("SealA", "SealB")
    )

    _, places = desk.prepare(draw_joint_report(tmp_path / "joint.pdf", left, right), paper)

    found = spots(places)
    assert not places.adds_page
    for mark, seal, middle in (("A", "SealA", 430), ("B", "SealB", 165)):
        assert found[mark].rect.middle[0] == pytest.approx(middle, abs=2)
        covered = found[seal].rect.right - found[mark].rect.left
        assert 0.25 < covered / found[mark].rect.width < 0.42


@pytest.mark.parametrize("terms", [{"rotate": 90}, {"rotate": 180}, {"size": (200, 280)}])
def test_an_odd_page_gets_a_signature_page(desk, tmp_path, terms):
    source = draw_report(tmp_path / "odd.pdf", **terms)

    prepared, places = desk.prepare(source)

    assert all(spot.page is None for spot in places.spots)
    with pikepdf.open(prepared) as document:
        assert len(document.pages) == 2
    assert "TRANG KÝ SỐ" in text_of(prepared, 1)
    assert desk.check(desk.seal(desk.lead(prepared))).passed


def test_a_page_that_starts_elsewhere_gets_a_signature_page(desk, tmp_path):
    shifted = tmp_path / "shifted.pdf"
    with pikepdf.open(draw_report(tmp_path / "r.pdf")) as document:
        document.pages[0].MediaBox = [50, 50, 645, 892]
        document.save(shifted)

    _, places = desk.prepare(shifted)

    assert all(spot.page is None for spot in places.spots)


def test_the_signer_named_on_an_earlier_page_signs_there(desk, tmp_path):
    annex = SAMPLES / "decree-30-2020-annex-4.pdf"
    with pikepdf.open(draw_report(tmp_path / "r.pdf")) as document, pikepdf.open(annex) as other:
        document.pages.append(other.pages[0])
        document.save(tmp_path / "long.pdf")

    _, places = desk.prepare(tmp_path / "long.pdf")

    assert spots(places)["Leader"].page == 0


def test_a_document_with_its_own_form_can_be_signed(desk, tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    form = tmp_path / "form.pdf"
    canvas = Canvas(str(form))
    canvas.drawString(80, 700, "A form")
    canvas.acroForm.textfield(name="Date", x=80, y=600, width=100, height=20, value="now")
    canvas.save()

    sealed = desk.whole_life(form)

    verdict = desk.check(sealed)
    assert verdict.passed, verdict
    assert b"(Date2)" in sealed.read_bytes()


def test_a_document_signed_elsewhere_keeps_its_signature(desk, sandbox, tmp_path):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    foreign = tmp_path / "foreign.pdf"
    meta = signers.PdfSignatureMetadata(field_name="Theirs", subfilter=SigSeedSubFilter.PADES)
    with draw_report(tmp_path / "r.pdf").open("rb") as stream, foreign.open("wb") as out:
        signer = signers.PdfSigner(meta, desk.new_key("Người ngoài"), timestamper=desk.stamper)
        signer.sign_pdf(IncrementalPdfFileWriter(stream), output=out)
    prepared, places = desk.prepare(foreign)

    sealed = desk.seal(desk.lead(prepared))

    verdict = desk.check(sealed)
    assert {spot.part for spot in places.spots} == {"Leader", "Seal"}
    assert verdict.passed, verdict
    assert [each.field for each in verdict.signatures] == ["Theirs", "Leader", "Seal"]


def test_a_hybrid_draft_is_rewritten_and_looks_the_same(tmp_path):
    for name in ("word-365", "excel-2016"):
        target = tmp_path / f"{name}.pdf"

        assert normalise(SAMPLES / f"{name}.pdf", target)

        old, new = picture(SAMPLES / f"{name}.pdf"), picture(target)
        assert ImageChops.difference(old, new).getbbox() is None
        assert not normalise(target, tmp_path / "again.pdf")


def test_a_plain_draft_is_left_as_it_is(tmp_path):
    assert not normalise(SAMPLES / "decree-30-2020.pdf", tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_a_file_that_is_no_pdf_is_refused_and_leaves_nothing(desk, tmp_path):
    (tmp_path / "note.pdf").write_bytes(b"just text")

    with pytest.raises(UnreadablePdf, match="save it as PDF"):
        desk.prepare(tmp_path / "note.pdf")
    assert not desk.file("note-prepared.pdf").exists()


def test_preparing_twice_is_refused(desk, tmp_path):
    prepared, _ = desk.prepare(draw_report(tmp_path / "r.pdf"))

    with pytest.raises(UnreadablePdf, match="prepared already"):
        desk.prepare(prepared)


def test_signing_an_unprepared_document_is_refused(desk, tmp_path):
    source = draw_report(tmp_path / "r.pdf")

    with pytest.raises(NotPrepared, match="prepare the document"):
        desk.lead(source)
    assert not desk.file("r-led.pdf").exists()


def test_signing_twice_is_refused(desk, led):
    with pytest.raises(AlreadySigned):
        desk.lead(led)


def test_a_date_of_another_year_than_printed_is_refused(desk, led):
    with pytest.raises(DateContradictsPage, match="2026"):
        desk.seal(led, on=date(2027, 1, 4))


def test_the_source_is_never_the_target(desk, led):
    from signing.sign import prepare_seal

    with pytest.raises(ValueError, match="another file"):
        prepare_seal(
            led,
            led,
            key=desk.custodian,
            timestamper=None,
            number_text="1",
            date=date(2026, 1, 1),
            facts=SignerFacts("x"),
            at=None,
        )


def test_a_failed_time_stamp_leaves_no_half_signed_file(desk, led):
    from signing.errors import TimeStampFailed
    from signing.sign import finish, prepare_seal
    from signing.timestamps import HttpTimeStamper

    target = desk.file("half.pdf")
    stamper = HttpTimeStamper("http://127.0.0.1:9", timeout=1)
    pending = prepare_seal(
        led,
        target,
        key=desk.custodian,
        timestamper=stamper,
        number_text="05/BC-UBND",
        date=date(2026, 11, 5),
        facts=SignerFacts("x"),
        at=datetime.now(UTC),
    )
    with pytest.raises(TimeStampFailed):
        finish(pending, target, desk.custodian, stamper)
    assert not target.exists()


def test_a_draft_whose_table_is_faulty_is_rewritten_and_can_be_signed(desk, tmp_path):
    source = draw_report(tmp_path / "faulty.pdf")
    content = source.read_bytes()
    source.write_bytes(content.replace(b"0000000000 65535 f", b"0000000000 65535 n", 1))

    sealed = desk.whole_life(source)

    assert desk.check(sealed).passed


def test_sixteen_megabytes_are_signed_with_little_memory(desk, tmp_path):
    import os
    import tracemalloc

    big = tmp_path / "big.pdf"
    with pikepdf.open(draw_report(tmp_path / "r.pdf")) as document:
        for _ in range(16):
            document.Root[f"/Bulk{_}"] = document.make_stream(os.urandom(1 << 20))
        document.save(big)
    prepared, _ = desk.prepare(big)

    tracemalloc.start()
    desk.lead(prepared)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert big.stat().st_size > 16 << 20
    assert peak < 4 << 20
