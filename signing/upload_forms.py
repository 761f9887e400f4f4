"""Whether the fields of an uploaded PDF show what they hold."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf
import pypdfium2

from signing.upload_display import HIDDEN
from signing.upload_findings import WITHOUT_FORM, Finding

OVERLAP = 0.2  # of the smaller field's area; frames of honest forms touch
DEEPEST = 32  # fields inside each other
PASSWORD = 1 << 13  # ISO 32000-2 table 231: shows other signs than it holds
_REPLACED = "\ufffd\ufffe\uffff"


@dataclass(frozen=True)
class _Widget:
    """A field as it stands on a page (counted from 0)."""

    page: int
    rect: tuple[float, float, float, float]
    mark: pikepdf.Object
    name: str

    @property
    def area(self) -> float:
        return (self.rect[2] - self.rect[0]) * (self.rect[3] - self.rect[1])

    def shared(self, other: "_Widget") -> float:
        """The area both cover, in square points."""
        width = min(self.rect[2], other.rect[2]) - max(self.rect[0], other.rect[0])
        height = min(self.rect[3], other.rect[3]) - max(self.rect[1], other.rect[1])
        return max(width, 0) * max(height, 0)


def told_of_forms(file: BinaryIO, document: pikepdf.Pdf) -> Iterator[Finding]:
    """Fields over each other, values other than what is shown, appearances left to the reader."""
    form = document.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    widgets = list(_widgets(document))
    if form.get("/NeedAppearances") and any(_of(each.mark, "/FT") == "/Sig" for each in widgets):
        text = "Each reader draws the fields of this form for signing anew."
        yield Finding("need_appearances", text, WITHOUT_FORM)
    for one, other in _overlapping(widgets):
        text = f"The fields {one.name} and {other.name} lie over each other."
        page = one.page + 1
        yield Finding("overlapping_fields", text, WITHOUT_FORM, page=page, field=one.name)
    yield from _values(file, widgets)


def _widgets(document: pikepdf.Pdf) -> Iterator[_Widget]:
    for number, page in enumerate(document.pages):
        for mark in page.obj.get("/Annots", ()):
            if not isinstance(mark, pikepdf.Dictionary) or mark.get("/Subtype") != "/Widget":
                continue
            edges = [float(edge) for edge in mark.get("/Rect", ())]
            if len(edges) != 4 or int(mark.get("/F", 0)) & HIDDEN:
                continue
            left, right = sorted((edges[0], edges[2]))
            bottom, top = sorted((edges[1], edges[3]))
            if left < right and bottom < top:
                yield _Widget(number, (left, bottom, right, top), mark, _name(mark))


def _overlapping(widgets: list[_Widget]) -> Iterator[tuple[_Widget, _Widget]]:
    """Pairs that hide a good part of each other; sorted, so that few are compared."""
    waiting = sorted(widgets, key=lambda each: (each.page, each.rect[0]))
    for place, one in enumerate(waiting):
        for other in waiting[place + 1 :]:
            if other.page != one.page or other.rect[0] >= one.rect[2]:
                break
            both_sign = {_of(each.mark, "/FT") for each in (one, other)} == {"/Sig"}
            if not both_sign and one.shared(other) > OVERLAP * min(one.area, other.area):
                yield one, other  # a seal stands over its signature


def _values(file: BinaryIO, widgets: list[_Widget]) -> Iterator[Finding]:
    """Fields that hold something else than they show (ISO 32000-2 §12.7.4.3)."""
    holding = [(each, _held(each.mark)) for each in widgets]
    texts = [(each, held) for each, held in holding if held is not None]
    if not texts:
        return
    shown = _Shown(file)
    for widget, held in texts:
        if _differs(held, shown.in_place(widget)):
            text = f"The field {widget.name} holds another value than it shows."
            page = widget.page + 1
            yield Finding("value_differs", text, WITHOUT_FORM, page=page, field=widget.name)


def _held(mark: pikepdf.Object) -> tuple[str, ...] | None:
    """What a field may show for the value it holds; None when it shows no text of it."""
    kind, value = _of(mark, "/FT"), _of(mark, "/V")
    if kind == "/Btn" or value is None or isinstance(value, pikepdf.Dictionary):
        return None
    if int(_of(mark, "/Ff") or 0) & PASSWORD:
        return None
    if kind == "/Ch":
        return _choices(mark, value)
    return (str(value),) if kind == "/Tx" and not isinstance(value, pikepdf.Stream) else None


def _choices(mark: pikepdf.Object, value: pikepdf.Object) -> tuple[str, ...] | None:
    if isinstance(value, pikepdf.Array):
        return None  # a list shows all there is to choose
    options = [each for each in _of(mark, "/Opt") or () if isinstance(each, pikepdf.Array)]
    return (str(value), *(str(each[1]) for each in options if str(each[0]) == str(value)))


class _Shown:
    """What is written where: first on the pages alone, then with fields and marks in them."""

    def __init__(self, file: BinaryIO) -> None:
        self._document = pypdfium2.PdfDocument(file)
        self._document.init_forms()
        self._pages: dict[int, tuple[pypdfium2.PdfTextPage, pypdfium2.PdfTextPage]] = {}

    def in_place(self, widget: _Widget) -> tuple[str, str]:
        """The text in a field's rectangle, without the field and with it."""
        if widget.page not in self._pages:
            page = self._document[widget.page]
            printed = page.get_textpage()
            page.flatten()
            self._pages[widget.page] = printed, self._document[widget.page].get_textpage()
        left, bottom, right, top = widget.rect
        printed, whole = (
            each.get_text_bounded(left, bottom, right, top) for each in self._pages[widget.page]
        )
        return printed, whole


def _differs(held: tuple[str, ...], place: tuple[str, str]) -> bool:
    """Whether none of the texts is what is shown; what cannot be read at all is not judged."""
    printed, whole = place
    if any(sign in whole for sign in _REPLACED):
        return False
    under, seen = _letters(printed), _letters(whole)
    for text in map(_letters, held):
        if text in (seen, seen.replace(under, "", 1)):
            return False
        if under and _fills(text, seen):
            return False
    return True


def _fills(text: str, seen: str) -> bool:
    """Whether a value that fills blanks in a printed line is seen there, as a date in its line."""
    numbers, told = ([sign for sign in each if sign.isdigit()] for each in (seen, text))
    return sorted(numbers) == sorted(told) and Counter(seen) <= Counter(text)


def _letters(text: str) -> str:
    """Letters and digits alone: line ends, spaces and hyphens are the reader's."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isalnum())


def _of(mark: pikepdf.Object, key: str) -> pikepdf.Object | None:
    """An entry of the field, from the one it belongs to where it has none itself (§12.7.4.1)."""
    for _ in range(DEEPEST):
        if key in mark:
            return mark[key]
        parent = mark.get("/Parent")
        if not isinstance(parent, pikepdf.Dictionary):
            return None
        mark = parent
    return None


def _name(mark: pikepdf.Object) -> str:
    """The field's full name, as people who made the form know it."""
    parts: list[str] = []
    for _ in range(DEEPEST):
        if "/T" in mark:
            parts.insert(0, str(mark["/T"]))
        parent = mark.get("/Parent")
        if not isinstance(parent, pikepdf.Dictionary):
            break
        mark = parent
    return ".".join(parts)[:100] or "?"
