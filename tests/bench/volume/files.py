"""Some real files: written, signed, sealed and scanned once, shared by all documents."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from docflow import clock
from docflow.demo.papers import Paper, write
from docflow.documents.models import Version
from docflow.search import file_texts, tokens
from docflow.signatures import checking, keyring
from signing.keys.key import Key
from signing.keys.software import SoftwareKey
from signing.places import PaperFacts, Signatory
from signing.prepare import prepare
from signing.seal_copy import AttachmentFacts, prepare_attachment
from signing.sign import SignerFacts, finish, prepare_leader, prepare_seal
from signing.upload import look
from signing.words import words
from storage import blobs
from tests.bench.volume.ground import as_text

SAMPLES = Path(__file__).parents[2] / "samples"
NAME, UNIT = "Nguyễn Văn An", "Ủy ban nhân dân xã An Phú"
LONG = 60  # words of a page


@dataclass(frozen=True, slots=True)
class File:
    """A stored file: its bytes, what the intake saw, and its words as the search keeps them."""

    digest: str
    size: int
    facts: str
    text: int
    tokens: frozenset[str]
    ordered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """One text in the forms a document goes through."""

    draft: File
    signed: File
    sealed: File


@dataclass(frozen=True, slots=True)
class Files:
    """All files there are, and the verdicts on those that are signed."""

    forms: tuple[Forms, ...]
    other: File
    attached: File
    scan: File
    sealed_scan: File
    verdicts: dict[str, str]


def made(many: int) -> Files:
    """So many texts, each drafted, signed and sealed with keys of the sandbox; a scan and more."""
    leader, agency = _key(NAME), _key(UNIT)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        forms = []
        for number, text in zip(range(many), _texts(), strict=False):
            draft = _written(text, place / f"{number}.pdf")
            signed = _signed(draft, place / f"{number}-signed.pdf", leader)
            sealed = _sealed(signed, place / f"{number}-sealed.pdf", agency)
            forms.append(Forms(*map(_stored, (draft, signed, sealed))))
        scan, prepared = SAMPLES / "quartz-10.7.pdf", place / "prepared.pdf"
        prepare(scan, prepared, paper=PaperFacts(leaders=()))
        both = _sealed(prepared, place / "both.pdf", agency)
        other = SAMPLES / "excel-2016.pdf"
        attached = _attached(other, place / "attached.pdf", agency)
        verdicts = {
            "leader": checking.check_file(signed, waiting_for=("Seal",)),
            "seal": checking.check_file(sealed),
            "scan": checking.check_file(both),
            "attachment": checking.check_file(attached),
        }
        return Files(
            tuple(forms),
            other=_stored(other),
            attached=_stored(attached),
            scan=_stored(scan),
            sealed_scan=_stored(both),
            verdicts={name: as_text(verdict.as_json()) for name, verdict in verdicts.items()},
        )


def _texts() -> Iterator[str]:
    """Pieces of a real text: the decree on records."""
    whole = words(SAMPLES / "decree-30-2020.pdf").text.split()
    return (" ".join(whole[at : at + LONG]) for at in range(0, len(whole), LONG))


def _written(text: str, path: Path) -> Path:
    paper = Paper(
        parent="",
        agency=UNIT,
        notation="BC-UBND",
        locality="An Phú",
        year=2026,
        title="Báo cáo",
        about="",
        to="",
        paragraphs=(text,),
        recipients=("Như trên",),
        authority=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        signer=NAME,
    )
    return write(paper, path)


def _key(name: str) -> Key:
    private, certificate = keyring.authority().issue(name, UNIT)
    return SoftwareKey(private, certificate, keyring.authority().chain_pem)


def _signed(source: Path, target: Path, key: Key) -> Path:
    prepared = target.with_suffix(".prepared")
    prepare(source, prepared, paper=PaperFacts(leaders=(Signatory(NAME, "CHỦ TỊCH"),), year=2026))
    facts = SignerFacts(NAME, title="CHỦ TỊCH", unit=UNIT, reason="TM.")
    stamper = keyring.time_stamper()
    pending = prepare_leader(
        prepared, target, key=key, timestamper=stamper, facts=facts, at=clock.now()
    )
    finish(pending, target, key, stamper)
    return target


def _sealed(source: Path, target: Path, key: Key) -> Path:
    stamper = keyring.time_stamper()
    pending = prepare_seal(
        source,
        target,
        key=key,
        timestamper=stamper,
        number_text="05/BC-UBND",
        date=date(2026, 11, 5),
        facts=SignerFacts(UNIT, unit=UNIT, reason=""),
        at=clock.now(),
    )
    finish(pending, target, key, stamper)
    return target


def _attached(source: Path, target: Path, key: Key) -> Path:
    stamper, facts = keyring.time_stamper(), AttachmentFacts("05/BC-UBND", UNIT)
    pending = prepare_attachment(
        source, target, key=key, timestamper=stamper, facts=facts, at=clock.now()
    )
    finish(pending, target, key, stamper)
    return target


def _stored(path: Path) -> File:
    """The file in the store, looked at and read as the intake and the search do it."""
    stored, seen = blobs.put(path), look(path)
    read: Any = file_texts.of_version(Version(digest=stored.digest, size=stored.size))
    found = tokens.of_content(read.text)
    facts = as_text({"pdf_version": seen.pdf_version, "pages_mm": seen.pages_mm})
    ordered = tuple(sorted(found))
    return File(stored.digest, stored.size, facts, read.pk, frozenset(found), ordered)
