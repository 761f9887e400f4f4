"""What an uploaded PDF may carry; runs in the limited child."""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf

from signing.report import Problem
from signing.upload_display import told_of_display
from signing.upload_forms import told_of_forms
from signing.upload_limits import DEEPEST, Measure, OverLimit, within_limits
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
_HARMLESS = frozenset({"uri", "goto", "layers", "command"})
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
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "indication": self.indication,
            "problems": [problem.as_json() for problem in self.problems],
        }


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
                return _rejected(
                    "encrypted", "The file is encrypted; save it without a password or protection."
                )
            if _page_twice(document):
                return _rejected(
                    "page_twice", "A page is used twice in the file; save it as PDF again."
                )
            within_limits(file, document)
            problems = (*_carried(document), *told_of_forms(file, document))
            if all(problem.code != "javascript" for problem in problems):
                problems = (*_overwritten_scripts(file), *problems)
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


def _overwritten_scripts(file: BinaryIO) -> Iterator[Problem]:
    """JavaScript in the bytes of the file that no object in force holds any more."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _SCRIPT.search(content):
            yield _active("javascript", "JavaScript", "an earlier version of the file")


def _carried(document: pikepdf.Pdf) -> Iterator[Problem]:
    """Everything active or worth telling, each with where it stands."""
    pages = _pages_of_annotations(document)
    opening = document.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Array):
        yield Problem("goto", "The document opens at a chosen page.")
    yield from told_of_display(document)
    base = document.Root.get("/URI")
    if isinstance(base, pikepdf.Dictionary) and "/Base" in base:
        yield _link(str(base["/Base"]), "a page")
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


def _of_action(action: pikepdf.Object, where: str) -> Iterator[Problem]:
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


def _link(address: str, where: str) -> Problem:
    """A link; dangerous when it leaves the web and mail, as javascript:, file: and shares do."""
    plain = re.sub(r"[\x00-\x20\x7f-\xa0]", "", address)
    if _OUTSIDE_THE_WEB.match(plain):
        text = f"A link on {where} is neither to the web nor to mail: {address[:200]}."
        return Problem("dangerous_link", text)
    return Problem("uri", f"A link on {where} leads to {address[:200]}.")


def _command(name: str, where: str) -> Problem:
    text = f"A link on {where} gives the reading program the command {name.lstrip('/')[:100]}."
    return Problem("command", text)


def _opening(action: pikepdf.Object, where: str) -> Iterator[Problem]:
    chain = [action]
    for each in chain:
        if not isinstance(each, pikepdf.Dictionary) or each.get("/S") != "/GoTo":
            yield _active("open_action", "an action that runs when it is opened", where)
            return
        chain += _after(each)
        if len(chain) > _LONGEST_CHAIN:
            raise OverLimit("nesting", "The file is nested too deeply.")
    yield Problem("goto", "The document opens at a chosen page.")


def _after(action: pikepdf.Object) -> list[pikepdf.Object]:
    following = action.get("/Next")
    if not isinstance(following, pikepdf.Array):
        return [] if following is None else [following]
    return list(following)


def _active(code: str, what: str, where: str) -> Problem:
    return Problem(code, f"The file holds {what} ({where}); save it as PDF without it.")
