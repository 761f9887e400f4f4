"""What a check found: values that never change, and their JSON."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any


class Indication(StrEnum):
    """The three answers of ETSI EN 319 102-1 §5.1.3."""

    PASSED = "TOTAL_PASSED"
    FAILED = "TOTAL_FAILED"
    UNKNOWN = "INDETERMINATE"


class Level(StrEnum):
    """Baseline levels of ETSI EN 319 142-1; PKCS7 is a plain CMS signature."""

    B = "B-B"
    T = "B-T"
    LT = "B-LT"
    LTA = "B-LTA"
    PKCS7 = "PKCS7"


class Outcome(StrEnum):
    """What came of one question to a signature."""

    GOOD = "good"
    FAILED = "failed"
    UNDECIDED = "undecided"
    NOT_CHECKED = "not_checked"


_WORST_FIRST = (Indication.FAILED, Indication.UNKNOWN, Indication.PASSED)


@dataclass(frozen=True)
class Problem:
    """Something to know: a code for programs, a text for people, the field it concerns."""

    code: str
    text: str
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Signer:
    """Who signed, as the certificate names him; the serial number is decimal text."""

    name: str
    serial: str


@dataclass(frozen=True)
class CertificateReport:
    """What the signer's certificate says: whose, issued by whom, valid from when until when."""

    organisation: str | None
    issuer: str
    valid_from: datetime
    valid_to: datetime

    def as_json(self) -> dict[str, Any]:
        """Plain values, times with zone."""
        times = {name: _text(getattr(self, name)) for name in ("valid_from", "valid_to")}
        return asdict(self) | times

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "CertificateReport":
        """The certificate that `as_json` wrote."""
        times = {name: _time(content[name]) for name in ("valid_from", "valid_to")}
        return cls(**content | times)


@dataclass(frozen=True)
class Checks:
    """The questions put to a signature: its file, its certificate, revocation, time."""

    unchanged: Outcome = Outcome.NOT_CHECKED
    certificate: Outcome = Outcome.NOT_CHECKED
    revocation: Outcome = Outcome.NOT_CHECKED
    time: Outcome = Outcome.NOT_CHECKED

    @classmethod
    def from_json(cls, content: dict[str, str]) -> "Checks":
        """The outcomes that `as_json` wrote."""
        return cls(**{name: Outcome(value) for name, value in content.items()})


@dataclass(frozen=True)
class Region:
    """A part of a page, counted from 1: left, bottom, right, top in points."""

    page: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class AnchorReport:
    """The anchor a certificate leads to: its name, the SHA-256 of its DER, where it was had from.

    Origin and the day it was added are told by a list of anchors; else they are None.
    """

    name: str
    sha256: str
    origin: str | None = None
    added: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"added": self.added.isoformat() if self.added else None}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "AnchorReport":
        """The anchor that `as_json` wrote."""
        added = content["added"]
        return cls(**content | {"added": date.fromisoformat(added) if added else None})


@dataclass(frozen=True)
class SignatureReport:
    """What can be said about one signature. Times are UTC.

    `signed_at` is what the signer claims, `time_stamp` what a trusted authority proves;
    `changes` are the changes made to the document after this signature, `regions` where they
    show, and `covers` how many bytes from the file's beginning were signed.
    """

    field: str
    signer: Signer | None
    indication: Indication
    sub_indication: str | None = None
    level: Level = Level.B
    signed_at: datetime | None = None
    time_stamp: datetime | None = None
    changes: tuple[str, ...] = ()
    checks: Checks = Checks()
    covers: int = 0
    regions: tuple[Region, ...] = ()
    certificate: CertificateReport | None = None
    anchor: AnchorReport | None = None

    @property
    def passed(self) -> bool:
        """Whether the signature is valid, trusted, and nothing forbidden came after it."""
        return self.indication is Indication.PASSED

    def as_json(self) -> dict[str, Any]:
        """Plain values, times with zone, absent is None."""
        content = asdict(self)
        for name in ("signed_at", "time_stamp"):
            content[name] = _text(content[name])
        content["changes"] = list(self.changes)
        content["checks"] = {name: str(value) for name, value in content["checks"].items()}
        content["certificate"] = self.certificate.as_json() if self.certificate else None
        content["anchor"] = self.anchor.as_json() if self.anchor else None
        content["regions"] = [{"page": each.page, "box": list(each.box)} for each in self.regions]
        return content | {"indication": str(self.indication), "level": str(self.level)}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "SignatureReport":
        """The report that `as_json` wrote."""
        return cls(
            field=content["field"],
            signer=Signer(**content["signer"]) if content["signer"] else None,
            indication=Indication(content["indication"]),
            sub_indication=content["sub_indication"],
            level=Level(content["level"]),
            signed_at=_time(content["signed_at"]),
            time_stamp=_time(content["time_stamp"]),
            changes=tuple(content["changes"]),
            checks=Checks.from_json(content.get("checks", {})),
            covers=content.get("covers", 0),
            regions=tuple(
                Region(each["page"], tuple(each["box"])) for each in content.get("regions", ())
            ),
            certificate=CertificateReport.from_json(content["certificate"])
            if content.get("certificate")
            else None,
            anchor=AnchorReport.from_json(content["anchor"]) if content.get("anchor") else None,
        )


@dataclass(frozen=True)
class Verdict:
    """The answer about a whole file: the worst of its signatures, or worse."""

    indication: Indication
    sub_indication: str | None = None
    signatures: tuple[SignatureReport, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the file may be relied on."""
        return self.indication is Indication.PASSED

    def lowered(self, indication: Indication, sub_indication: str, *problems: Problem) -> "Verdict":
        """The verdict with this finding added; it never gets better by one."""
        worse = _WORST_FIRST.index(indication) < _WORST_FIRST.index(self.indication)
        return replace(
            self,
            indication=indication if worse else self.indication,
            sub_indication=sub_indication if worse else self.sub_indication or sub_indication,
            problems=self.problems + problems,
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values, as `check_pdf --json` prints them."""
        return {
            "indication": str(self.indication),
            "sub_indication": self.sub_indication,
            "signatures": [each.as_json() for each in self.signatures],
            "problems": [each.as_json() for each in self.problems],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Verdict":
        """The verdict that `as_json` wrote."""
        return cls(
            Indication(content["indication"]),
            content["sub_indication"],
            tuple(SignatureReport.from_json(each) for each in content["signatures"]),
            tuple(Problem(**each) for each in content["problems"]),
        )


def worst(reports: tuple[SignatureReport, ...]) -> SignatureReport:
    """The report that decides: failed before indeterminate before passed."""
    return min(reports, key=lambda report: _WORST_FIRST.index(report.indication))


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
