"""Which cells of a row are asked: everybody, and of the states those that decide."""

from collections.abc import Iterator
from zlib import crc32

from tests.access.cells import Bench
from tests.access.law import BELOW, DOCUMENTS, Answer, Thing
from tests.access.rows_receiving import TASKS
from tests.access.table import Row, expected

EVERY_STATE = {"document", "api:show_document"}
OPEN = 3


def cells_of(bench: Bench, row: Row) -> Iterator[tuple[str, Thing | None]]:
    """Who asks about what; where the answer is the same, some states stand for all."""
    for name in names_of(bench, row):
        if not row.about:
            yield name, None
        elif row.address in EVERY_STATE and bench.who(row, name).unit == "home":
            yield from ((name, each) for each in things_of(bench, row))
        else:
            yield from ((name, each) for each in _telling(bench, row, name))


def names_of(bench: Bench, row: Row) -> list[str]:
    """All of the own unit, and of each other one its clerk and somebody else in turn."""
    asking = bench.world.by_token if row.is_api else bench.world.on_pages
    found: list[str] = []
    others: dict[str, list[str]] = {}
    for name in asking:
        if name.endswith(".temporary"):
            continue
        unit, _dot, part = name.partition(".")
        if unit in BELOW and unit != "home" and part != "clerk":
            others.setdefault(unit, []).append(name)
        else:
            found.append(name)
    turn = crc32(f"{row.address}{row.method}".encode())
    return found + [names[turn % len(names)] for names in others.values()]


def things_of(bench: Bench, row: Row) -> list[Thing]:
    """All the address could name."""
    things = bench.world.things
    if row.about == "document" or (row.about in DOCUMENTS and row.reads):
        found = [each for kind in DOCUMENTS for each in things[kind]]
    else:
        found = things[row.about]
    if row.address in TASKS:
        found = [each for each in found if "task" in each.ids]
    return found


def _telling(bench: Bench, row: Row, name: str) -> list[Thing]:
    """Some of what is open, and one thing for each other answer, another for each name."""
    who, things = bench.who(row, name), things_of(bench, row)
    turn = crc32(f"{row.address}{name}".encode())
    by_answer: dict[Answer, list[Thing]] = {}
    for place in range(len(things)):
        thing = things[(place + turn) % len(things)]
        by_answer.setdefault(expected(row, who, thing), []).append(thing)
    return [
        thing
        for answer, found in by_answer.items()
        for thing in found[: OPEN if answer == Answer.OPEN and not row.reads else 1]
    ]
