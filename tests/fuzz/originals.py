"""The signed files that are mutated: 1, 2 and 8 signatures, tables and streams, B-LT, B-LTA."""

from dataclasses import dataclass
from pathlib import Path

import pikepdf

from signing import sandbox
from signing.levels import time_stamp
from signing.places import PaperFacts, Signatory
from signing.report import Level
from tests.signing.desk import Desk
from tests.signing.paper import draw_report

ALONE = PaperFacts(leaders=(Signatory("Nguyễn Văn An", "CHỦ TỊCH"),), seals=(), year=2026)

SEVEN = tuple(Signatory(f"Nguyễn Văn {name}", field=f"Leader{name}") for name in "ABCDEFG")
JOINT = PaperFacts(leaders=SEVEN, year=2026)


@dataclass(frozen=True)
class Original:
    """A signed file that passes as it is."""

    name: str
    content: bytes
    earlier: tuple[bytes, ...] = ()

    def was(self, content: bytes) -> bool:
        """Whether these bytes are the file, or an earlier state of it that passed by itself."""
        return content == self.content or content in self.earlier


def make(folder: Path) -> tuple[Desk, list[Original]]:
    """Sign the originals in a folder; the desk checks them and their mutants."""
    desk = Desk(sandbox.create(folder / "sandbox"), folder)
    table = draw_report(desk.file("table.pdf"))
    streams = _with_streams(table, desk.file("streams.pdf"))
    sealed = desk.whole_life(table)
    lasting = desk.raised(sealed, Level.LT)
    files = {
        "one": desk.lead(desk.prepare(table, ALONE)[0]),
        "two": sealed,
        "streams": desk.whole_life(streams),
        "stamped": _stamped(desk, sealed),
        "lasting": lasting,
        "archived": desk.raised(lasting, Level.LTA),
        "eight": _signed_by_all(desk, draw_report(desk.file("eight.pdf"))),
    }
    earlier = {
        "lasting": (sealed.read_bytes(),),
        "stamped": (sealed.read_bytes(),),
        "archived": (sealed.read_bytes(), lasting.read_bytes()),
    }
    originals = [
        Original(name, path.read_bytes(), earlier.get(name, ())) for name, path in files.items()
    ]
    for name, path in files.items():
        verdict = desk.check(path)
        assert verdict.passed, f"{name} does not pass: {verdict}"
    return desk, originals


def _with_streams(source: Path, target: Path) -> Path:
    with pikepdf.open(source) as document:
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target


def _signed_by_all(desk: Desk, source: Path) -> Path:
    signed, _ = desk.prepare(source, JOINT)
    for each in SEVEN:
        signed = desk.lead(signed, field=each.field)
    return desk.seal(signed)


def _stamped(desk: Desk, source: Path) -> Path:
    target = desk.file("stamped.pdf")
    time_stamp(source, target, timestamper=desk.stamper)
    return target
