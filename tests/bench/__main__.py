"""Measure and print: python -m tests.bench [--quick] [--write FILE] [--json FILE]."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.bench import bureau, checks, growth, installations, machine, setup, signatures
from tests.bench.durable import DurablePostgreSQL
from tests.bench.report import Section
from tests.servers import private

BLOCKS, EXCHANGES = 7, 30
QUICK_BLOCKS, QUICK_EXCHANGES = 3, 6

READING = """\
# What it costs

Written by `python -m tests.servers -- python -m tests.bench --write docs/benchmarks.md` on {day}.

{machine}

How to read this: **ratios travel, absolute numbers do not.** The subjects of a table ran in turn,
block after block, in one run on one machine; a ratio is the median over the blocks, with the lowest
and the highest in brackets. CPU is the process's own processor time; wall time also holds what it
waited for: the time-stamp authority, the disk, the database. “Stock” pyHanko is used as its
documentation shows, with the same key, chain, time-stamp authority, font and file; “tuned” holds
the key open and reserves the room for the signature instead of signing twice. Both write a visible
text stamp, as we do. `make bench` makes these figures anew.
"""


def main(arguments: list[str]) -> None:
    """Print each section as it is measured; write what is asked for at the end."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few blocks, few exchanges")
    parser.add_argument("--write", type=Path, help="write the report as Markdown")
    parser.add_argument("--json", type=Path, help="write the figures")
    chosen = parser.parse_args(arguments)
    facts = machine.facts()
    print("\n".join(f"{name}: {fact}" for name, fact in facts.items()), end="\n\n", flush=True)
    sections = []
    for section in _measured(chosen.quick):
        print(section.text(), flush=True)
        sections.append(section)
    if chosen.write:
        chosen.write.write_text(_markdown(facts, sections))
    if chosen.json:
        found = {section.title: section.figures for section in sections if section.figures}
        chosen.json.write_text(json.dumps({"machine": facts} | found, indent=1))


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
    with private(DurablePostgreSQL) as server:
        setups = setup.environment(server.url)
        sections += installations.transitions(setups)
        yield from sections[-2:]
        sections += installations.exchanges(setups, QUICK_EXCHANGES if quick else EXCHANGES)
        yield from sections[-2:]
    yield growth.measured(sections)


def _markdown(facts: dict[str, str], sections: list[Section]) -> str:
    listed = "\n".join(f"- {name}: {fact}" for name, fact in facts.items())
    head = READING.format(day=date.today().isoformat(), machine=listed)  # noqa: DTZ011
    return "\n".join([head, *(section.markdown() for section in sections)])


if __name__ == "__main__":
    main(sys.argv[1:])
