"""Measure and print: python -m tests.bench [--quick] [--only PART] [--write FILE] [--json FILE]."""

import argparse
import json
import logging
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.bench import batches, bureau, checks, growth, installations, machine, setup, signatures
from tests.bench import page_sections as pages
from tests.bench.durable import DurablePostgreSQL
from tests.bench.report import Section
from tests.servers import private

BLOCKS, EXCHANGES = 7, 30
PARTS = ("acts", "pages")
QUICK_BLOCKS, QUICK_EXCHANGES = 3, 6

READING = """\
# What it costs

Written by `make bench FULL=1`, last on {day}; a part alone with `--only`, the others stay.

{machine}

How to read this: **ratios travel, absolute numbers do not.** The subjects of a table ran in turn,
block after block, in one run on one machine; a ratio is the median over the blocks, with the lowest
and the highest in brackets. CPU is the process's own processor time; wall time also holds what it
waited for: the time-stamp authority, the disk, the database. A Python built without profile-guided
optimisation, as version managers build it, takes about a quarter longer for a page than the
distribution's. “Stock” pyHanko is used as its
documentation shows, with the same key, chain, time-stamp authority, font and file; “tuned” holds
the key open and reserves the room for the signature instead of signing twice. Both write a visible
text stamp, as we do. `make bench` measures a small part of it in a few minutes and writes nothing.
"""


def main(arguments: list[str]) -> None:
    """Print each section as it is measured; write what is asked for at the end."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few blocks, few exchanges, few papers"
    )
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--write", type=Path, help="write the report as Markdown")
    parser.add_argument("--json", type=Path, help="write the figures")
    chosen = parser.parse_args(arguments)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    facts = machine.facts()
    print("\n".join(f"{name}: {fact}" for name, fact in facts.items()), end="\n\n", flush=True)
    sections = []
    for section in _all(chosen.quick, chosen.only):
        print(section.text(), flush=True)
        sections.append(section)
    if chosen.write:
        before = chosen.write.read_text() if chosen.write.exists() else ""
        chosen.write.write_text(_markdown(facts, sections, before))
    if chosen.json:
        found = {section.title: section.figures for section in sections if section.figures}
        chosen.json.write_text(json.dumps({"machine": facts} | found, indent=1))


def _all(quick: bool, only: str | None) -> Iterator[Section]:
    if only != "pages":
        yield from _measured(quick)
    if only != "acts":
        yield from pages.measured(quick)


def _measured(quick: bool) -> Iterator[Section]:
    blocks = QUICK_BLOCKS if quick else BLOCKS
    sections = []
    with tempfile.TemporaryDirectory() as folder, bureau.opened(Path(folder)) as desk:
        documents = bureau.documents(desk)
        for title, source in documents.items():
            sections.append(signatures.measured(desk, title, source, blocks=blocks))
            yield sections[-1]
        sections.append(checks.measured(desk, documents, blocks=blocks))
        yield sections[-1]
    yield batches.measured()
    with private(DurablePostgreSQL) as server:
        setups = setup.environment(server.url)
        sections += installations.transitions(setups)
        yield from sections[-2:]
        sections += installations.exchanges(setups, QUICK_EXCHANGES if quick else EXCHANGES)
        yield from sections[-2:]
    yield growth.measured(sections)


def _markdown(facts: dict[str, str], sections: list[Section], before: str) -> str:
    """The report. What was not measured this time stays in it as it was."""
    listed = "\n".join(f"- {name}: {fact}" for name, fact in facts.items())
    today = date.today().isoformat()  # noqa: DTZ011
    head = READING.format(day=today, machine=listed)
    _, *parts = re.split(r"^## ", before, flags=re.MULTILINE)
    known = {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in parts}
    made = {
        each.title: f"{each.markdown().rstrip()}\n\nMeasured on {today}.\n" for each in sections
    }
    return "\n".join([head, *(known | made).values()])


if __name__ == "__main__":
    main(sys.argv[1:])
