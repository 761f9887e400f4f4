"""Letters for what signing writes on pages: a font as wide as Times New Roman.

Liberation Serif has all Vietnamese letters (SIL Open Font License, fonts/LICENSE).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

FACES = {
    "Regular": "LiberationSerif-Regular.ttf",
    "Bold": "LiberationSerif-Bold.ttf",
    "Italic": "LiberationSerif-Italic.ttf",
}
FOLDER = Path(__file__).parent / "fonts"
_LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "ƠơƯư…₫№"),
    *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2023),
]
_DATE_LETTERS = sorted({ord(letter) for letter in " ?,./-0123456789ngày tháng năm Ngày"})


@dataclass(frozen=True)
class Face:
    """One face of the font, cut down to the letters we use; measures in 1/1000 of the size."""

    name: str
    program: bytes
    glyphs: dict[str, int]
    widths: dict[int, int]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]

    @property
    def resource(self) -> str:
        """The name under which pages and marks refer to this face."""
        return f"/Docflow{self.name}"

    def width(self, text: str, size: float) -> float:
        """How wide the text runs, in points."""
        return sum(self.widths[glyph] for glyph in self._glyphs(text)) * size / 1000

    def shown(self, text: str) -> bytes:
        """The text as the operand of a Tj operator."""
        return b"<" + b"".join(b"%04X" % glyph for glyph in self._glyphs(text)) + b">"

    def _glyphs(self, text: str) -> Iterable[int]:
        unknown = self.glyphs["?"]
        return [self.glyphs.get(letter, unknown) for letter in unicodedata.normalize("NFC", text)]


@cache
def face(name: str) -> Face:
    """The face of this name: Regular, Bold or Italic; cut once per process."""
    with TTFont(FOLDER / FACES[name], lazy=True) as font:
        options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "STAT", "FFTM"]
        options.drop_tables += ["name", "OS/2", "post"]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=_DATE_LETTERS if name == "Italic" else _LETTERS)
        cutter.subset(font)
        return _measured(name, font)


def _measured(name: str, font: TTFont) -> Face:
    out = BytesIO()
    cmap, order = font.getBestCmap(), font.getGlyphOrder()
    numbers = {glyph: number for number, glyph in enumerate(order)}
    scale = 1000 / font["head"].unitsPerEm
    advances = font["hmtx"].metrics
    head, hhea = font["head"], font["hhea"]
    font.save(out)
    return Face(
        name=name,
        program=out.getvalue(),
        glyphs={chr(code): numbers[glyph] for code, glyph in cmap.items()},
        widths={numbers[glyph]: round(advances[glyph][0] * scale) for glyph in order},
        ascent=round(hhea.ascent * scale),
        descent=round(hhea.descent * scale),
        box=tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)),
    )


def embed(writer: BasePdfFileWriter, name: str) -> generic.IndirectObject:
    """Write the face into the file as a composite font whose text reads back (PDF 32000 §9.7)."""
    letters = face(name)
    base = pdf_name(f"/DOCFLW+LiberationSerif-{name}")
    program = generic.StreamObject(stream_data=letters.program)
    program["/Length1"] = generic.NumberObject(len(letters.program))
    program.compress()
    descriptor = _dictionary(
        Type="/FontDescriptor",
        FontName=base,
        Flags=4 | 2 | (64 if name == "Italic" else 0),
        FontBBox=_numbers(letters.box),
        ItalicAngle=-11 if name == "Italic" else 0,
        Ascent=letters.ascent,
        Descent=letters.descent,
        CapHeight=670,
        StemV=140 if name == "Bold" else 84,
        FontFile2=writer.add_object(program),
    )
    system = _dictionary(Ordering=generic.pdf_string("Identity"), Supplement=0)
    system["/Registry"] = generic.pdf_string("Adobe")
    descendant = _dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont=base,
        CIDSystemInfo=system,
        FontDescriptor=writer.add_object(descriptor),
        DW=0,
        W=_width_array(letters),
        CIDToGIDMap="/Identity",
    )
    to_unicode = generic.StreamObject(stream_data=_to_unicode(letters))
    to_unicode.compress()
    font = _dictionary(
        Type="/Font",
        Subtype="/Type0",
        BaseFont=base,
        Encoding="/Identity-H",
        DescendantFonts=generic.ArrayObject([writer.add_object(descendant)]),
        ToUnicode=writer.add_object(to_unicode),
    )
    return writer.add_object(font)


def resources(writer: BasePdfFileWriter, names: Iterable[str]) -> generic.DictionaryObject:
    """The faces as a font resource dictionary: those the form keeps, else written anew."""
    kept = _kept(writer)
    found = generic.DictionaryObject()
    for name in names:
        resource = face(name).resource
        found[pdf_name(resource)] = (
            kept.raw_get(resource) if resource in kept else embed(writer, name)
        )
    return found


def _kept(writer: BasePdfFileWriter) -> generic.DictionaryObject:
    """The fonts that preparation left in the form."""
    holder = writer.root
    for key in ("/AcroForm", "/DR", "/Font"):
        if key not in holder:
            return generic.DictionaryObject()
        holder = holder[key]
    return holder


def _dictionary(**entries: object) -> generic.DictionaryObject:
    result = generic.DictionaryObject()
    for key, entry in entries.items():
        if isinstance(entry, int):
            entry = generic.NumberObject(entry)
        elif type(entry) is str:
            entry = pdf_name(entry)
        result[pdf_name(f"/{key}")] = entry
    return result


def _numbers(values: Iterable[int]) -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(value) for value in values)


def _width_array(letters: Face) -> generic.ArrayObject:
    last = max(letters.widths)
    row = _numbers(letters.widths.get(glyph, 0) for glyph in range(last + 1))
    return generic.ArrayObject([generic.NumberObject(0), row])


def _to_unicode(letters: Face) -> bytes:
    pairs = sorted({glyph: letter for letter, glyph in reversed(letters.glyphs.items())}.items())
    blocks = []
    for start in range(0, len(pairs), 100):
        lines = [
            f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>"
            for glyph, letter in pairs[start : start + 100]
        ]
        blocks.append(f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar\n")
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    )
    tail = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    return (head + "".join(blocks) + tail).encode("ascii")
