"""Run in an installation: fill it, count queries, let people visit, weigh pages; print figures.

python -m tests.bench.pages DOCUMENTS [--people N] [--seconds N] [--only-queries]
"""

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import asdict
from random import Random
from typing import Any

from tests.bench.setup import installed

PAUSE = 10.0  # seconds between two acts of a person
WARM = 30  # seconds of visits before those that count
LINES = 8
AGAIN = 8  # seconds one page is asked for again and again


def main(arguments: list[str]) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="tests.bench.pages", description=__doc__)
    parser.add_argument("documents", type=int)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--communes", type=int, default=166)
    parser.add_argument("--only-queries", action="store_true")
    chosen = parser.parse_args(arguments)
    installed()
    from django.core.management import call_command

    from tests.bench.volume.filling import Filling

    call_command("collectstatic", interactive=False, verbosity=0)

    filled = asdict(Filling(communes=chosen.communes).by_chance(chosen.documents))
    found: dict[str, Any] = {"filled": filled, "queries": _queries()}
    if not chosen.only_queries:
        found |= _served(chosen.people, chosen.seconds)
    print(json.dumps(found))


def _queries() -> dict[str, dict[str, Any]]:
    """For each page and role: how many queries, and how long they took in all (warm)."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.bench.pages import visitors

    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for visitor in visitors.one_of_each():
        name, _, key = visitor.cookie.partition("=")
        client = Client()
        client.cookies[name] = key
        for page, paths in visitor.pages.items():
            for path in paths[:1]:
                client.get(path, SERVER_NAME="127.0.0.1")
                began = time.perf_counter()
                with CaptureQueriesContext(connection) as seen:
                    answer = client.get(path, SERVER_NAME="127.0.0.1")
                passed = time.perf_counter() - began
                assert answer.status_code == 200, (path, answer.status_code)
                slowest = max(seen.captured_queries, key=lambda each: float(each["time"]))
                found[page][visitor.role] = {
                    "queries": len(seen.captured_queries),
                    "ms": passed * 1000,
                    "slowest ms": float(slowest["time"]) * 1000,
                    "slowest": slowest["sql"][:2000],
                }
    return dict(found)


def _served(people: int, seconds: int) -> dict[str, Any]:
    from tests.bench.pages import server, visitors, weight

    coming = visitors.some(people)
    clerk = next(each for each in visitors.one_of_each() if each.role == "clerk")
    with server.running() as base:
        _warm(base, coming)
        random = Random(3)
        acts = [{"cookie": each.cookie, "acts": each.acts(random)} for each in coming]
        orders = {"base": base, "seconds": seconds, "pause": PAUSE, "people": acts}
        visits = _visits(server.loaded(orders))
        rates = {
            name: _rate(base, path, clerk.cookie)
            for name, path in (
                ("ok", "/ok/"),
                ("desk", "/"),
                ("document", clerk.pages["document"][0]),
            )
        }
        shown = {name: (paths[0], clerk.cookie) for name, paths in clerk.pages.items() if paths}
        weights = weight.of_pages(base, {"sign in": ("/sign-in/", "language=vi"), **shown})
    return {"visits": visits, "again": rates, "weight": weights, "workers": server.workers()}


def _warm(base: str, coming: list[Any]) -> None:
    """Half a minute of the same: every process and connection has seen every page once."""
    from tests.bench.pages import server

    random = Random(5)
    people = [{"cookie": each.cookie, "acts": each.acts(random)} for each in coming]
    server.loaded({"base": base, "seconds": WARM, "pause": PAUSE, "people": people})


def _visits(found: dict[str, Any]) -> dict[str, Any]:
    """p50 and p99 by page in milliseconds; anything but 200 stops the run."""
    by_page: dict[str, list[float]] = defaultdict(list)
    answers = Counter(status for _, status, *_ in found["took"])
    assert set(answers) == {200}, answers
    for name, _, passed, _ in found["took"]:
        by_page[name].append(passed * 1000)
        by_page["all"].append(passed * 1000)
    pages = {
        name: {"times": len(took), "p50": _percentile(took, 50), "p99": _percentile(took, 99)}
        for name, took in by_page.items()
    }
    return {"pages": pages, "a second": len(found["took"]) / found["seconds"]}


def _rate(base: str, path: str, cookie: str) -> float:
    from tests.bench.pages import server

    orders = {"base": base, "path": path, "cookie": cookie, "lines": LINES, "seconds": AGAIN}
    found = server.loaded(orders)
    assert {status for _, status, *_ in found["took"]} == {200}
    return len(found["took"]) / float(found["seconds"])


def _percentile(took: list[float], hundredth: int) -> float:
    if len(took) < 2:
        return took[0]
    return statistics.quantiles(took, n=100, method="inclusive")[hundredth - 1]


if __name__ == "__main__":
    main(sys.argv[1:])
