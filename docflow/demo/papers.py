"""Drafts in the layout of Decree 30/2020, Annex I, as an office program would print them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

BLANK = "&nbsp;"
FACES = {"Serif": "Regular", "Serif-Bold": "Bold"}


@dataclass(frozen=True)
class Paper:
    """What stands on a draft. `authority` are the lines above the signer's name."""

    parent: str
    agency: str
    notation: str
    locality: str
    year: int
    title: str
    about: str
    to: str
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    signer: str


def write(paper: Paper, path: Path) -> Path:
    """Write the draft as a PDF; number and date are left blank for the clerk."""
    _fonts()
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        leftMargin=30 * mm,
        rightMargin=20 * mm,
        title=paper.about,
        author=paper.agency,
    )
    body = [Paragraph(escape(text), _style("body")) for text in paper.paragraphs]
    document.build(
        [
            _head(paper),
            Spacer(0, 8 * mm),
            Paragraph(escape(paper.title.upper()), _style("title")),
            Paragraph(escape(paper.about), _style("title")),
            Spacer(0, 5 * mm),
            *(
                [Paragraph(f"Kính gửi: {escape(paper.to)}", _style("centre", 13))]
                if paper.to
                else []
            ),
            Spacer(0, 4 * mm),
            *body,
            Spacer(0, 6 * mm),
            _foot(paper),
        ]
    )
    return path


def _head(paper: Paper) -> Table:
    """Boxes 1 to 4: the agency on the left, the State's name, place and date on the right."""
    left = [
        Paragraph(escape(paper.parent.upper()), _style("centre", 10.5)),
        Paragraph(escape(paper.agency.upper()), _style("title", 11)),
        Paragraph("———————", _style("centre", 8)),
        Paragraph(f"Số: {BLANK * 9}/{escape(paper.notation)}", _style("centre", 12)),
    ]
    right = [
        Paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _style("title", 11)),
        Paragraph("Độc lập - Tự do - Hạnh phúc", _style("title", 12)),
        Paragraph("———————————", _style("centre", 8)),
        Paragraph(
            f"{escape(paper.locality)}, ngày {BLANK * 6} tháng {BLANK * 6} năm {paper.year}",
            _style("centre", 12),
        ),
    ]
    return _two(left, right, [72 * mm, 93 * mm])


def _foot(paper: Paper) -> Table:
    """Boxes 7 and 9: recipients on the left, authority, room for the signature, name."""
    left = [
        Paragraph("<b>Nơi nhận:</b>", _style("left", 11)),
        *(Paragraph(f"- {escape(each)};", _style("left", 10)) for each in paper.recipients),
        Paragraph("- Lưu: VT.", _style("left", 10)),
    ]
    right = [
        *(Paragraph(escape(line), _style("title", 13)) for line in paper.authority),
        Spacer(0, 30 * mm),
        Paragraph(escape(paper.signer), _style("title", 13)),
    ]
    return _two(left, right, [80 * mm, 85 * mm])


def _two(left: Sequence[object], right: Sequence[object], widths: list[float]) -> Table:
    none = [(side, (0, 0), (-1, -1), 0) for side in ("LEFTPADDING", "RIGHTPADDING")]
    return Table(
        [[left, right]],
        colWidths=widths,
        style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *none]),
    )


@cache
def _style(name: str, size: float = 13) -> ParagraphStyle:
    face = "Serif-Bold" if name == "title" else "Serif"
    centred = name in ("title", "centre")
    return ParagraphStyle(
        f"{name}-{size}",
        fontName=face,
        fontSize=size,
        leading=size * 1.35,
        alignment=TA_CENTER if centred else TA_JUSTIFY if name == "body" else 0,
        firstLineIndent=10 * mm if name == "body" else 0,
        spaceAfter=size * 0.45 if name == "body" else 0,
    )


@cache
def _fonts() -> None:
    folder = files("font_source_serif_pro") / "files"
    for name, face in FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / f"SourceSerifPro-{face}.ttf")))
    pdfmetrics.registerFontFamily("Serif", "Serif", "Serif-Bold", "Serif", "Serif-Bold")
