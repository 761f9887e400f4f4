"""Whether the parts of an uploaded PDF that hold each other come to an end."""

import re
from collections.abc import Iterator

import pikepdf

from signing.upload_findings import PRINT_ANEW, OverLimit

DEEPEST = 100  # parts inside each other
MOST_DRAWN = 1_000_000  # forms drawn by forms, each time counted
_BY_NAME = ("/XObject", "/Pattern", "/Font", "/ExtGState", "/ColorSpace", "/Shading")
_HELD = frozenset(
    {"/Kids", "/First", "/Next", "/K", "/SMask", "/G", "/Functions", "/Function", "/ColorSpace"}
    | {"/Alternates", "/Extends"}
)
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_Node = tuple[int, int]


class Ways:
    """Collects what each object holds, by the entries through which readers go down."""

    def __init__(self) -> None:
        self._down: dict[_Node, list[tuple[str, _Node]]] = {}
        self._up: dict[_Node, list[tuple[str, _Node]]] = {}

    def take(self, thing: pikepdf.Object) -> None:
        """Note the ways from an object of the file."""
        held = list(_from_array("", thing) if isinstance(thing, pikepdf.Array) else _from(thing))
        if held:
            self._down[thing.objgen] = held
        if isinstance(thing, pikepdf.Dictionary):
            above = thing.get("/Parent")
            if isinstance(above, pikepdf.Object) and above.is_indirect:
                self._up[thing.objgen] = [("/Parent", above.objgen)]

    def end(self) -> None:
        """OverLimit when a way leads back to where it began, too deep, or through too much."""
        _walk(self._down)
        _walk(self._up)


def _from(thing: pikepdf.Object) -> Iterator[tuple[str, _Node]]:
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key, value in thing.items():
        if key in _HELD:
            yield from _to(key, value)
    glyphs = thing.get("/CharProcs")
    drawing: list[pikepdf.Object] = [thing]
    if isinstance(glyphs, pikepdf.Dictionary):
        drawing = [each for _, each in glyphs.items()]
        for each in drawing:
            yield from _to("/CharProcs", each)
    if isinstance(thing.get("/Resources"), pikepdf.Dictionary):
        yield from _drawn(thing["/Resources"], drawing)


def _drawn(resources: pikepdf.Object, drawing: list[pikepdf.Object]) -> Iterator[tuple[str, _Node]]:
    """Of the things with a name those that are named; honest files share one list of them all."""
    used = {
        "/"
        + re.sub("#([0-9A-Fa-f]{2})", lambda sign: chr(int(sign[1], 16)), each.decode("latin-1"))
        for stream in drawing
        if isinstance(stream, pikepdf.Stream)
        for each in _NAME.findall(stream.read_bytes())
    }
    for key in _BY_NAME:
        named = resources.get(key)
        if isinstance(named, pikepdf.Dictionary):
            for name in used & set(named.keys()):
                yield from _to(key, named[name])


def _to(key: str, value: object) -> Iterator[tuple[str, _Node]]:
    if not isinstance(value, pikepdf.Object):
        return
    if value.is_indirect:
        yield key, value.objgen
    elif isinstance(value, pikepdf.Array):
        yield from _from_array(key, value)
    else:
        yield from _from(value)


def _from_array(key: str, value: pikepdf.Object) -> Iterator[tuple[str, _Node]]:
    for each in value.as_list():
        yield from _to(key, each)


def _walk(ways: dict[_Node, list[tuple[str, _Node]]]) -> None:
    """Go every way once; objects under way are those a way must not lead back to."""
    deep: dict[_Node, int] = {}
    drawn: dict[_Node, int] = {}
    under_way: set[_Node] = set()
    for start in ways:
        waiting = [start]
        while waiting:
            here = waiting[-1]
            if here in deep:
                waiting.pop()
                continue
            held = ways.get(here, ())
            if here not in under_way:
                under_way.add(here)
                further = [node for _, node in held if node not in deep]
                if under_way.intersection(further):
                    raise OverLimit("loop", "A part of the file leads back to itself.", PRINT_ANEW)
                waiting += further
                continue
            under_way.discard(waiting.pop())
            deep[here] = max((deep[node] + (key != "/Next") for key, node in held), default=0)
            drawn[here] = 1 + sum(drawn[node] for key, node in held if key == "/XObject")
            if deep[here] > DEEPEST:
                raise OverLimit("nesting", "The file is nested too deeply.", PRINT_ANEW)
            if drawn[here] > MOST_DRAWN:
                raise OverLimit("too_complex", "Parts of the file are drawn too often.", PRINT_ANEW)
