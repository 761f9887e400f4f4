"""Papers in the decree's layout: each type, as PDF and DOCX, filled from the unit's data."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Docx

from docflow import clock
from docflow.documents.kinds import KINDS, Kind, find
from docflow.layouts import files
from docflow.layouts.filling import filled
from docflow.layouts.paper import Paper
from docflow.units.models import Unit
from signing.upload import check_upload
from tests.cast import Cast


def paper(units: Cast, kind: str = "REPORT", **facts: str) -> Paper:
    """A paper of the commune's, for Minh to sign."""
    found = find(kind)
    assert found
    return filled(
        found,
        units.commune,
        units.minh.appointment,
        notation=f"{found.abbreviation}-UBND",
        about=facts.pop("about", "Tình hình mưa lũ"),
        to=("Ủy ban nhân dân huyện Hoằng Hóa",),
        **facts,
    )


def text_of(paper: Paper, folder: Path) -> str:
    """What a reader's program finds on the pages of the PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(files.content(paper, "pdf"))
    told = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True, timeout=30
    )
    return told.stdout


def words_of(paper: Paper, folder: Path) -> str:
    """What an office program finds in the DOCX."""
    path = folder / "paper.docx"
    path.write_bytes(files.content(paper, "docx"))
    document = Docx(str(path))
    cells = [cell.text for table in document.tables for cell in table.rows[0].cells]
    return "\n".join([*cells, *(each.text for each in document.paragraphs)])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_type_has_its_layout_in_both_forms(units: Cast, tmp_path: Path, kind: Kind) -> None:
    made = paper(units, kind.code)

    pdf, docx = text_of(made, tmp_path), words_of(made, tmp_path)

    title = kind.name.upper() if kind.code != "OFFICIAL_LETTER" else "Tình hình mưa lũ"
    for said in (pdf, docx):
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
        assert title in said
        assert "Nơi nhận:" in said
        assert "- Lưu: VT." in said
        assert ("Số:" in said) == (kind.code != "COURTESY_LETTER")
        assert "Phạm Quang Minh" in said


@pytest.mark.parametrize("kind", ["OFFICIAL_LETTER", "DECISION", "MINUTES"])
def test_what_is_written_here_passes_the_check_of_every_upload(
    units: Cast, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(files.content(paper(units, kind, text="Kính báo. " * 900), "pdf"))

    assert check_upload(path).indication == "ACCEPTED"


def test_a_text_takes_the_place_of_the_skeleton(units: Cast, tmp_path: Path) -> None:
    said = text_of(paper(units, text="Mưa to từ đêm qua.\n\nThiệt hại: 3 nhà."), tmp_path)

    assert "Mưa to từ đêm qua." in said
    assert "KẾT QUẢ ĐẠT ĐƯỢC" not in said


@pytest.mark.parametrize(
    ("kind", "superior"),
    [
        (Unit.Kind.PEOPLE_COMMITTEE, ""),
        (Unit.Kind.DIVISION, "Ủy ban nhân dân huyện Hoằng Hóa"),
    ],
)
def test_above_a_division_stands_its_committee_and_above_a_committee_nothing(
    units: Cast, kind: str, superior: str
) -> None:
    Unit.objects.filter(pk=units.commune.pk).update(kind=kind)
    units.commune.refresh_from_db()

    assert paper(units).superior == superior


def test_the_lines_above_the_name_are_those_of_the_signers_authority(units: Cast) -> None:
    found = find("REPORT")
    assert found

    deputy = filled(found, units.commune, units.binh.appointment, notation="BC-UBND")

    [signature] = deputy.signatures
    assert signature.lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert signature.name == "Vũ Thanh Bình"


def test_two_parties_sign_a_contract_side_by_side(units: Cast) -> None:
    assert [each.lines[0] for each in paper(units, "CONTRACT").signatures] == [
        "ĐẠI DIỆN BÊN B",
        "ĐẠI DIỆN BÊN A",
    ]


def test_the_page_is_a4_with_the_margins_of_the_decree(units: Cast, tmp_path: Path) -> None:
    words_of(paper(units), tmp_path)

    document: Any = Docx(str(tmp_path / "paper.docx"))
    [section] = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 20)
    assert (round(section.top_margin.mm), round(section.bottom_margin.mm)) == (20, 20)


def test_the_same_paper_is_the_same_bytes(units: Cast) -> None:
    made = paper(units)

    assert files.content(made, "pdf") == files.content(made, "pdf")


def test_the_year_stands_on_it_and_number_and_day_are_left_for_the_clerk(
    units: Cast, tmp_path: Path
) -> None:
    said = text_of(paper(units), tmp_path)

    today: date = clock.today()
    assert f"năm {today.year}" in said
    assert "/BC-UBND" in said
