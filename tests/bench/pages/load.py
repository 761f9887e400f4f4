"""The load generator, a program of its own: people who look at pages, or one page again and again.

Reads its orders as JSON from stdin, writes what it took as JSON to stdout. Bounded in count and in
time, and only ever against an address of this machine.
"""

import asyncio
import json
import sys
import time
from random import Random
from typing import Any

import aiohttp

HERE = "http://127.0.0.1:"
LONGEST = 900  # seconds a run may last
MOST = 200_000  # requests it may make
Took = tuple[str, int, float, float]
"""The page, the status, the seconds it took and the moment it was begun."""


def main() -> None:
    """Do what stdin says."""
    orders = json.load(sys.stdin)
    assert orders["base"].startswith(HERE)
    assert orders["seconds"] <= LONGEST
    act = _visits if "people" in orders else _again
    print(json.dumps(asyncio.run(act(orders))))


async def _visits(orders: dict[str, Any]) -> dict[str, Any]:
    """Everybody begins at a moment of their own within the first pause."""
    took: list[Took] = []
    begin = time.perf_counter()
    async with _session(len(orders["people"])) as session:
        await asyncio.gather(
            *(
                _person(session, orders, each, Random(number), begin, took)
                for number, each in enumerate(orders["people"])
            )
        )
    last = max(begun + passed for *_, passed, begun in took)
    return {"took": took, "seconds": last - begin}


async def _person(
    session: aiohttp.ClientSession,
    orders: dict[str, Any],
    person: dict[str, Any],
    random: Random,
    begin: float,
    took: list[Took],
) -> None:
    end = begin + orders["seconds"]
    await asyncio.sleep(random.uniform(0, orders["pause"]))
    for name, path in person["acts"]:
        if time.perf_counter() > end or len(took) > MOST:
            return
        took.append(await _get(session, name, orders["base"] + path, person["cookie"]))
        await asyncio.sleep(orders["pause"] * random.uniform(0.5, 1.5))


async def _again(orders: dict[str, Any]) -> dict[str, Any]:
    """A few lines, each asking for the page as soon as it has it."""
    took: list[Took] = []
    begin = time.perf_counter()

    async def line(session: aiohttp.ClientSession) -> None:
        while time.perf_counter() < begin + orders["seconds"] and len(took) < MOST:
            took.append(await _get(session, "", orders["base"] + orders["path"], orders["cookie"]))

    async with _session(orders["lines"]) as session:
        await asyncio.gather(*(line(session) for _ in range(orders["lines"])))
    return {"took": took, "seconds": time.perf_counter() - begin}


async def _get(session: aiohttp.ClientSession, name: str, address: str, cookie: str) -> Took:
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    begin = time.perf_counter()
    try:
        async with session.get(address, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            status = answer.status
    except aiohttp.ClientError:
        status = 0
    return name, status, time.perf_counter() - begin, begin


def _session(lines: int) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=lines),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=60),
    )


if __name__ == "__main__":
    main()
