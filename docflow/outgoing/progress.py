"""How far an order has come: which of its steps wait, are open, done, or no longer needed."""

from collections.abc import Iterator

from docflow.outgoing.order import Part, Sequence, Step, steps

WAITING, OPEN, DONE, SKIPPED = "waiting", "open", "done", "skipped"


def progress(order: Part, done: frozenset[str]) -> dict[str, str]:
    """Where each step stands, by its place, when those at the places `done` are done."""
    standings: dict[str, str] = {}
    _mark(order, "", done, OPEN, standings)
    return standings


def is_complete(order: Part, done: frozenset[str], place: str = "") -> bool:
    """Whether nothing of the order is needed any more."""
    if isinstance(order, Step):
        return (place or "1") in done
    complete = [is_complete(part, done, at) for at, part in _parts(order, place)]
    return sum(complete) >= _needed(order)


def from_here(order: Part, place: str) -> set[str]:
    """The places of a step and of all that come after it; what stands beside it is left out."""
    found = {place}
    for part, at, number in _way(order, place):
        if isinstance(part, Sequence):
            found |= _leaves(_parts(part, at)[number:])
    return found


def innermost(order: Part, place: str) -> tuple[str, int]:
    """The innermost brackets a step stands in, and which of their parts it is in; none: "", 0."""
    around = [
        (f"[{at}", number)
        for part, at, number in _way(order, place)
        if not isinstance(part, Sequence)
    ]
    return around[-1] if around else ("", 0)


def _way(order: Part, place: str) -> Iterator[tuple[Part, str, int]]:
    """From the whole order to a step: each part, its place, and which of its parts comes next."""
    part, at = order, ""
    for number in map(int, place.split(".")):
        if isinstance(part, Step):
            return
        yield part, at, number
        at, part = _parts(part, at)[number - 1]


def _leaves(parts: list[tuple[str, Part]]) -> set[str]:
    return {place for at, part in parts for place, _step in steps(part, at)}


def _mark(
    part: Part, place: str, done: frozenset[str], reached: str, standings: dict[str, str]
) -> None:
    if isinstance(part, Step):
        standings[place or "1"] = DONE if (place or "1") in done else reached
        return
    is_full = not isinstance(part, Sequence) and is_complete(part, done, place)
    for at, each in _parts(part, place):
        complete = is_complete(each, done, at)
        _mark(each, at, done, SKIPPED if is_full and not complete else reached, standings)
        if isinstance(part, Sequence) and not complete and reached == OPEN:
            reached = WAITING


def _parts(order: Part, place: str) -> list[tuple[str, Part]]:
    assert not isinstance(order, Step)
    return [
        (f"{place}.{number}" if place else str(number), part)
        for number, part in enumerate(order.parts, start=1)
    ]


def _needed(order: Part) -> int:
    assert not isinstance(order, Step)
    return getattr(order, "needed", 0) or len(order.parts)
