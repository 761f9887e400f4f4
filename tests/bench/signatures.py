"""A signature: ours beside pyHanko, stock and tuned, and beside the bare key operation."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.bureau import Bureau
from tests.bench.measure import Timed, in_turn, ratio
from tests.bench.peers import PyHanko, bare
from tests.bench.proof import prove
from tests.bench.report import Section, Table, number, times

LARGE = 4_000_000  # bytes from which one repetition a block is enough
FASTER = 5  # times stock pyHanko's speed, at least, for a visible signature and a seal
MEMORY = 1.5  # times the size of the file, at most
HEAD = ("", "CPU against ours", "CPU ms", "wall ms", "× key + hash")
OURS, SEAL, PLAIN, FLOOR = (
    "leader's signature, ours",
    "number, date and seal, ours",
    "without time-stamp, ours",
    "RSA-2048 once and SHA-256 of the file",
)
ROWS = (  # name, beside which of ours
    (OURS, OURS),
    ("  the same by pyHanko", OURS),
    ("  the same by pyHanko, tuned", OURS),
    (SEAL, SEAL),
    ("  the same by pyHanko (seal only)", SEAL),
    ("  the same by pyHanko, tuned", SEAL),
    (PLAIN, PLAIN),
    ("  the same by pyHanko", PLAIN),
    ("  the same by pyHanko, tuned", PLAIN),
    ("fields found and reserved, ours (once)", OURS),
    (FLOOR, OURS),
)


@dataclass(frozen=True)
class _Way:
    """One way to sign: what it does, from which file to which."""

    act: Callable[[Path, Path], object]
    source: Path
    target: Path

    def __call__(self) -> object:
        return self.act(self.source, self.target)


def measured(bureau: Bureau, title: str, source: Path, *, blocks: int) -> Section:
    """All ways on one document; what they wrote is proven in the same run."""
    ways = _ways(bureau, source)
    repeats = 1 if source.stat().st_size > LARGE else 3
    found = in_turn(ways, blocks=blocks, repeats=repeats)
    proofs = {way.target.name: prove(bureau, way.target) for way in ways.values() if _writes(way)}
    assert all(proof.holds for proof in proofs.values()), proofs
    _must_be_faster(found)
    rows = tuple(_row(name, beside, found, key) for key, (name, beside) in enumerate(ROWS))
    notes = [
        f"{len(proofs)} kinds of output, each proven in this run: our check TOTAL_PASSED; every "
        "signature valid by pyHanko's AdES validation, pdfsig and openssl cms -verify.",
    ]
    peaks = {}
    if repeats == 1:
        peaks = _peaks(bureau, source)
        size = source.stat().st_size / 2**20
        told = ", ".join(f"{way} {peak:.0f} MiB" for way, peak in peaks.items())
        notes.append(
            f"Peak memory above that for a small file, of a file of {size:.0f} MiB: {told}; ours "
            "from the draft to the seal, pyHanko's for one signature."
        )
        assert peaks["ours"] <= MEMORY * size, peaks
    figures = {f"{key} {name.strip()}": found[str(key)].as_json() for key, (name, _) in _keyed()}
    heading = f"A signature on {title} ({number(source.stat().st_size / 1000)} kB)"
    return Section(heading, Table(HEAD, rows), tuple(notes), {"times": figures, "peaks": peaks})


def _ways(bureau: Bureau, source: Path) -> dict[str, _Way]:
    """In the order of ROWS."""
    prepared, led, stock = (bureau.file(f"{name}.pdf") for name in ("prepared", "led", "stock"))
    leader, custodian, stamper = bureau.key("leader"), bureau.key("seal"), bureau.stamper()
    bureau.prepare(source, prepared)
    bureau.lead(prepared, led, leader, stamper)
    stock_leader = PyHanko(bureau, "leader", stamped=True)
    stock_leader.sign(source, stock)
    acts: list[tuple[Callable[[Path, Path], object], Path]] = [
        (partial(bureau.lead, key=leader, stamper=stamper), prepared),
        (stock_leader.sign, source),
        (PyHanko(bureau, "leader", stamped=True, tuned=True).sign, source),
        (partial(bureau.seal, key=custodian, stamper=stamper), led),
        (PyHanko(bureau, "seal", stamped=True).sign, stock),
        (PyHanko(bureau, "seal", stamped=True, tuned=True).sign, stock),
        (partial(bureau.lead, key=leader, stamper=None), prepared),
        (PyHanko(bureau, "leader", stamped=False).sign, source),
        (PyHanko(bureau, "leader", stamped=False, tuned=True).sign, source),
        (bureau.prepare, source),
        (lambda source, _: bare(bureau, source), source),
    ]
    return {
        str(key): _Way(act, start, bureau.file(f"out-{key}.pdf"))
        for key, (act, start) in enumerate(acts)
    }


def _keyed() -> list[tuple[int, tuple[str, str]]]:
    return list(enumerate(ROWS))


def _writes(way: _Way) -> bool:
    """Whether what it writes is a signed file."""
    return way.target.exists() and b"/ByteRange" in way.target.read_bytes()


def _row(name: str, beside: str, found: dict[str, Timed], key: int) -> tuple[str, ...]:
    taken = found[str(key)]
    ours = found[str(next(at for at, (row, _) in _keyed() if row == beside))]
    floor = found[str(next(at for at, (row, _) in _keyed() if row == FLOOR))]
    against = "1" if name == beside else times(ratio(taken, ours))
    return (
        name,
        against,
        number(taken.cpu_ms),
        number(taken.wall_ms),
        number(ratio(taken, floor)[0]),
    )


def _must_be_faster(found: dict[str, Timed]) -> None:
    for ours, stock in (("0", "1"), ("3", "4")):
        middle, _, _ = ratio(found[stock], found[ours])
        assert middle >= FASTER, f"{ROWS[int(ours)][0]}: {middle:.1f} times as fast as pyHanko"


def _peaks(bureau: Bureau, large: Path) -> dict[str, float]:
    peaks = {}
    for way in ("ours", "pyhanko"):
        command = [sys.executable, "-m", "tests.bench.peak", way, str(bureau.folder)]
        told = subprocess.run(
            [*command, bureau.tsa_url, str(bureau.file("report.pdf")), str(large)],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        peaks[way] = float(told.stdout)
    return peaks
