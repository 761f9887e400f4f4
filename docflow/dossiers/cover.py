"""The first pages of an exported dossier: what it is, and the list of what lies in it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from docflow.dossiers.metadata import maintenance
from docflow.dossiers.models import Dossier

MARGINS: dict[str, Any] = {"leftMargin": 25 * mm, "rightMargin": 15 * mm, "topMargin": 20 * mm}
WIDTHS = [10 * mm, 32 * mm, 22 * mm, 60 * mm, 26 * mm, 20 * mm]


def draw(path: Path, dossier: Dossier, rows: Sequence[Sequence[Any]]) -> None:
    """Write the list (mục lục văn bản): number, date, subject, issuer and page of each document."""
    small, usual, title = _styles()
    facts = [
        (_("Unit"), dossier.unit.name),
        (_("Notation"), f"{dossier.notation} ({dossier.year})"),
        (_("Kept for"), maintenance(dossier.retention)),
        (_("Kept by"), dossier.keeper.user.full_name if dossier.keeper else ""),
    ]
    head = [_("No."), _("number and notation"), _("date"), _("subject"), _("issued by"), _("page")]
    cells = [[_cell(each.capitalize(), small) for each in head]]
    cells += [[_cell(each, small) for each in row] for row in rows]
    grid: Any = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    said = _(
        "A copy for reading. The signed originals lie beside it, unchanged; their signatures are "
        "checked on them."
    )
    parts = [
        Paragraph(escape(_("List of documents in the dossier").upper()), title),
        Paragraph(escape(dossier.title), title),
        Spacer(1, 4 * mm),
        *(Paragraph(f"{escape(name)}: {escape(value)}", usual) for name, value in facts),
        Spacer(1, 4 * mm),
        Table(cells, WIDTHS, repeatRows=1, style=TableStyle(grid)),
        Spacer(1, 4 * mm),
        Paragraph(escape(said), small),
    ]
    _write(path, dossier.title, parts)


def draw_instead(path: Path) -> None:
    """The page that stands where a file cannot be shown."""
    words = _("This file cannot be shown here. Open the original that lies beside this copy.")
    _write(path, "Docflow", [Spacer(1, 80 * mm), Paragraph(escape(words), _styles()[1])])


def _write(path: Path, title: str, parts: list[Any]) -> None:
    document = SimpleDocTemplate(
        str(path), pagesize=A4, title=title, bottomMargin=20 * mm, **MARGINS
    )
    document.build(parts)


def _cell(value: Any, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(str(value)), style)


@cache
def _styles() -> tuple[ParagraphStyle, ParagraphStyle, ParagraphStyle]:
    for face in ("Regular", "Bold"):
        file = files("font_source_serif_pro") / "files" / f"SourceSerifPro-{face}.ttf"
        pdfmetrics.registerFont(TTFont(f"Docflow{face}", str(file)))
    small = ParagraphStyle("small", fontName="DocflowRegular", fontSize=9, leading=11.5)
    usual = ParagraphStyle("usual", small, fontSize=11, leading=15)
    title = ParagraphStyle(
        "title", fontName="DocflowBold", fontSize=13, leading=17, alignment=1, spaceAfter=3 * mm
    )
    return small, usual, title
