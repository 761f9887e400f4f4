"""Nguyễn Văn An leads the commune of An Phú and signs; the commune's seal closes his papers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from signing.check import check
from signing.keys.key import Key
from signing.keys.software import open_key, seal_key
from signing.levels import Means, raise_level
from signing.places import PaperFacts, Places, Signatory
from signing.prepare import prepare
from signing.report import Level, Verdict
from signing.sandbox import Sandbox
from signing.sandbox_source import SandboxSource
from signing.seal_copy import AttachmentFacts, prepare_attachment
from signing.sign import SignerFacts, finish, prepare_leader, prepare_seal
from signing.timestamps import SandboxTimeStamper, TimeStamper

PIN = "135790"
AN = SignerFacts("Nguyễn Văn An", title="Chủ tịch", prefix="TM.", unit="Ủy ban nhân dân xã An Phú")
COMMUNE = SignerFacts("Ủy ban nhân dân xã An Phú", unit="Ủy ban nhân dân xã An Phú")
ATTACHED = AttachmentFacts("123/QĐ-UBND", "Ủy ban nhân dân xã An Phú")
PAPER = PaperFacts(leaders=(Signatory("Nguyễn Văn An", "CHỦ TỊCH"),), year=2026)


@dataclass(frozen=True)
class Desk:
    """Keys, clock and folder with which a document is taken through its signatures."""

    sandbox: Sandbox
    folder: Path

    @cached_property
    def leader(self) -> Key:
        return self.new_key("Nguyễn Văn An")

    @cached_property
    def custodian(self) -> Key:
        return self.new_key("Ủy ban nhân dân xã An Phú")

    @cached_property
    def stamper(self) -> TimeStamper:
        return SandboxTimeStamper(self.sandbox)

    def elsewhere(self, folder: Path) -> "Desk":
        """The same keys at work in another folder: nothing made here is written over."""
        other = Desk(self.sandbox, folder)
        vars(other).update(leader=self.leader, custodian=self.custodian)
        return other

    def new_key(self, name: str, **terms: datetime) -> Key:
        private, certificate = self.sandbox.issue(name, "UBND xã An Phú", **terms)
        return open_key(seal_key(private, certificate, self.sandbox.chain_pem, PIN), PIN)

    def file(self, name: str) -> Path:
        return self.folder / name

    def prepare(self, source: Path, paper: PaperFacts = PAPER) -> tuple[Path, Places]:
        target = self.file(f"{source.stem}-prepared.pdf")
        return target, prepare(source, target, paper=paper)

    def lead(
        self,
        source: Path,
        *,
        key: Key | None = None,
        stamper: TimeStamper | str | None = "usual",
        at: datetime | None = None,
        field: str | None = None,
        facts: SignerFacts = AN,
    ) -> Path:
        target = self.file(f"{source.stem}-led.pdf")
        key = key or self.leader
        timestamper = self.stamper if stamper == "usual" else stamper
        pending = prepare_leader(
            source,
            target,
            key=key,
            timestamper=timestamper,
            facts=facts,
            at=at or datetime.now(UTC),
            field=field,
        )
        finish(pending, target, key, timestamper)
        return target

    def seal(
        self,
        source: Path,
        *,
        stamper: TimeStamper | str | None = "usual",
        number: str = "05/BC-UBND",
        on: date = date(2026, 11, 5),
        field: str | None = None,
        facts: SignerFacts = COMMUNE,
    ) -> Path:
        target = self.file(f"{source.stem}-sealed.pdf")
        timestamper = self.stamper if stamper == "usual" else stamper
        pending = prepare_seal(
            source,
            target,
            key=self.custodian,
            timestamper=timestamper,
            number_text=number,
            date=on,
            facts=facts,
            at=datetime.now(UTC),
            field=field,
        )
        finish(pending, target, self.custodian, timestamper)
        return target

    def raised(self, source: Path, level: Level) -> Path:
        """A copy with what the level wants, from what the sandbox publishes."""
        target = self.file(f"{source.stem}-{level}.pdf")
        anchors, published = [self.sandbox.root_pem], SandboxSource(self.sandbox)
        means = Means(anchors, published, self.stamper, datetime.now(UTC))
        assert raise_level(source, target, level, means)
        return target

    def attach(self, source: Path) -> Path:
        """An attachment of decision 123, signed by the agency on 21 November 2026."""
        target = self.file(f"{source.stem}-attached.pdf")
        pending = prepare_attachment(
            source,
            target,
            key=self.custodian,
            timestamper=self.stamper,
            facts=ATTACHED,
            at=datetime(2026, 11, 21, 8, 4, 5, tzinfo=UTC),
        )
        finish(pending, target, self.custodian, self.stamper)
        return target

    def whole_life(self, source: Path) -> Path:
        prepared, _ = self.prepare(source)
        return self.seal(self.lead(prepared))

    def check(self, path: Path, **terms: object) -> Verdict:
        return check(
            path, **{"anchors": [self.sandbox.root_pem], "crls": self.sandbox.crls()} | terms
        )
