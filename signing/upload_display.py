"""What makes an uploaded PDF look different on screen, on paper or with other layers."""

from collections.abc import Iterator

import pikepdf

from signing.upload_findings import PRINT_ANEW, WITHOUT_LAYERS, Finding

HIDDEN, PRINTED, NOT_ON_SCREEN, ON_SCREEN_AT_TIMES = 2, 4, 32, 256  # ISO 32000-2 table 167
_SHOWS_NOTHING = frozenset({"/Link", "/Popup"})  # without an appearance of their own
_SHOWN_WHEN_OFF = frozenset({"/AllOff", "/AnyOff"})


def told_of_display(document: pikepdf.Pdf) -> Iterator[Finding]:
    """Layers and marks of which a reader may see something else than is printed or signed."""
    yield from _layers(document)
    for number, page in enumerate(document.pages, start=1):
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, pikepdf.Array) and any(map(_differs, annotations)):
            text = "A mark is on screen only, or on paper only."
            yield Finding("changes_when_printed", text, PRINT_ANEW, page=number)


def _differs(mark: pikepdf.Object) -> bool:
    """Whether an annotation is seen on screen and not on paper, or the other way round."""
    if not isinstance(mark, pikepdf.Dictionary) or not has_area(mark.get("/Rect")):
        return False
    if "/AP" not in mark and str(mark.get("/Subtype", "")) in _SHOWS_NOTHING:
        return False
    flags = int(mark.get("/F", 0))
    if flags & HIDDEN:
        return False
    return bool(flags & PRINTED) == bool(flags & NOT_ON_SCREEN) or bool(flags & ON_SCREEN_AT_TIMES)


def has_area(edges: pikepdf.Object | None) -> bool:
    """Whether a rectangle has any."""
    if not isinstance(edges, pikepdf.Array) or len(edges) != 4:
        return False
    left, bottom, right, top = (float(edge) for edge in edges)
    return left != right and bottom != top


def _layers(document: pikepdf.Pdf) -> Iterator[Finding]:
    properties = document.Root.get("/OCProperties")
    if properties is None:
        return
    yield Finding("layers", "The document has layers that can be shown or hidden.")
    usual = properties.get("/D", pikepdf.Dictionary())
    others = list(properties.get("/Configs", pikepdf.Array()))
    if any(len(each.get("/AS", ())) for each in (usual, *others)):
        text = "The document has layers that change when it is printed."
        yield Finding("changes_when_printed", text, WITHOUT_LAYERS)
    off = len(usual.get("/OFF", ())) or usual.get("/BaseState", "/ON") != "/ON"
    if off or any(map(_hides_when_on, document.objects)):
        text = "The document has layers that are hidden at first."
        yield Finding("hidden_layers", text, WITHOUT_LAYERS)


def _hides_when_on(thing: object) -> bool:
    """Whether it is a membership dictionary that hides while its layers show (§8.11.2.2)."""
    if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/OCMD":
        return False
    return "/VE" in thing or str(thing.get("/P", "")) in _SHOWN_WHEN_OFF
