"""What offices really bring is accepted: LibreOffice's, scanners', PDF/A, forms, signed files."""

import subprocess
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from signing import office
from signing.upload import Reception, check_office, check_upload
from tests.bad_uploads.office import open_parts, zipped
from tests.conftest import SAMPLES

WORD = SAMPLES / "decree-30-2020.docx"
BODY = (
    '<text:h text:outline-level="1">Phần một</text:h><text:p>Xem <text:a '
    'xlink:href="https://thanhhoa.gov.vn/">cổng thông tin</text:a> và thư <text:a '
    'xlink:href="mailto:vanthu@thanhhoa.gov.vn">văn thư</text:a>.</text:p>'
    '<text:h text:outline-level="1">Phần hai</text:h><text:p>Hết.</text:p>'
)
TAGGED = ",".join(
    f'"{name}":{{"type":"{kind}","value":"{value}"}}'
    for name, kind, value in (
        ("SelectPdfVersion", "long", "2"),
        ("UseTaggedPDF", "boolean", "true"),
        ("ExportBookmarks", "boolean", "true"),
    )
)
HEADLESS = ("--headless", "--convert-to")
ARCHIVED = f"pdf:writer_pdf_Export:{{{TAGGED}}}"
with_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is missing")


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Documents of Word and LibreOffice as LibreOffice prints them, each made once."""
    folder = tmp_path_factory.mktemp("printed")
    text = folder / "text.odt"
    text.write_bytes(zipped(open_parts(BODY)))
    print_(folder, "pdf", WORD, text)
    print_(folder / "archived", ARCHIVED, WORD)
    return {
        "word": folder / "decree-30-2020.pdf",
        "open": folder / "text.pdf",
        "PDF/A-2, tagged": folder / "archived" / "decree-30-2020.pdf",
    }


def print_(folder: Path, kind: str, *sources: Path) -> None:
    """Print files into PDF with one start of LibreOffice."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [str(office.program()), profile, *HEADLESS, kind, "--outdir", folder, *sources],
        check=True,
        capture_output=True,
        timeout=120,
    )


@with_office
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("word", {"goto"}),
        ("open", {"uri", "goto"}),
        ("PDF/A-2, tagged", {"goto"}),
    ],
)
def test_what_office_programs_print_is_accepted(
    printed: dict[str, Path], name: str, told: set[str]
) -> None:
    verdict = check_upload(printed[name])

    assert verdict.accepted, verdict.problems
    assert {each.code for each in verdict.problems} <= told
    if name.startswith("PDF/A"):
        with pikepdf.open(printed[name]) as document:
            assert document.open_metadata().pdfa_status == "2B"
            assert "/StructTreeRoot" in document.Root


def test_documents_of_word_and_libreoffice_are_accepted_before_they_are_printed(
    tmp_path: Path,
) -> None:
    (tmp_path / "text.odt").write_bytes(zipped(open_parts(BODY)))

    assert check_office(WORD, "docx").accepted
    assert check_office(tmp_path / "text.odt", "odt").accepted


def scanned(path: Path, kind: str) -> Path:
    """Two pages as a scanner makes them, 300 dots to the inch: pictures and nothing else."""
    page = Image.new("L", (2480, 3508), 255)
    ImageDraw.Draw(page).text((300, 300), "BAO CAO", fill=0, font_size=90)
    page = page.convert(kind)
    page.save(path, format="PDF", resolution=300, save_all=True, append_images=[page])
    return path


@pytest.mark.parametrize("kind", ["1", "L", "RGB"])
def test_scans_are_accepted(tmp_path: Path, kind: str) -> None:
    verdict = check_upload(scanned(tmp_path / "scan.pdf", kind))

    assert (verdict.accepted, verdict.problems) == (True, ())


def test_a_form_with_links_places_and_bookmarks_is_accepted(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "form.pdf"))
    for part in ("Phan 1", "Phan 2"):
        canvas.bookmarkPage(part)
        canvas.addOutlineEntry(part, part)
        canvas.acroForm.textfield(name=part, x=100, y=600, width=200, height=20, value="An")
        canvas.linkURL("https://thanhhoa.gov.vn", (100, 500, 300, 520))
        canvas.linkAbsolute("", "Phan 1", (100, 400, 300, 420))
        canvas.showPage()
    canvas.save()

    verdict = check_upload(tmp_path / "form.pdf")

    assert verdict.accepted, verdict.problems
    assert {each.code for each in verdict.problems} <= {"uri", "goto"}


@pytest.mark.parametrize(
    "path", sorted((SAMPLES / "signed").glob("*.pdf")), ids=lambda path: str(path.stem)
)
def test_what_other_programs_signed_is_accepted(path: Path) -> None:
    verdict = check_upload(path)

    assert verdict.accepted, verdict.problems


def test_a_file_within_a_pdf_a_3_sets_it_aside_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    with pikepdf.open(SAMPLES / "word-365.pdf") as document:
        held = pikepdf.AttachedFileSpec(document, b"<invoice/>", filename="invoice.xml")
        document.attachments["invoice.xml"] = held
        document.Root.AF = pikepdf.Array([held.obj])
        with document.open_metadata() as facts:
            facts["pdfaid:part"], facts["pdfaid:conformance"] = "3", "B"
        document.save(path)

    verdict = check_upload(path)

    assert verdict.indication is Reception.QUARANTINED
    assert {each.code for each in verdict.problems} == {"embedded_file"}
    assert all("new PDF" in str(each.remedy) for each in verdict.problems)
