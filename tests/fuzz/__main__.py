"""Throw mutants at the checker: python -m tests.fuzz RUNS [--seed N] | --replay FOLDER."""

import argparse
import logging
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from signing.check import check
from tests.fuzz import originals
from tests.fuzz.hunt import LATEST, Caught, hunt

KEPT = Path("var/fuzz")


def main(arguments: list[str]) -> int:
    """0 when no mutant passed, was late or raised; 1 when one did."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=50_000, help="how many mutants")
    parser.add_argument("--seed", type=int, help="the same originals give the same mutants")
    parser.add_argument("--replay", type=Path, help="check the mutants kept in a folder again")
    chosen = parser.parse_args(arguments)
    logging.getLogger("pyhanko").setLevel(logging.ERROR)
    if chosen.replay:
        return _replay(chosen.replay)
    seed = secrets.randbelow(10**9) if chosen.seed is None else chosen.seed
    keep = KEPT / str(seed)
    print(f"Seed {seed}, {chosen.runs} mutants.", flush=True)
    with tempfile.TemporaryDirectory(prefix="docflow-fuzz-") as folder:
        desk, files = originals.make(Path(folder))
        progress = _progress(chosen.runs)
        caught = hunt(desk, files, seed=seed, runs=chosen.runs, keep=keep, progress=progress)
    return _tell(caught, keep)


def _progress(runs: int) -> Callable[[Caught], None]:
    began = time.monotonic()

    def show(caught: Caught) -> None:
        rate = caught.runs / (time.monotonic() - began)
        line = f"{caught.runs}/{runs}, {rate:.0f} a second, {len(caught.false_accepts)} passed"
        if sys.stderr.isatty():
            print(f"\r{line}", end="", file=sys.stderr, flush=True)
        elif caught.runs % 1024 == 0:
            print(line, flush=True)

    return show


def _tell(caught: Caught, keep: Path) -> int:
    print(f"\n{caught.runs} mutants; the slowest answer took {caught.slowest:.2f} s.")
    for verdict, count in caught.verdicts.most_common():
        print(f"{count:7}  {verdict}")
    for title, names in (
        ("passed although changed", caught.false_accepts),
        (f"answered after more than {LATEST:.0f} s", caught.late),
        ("raised an error", caught.errors),
    ):
        for name in names:
            print(f"WRONG: {title}: {keep / name}.pdf")
    if caught.nothing:
        print("No changed file passed, none was late, none raised an error.")
    return 0 if caught.nothing else 1


def _replay(folder: Path) -> int:
    """What the checker says now of the mutants in a folder; 1 when one passes."""
    crls = [path.read_bytes() for path in sorted(folder.glob("*.crl"))]
    anchors = [(folder / "root.pem").read_bytes()]
    passed = 0
    for path in sorted(folder.glob("[0-9]*.pdf")):
        verdict = check(path, anchors=anchors, crls=crls)
        passed += verdict.passed
        codes = ", ".join(problem.code for problem in verdict.problems)
        print(f"{path.name}: {verdict.indication} {verdict.sub_indication or ''} {codes}")
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
