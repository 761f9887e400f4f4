"""What the signing measurements share: keys, a time-stamp authority in a process, documents."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from signing import sandbox
from signing.keys.key import Key
from signing.keys.software import SoftwareKey
from signing.normal import normalise
from signing.places import PaperFacts, Signatory
from signing.prepare import prepare
from signing.sandbox import Sandbox
from signing.sign import SignerFacts, finish, prepare_leader, prepare_seal
from signing.timestamps import HttpTimeStamper, TimeStamper
from tests.signing.paper import draw_large_report, draw_report

SAMPLES = Path(__file__).parent.parent / "samples"
AN = SignerFacts("Nguyễn Văn An", title="Chủ tịch", prefix="TM.", unit="Ủy ban nhân dân xã An Phú")
COMMUNE = SignerFacts("Ủy ban nhân dân xã An Phú", unit="Ủy ban nhân dân xã An Phú")
PAPER = PaperFacts(leaders=(Signatory("Nguyễn Văn An", "CHỦ TỊCH"),), year=2026)
PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Bureau:
    """A folder with an authority and two keys, and the address of its time-stamps."""

    folder: Path
    tsa_url: str

    @property
    def sandbox(self) -> Sandbox:
        return Sandbox.open(self.folder / "sandbox")

    def file(self, name: str) -> Path:
        return self.folder / name

    def key(self, name: str) -> Key:
        """The open key of `leader` or `seal`."""
        private = serialization.load_pem_private_key(
            self.file(f"{name}.key").read_bytes(), password=None
        )
        certificate = self.file(f"{name}.pem").read_bytes()
        return SoftwareKey(private, certificate, self.sandbox.chain_pem)  # type: ignore[arg-type]

    def stamper(self) -> TimeStamper:
        return HttpTimeStamper(self.tsa_url)

    def prepare(self, source: Path, target: Path) -> None:
        prepare(source, target, paper=PAPER)

    def lead(self, source: Path, target: Path, key: Key, stamper: TimeStamper | None) -> None:
        """The leader's signature on a prepared document."""
        now = datetime.now(UTC)
        pending = prepare_leader(source, target, key=key, timestamper=stamper, facts=AN, at=now)
        finish(pending, target, key, stamper)

    def seal(self, source: Path, target: Path, key: Key, stamper: TimeStamper | None) -> None:
        """Number, date and seal on a document the leader signed."""
        pending = prepare_seal(
            source,
            target,
            key=key,
            timestamper=stamper,
            number_text="05/BC-UBND",
            date=date(2026, 11, 5),
            facts=COMMUNE,
            at=datetime.now(UTC),
        )
        finish(pending, target, key, stamper)


@contextmanager
def opened(folder: Path) -> Iterator[Bureau]:
    """A bureau with its time-stamp authority running as a process of its own."""
    authority = sandbox.create(folder / "sandbox")
    for name, holder in (("leader", AN.name), ("seal", COMMUNE.name)):
        private, certificate = authority.issue(holder, COMMUNE.unit)
        kind, lock = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        (folder / f"{name}.key").write_bytes(private.private_bytes(PEM, kind, lock))
        (folder / f"{name}.pem").write_bytes(certificate)
    command = [sys.executable, "-m", "signing.sandbox_server", str(folder / "sandbox")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield Bureau(folder, f"{server.stdout.readline().strip()}/tsa")
        finally:
            server.terminate()


def documents(bureau: Bureau) -> dict[str, Path]:
    """One page by Word, twenty pages of a decree, and a long report with 16 MB of pictures."""
    draw_report(bureau.file("report.pdf"))
    word = bureau.file("word.pdf")
    normalise(SAMPLES / "word-365.pdf", word)  # as every draft is; pyHanko validates both forms
    return {
        "one page by Word": word,
        "20 pages of a decree": SAMPLES / "decree-30-2020.pdf",
        "100 pages, 16 MB": draw_large_report(bureau.file("large.pdf")),
    }
