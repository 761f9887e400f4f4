"""The measurements made in an installation, on both set-ups, as sections of the report."""

from collections.abc import Mapping
from typing import Any

from tests.bench import setup
from tests.bench.report import Section, Table, number, times

BOTH = (setup.SQLITE, setup.POSTGRES)
Found = dict[str, Any]


def transitions(setups: Mapping[str, Mapping[str, str]]) -> tuple[Section, Section]:
    """A move of a document beside a bare update, and the log; each with durable commits."""
    found = {name: setup.run("tests.bench.rows", setups[name]) for name in BOTH}
    return _moves(found), _log(found)


def exchanges(setups: Mapping[str, Mapping[str, str]], count: int) -> tuple[Section, Section]:
    """Whole exchanges, and what one of them is made of."""
    found = {name: setup.run("tests.bench.exchanges", setups[name], str(count)) for name in BOTH}
    return _whole(found), _split(found)


def _moves(found: Found) -> Section:
    rows: list[tuple[str, ...]] = []
    for name, figures in found.items():
        place = name.split(",")[0]
        for what, key in (
            ("update() of one row", "bare"),
            ("a log entry", "entry"),
            ("a move, with guards and log entry", "move"),
        ):
            beside = figures.get(f"{key} against bare")
            wall = figures.get(f"{key} against bare, wall")
            rows.append(
                (
                    f"{place}: {what}",
                    times(tuple(beside)) if beside else "1",
                    times(tuple(wall)) if wall else "1",
                    number(figures[key]["cpu_ms"]),
                    number(figures[key]["wall_ms"]),
                )
            )
    queries = number(found[setup.SQLITE]["queries in a move"])
    notes = (
        f"Submit and withdraw in turn, {queries} queries each on average; every line "
        "commits durably: SQLite with write-ahead log and full synchronisation, PostgreSQL with "
        "fsync on.",
        "CPU is this process's own; what PostgreSQL's server spends shows in the wall time only.",
    )
    head = ("", "CPU against update()", "wall against update()", "CPU ms", "wall ms")
    return Section("A transition beside a bare update", Table(head, tuple(rows)), notes, found)


def _log(found: Found) -> Section:
    rows: list[tuple[str, ...]] = []
    for name, figures in found.items():
        place = name.split(",")[0]
        for length, rates in figures["log"].items():
            rows.append(
                (
                    f"{place}: up to {length} entries",
                    number(rates["written"]),
                    number(rates["proven"]),
                    f"1/{number(figures['hashed'] / rates['proven'])}",
                )
            )
    size = number(found[setup.SQLITE]["bytes"])
    notes = (
        "Written in one transaction, so without a commit for each entry; the price with one stands "
        "in the table above.",
        f"Hashing alone is one SHA-256 pass over the entries' texts ({size} bytes each).",
    )
    head = ("", "written a second", "proven a second", "of hashing alone")
    return Section("The log", Table(head, tuple(rows)), notes)


def _whole(found: Found) -> Section:
    rows = tuple(
        (
            name,
            number(figures["per second"]),
            number(3600 * figures["per second"]),
            number(figures["machine cpu ms"]),
            number(figures["driver cpu ms"]),
            number(figures["alone"]),
        )
        for name, figures in found.items()
    )
    count = found[setup.SQLITE]["exchanges"]
    notes = (
        f"{count} documents, each drafted, submitted, initialled, checked for format, signed "
        "(B-T), numbered, sealed (B-T) and issued; handed over and checked on arrival; registered, "
        "assigned, started and finished; the sender told 01, 03, 04, 05 and 06.",
        "One process acts for all people, one worker process does the rest; wall time from the "
        "first act to the last status told.",
        "“Machine” is the processor time of all programs on it, servers and others' work included; "
        "“acting” is the acting process alone.",
    )
    head = ("", "a second", "an hour", "machine CPU ms each", "acting CPU ms each", "one alone, s")
    return Section("Whole exchanges", Table(head, rows), notes, found)


def _split(found: Found) -> Section:
    kinds = {
        "key opened": "two keys opened with their PINs (Argon2id, on purpose slow)",
        "fields reserved": "pages looked at, fields reserved",
        "signed": "two signatures with time-stamps",
        "checked": "our own check of both signed files",
        "stored": "files stored",
        "database": "database: queries and commits",
        "waiting": "waiting for the worker",
    }
    rows = []
    for kind, what in kinds.items():
        spent = [figures["ms"].get(kind, 0.0) for figures in found.values()]
        rows.append((what, *map(number, spent)))
    others = [
        figures["all ms"] - sum(figures["ms"].get(kind, 0.0) for kind in kinds)
        for figures in found.values()
    ]
    rows.append(("the rest: upload check, rules, Python", *map(number, others)))
    rows.append(("together", *(number(figures["all ms"]) for figures in found.values())))
    rows.append(("queries", *(number(figures["queries"]) for figures in found.values())))
    head = ("milliseconds of wall time", *(name.split(",")[0] for name in found))
    notes = ("Of the acting process; the worker's check on arrival runs beside it.",)
    return Section("What one exchange is made of", Table(head, tuple(rows)), notes)
