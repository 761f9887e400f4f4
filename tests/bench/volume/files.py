"""A few real files: drafted, signed, sealed and scanned once, shared by all documents."""

import tempfile
from datetime import date
from pathlib import Path

from docflow import clock
from docflow.signatures import checking, keyring
from signing.keys.software import Key
from signing.places import PaperFacts, Signatory
from signing.prepare import prepare
from signing.sign import SignerFacts, leader_sign, seal
from signing.upload import look
from storage import blobs
from tests.bench.volume.ground import Files, as_text

SAMPLES = Path(__file__).parents[2] / "samples"
NAME, UNIT = "Nguyễn Văn An", "Ủy ban nhân dân xã An Phú"


def made() -> Files:
    """Sign and seal with keys of the sandbox, check each, store all."""
    with tempfile.TemporaryDirectory() as folder:
        at = {name: Path(folder) / f"{name}.pdf" for name in ("signed", "sealed", "both")}
        draft, scan = SAMPLES / "word-365.pdf", SAMPLES / "quartz-10.7.pdf"
        leader, agency = _key(NAME), _key(UNIT)
        _signed(draft, at["signed"], leader)
        first = checking.check_file(at["signed"], waiting_for=("Seal",))
        _sealed(at["signed"], at["sealed"], agency)
        prepared = Path(folder) / "prepared.pdf"
        prepare(scan, prepared, paper=PaperFacts(leaders=()))
        _sealed(prepared, at["both"], agency)
        verdicts = {
            "leader": first,
            "seal": checking.check_file(at["sealed"]),
            "scan": checking.check_file(at["both"]),
        }
        sizes = {name: _stored(path) for name, path in [*at.items(), ("draft", draft)]}
        return Files(
            draft=sizes["draft"],
            other=_stored(SAMPLES / "excel-2016.pdf"),
            signed=sizes["signed"],
            sealed=sizes["sealed"],
            scan=_stored(scan),
            sealed_scan=sizes["both"],
            facts={name: _facts(path) for name, path in (("draft", draft), ("scan", scan))},
            verdicts={name: as_text(verdict.as_json()) for name, verdict in verdicts.items()},
        )


def _key(name: str) -> Key:
    private, certificate = keyring.authority().issue(name, UNIT)
    return Key(private, certificate, keyring.authority().chain_pem)


def _signed(source: Path, target: Path, key: Key) -> None:
    prepared = target.with_suffix(".prepared")
    prepare(source, prepared, paper=PaperFacts(leaders=(Signatory(NAME, "CHỦ TỊCH"),), year=2026))
    facts = SignerFacts(NAME, title="CHỦ TỊCH", unit=UNIT, reason="TM.")
    stamper = keyring.time_stamper()
    leader_sign(prepared, target, key=key, timestamper=stamper, facts=facts, at=clock.now())


def _sealed(source: Path, target: Path, key: Key) -> None:
    seal(
        source,
        target,
        key=key,
        timestamper=keyring.time_stamper(),
        number_text="05/BC-UBND",
        date=date(2026, 11, 5),
        facts=SignerFacts(UNIT, unit=UNIT, reason=""),
        at=clock.now(),
    )


def _stored(path: Path) -> tuple[str, int]:
    stored = blobs.put(path)
    return stored.digest, stored.size


def _facts(path: Path) -> str:
    seen = look(path)
    return as_text({"pdf_version": seen.pdf_version, "pages_mm": seen.pages_mm})
