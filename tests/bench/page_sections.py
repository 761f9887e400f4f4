"""The pages measured on generated installations of several sizes, as sections of the report."""

from collections.abc import Iterator
from typing import Any

from tests.bench import setup
from tests.bench.durable import LargePostgreSQL
from tests.bench.report import Section, Table, number
from tests.servers import private

QUICK = {"SQLite": (1_000, 10_000)}
FULL = {"SQLite": (1_000, 10_000, 100_000), "PostgreSQL": (1_000, 10_000, 100_000, 1_000_000)}
AGENCIES = {"quick": 5_000, "full": 125_000}
PEOPLE = 300
SECONDS = {"quick": 40, "full": 180}
PAGES = ("desk", "queue", "document", "search", "register", "rates")
GOAL = 300  # milliseconds, p99
AS_ONE_TYPES = 50  # milliseconds
HEAVIEST = 300_000  # bytes
Found = dict[str, dict[int, dict[str, Any]]]


def measured(quick: bool) -> Iterator[Section]:
    """Fill, visit, count; the largest size of each database is the one people visit."""
    sizes, form = (QUICK, "quick") if quick else (FULL, "full")
    seconds = SECONDS[form]
    found: Found = {}
    agencies: dict[str, dict[str, Any]] = {}
    with private(LargePostgreSQL) as server:
        for place, documents in sizes.items():
            url = {"DATABASE_URL": server.url} if place == "PostgreSQL" else {}
            found[place] = {
                size: _run(url, size, seconds, visited=size == documents[-1]) for size in documents
            }
            agencies[place] = setup.run("tests.bench.agencies", url, str(AGENCIES[form]))
    yield _filling(found)
    yield _visits(found)
    yield _queries(found)
    yield _again(found)
    yield _weight(found)
    yield _agencies(agencies)


def _run(url: dict[str, str], size: int, seconds: int, visited: bool) -> dict[str, Any]:
    words = [str(size), "--people", str(PEOPLE), "--seconds", str(seconds)]
    return setup.run("tests.bench.pages", url, *words, *([] if visited else ["--only-queries"]))


def _filling(found: Found) -> Section:
    rows = []
    for place, by_size in found.items():
        for figures in by_size.values():
            filled = figures["filled"]
            seconds = filled["seconds"]
            rows.append(
                (
                    f"{place}: {filled['documents']:,} documents",
                    f"{filled['entries']:,}",
                    f"{filled['rows']:,}",
                    number(seconds),
                    number(filled["rows"] / seconds),
                    number(filled["documents"] / seconds),
                )
            )
    notes = (
        "Lives played as the actions play them and written in bulk, indexes made and tables "
        "analysed; `tests/bench/test_volume.py` proves the shape against the real actions, and "
        "that reconcile and the check of the log find nothing.",
        "Every document has its whole log: all entries and texts, with links. The units and people "
        "come before it and are not in the time.",
        "Not as in reality: one checkpoint at the end instead of one a minute; 40 texts of 60 "
        "words, each drafted, signed and sealed once, whose files all documents share; one "
        "certificate of a leader and one of a seal; nobody acts under a delegation; all arrivals' "
        "signatures are good.",
    )
    head = ("", "log entries", "rows", "seconds", "rows a second", "documents a second")
    return Section("An installation filled", Table(head, tuple(rows)), notes, {"filled": found})


def _visits(found: Found) -> Section:
    rows, notes = [], []
    for place, figures in _visited(found):
        pages = figures["visits"]["pages"]
        for page in (*PAGES, "all"):
            if page in pages:
                took = pages[page]
                rows.append(
                    (
                        f"{place}: {page}",
                        f"{took['times']:,}",
                        number(took["p50"]),
                        number(took["p99"]),
                    )
                )
        documents = figures["filled"]["documents"]
        rate = number(figures["visits"]["a second"])
        processes = figures["workers"]
        notes.append(
            f"{place}: {documents:,} documents, {rate} pages a second, {processes} web "
            f"process{'es' if processes > 1 else ''} of 8 threads, two pages at a time, p99 "
            f"{'under' if pages['all']['p99'] < GOAL else 'NOT under'} the goal of {GOAL} ms."
        )
    notes += [
        f"{PEOPLE} people signed in, 10 s on average between two acts of one of them (5 to 15), at "
        "their own papers, with the access filters on; the worker runs beside it. Half a minute of "
        "the same goes before what is counted.",
        "The load generator is a process of its own on the same two cores. Anything but a good "
        "answer stops the run.",
    ]
    head = ("", "times", "p50 ms", "p99 ms")
    return Section("Pages with 300 people signed in", Table(head, tuple(rows)), tuple(notes))


def _queries(found: Found) -> Section:
    sizes = sorted({size for by_size in found.values() for size in by_size})
    rows, growing = [], []
    for place, by_size in found.items():
        for page in PAGES:
            counts = [_most(by_size[size], page) if size in by_size else None for size in sizes]
            known = [count for count in counts if count is not None]
            growing += [f"{place}: {page}"] if max(known) > min(known) else []
            rows.append((f"{place}: {page}", *(str(each or "") for each in counts)))
    notes = ["Of the role that asks most, in the largest office; its second look at the page."]
    if growing:
        notes.append(
            "Counts differ where a page has nothing to show yet: a list that is empty asks less. "
            f"They do for {', '.join(growing)}."
        )
    head = ("queries a page", *(f"{size:,}" for size in sizes))
    return Section("Queries as documents grow", Table(head, tuple(rows)), tuple(notes))


def _most(figures: dict[str, Any], page: str) -> int:
    return max(each["queries"] for each in figures["queries"][page].values())


def _again(found: Found) -> Section:
    rows = []
    for place, figures in _visited(found):
        base = figures["again"]["ok"]
        for page, rate in figures["again"].items():
            name = "a view that returns “ok”" if page == "ok" else page
            rows.append((f"{place}: {name}", number(rate), f"1/{number(base / rate)}"))
    notes = (
        "Eight lines ask for the page as soon as they have it, a clerk's of the largest office; "
        "the “ok” view stands in the same server behind the same middleware.",
    )
    head = ("", "requests a second", "of “ok”")
    return Section("One page again and again", Table(head, tuple(rows)), notes)


def _weight(found: Found) -> Section:
    _, figures = next(_visited(found))
    kinds = ("html", "css", "js", "fonts", "other")
    rows, heavy = [], []
    for page, sizes in figures["weight"].items():
        whole = sum(sizes.values())
        heavy += [page] if whole > HEAVIEST else []
        parts = (number(sizes.get(kind, 0) / 1000) for kind in kinds)
        rows.append((page, *parts, number(whole / 1000)))
    verdict = f"Over the goal of 300 kB: {', '.join(heavy)}." if heavy else "All under 300 kB."
    notes = (
        "Bytes over the line as Chromium counts them, compressed, headers included, nothing kept "
        f"from before, without the viewer of PDFs. {verdict}",
    )
    head = ("kB", *kinds, "all")
    return Section("What a page weighs", Table(head, tuple(rows)), notes)


def _agencies(found: dict[str, dict[str, Any]]) -> Section:
    rows = [
        (place, *(number(figures[name]) for name in ("p50", "p99", "most")))
        for place, figures in found.items()
    ]
    first = next(iter(found.values()))
    over = [place for place, figures in found.items() if figures["p99"] > AS_ONE_TYPES]
    notes = (
        f"{first['agencies']:,} agencies, {first['keystrokes']} keystrokes of eight questions with "
        "and without accents, each letter a search for the first twenty; in the process, without "
        f"the page around it. p99 {'NOT under' if over else 'under'} the goal of {AS_ONE_TYPES} ms"
        f"{' on ' + ', '.join(over) if over else ''}.",
    )
    return Section(
        "Finding an agency as one types",
        Table(("", "p50 ms", "p99 ms", "slowest ms"), tuple(rows)),
        notes,
    )


def _visited(found: Found) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, by_size in found.items():
        for figures in by_size.values():
            if "visits" in figures:
                yield place, figures
