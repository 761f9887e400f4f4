"""A paper as PDF, as an office program would print it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as FontFile
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from docflow.layouts.paper import KEPT, MARGINS, MOTTO, STATE, Block, Paper, Signature, Style

BLANK = "&nbsp;"
ROOM_TO_SIGN = 30 * mm
SLANT = 0.2
"""The font's own italics lack Vietnamese letters, so its upright ones are slanted (11 degrees)."""
WIDTH = A4[0] - (MARGINS[1] + MARGINS[3]) * mm


def write(paper: Paper, out: IO[bytes]) -> None:
    """Write the paper; pages after the first bear their number above (Annex I, part I, II.10)."""
    _fonts()
    top, right, bottom, left = (each * mm for each in MARGINS)
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        topMargin=top,
        rightMargin=right,
        bottomMargin=bottom,
        leftMargin=left,
        title=paper.about,
        author=paper.agency,
        invariant=True,
    )
    document.build(
        [
            _head(paper),
            Spacer(0, 6 * mm),
            *_title(paper),
            *_addressed(paper),
            *(_block(each) for each in paper.content),
            Spacer(0, 6 * mm),
            KeepTogether(_foot(paper)),
        ],
        onLaterPages=_page_number,
    )


def _head(paper: Paper) -> Table:
    """Boxes 1 to 4, 5b and 10b."""
    left = [
        *([_line(paper.superior.upper(), "centre", 11)] if paper.superior else []),
        _line(paper.agency.upper(), "title", 11),
        *_rule(22),
        *([_number(paper)] if paper.has_number else []),
        *([] if paper.title else [_line(paper.about, "centre", 12)]),
        *([Spacer(0, 3 * mm), _line(paper.urgency.upper(), "boxed", 13)] if paper.urgency else []),
    ]
    right = [
        _line(STATE, "title", 11),
        _line(MOTTO, "title", 12.5),
        *_rule(46),
        Paragraph(
            f"{escape(paper.locality)}, ngày {BLANK * 6} tháng {BLANK * 6} năm {paper.year}",
            _style("date", 12.5),
        ),
    ]
    return _two(left, right, [WIDTH * 0.43, WIDTH * 0.57])


def _number(paper: Paper) -> Paragraph:
    return Paragraph(f"Số: {BLANK * 9}/{escape(paper.notation)}", _style("centre", 12.5))


def _title(paper: Paper) -> list[Flowable]:
    """Box 5a; nothing for an official letter, whose subject stands under its number."""
    if not paper.title:
        return []
    about = [_line(paper.about, "title", 13.5), *_rule(30)]
    return [_line(paper.title.upper(), "title", 14), *about, Spacer(0, 4 * mm)]


def _addressed(paper: Paper) -> list[Flowable]:
    if len(paper.to) == 1:
        return [_line(f"Kính gửi: {paper.to[0]}", "centre", 13.5), Spacer(0, 3 * mm)]
    listed = [_line(f"- {each};", "addressee", 13.5) for each in paper.to]
    return [_line("Kính gửi:", "addressed", 13.5), *listed, Spacer(0, 3 * mm)] if listed else []


def _block(block: Block) -> Paragraph:
    text = escape(block.text)
    if block.style == Style.ARTICLE:
        named, dot, rest = text.partition(". ")
        text = f"<b>{named}{dot}</b>{rest}" if dot and rest else f"<b>{text}</b>"
    return Paragraph(text, _style(block.style, 13.5))


def _foot(paper: Paper) -> list[Flowable]:
    """Boxes 7 and 9b; of two signatures the first stands where the recipients else are."""
    places = [
        _line("Nơi nhận:", "receivers", 12),
        *(_line(f"- {each};", "receiver", 11) for each in paper.recipients),
        _line(KEPT, "receiver", 11),
    ]
    *others, last = paper.signatures
    if not others:
        return [_two(places, _signed(last), [WIDTH * 0.47, WIDTH * 0.53])]
    both = _two(_signed(others[0]), _signed(last), [WIDTH * 0.5, WIDTH * 0.5])
    return [both, Spacer(0, 4 * mm), *places]


def _signed(signature: Signature) -> list[Flowable]:
    return [
        *(_line(each, "title", 13) for each in signature.lines),
        Spacer(0, ROOM_TO_SIGN),
        _line(signature.name, "title", 13.5),
    ]


def _page_number(canvas: Any, document: Any) -> None:
    canvas.setFont("Paper", 13)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 14 * mm, str(document.page))


def _line(text: str, style: str, size: float) -> Paragraph:
    return Paragraph(escape(text), _style(style, size))


def _rule(width: float) -> list[Flowable]:
    gap = Spacer(0, 1.5 * mm)
    return [gap, HRFlowable(width=width * mm, thickness=0.6, color="black", spaceAfter=0), gap]


PLACED = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (0, 0), (-1, -1), "CENTER")]


def _two(left: Sequence[object], right: Sequence[object], widths: list[float]) -> Table:
    none = [(side, (0, 0), (-1, -1), 0) for side in ("LEFTPADDING", "RIGHTPADDING")]
    return Table(
        [[left, right]],
        colWidths=widths,
        style=TableStyle([*PLACED, *none]),
    )


ALIGNED: dict[str, Any] = {
    "centre": TA_CENTER,
    "title": TA_CENTER,
    "date": TA_CENTER,
    "boxed": TA_CENTER,
    Style.AUTHORITY: TA_CENTER,
    Style.HEADING: TA_CENTER,
    Style.BODY: TA_JUSTIFY,
    Style.GROUND: TA_JUSTIFY,
    Style.ARTICLE: TA_JUSTIFY,
}
FACE = {
    "title": "Paper-Bold",
    "boxed": "Paper-Bold",
    "date": "Paper-Italic",
    "receivers": "Paper-Bold-Italic",
    Style.AUTHORITY: "Paper-Bold",
    Style.HEADING: "Paper-Bold",
    Style.GROUND: "Paper-Italic",
}
FLOWING = frozenset({Style.BODY, Style.GROUND, Style.ARTICLE, Style.ITEM})
INDENTED = {"addressed": 25 * mm, "addressee": 35 * mm, Style.ITEM: 10 * mm}


@cache
def _style(name: str, size: float) -> ParagraphStyle:
    framed: dict[str, Any] = (
        {
            "borderWidth": 1,
            "borderColor": "black",
            "borderPadding": 3,
            "leftIndent": 20 * mm,
            "rightIndent": 20 * mm,
        }
        if name == "boxed"
        else {}
    )
    return ParagraphStyle(
        f"{name}-{size}",
        fontName=FACE.get(name, "Paper"),
        fontSize=size,
        leading=size * 1.3,
        alignment=ALIGNED.get(name, TA_LEFT),
        firstLineIndent=10 * mm if name in FLOWING and name != Style.ITEM else 0,
        spaceAfter=6 if name in FLOWING or name in (Style.AUTHORITY, Style.HEADING) else 0,
        **{"leftIndent": INDENTED.get(name, 0), **framed},
    )


@cache
def _fonts() -> None:
    for face, name in (("Regular", "Paper"), ("Bold", "Paper-Bold")):
        source = files("font_source_serif_pro") / "files" / f"SourceSerifPro-{face}.ttf"
        with as_file(source) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))
            pdfmetrics.registerFont(TTFont(f"{name}-Italic", _slanted(path)))
    family = ("Paper", "Paper-Bold", "Paper-Italic", "Paper-Bold-Italic")
    pdfmetrics.registerFontFamily("Paper", *family)


def _slanted(path: Path) -> BytesIO:
    """The face with each letter leaning to the right."""
    with FontFile(path) as font:
        glyphs, drawn = font.getGlyphSet(), {}
        for name in font.getGlyphOrder():
            pen = TTGlyphPen(None)
            decomposed = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(decomposed)
            decomposed.replay(TransformPen(pen, (1, 0, SLANT, 1, 0, 0)))
            drawn[name] = pen.glyph()
        table = font["glyf"]
        for name, glyph in drawn.items():
            table[name] = glyph
        for record in font["name"].names:  # else it would be taken for the upright face
            record.string = f"{record}Slanted".replace(" ", "")
        out = BytesIO()
        font.save(out)
    out.seek(0)
    return out
