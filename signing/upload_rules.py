"""What an uploaded PDF may carry; runs in the limited child."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf

from signing.report import Problem
from signing.upload_limits import (
    DEEPEST,
    MOST_OBJECTS,
    MOST_PAGES,
    MOST_REVISIONS,
    Measure,
    OverLimit,
)

ACCEPTED, QUARANTINED, REJECTED = "ACCEPTED", "QUARANTINED", "REJECTED"
MOST_TOLD = 50

_ACTIONS = {
    "/JavaScript": ("javascript", "JavaScript"),
    "/Launch": ("launch", "an action that starts a program"),
    "/SubmitForm": ("submit_form", "an action that sends the form away"),
    "/ImportData": ("import_data", "an action that takes data from a file"),
    "/GoToR": ("remote_goto", "an action that opens another file"),
    "/GoToE": ("remote_goto", "an action that opens an embedded file"),
    "/Rendition": ("rich_media", "an action that plays media"),
    "/Movie": ("rich_media", "an action that plays a film"),
    "/Sound": ("rich_media", "an action that plays sound"),
    "/RichMediaExecute": ("rich_media", "an action on rich media"),
    "/GoTo3DView": ("rich_media", "an action on a 3D view"),
    "/Hide": ("other_action", "an action that hides parts of the page"),
    "/SetOCGState": ("other_action", "an action that changes layers"),
    "/ResetForm": ("other_action", "an action that empties the form"),
    "/Trans": ("other_action", "an action that changes the page shown"),
}
_ANNOTATIONS = {
    "/RichMedia": ("rich_media", "rich media"),
    "/Movie": ("rich_media", "a film"),
    "/Sound": ("rich_media", "a sound"),
    "/Screen": ("rich_media", "a media screen"),
    "/3D": ("rich_media", "a 3D object"),
    "/FileAttachment": ("embedded_file", "an attached file"),
}
_WEB_PAGE = re.compile(rb"<\s*(html|script|!doctype\s+html|svg|\?php)", re.IGNORECASE)
_HARMLESS = frozenset({"uri", "goto", "layers"})


@dataclass(frozen=True)
class Found:
    """The answer, before it leaves the child."""

    indication: str
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "indication": self.indication,
            "problems": [problem.as_json() for problem in self.problems],
        }


def inspect(file: BinaryIO) -> Found:
    """Judge the file: its shape first, then its size, then what it carries."""
    mixed = _other_type(file)
    if mixed:
        return _rejected("polyglot", mixed)
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True, attempt_recovery=False) as document:
            if document.is_encrypted:
                return _rejected(
                    "encrypted", "The file is encrypted; save it without a password or protection."
                )
            _within_limits(file, document)
            problems = tuple(_carried(document))
            if any("nest" in warning for warning in map(str, document.get_warnings())):
                raise OverLimit("nesting", "The file is nested too deeply.")
    except pikepdf.PasswordError:
        return _rejected("encrypted", "The file is encrypted; save it without a password.")
    except OverLimit as limit:
        return _rejected(limit.code, f"{limit} Split the document or save it as PDF again.")
    except (pikepdf.PdfError, ValueError, TypeError, KeyError):
        return _rejected("broken", "The file is damaged; save it as PDF again.")
    active = any(problem.code not in _HARMLESS for problem in problems)
    return Found(QUARANTINED if active else ACCEPTED, problems[:MOST_TOLD])


def _rejected(code: str, text: str) -> Found:
    return Found(REJECTED, (Problem(code, text),))


def _other_type(file: BinaryIO) -> str:
    """Why the file could also be read as something else; empty when it is a PDF only."""
    file.seek(0)
    head = file.read(1024)
    if _WEB_PAGE.search(head):
        return "The file is a PDF and a web page at once; save it as PDF again."
    end = file.seek(0, 2)
    file.seek(max(end - 2048, 0))
    tail = file.read()
    last = tail.rfind(b"%%EOF")
    if last < 0:
        return "The file does not end as a PDF does; save it as PDF again."
    if tail[last + 5 :].strip(b"\r\n\t \x00"):
        return "Other data follows the end of the PDF; save it as PDF again."
    if _is_archive(file):
        return "The file is a PDF and an archive at once; save it as PDF again."
    return ""


def _is_archive(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _within_limits(file: BinaryIO, document: pikepdf.Pdf) -> None:
    if _revisions(file) > MOST_REVISIONS:
        raise OverLimit("too_many_revisions", f"The file has more than {MOST_REVISIONS} revisions.")
    if int(document.trailer["/Size"]) > MOST_OBJECTS + 1:
        raise OverLimit("too_many_objects", f"The file has more than {MOST_OBJECTS} objects.")
    pages = len(document.pages)
    if pages > MOST_PAGES:
        raise OverLimit("too_many_pages", f"The file has more than {MOST_PAGES} pages.")
    if pages == 0:
        raise ValueError("no pages")


def _revisions(file: BinaryIO) -> int:
    file.seek(0)
    count, carried = 0, b""
    while chunk := file.read(1 << 20):
        block = carried + chunk
        count += block.count(b"startxref") - carried.count(b"startxref")
        carried = block[-8:]
    return count


def _carried(document: pikepdf.Pdf) -> Iterator[Problem]:
    """Everything active or worth telling, each with where it stands."""
    pages = _pages_of_annotations(document)
    opening = document.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Array):
        yield Problem("goto", "The document opens at a chosen page.")
    if "/OCProperties" in document.Root:
        yield Problem("layers", "The document has layers that can be shown or hidden.")
    measure = Measure()
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Object):
            continue  # a number or a truth value
        where = pages.get(thing.objgen, f"object {thing.objgen[0]}")
        if isinstance(thing, pikepdf.Stream):
            measure.take(thing)
        for dictionary in _dictionaries(thing):
            yield from _of_one(dictionary, where)


def _pages_of_annotations(document: pikepdf.Pdf) -> dict[tuple[int, int], str]:
    found = {}
    for number, page in enumerate(document.pages, start=1):
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, pikepdf.Array):
            found.update({each.objgen: f"page {number}" for each in annotations})
        found[page.obj.objgen] = f"page {number}"
    return found


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The object and what stands directly inside it, not what it refers to."""
    waiting = [(thing, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > DEEPEST:
            raise OverLimit("nesting", "The file is nested too deeply.")
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each
            inner = [value for _, value in each.items()]
        elif isinstance(each, pikepdf.Array):
            inner = list(each)
        else:
            continue
        waiting += [
            (value, depth + 1)
            for value in inner
            if isinstance(value, pikepdf.Object) and not value.is_indirect
        ]


def _of_one(dictionary: pikepdf.Object, where: str) -> Iterator[Problem]:
    keys = set(dictionary.keys())
    kind = str(dictionary.get("/S", "")) if "/S" in keys else ""
    if "/JS" in keys or kind == "/JavaScript":
        yield _active("javascript", "JavaScript", where)
    elif kind == "/URI" and "/URI" in keys:
        yield Problem("uri", f"A link on {where} leads to {str(dictionary['/URI'])[:200]}.")
    elif kind in _ACTIONS and dictionary.get("/Type") != "/StructElem":
        yield _active(*_ACTIONS[kind], where)
    if "/AA" in keys:
        yield _active("additional_actions", "actions that run by themselves", where)
    if "/XFA" in keys:
        yield _active("xfa", "an XFA form", where)
    if "/EmbeddedFiles" in keys or "/EF" in keys:
        yield _active("embedded_file", "an embedded file", where)
    if "/OpenAction" in keys and not isinstance(dictionary["/OpenAction"], pikepdf.Array):
        yield from _opening(dictionary["/OpenAction"], where)
    subtype = str(dictionary.get("/Subtype", ""))
    if subtype in _ANNOTATIONS and "/Rect" in keys:
        yield _active(*_ANNOTATIONS[subtype], where)


def _opening(action: pikepdf.Object, where: str) -> Iterator[Problem]:
    kind = str(action.get("/S", "")) if isinstance(action, pikepdf.Dictionary) else ""
    if kind == "/GoTo":
        yield Problem("goto", "The document opens at a chosen page.")
    elif kind != "/JavaScript":
        yield _active("open_action", "an action that runs when it is opened", where)


def _active(code: str, what: str, where: str) -> Problem:
    return Problem(code, f"The file holds {what} ({where}); save it as PDF without it.")
