"""Checking a file with two signatures: our check beside pyHanko's validation."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from signing import child
from signing.check import check
from signing.examine import examine
from signing.trust import Evidence
from tests.bench.bureau import Bureau
from tests.bench.measure import in_turn, ratio
from tests.bench.report import Section, Table, number, times
from tests.signing.judges import pyhanko_passes

HEAD = ("", "wall against our check", "CPU ms", "wall ms")


def measured(bureau: Bureau, files: dict[str, Path], *, blocks: int) -> Section:
    """Our own files with leader's signature and seal, both time-stamped."""
    rows: list[tuple[str, ...]] = []
    figures = {}
    leader, custodian, stamper = bureau.key("leader"), bureau.key("seal"), bureau.stamper()
    child.warm_up()
    for title, source in files.items():
        prepared, led, sealed = (bureau.file(f"check-{name}.pdf") for name in "pls")
        bureau.prepare(source, prepared)
        bureau.lead(prepared, led, leader, stamper)
        bureau.seal(led, sealed, custodian, stamper)
        found = in_turn(_ways(bureau, sealed), blocks=blocks, repeats=2)
        ours = found["our check"]
        for name, taken in found.items():
            against = "1" if taken is ours else times(ratio(taken, ours, wall=True))
            cpu = "in its child" if taken is ours else number(taken.cpu_ms)
            rows.append((f"{title}: {name}", against, cpu, number(taken.wall_ms)))
        figures[title] = {name: taken.as_json() for name, taken in found.items()}
    notes = (
        "Our check runs in a limited child of a warm parent. Beside what pyHanko validates it "
        "looks at byte ranges, reserved fields and whether a second parser sees the same pages.",
    )
    title = "Checking a file with two signatures"
    return Section(title, Table(HEAD, tuple(rows)), notes, figures)


def _ways(bureau: Bureau, sealed: Path) -> dict[str, Callable[[], None]]:
    anchors, crls = [bureau.sandbox.root_pem], bureau.sandbox.crls()

    def ours() -> None:
        verdict = check(sealed, anchors=anchors, crls=crls)
        assert verdict.passed, verdict

    def without_child() -> None:
        with sealed.open("rb") as stream:
            assert examine(stream, Evidence(anchors, crls, [], datetime.now(UTC))).passed

    def theirs() -> None:
        assert pyhanko_passes(sealed, bureau.sandbox, crls) == 2

    return {
        "our check": ours,
        "the same without its child": without_child,
        "pyHanko's validation": theirs,
    }
