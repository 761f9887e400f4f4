"""What an uploaded PDF may carry; runs in the limited child."""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

import pikepdf

from signing.upload_display import told_of_display
from signing.upload_findings import PRINT_ANEW, SAVE_AGAIN, UNLOCK, Finding, OverLimit
from signing.upload_forms import told_of_forms
from signing.upload_limits import DEEPEST, Measure, within_limits
from signing.upload_type import other_type

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
_TURNS_PAGES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_ONLY_ACTIONS_HAVE = frozenset({"/F", "/JS", "/Win", "/Unix", "/Mac", "/D", "/NewWindow"})
_OUTSIDE_THE_WEB = re.compile(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:|[\\/.]", re.IGNORECASE)
_LONGEST_CHAIN = 100  # actions after each other


def _written(name: str) -> str:
    """A pattern for a name, each letter of which may be written as #xx (ISO 32000-2 §7.3.5)."""
    return "/" + "".join(f"(?:{each}|(?i:#{ord(each):02x}))" for each in name)


_SCRIPT = re.compile(
    rf"{_written('S')}\s*{_written('JavaScript')}\b|{_written('JS')}\s*(?:[(<]|\d+\s+\d+\s+R)".encode()
)


@dataclass(frozen=True)
class Found:
    """The answer, before it leaves the child."""

    indication: str
    problems: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "indication": self.indication,
            "problems": [problem.as_json() for problem in self.problems],
        }


class Place(NamedTuple):
    """Where something stands: a page, counted from 1, and the number of an object."""

    page: int | None = None
    object: int | None = None


def inspect(file: BinaryIO) -> Found:
    """Judge the file: its shape first, then its size, then what it carries."""
    mixed = other_type(file)
    if mixed:
        return _rejected("polyglot", mixed)
    file.seek(0)
    try:
        with pikepdf.open(
            file,
            suppress_warnings=True,
            attempt_recovery=False,
            inherit_page_attributes=False,  # or a page used twice is copied
        ) as document:
            if document.is_encrypted:
                return _rejected("encrypted", "The file is encrypted.", UNLOCK)
            if _page_twice(document):
                return _rejected("page_twice", "A page is used twice in the file.")
            within_limits(file, document)
            problems = (*_carried(document), *told_of_forms(file, document))
            if all(problem.code != "javascript" for problem in problems):
                problems = (*_overwritten_scripts(file), *problems)
            if any("nest" in warning for warning in map(str, document.get_warnings())):
                raise OverLimit("nesting", "The file is nested too deeply.")
    except pikepdf.PasswordError:
        return _rejected("encrypted", "The file is encrypted.", UNLOCK)
    except OverLimit as limit:
        return _rejected(limit.code, str(limit), limit.remedy)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError):
        return _rejected("broken", "The file is damaged.")
    worst_first = sorted(problems, key=lambda problem: problem.remedy is None)
    harmful = bool(worst_first and worst_first[0].remedy)
    return Found(QUARANTINED if harmful else ACCEPTED, tuple(worst_first[:MOST_TOLD]))


def _rejected(code: str, text: str, remedy: str = SAVE_AGAIN) -> Found:
    return Found(REJECTED, (Finding(code, text, remedy),))


def _page_twice(document: pikepdf.Pdf) -> bool:
    """Whether the page tree leads to one object twice; asked before pages are repaired."""
    waiting, seen = [document.Root["/Pages"]], set()
    while waiting:
        node = waiting.pop()
        if node.is_indirect and node.objgen in seen:
            return True
        seen.add(node.objgen)
        kids = node.get("/Kids") if isinstance(node, pikepdf.Dictionary) else None
        if isinstance(kids, pikepdf.Array):
            waiting += [kid for kid in kids if isinstance(kid, pikepdf.Object)]
    return False


def _overwritten_scripts(file: BinaryIO) -> Iterator[Finding]:
    """JavaScript in the bytes of the file that no object in force holds any more."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _SCRIPT.search(content):
            text = "An earlier version of the file, which it still holds, has JavaScript."
            yield Finding("javascript", text, PRINT_ANEW)


def _carried(document: pikepdf.Pdf) -> Iterator[Finding]:
    """Everything active or worth telling, each with where it stands."""
    pages = _pages_of_objects(document)
    opening = document.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Array):
        yield Finding("goto", "The document opens at a chosen page.")
    yield from told_of_display(document)
    base = document.Root.get("/URI")
    if isinstance(base, pikepdf.Dictionary) and "/Base" in base:
        yield _link(str(base["/Base"]), Place())
    measure = Measure()
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Object):
            continue  # a number or a truth value
        where = Place(pages.get(thing.objgen), thing.objgen[0])
        if isinstance(thing, pikepdf.Stream):
            measure.take(thing)
        for dictionary in _dictionaries(thing):
            yield from _of_one(dictionary, where)


def _pages_of_objects(document: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """On which page stand pages, lists of annotations, annotations and their actions."""
    found: dict[tuple[int, int], int] = {}
    for number, page in enumerate(document.pages, start=1):
        annotations = page.obj.get("/Annots")
        marks = list(annotations) if isinstance(annotations, pikepdf.Array) else []
        things = [page.obj, annotations, page.obj.get("/AA"), *marks]
        for mark in marks:
            if isinstance(mark, pikepdf.Dictionary):
                things += [mark.get(key) for key in ("/A", "/AA", "/PA")]
        for thing in things:
            if isinstance(thing, pikepdf.Object) and thing.is_indirect:
                found.setdefault(thing.objgen, number)
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


def _of_one(dictionary: pikepdf.Object, where: Place) -> Iterator[Finding]:
    keys = set(dictionary.keys())
    if not _is_structure(dictionary) or keys & _ONLY_ACTIONS_HAVE:
        yield from _of_action(dictionary, where)
    for action in _actions_of(dictionary):  # by their place, whatever they call themselves
        if _is_structure(action) and not set(action.keys()) & _ONLY_ACTIONS_HAVE:
            yield from _of_action(action, where)
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


def _is_structure(dictionary: pikepdf.Object) -> bool:
    """Whether it calls itself a structure element, in which /S names a role."""
    return bool(dictionary.get("/Type") == "/StructElem")


def _actions_of(dictionary: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """What stands where only an action may stand (ISO 32000-2 §12.6)."""
    places = [dictionary.get(key) for key in ("/A", "/OpenAction", "/Next", "/PA")]
    additional = dictionary.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        places += [value for _, value in additional.items()]
    for place in places:
        for each in list(place) if isinstance(place, pikepdf.Array) else [place]:
            if isinstance(each, pikepdf.Dictionary):
                yield each


def _of_action(action: pikepdf.Object, where: Place) -> Iterator[Finding]:
    kind = str(action.get("/S", ""))
    if "/JS" in action or kind == "/JavaScript":
        yield _active("javascript", "JavaScript", where)
    elif kind == "/URI" and "/URI" in action:
        yield _link(str(action["/URI"]), where)
    elif kind == "/Thread" and "/F" in action:
        yield _active("remote_goto", "an action that opens another file", where)
    elif kind in _ACTIONS:
        yield _active(*_ACTIONS[kind], where)
    elif kind == "/Named" and "/N" in action and str(action["/N"]) not in _TURNS_PAGES:
        yield _command(str(action["/N"]), where)
    elif kind in ("/GoToDp", "/Thread"):
        yield _command(kind, where)


def _link(address: str, where: Place) -> Finding:
    """A link; dangerous when it leaves the web and mail, as javascript:, file: and shares do."""
    plain = re.sub(r"[\x00-\x20\x7f-\xa0]", "", address)
    if _OUTSIDE_THE_WEB.match(plain):
        text = f"A link is neither to the web nor to mail: {address[:200]}."
        return Finding("dangerous_link", text, PRINT_ANEW, *where)
    return Finding("uri", f"A link leads to {address[:200]}.", None, *where)


def _command(name: str, where: Place) -> Finding:
    text = f"A link gives the reading program the command {name.lstrip('/')[:100]}."
    return Finding("command", text, None, *where)


def _opening(action: pikepdf.Object, where: Place) -> Iterator[Finding]:
    chain = [action]
    for each in chain:
        if not isinstance(each, pikepdf.Dictionary) or each.get("/S") != "/GoTo":
            yield _active("open_action", "an action that runs when it is opened", where)
            return
        chain += _after(each)
        if len(chain) > _LONGEST_CHAIN:
            raise OverLimit("nesting", "The file is nested too deeply.")
    yield Finding("goto", "The document opens at a chosen page.")


def _after(action: pikepdf.Object) -> list[pikepdf.Object]:
    following = action.get("/Next")
    if not isinstance(following, pikepdf.Array):
        return [] if following is None else [following]
    return list(following)


def _active(code: str, what: str, where: Place) -> Finding:
    return Finding(code, f"The file holds {what}.", PRINT_ANEW, *where)
