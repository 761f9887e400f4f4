"""The hunt: mutants made from a seed, checked, counted; what must not be is kept."""

import json
import os
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random

from signing import child
from signing.check import check
from signing.report import Verdict
from tests.fuzz import bytes_changed, document_changed, syntax_changed
from tests.fuzz.originals import Original
from tests.signing.desk import Desk

MUTATIONS = (*bytes_changed.ALL, *syntax_changed.ALL, *document_changed.ALL)
LATEST = 10.0  # seconds within which every file gets its answer
AT_ONCE = 16  # mutants a process takes in one go


@dataclass(frozen=True)
class Mutant:
    """One changed file: made again from original, seed and number."""

    number: int
    original: str
    mutations: tuple[str, ...]
    content: bytes


@dataclass(frozen=True)
class Checked:
    """What the checker said of a mutant; its bytes only when something is wrong."""

    name: str
    told: str
    passed: bool
    error: bool
    seconds: float
    content: bytes


@dataclass
class Caught:
    """What a hunt found. A false accept is a file that passes and is not the original."""

    runs: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    false_accepts: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    slowest: float = 0

    @property
    def nothing(self) -> bool:
        """Whether all went as it must."""
        return not (self.false_accepts or self.late or self.errors)


def mutant(originals: list[Original], seed: int, number: int) -> Mutant:
    """A file that was never an original; the same originals, seed and number give the same."""
    chance = Random(f"{seed}/{number}")
    original = originals[number % len(originals)]
    names, content = [], original.content
    while any(each.was(content) for each in originals):
        for mutate in _chosen(number // len(originals), chance):
            content = _applied(mutate, content, chance)
            names.append(mutate.__name__)
    return Mutant(number, original.name, tuple(names), content)


def hunt(
    desk: Desk,
    originals: list[Original],
    *,
    seed: int,
    runs: int,
    keep: Path,
    progress: Callable[[Caught], None] = lambda caught: None,
) -> Caught:
    """Check the mutants on all cores; false accepts, late answers and errors go to `keep`.

    Each core has a process that makes its mutants itself and keeps its own warm checker.
    """
    caught = Caught()
    here = get_context("fork")
    with here.Pool(os.cpu_count(), _begin, (desk, originals, seed)) as pool:
        for checked in pool.imap(_look_at, range(runs), chunksize=AT_ONCE):
            _count(caught, checked, keep)
            if caught.runs % 64 == 0:
                progress(caught)
        pool.close()
        pool.join()
    _keep_the_rest(caught, desk, originals, seed, keep)
    return caught


_given: list[tuple[Desk, list[Original], int]] = []


def _begin(desk: Desk, originals: list[Original], seed: int) -> None:
    _given.append((desk, originals, seed))
    child.warm_up()


def _look_at(number: int) -> Checked:
    """Make and check one mutant; runs in a process of the pool."""
    desk, originals, seed = _given[0]
    made = mutant(originals, seed, number)
    verdict, seconds, error = _checked(desk, made)
    if seconds > LATEST:  # once more: the machine may have stood still
        verdict, seconds, error = _checked(desk, made)
    wrong = verdict is None or verdict.passed or seconds > LATEST
    told = f"{verdict.indication} {verdict.sub_indication or ''}".strip() if verdict else error
    return Checked(
        name=f"{made.number}-{made.original}-{'+'.join(made.mutations)}",
        told=told,
        passed=verdict is not None and verdict.passed,
        error=verdict is None,
        seconds=seconds,
        content=made.content if wrong else b"",
    )


def _chosen(turn: int, chance: Random) -> list[Callable[[bytes, Random], bytes]]:
    """Each mutation in turn; now and then a second one on top."""
    chosen = [MUTATIONS[turn % len(MUTATIONS)]]
    if chance.random() < 0.2:
        chosen.append(chance.choice(MUTATIONS))
    return chosen


def _applied(mutate: Callable[[bytes, Random], bytes], content: bytes, chance: Random) -> bytes:
    """The mutation; where the file is too broken for it, a flipped bit instead."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return mutate(content, chance)
    except Exception:  # the library that mutates may fall over a mutated file; the checker may not
        return bytes_changed.flip_a_bit(content, chance)


def _checked(desk: Desk, mutant: Mutant) -> tuple[Verdict | None, float, str]:
    path = desk.file(f"mutant-{mutant.number}.pdf")
    path.write_bytes(mutant.content)
    began = time.monotonic()
    try:
        verdict = check(path, anchors=[desk.sandbox.root_pem], crls=desk.sandbox.crls())
    except Exception as error:  # any is a finding
        return None, time.monotonic() - began, repr(error)
    finally:
        path.unlink()
    return verdict, time.monotonic() - began, ""


def _count(caught: Caught, checked: Checked, keep: Path) -> None:
    caught.runs += 1
    caught.slowest = max(caught.slowest, checked.seconds)
    caught.verdicts[checked.told] += 1
    for wrong, found in (
        (checked.passed, caught.false_accepts),
        (checked.seconds > LATEST, caught.late),
        (checked.error, caught.errors),
    ):
        if wrong:
            found.append(checked.name)
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{checked.name}.pdf").write_bytes(checked.content)


def _keep_the_rest(
    caught: Caught, desk: Desk, originals: list[Original], seed: int, keep: Path
) -> None:
    """What a replay needs beside the mutants: anchor, lists, originals, seed."""
    if caught.nothing:
        return
    for original in originals:
        (keep / f"original-{original.name}.pdf").write_bytes(original.content)
    (keep / "root.pem").write_bytes(desk.sandbox.root_pem)
    for number, crl in enumerate(desk.sandbox.crls()):
        (keep / f"{number}.crl").write_bytes(crl)
    told = {
        "seed": seed,
        "false_accepts": caught.false_accepts,
        "late": caught.late,
        "errors": caught.errors,
    }
    (keep / "hunt.json").write_text(json.dumps(told, indent=1))
