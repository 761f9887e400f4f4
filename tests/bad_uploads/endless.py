"""Files past the limits: too much, too deep, without an end, or growing when unpacked."""

import base64
import zlib
from collections.abc import Iterator
from functools import cache

from signing.upload_limits import MOST_OBJECTS, MOST_PAGES, MOST_REVISIONS
from tests.bad_uploads.writing import Bad, added, document, objects, packed, stream

FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /XObject << %s >> >>"
IMAGE = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
GREY = b"/ColorSpace /DeviceGray "
BOMB = 80 << 20


def files() -> Iterator[Bad]:
    """Each with its name and its code."""
    for name, code, content in (*_much(), *_deep(), *_pictures(), *_loops(), *_bombs()):
        yield Bad(name, code, content)


def _much() -> Iterator[tuple[str, str, bytes]]:
    kids = range(10, 11 + MOST_PAGES)
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>"
    pages = dict.fromkeys(kids, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    listed = b" ".join(b"%d 0 R" % number for number in kids)
    yield "many_pages", "too_many_pages", document(more={2: tree % (len(kids), listed), **pages})
    many = dict.fromkeys(range(10, 10 + MOST_OBJECTS), b"null")
    yield "many_objects", "too_many_objects", document(more=many)
    yield "size_of_two_billion", "too_many_objects", document(trailer=b"/Size 2147483647")
    many_times = document()
    for _ in range(MOST_REVISIONS):
        many_times = added(many_times, {5: objects()[5]})
    yield "many_revisions", "too_many_revisions", many_times
    signed = b"<< /FT /Sig /T (Ky%d) /V << /Type /Sig /Contents <00> >> >>"
    fields = {number: signed % number for number in range(10, 27)}
    form = b"/AcroForm << /Fields [%s] >>" % b" ".join(b"%d 0 R" % number for number in fields)
    yield "many_signatures", "too_many_signatures", document(form, more=fields)


def _deep() -> Iterator[tuple[str, str, bytes]]:
    for depth in (101, 100_000):
        nest = b"[" * depth + b"]" * depth
        yield f"nested_{depth}", "nesting broken", document(more={10: nest})
        held = b"<< /A " * depth + b"1" + b" >>" * depth
        yield f"nested_in_names_{depth}", "nesting broken", document(more={10: held})
    level = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>"
    tree = {number: level % (number + 1) for number in range(10, 400)}
    top = {2: level % 10}
    last = {400: b"<< /Type /Page /Parent 399 0 R /MediaBox [0 0 300 300] >>"}
    yield "page_tree_of_400_levels", "nesting broken", document(more={**tree, **top, **last})
    forms = {
        number: stream(b"/X Do", FORM % (b"/X %d 0 R" % (number + 1))) for number in range(10, 210)
    }
    ten = b" ".join(b"/X%d %%d 0 R" % place for place in range(10))
    ten_times = {
        number: stream(
            b" ".join(b"/X%d Do" % place for place in range(10)),
            FORM % (ten % ((number + 1,) * 10)),
        )
        for number in range(10, 18)
    }
    drawn = {**ten_times, 18: stream(b"", FORM % b"")}
    yield "forms_drawn_a_hundred_million_times", "too_complex", document(more=drawn)
    yield "forms_in_200_forms", "nesting", document(more={**forms, 210: stream(b"", FORM % b"")})


def _pictures() -> Iterator[tuple[str, str, bytes]]:
    code = "image_too_large"
    yield (
        "picture_of_two_giga_pixels",
        code,
        document(more={10: packed(bytes(9), IMAGE % (50_000, 50_000) + GREY)}),
    )
    start = (
        b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00\xff\xd9"
    )
    small = IMAGE % (9, 9)
    yield (
        "jpeg_larger_than_told",
        code,
        document(more={10: stream(start, small + GREY + b"/Filter /DCTDecode")}),
    )
    size = b"\xff\x4f\xff\x51\x00\x2f\x00\x00" + (60_000).to_bytes(4, "big") * 2 + bytes(8)
    size += (60_000).to_bytes(4, "big") * 2 + bytes(8) + b"\x00\x01\x07\x01\x01"
    yield (
        "jpeg_2000_larger_than_told",
        code,
        document(more={10: stream(size, small + b"/Filter /JPXDecode")}),
    )
    page = b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13"
    page += (60_000).to_bytes(4, "big") * 2 + bytes(11)
    yield (
        "jbig2_larger_than_told",
        code,
        document(more={10: stream(page, small + GREY + b"/Filter /JBIG2Decode")}),
    )
    fax = b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>"
    yield "fax_larger_than_told", code, document(more={10: stream(b"\0", small + GREY + fax)})


def _loops() -> Iterator[tuple[str, str, bytes]]:
    pages = b"<< /Type /Pages /Kids [%s] /Count 1 >>"
    yield "page_tree_within_itself", "page_twice", document(more={2: pages % b"2 0 R"})
    yield "page_used_twice", "page_twice", document(more={2: pages % b"3 0 R 3 0 R"})
    loop = "loop"
    itself = {10: stream(b"/X Do", FORM % b"/X 10 0 R")}
    yield "form_within_itself", loop, document(more=itself)
    pair = {
        10: stream(b"/X Do", FORM % b"/X 11 0 R"),
        11: stream(b"/X Do", FORM % b"/X 10 0 R"),
    }
    yield "forms_within_each_other", loop, document(more=pair)
    font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] \
/CharProcs << /a 11 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 \
/Widths [9] /Resources << /Font << /F1 10 0 R >> >> >>"
    drawn = stream(b"9 0 d0 BT /F1 1 Tf (a) Tj ET")
    yield "font_within_itself", loop, document(more={10: font, 11: drawn})
    tile = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 \
/YStep 9 /Resources << /Pattern << /P 10 0 R >> >>"
    yield "pattern_within_itself", loop, document(more={10: stream(b"/P scn", tile)})
    mask = b"<< /Type /ExtGState /SMask << /S /Alpha /G 11 0 R >> >>"
    group = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency >> \
/Resources << /ExtGState << /G 10 0 R >> >>"
    yield "mask_within_itself", loop, document(more={10: mask, 11: stream(b"/G gs", group)})
    stitched = b"<< /FunctionType 3 /Domain [0 1] /Functions [10 0 R] /Bounds [] /Encode [0 1] >>"
    yield "function_within_itself", loop, document(more={10: stitched})
    yield (
        "colours_within_themselves",
        loop,
        document(page=b"/ColorSpace 10 0 R", more={10: b"[/Indexed 10 0 R 1 <0000>]"}),
    )
    outline = {
        10: b"<< /Type /Outlines /First 11 0 R /Last 12 0 R /Count 2 >>",
        11: b"<< /Title (a) /Parent 10 0 R /Next 12 0 R >>",
        12: b"<< /Title (b) /Parent 10 0 R /Next 11 0 R >>",
    }
    yield "bookmarks_without_end", loop, document(b"/Outlines 10 0 R", more=outline)
    deeper = {10: outline[10], 11: b"<< /Title (a) /First 11 0 R /Last 11 0 R >>", 12: outline[12]}
    yield "bookmark_within_itself", loop, document(b"/Outlines 10 0 R", more=deeper)
    names = b"/Names << /Dests 10 0 R >>"
    limits = b"<< /Limits [(a) (b)] /Kids [%s] >>"
    yield "names_without_end", loop, document(names, more={10: limits % b"10 0 R"})
    yield (
        "page_numbers_without_end",
        loop,
        document(
            b"/PageLabels 10 0 R", more={10: b"<< /Kids [11 0 R] >>", 11: b"<< /Kids [10 0 R] >>"}
        ),
    )
    form = b"/AcroForm << /Fields [10 0 R] >>"
    yield "fields_without_end", loop, document(form, more={10: b"<< /T (a) /Kids [10 0 R] >>"})
    above = b"<< /Type /Annot /Subtype /Widget /Rect [9 9 90 30] /F 4 /T (a) /Parent 10 0 R >>"
    yield "field_above_itself", loop, document(form, b"/Annots [10 0 R]", {10: above})
    chain = b"<< /S /GoTo /D [3 0 R /Fit] /Next 10 0 R >>"
    yield "action_after_itself", "loop nesting", document(b"/OpenAction 10 0 R", more={10: chain})
    tree = b"/StructTreeRoot << /Type /StructTreeRoot /K 10 0 R >>"
    yield (
        "structure_within_itself",
        loop,
        document(tree, more={10: b"<< /Type /StructElem /S /P /P 1 0 R /K [10 0 R] >>"}),
    )
    yield "object_that_is_itself", "loop broken", document(more={4: b"4 0 R"})
    yield (
        "length_of_itself",
        "loop broken",
        document(more={4: b"<< /Length 4 0 R >>\nstream\nx\nendstream"}),
    )
    first = document()
    start = int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    yield "table_before_itself", "loop broken", document(trailer=b"/Prev %d" % start)
    yield "table_beside_itself", "loop broken", document(trailer=b"/XRefStm %d" % start)
    held = b"/Type /ObjStm /N 0 /First 0 /Extends 10 0 R"
    yield "packed_objects_after_themselves", loop, document(more={10: stream(b"", held)})


def _bombs() -> Iterator[tuple[str, str, bytes]]:
    code = "stream_bomb"
    once = zlib.compress(bytes(BOMB), 9)

    def content(raw: bytes, filters: bytes) -> bytes:
        return document(more={4: stream(raw, b"/Filter " + filters)})

    yield "bomb", code, content(once, b"/FlateDecode")
    yield "bomb_by_its_short_name", code, content(once, b"/Fl")
    twice = zlib.compress(once, 9)
    yield "bomb_in_a_bomb", code, content(twice, b"[/FlateDecode /FlateDecode]")
    yield "bomb_of_signs", code, content(once.hex().encode() + b">", b"[/ASCIIHexDecode /Fl]")
    signs = base64.a85encode(once) + b"~>"
    yield "bomb_of_85_signs", code, content(signs, b"[/ASCII85Decode /FlateDecode]")
    yield "bomb_of_runs", code, content(b"\x81\x00" * (600 << 10), b"/RunLengthDecode")
    runs = zlib.compress(b"\x81\x00" * (600 << 10), 9)
    yield "bomb_of_packed_runs", code, content(runs, b"[/FlateDecode /RunLengthDecode]")
    yield "bomb_of_codes", code, content(_codes(600_000), b"/LZWDecode")
    yield "codes_in_a_bomb", code, content(_codes(60_000), b"[/LZWDecode /FlateDecode]")
    half = zlib.compress(bytes(60 << 20), 9)
    many = {number: stream(half, b"/Filter /FlateDecode") for number in range(10, 16)}
    yield "bombs_together", code, document(more=many)
    wide = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2000000000 >>"
    yield "rows_of_two_gigabytes", code, document(more={4: stream(once[:100], wide)})
    held = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    yield "packed_objects_bomb", "too_complex stream_bomb", _rowed(stream(_spaces(), held))
    yield "table_bomb", "too_complex broken stream_bomb", _tabled(b"/W [1 3 1]", _spaces())
    for widths in (b"[1 1000000000 1]", b"[9 9 9]", b"[-1 3 1]", b"[0 0 0]", b"[1 2]"):
        name = widths.translate(None, b"[]-").replace(b" ", b"_").decode()
        yield f"table_of_widths_{name}", "broken too_complex", _tabled(b"/W " + widths)


def _codes(length: int) -> bytes:
    """LZW codes, each for one sign more than the one before (ISO 32000-2 §7.4.4); `length` bits."""
    one_table = [(256, 12), (0, 9)]
    for code in range(258, 4093):
        one_table.append((code, (code + 1).bit_length()))
    bits, held = 9, 256
    while bits < length:
        for code, width in one_table[bits == 9 :]:
            held, bits = held << width | code, bits + width
    return (held << -bits % 8).to_bytes((bits + 7) // 8)


@cache
def _spaces() -> bytes:
    """One packed object and 700 MB of spaces."""
    packer = zlib.compressobj(1)
    parts = [packer.compress(b"6 0 1")]
    parts += [packer.compress(b" " * (1 << 20)) for _ in range(700)]
    return b"".join(parts) + packer.flush()


def _tabled(terms: bytes, raw: bytes | None = None) -> bytes:
    """A file whose cross-reference stream has these terms."""
    whole = document()
    out = bytearray(whole[: whole.index(b"xref\n")])
    places = {number: out.index(b"%d 0 obj" % number) for number in range(1, 6)}
    start = places[6] = len(out)
    rows = b"\0\0\0\0\xff"
    rows += b"".join(b"\1" + places[number].to_bytes(3, "big") + b"\0" for number in range(1, 7))
    terms += b" /Type /XRef /Size 7 /Root 1 0 R /Filter /FlateDecode"
    out += b"6 0 obj\n" + stream(raw or zlib.compress(rows), terms)
    return bytes(out) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def _rowed(holder: bytes) -> bytes:
    """A file whose object 6 lies in the packed objects of 7."""
    whole = document()
    out = bytearray(whole[: whole.index(b"xref\n")])
    places = {number: out.index(b"%d 0 obj" % number) for number in range(1, 6)}
    places[7] = len(out)
    out += b"7 0 obj\n" + holder + b"\nendobj\n"
    start = places[8] = len(out)
    rows = b"\0\0\0\0\xff"
    rows += b"".join(
        b"\2\0\0\7\0" if number == 6 else b"\1" + places[number].to_bytes(3, "big") + b"\0"
        for number in range(1, 9)
    )
    terms = b"/Type /XRef /W [1 3 1] /Size 9 /Root 1 0 R /Filter /FlateDecode"
    out += b"8 0 obj\n" + stream(zlib.compress(rows), terms)
    return bytes(out) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
