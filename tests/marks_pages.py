"""Write the pictures of signed pages in docs/marks anew: python -m tests.marks_pages.

A page by Word that names no signer (one page more), one by LibreOffice, one scanned and placed by
sight, one of two bodies, one with given pictures and a QR code, an attachment, and a received page
with the stamp of arrival; each is looked at by people and judged by check_layout here.
"""

import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from signing import sandbox
from signing.incoming_stamp import StampFacts, stamped
from signing.layout import check_layout
from signing.mark_picture import taken
from signing.pictures import ready
from signing.places import PaperFacts, Signatory
from signing.sign import SignerFacts
from tests import ink
from tests.signing.desk import AN, COMMUNE, PAPER, Desk
from tests.signing.paper import TEXT, draw_joint_report, draw_report

HOME = Path(__file__).resolve().parent.parent


def by_office(folder: Path) -> Path:
    """A report written as DOCX and made PDF by LibreOffice."""
    paper = docx.Document()
    head = paper.add_table(1, 2)
    for cell, lines in zip(
        head.rows[0].cells,
        (
            ("ỦY BAN NHÂN DÂN", "XÃ AN PHÚ", "Số:          /BC-UBND"),
            (
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "An Phú, ngày       tháng       năm 2026",
            ),
        ),
        strict=True,
    ):
        _write(cell, lines)
    paper.add_paragraph()
    paper.add_paragraph("BÁO CÁO").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph(TEXT)
    foot = paper.add_table(1, 2)
    _write(foot.rows[0].cells[0], ("Nơi nhận:", "- UBND huyện;", "- Lưu: VT."))
    gap = ("",) * 5
    _write(foot.rows[0].cells[1], ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", *gap, "Nguyễn Văn An"))
    paper.save(str(folder / "office.docx"))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "office.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "office.pdf"


def _write(cell: object, lines: tuple[str, ...]) -> None:
    for order, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if not order else cell.add_paragraph()  # type: ignore[attr-defined]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(line)
        run.font.size = Pt(11 if len(line) > 30 else 13)


def scanned(folder: Path) -> Path:
    """A report printed and scanned at 200 dpi: a picture without text."""
    drawn = pypdfium2.PdfDocument(draw_report(folder / "drawn.pdf"))
    picture = drawn[0].render(scale=200 / 72).to_pil().convert("RGB")
    picture.save(folder / "scan.pdf", "PDF", resolution=200)
    return folder / "scan.pdf"


def by_sight(desk: Desk, folder: Path) -> PaperFacts:
    """The places a clerk points at on the scanned page: those that its text would have told."""
    places = desk.prepare(draw_report(folder / "told.pdf"))[1]
    return PaperFacts(PAPER.leaders, PAPER.seals, PAPER.year, placed=places.spots)


def main() -> None:
    """Sign the pages, judge them, draw them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk = Desk(sandbox.create(folder / "sandbox"), folder)
        for title, source, paper in (
            ("word", HOME / "tests" / "samples" / "word-365.pdf", PAPER),
            ("libreoffice", by_office(folder), PAPER),
            ("scan", scanned(folder), by_sight(desk, folder)),
        ):
            prepared, _ = desk.prepare(source, paper)
            sealed = desk.seal(desk.lead(prepared))
            _drawn(desk, sealed, title)
        _drawn(desk, by_two_bodies(desk, folder), "joint")
        _drawn(desk, with_pictures(desk, folder), "pictures")
        _stamped(HOME / "tests" / "samples" / "word-365.pdf")
        _drawn(desk, desk.attach(HOME / "tests" / "samples" / "excel-2016.pdf"), "attachment", 0)


def by_two_bodies(desk: Desk, folder: Path) -> Path:
    """A joint report, signed and sealed by the body in charge, on the right, and by another."""
    names = ("Lê Thị Bình", "Nguyễn Văn An")
    paper = PaperFacts(
        leaders=tuple(Signatory(each, field=f"Leader{each[:2]}") for each in reversed(names)),
        seals=("Seal", "Seal2"),
        year=2026,
    )
    signed = desk.prepare(draw_joint_report(folder / "joint.pdf", *names), paper)[0]
    for leader in paper.leaders:
        signed = desk.lead(signed, field=leader.field, facts=replace(AN, name=leader.name))
    signed = desk.seal(signed, field="Seal")
    district = SignerFacts("Ủy ban nhân dân huyện", unit="Ủy ban nhân dân huyện")
    return desk.seal(signed, field="Seal2", number="", facts=district)


def with_pictures(desk: Desk, folder: Path) -> Path:
    """A report with marks from pictures that were given, of a unit that wants a QR code."""
    address = "https://vb.example.vn/verify/?document=0199c3a2-7a11-7c9e-a2ce-14b0f0d3a001"
    given = folder / "given.png"
    given.write_bytes(ink.signature())
    person = ready(taken(given, is_seal=False))
    given.write_bytes(ink.seal())
    agency = ready(taken(given, is_seal=True))
    source = draw_report(folder / "pictures.pdf")
    prepared, _ = desk.prepare(source, replace(PAPER, code=address))
    signed = desk.lead(prepared, facts=replace(AN, picture=person))
    return desk.seal(signed, facts=replace(COMMUNE, picture=agency))


def _stamped(source: Path) -> None:
    facts = StampFacts("Ủy ban nhân dân huyện", "217", "21/11/2026", "Lê Thị Bình", "03-BC")
    page = pypdfium2.PdfDocument(stamped(source, facts))[0]
    page.render(scale=1.2).to_pil().save(HOME / "docs" / "marks" / "arrival.png", optimize=True)


def _drawn(desk: Desk, signed: Path, title: str, page: int = -1) -> None:
    print(title, check_layout(signed).findings or "right", desk.check(signed).indication)
    document = pypdfium2.PdfDocument(signed)
    document.init_forms()
    picture = document[page % len(document)].render(scale=1.2).to_pil()
    picture.save(HOME / "docs" / "marks" / f"{title}.png", optimize=True)


if __name__ == "__main__":
    main()
