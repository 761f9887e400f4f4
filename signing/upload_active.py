"""What the objects of an uploaded PDF would do, open, carry or fetch."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf

from signing.upload_findings import PRINT_ANEW, Finding, OverLimit
from signing.upload_limits import DEEPEST

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


class Place(NamedTuple):
    """Where something stands: a page, counted from 1, and the number of an object."""

    page: int | None = None
    object: int | None = None


def dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The object and what stands directly inside it, not what it refers to."""
    waiting = [(thing, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth >= DEEPEST:
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


def carried_by(dictionary: pikepdf.Object, where: Place) -> Iterator[Finding]:
    keys = set(dictionary.keys())
    if not _is_structure(dictionary) or keys & _ONLY_ACTIONS_HAVE:
        yield from _of_action(dictionary, where)
    for action in _actions_of(dictionary):  # by their place, whatever they call themselves
        if _is_structure(action) and not set(action.keys()) & _ONLY_ACTIONS_HAVE:
            yield from _of_action(action, where)
    if "/AA" in keys:
        yield _active("additional_actions", "actions that run by themselves", where)
    if isinstance(dictionary, pikepdf.Stream) and "/F" in keys:
        yield _active("external_data", "content that is fetched from elsewhere", where)
    if "/Subtype" in keys and keys & {"/Ref", "/OPI"}:
        yield _active("external_data", "content that is fetched from elsewhere", where)
    if "/PS" in (dictionary.get("/Subtype"), dictionary.get("/Subtype2")):
        yield _active("postscript", "a program for printers", where)
    if "/Alternates" in keys:
        yield _active("changes_when_printed", "a picture that another one may stand for", where)
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
        yield link(str(action["/URI"]), where)
    elif kind == "/Thread" and "/F" in action:
        yield _active("remote_goto", "an action that opens another file", where)
    elif kind in _ACTIONS:
        yield _active(*_ACTIONS[kind], where)
    elif kind == "/Named" and "/N" in action and str(action["/N"]) not in _TURNS_PAGES:
        yield _command(str(action["/N"]), where)
    elif kind in ("/GoToDp", "/Thread"):
        yield _command(kind, where)


def link(address: str, where: Place) -> Finding:
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
