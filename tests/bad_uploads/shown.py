"""Files that show one thing and hold, print or hide another."""

from collections.abc import Iterator

from tests.bad_uploads.writing import Bad, document, stream

LAYER = b"<< /Type /OCG /Name (Lop) >>"
LAYERS = b"/OCProperties << /OCGs [10 0 R] /D << %s >> >>"
WIDGET = b"<< /Type /Annot /Subtype /Widget /F 4 /Rect [%d 10 %d 30] %s >>"
FORM = b"/AcroForm << /Fields [10 0 R 11 0 R] /DA (/Helv 12 Tf 0 g) %s >>"
LOOKS = b"/Type /XObject /Subtype /Form /BBox [0 0 80 20] /Resources << /Font << /F1 5 0 R >> >>"


def files() -> Iterator[Bad]:
    """Each with its name and its code."""
    for name, code, content in (*_layers(), *_marks(), *_fields()):
        yield Bad(name, code, content)


def _layers() -> Iterator[tuple[str, str, bytes]]:
    hidden = "hidden_layers"
    yield "layer_off", hidden, _layered(b"/OFF [10 0 R]")
    yield "layers_off_unless_told", hidden, _layered(b"/BaseState /OFF")
    member = b"<< /Type /OCMD /OCGs [10 0 R] /P /AllOff >>"
    yield "layer_when_off", hidden, _layered(b"", {11: member})
    member = b"<< /Type /OCMD /VE [/Not 10 0 R] >>"
    yield "layer_by_an_expression", hidden, _layered(b"", {11: member})
    rule = b"/AS [<< /Event /Print /Category [/Print] /OCGs [10 0 R] >>]"
    yield "layer_on_paper_only", "changes_when_printed", _layered(rule)
    rule = b"/AS [<< /Event /View /Category [/Zoom] /OCGs [10 0 R] >>]"
    yield "layer_by_size", "changes_when_printed", _layered(rule)


def _layered(terms: bytes, more: dict[int, bytes] | None = None) -> bytes:
    return document(LAYERS % terms, more={10: LAYER, **(more or {})})


def _marks() -> Iterator[tuple[str, str, bytes]]:
    code = "changes_when_printed"
    stamp = b"<< /Type /Annot /Subtype /Stamp /Rect [10 10 90 30] /F %d >>"
    for name, flags in (("on_screen_only", 0), ("on_paper_only", 36), ("on_screen_at_times", 260)):
        yield f"mark_{name}", code, document(page=b"/Annots [10 0 R]", more={10: stamp % flags})
    picture = b"/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    other = picture + b"/Alternates [<< /Image 11 0 R /DefaultForPrinting true >>]"
    yield (
        "another_picture_on_paper",
        code,
        document(more={10: stream(b"x", other), 11: stream(b"y", picture)}),
    )


def _look(text: bytes) -> bytes:
    return stream(b"BT /F1 12 Tf 2 5 Td (%s) Tj ET" % text, LOOKS)


def _fields() -> Iterator[tuple[str, str, bytes]]:
    text = b"/FT /Tx /T (%s) /V (%s) /AP << /N %d 0 R >>"
    first = WIDGET % (10, 90, text % (b"so", b"100", 12))
    marks, shown = b"/Annots [10 0 R 11 0 R]", {12: _look(b"100"), 13: _look(b"999")}

    def form(second: bytes, terms: bytes = b"", one: bytes = first) -> bytes:
        return document(FORM % terms, marks, {10: one, 11: second, **shown})

    over = WIDGET % (20, 100, text % (b"tien", b"999", 13))
    yield "fields_over_each_other", "overlapping_fields", form(over)
    beside = WIDGET % (110, 190, text % (b"tien", b"100", 13))
    yield "field_shows_another_value", "value_differs", form(beside)
    choice = (
        b"/FT /Ch /Ff 131072 /T (tinh) /Opt [[(a) (100)] [(b) (999)]] /V (a) /AP << /N 13 0 R >>"
    )
    yield "choice_shows_another_value", "value_differs", form(WIDGET % (110, 190, choice))
    inherited = WIDGET % (110, 190, b"/Parent 14 0 R /AP << /N 13 0 R >>")
    parent = b"<< /FT /Tx /T (nhom) /V (100) /Kids [11 0 R] >>"
    yield (
        "value_of_the_group_differs",
        "value_differs",
        document(FORM % b"", marks, {10: first, 11: inherited, 14: parent, **shown}),
    )
    empty = WIDGET % (110, 190, b"/FT /Sig /T (Ky)")
    yield "fields_drawn_anew", "need_appearances", form(empty, b"/NeedAppearances true")
