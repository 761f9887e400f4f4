"""A paper as DOCX, to be written on in an office program; Times New Roman as the decree wants."""

from typing import IO, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from docflow.layouts.paper import KEPT, MARGINS, MOTTO, STATE, Block, Paper, Signature, Style

FONT = "Times New Roman"
CENTRE, JUSTIFY, LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
)
NUMBER_BLANK = "\u00a0" * 9
DATE_BLANK = "\u00a0" * 6
ROOM_TO_SIGN = 5
"""Empty lines between the title and the name."""


def write(paper: Paper, out: IO[bytes]) -> None:
    """Write the paper (Decree 30/2020, Annex I, part I: A4, margins, sizes of each box)."""
    document = Document()
    _set_page(document)
    _head(document, paper)
    if paper.title:
        _add(document, paper.title.upper(), 14, bold=True, align=CENTRE, before=12)
        _add(document, paper.about, 14, bold=True, align=CENTRE)
        _add(document, "————————", 8, align=CENTRE, after=6)
    _addressed(document, paper)
    for block in paper.content:
        _block(document, block)
    _foot(document, paper)
    document.core_properties.title, document.core_properties.author = paper.about, paper.agency
    document.save(out)


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, right, bottom, left = (Mm(each) for each in MARGINS)
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    header = section.header.paragraphs[0]
    header.alignment = CENTRE
    _page_field(header.add_run())


def _page_field(run: Any) -> None:
    """The number of the page, above, from the second page on (Annex I, part I, II.10)."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _head(document: Any, paper: Paper) -> None:
    left, right = _two(document, 70, 97)
    if paper.superior:
        _add(left, paper.superior.upper(), 12, align=CENTRE)
    _add(left, paper.agency.upper(), 12, bold=True, align=CENTRE)
    _add(left, "———————", 8, align=CENTRE)
    if paper.has_number:
        _add(left, f"Số: {NUMBER_BLANK}/{paper.notation}", 13, align=CENTRE)
    if not paper.title:
        _add(left, paper.about, 12, align=CENTRE)
    if paper.urgency:
        _add(left, paper.urgency.upper(), 13, bold=True, align=CENTRE)
    _add(right, STATE, 12, bold=True, align=CENTRE)
    _add(right, MOTTO, 13, bold=True, align=CENTRE)
    _add(right, "——————————————", 8, align=CENTRE)
    date = f"{paper.locality}, ngày {DATE_BLANK} tháng {DATE_BLANK} năm {paper.year}"
    _add(right, date, 13, italic=True, align=CENTRE)


def _addressed(document: Any, paper: Paper) -> None:
    if len(paper.to) == 1:
        _add(document, f"Kính gửi: {paper.to[0]}", 14, align=CENTRE, before=6, after=6)
    elif paper.to:
        _add(document, "Kính gửi:", 14, indent=25, before=6)
        for each in paper.to:
            _add(document, f"- {each};", 14, indent=35)


def _block(document: Any, block: Block) -> None:
    centred = block.style in (Style.AUTHORITY, Style.HEADING)
    if block.style == Style.ARTICLE:
        named, dot, rest = block.text.partition(". ")
        paragraph = _add(document, named + dot if rest else block.text, 14, bold=True, first=10)
        paragraph.add_run(rest if dot else "").font.size = Pt(14)
        paragraph.alignment, paragraph.paragraph_format.space_after = JUSTIFY, Pt(6)
        return
    _add(
        document,
        block.text,
        14,
        bold=centred,
        italic=block.style == Style.GROUND,
        align=CENTRE if centred else JUSTIFY,
        first=0 if centred or block.style == Style.ITEM else 10,
        after=6,
        indent=10 if block.style == Style.ITEM else 0,
    )


def _foot(document: Any, paper: Paper) -> None:
    _add(document, "", 8)
    left, right = _two(document, 75, 85)
    *others, last = paper.signatures
    _signed(right, last)
    if others:
        _signed(left, others[0])
        _receivers(document, paper)
    else:
        _receivers(left, paper)


def _receivers(place: Any, paper: Paper) -> None:
    _add(place, "Nơi nhận:", 12, bold=True, italic=True)
    for each in paper.recipients:
        _add(place, f"- {each};", 11)
    _add(place, KEPT, 11)


def _signed(place: Any, signature: Signature) -> None:
    for each in signature.lines:
        _add(place, each, 14, bold=True, align=CENTRE)
    for _line in range(ROOM_TO_SIGN):
        _add(place, "", 14, align=CENTRE)
    _add(place, signature.name, 14, bold=True, align=CENTRE)


def _two(document: Any, left: int, right: int) -> tuple[Any, Any]:
    """Two cells side by side without lines; the widths are in mm."""
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    cells = table.rows[0].cells
    for column, cell, width in zip(table.columns, cells, (left, right), strict=True):
        column.width = cell.width = Mm(width)
        first = cell.paragraphs[0]._p
        first.getparent().remove(first)
    return cells[0], cells[1]


def _add(
    place: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    first: float = 0,
    indent: float = 0,
    before: float = 0,
    after: float = 0,
) -> Any:
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    spacing = paragraph.paragraph_format
    spacing.first_line_indent, spacing.left_indent = Mm(first), Mm(indent)
    spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph
