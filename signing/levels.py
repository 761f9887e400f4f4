"""Bring a signed file to a level: ETSI EN 319 142-1 §5.4 and §6, always by appending to it."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from signing import tail
from signing.algorithms import end_of
from signing.errors import NotRaised
from signing.files import pdf_errors, writer_on
from signing.gate import Source
from signing.report import Level
from signing.revocation import Data, Used, gathered
from signing.timestamps import TimeStamper

DIGEST = "sha256"
STAMP = "/DocTimeStamp"
ORDER = (Level.B, Level.T, Level.LT, Level.LTA)


@dataclass(frozen=True)
class Means:
    """What raising a level takes: whose word counts (PEM), where data comes from, the time."""

    anchors: Sequence[bytes]
    source: Source
    timestamper: TimeStamper
    now: datetime


def raise_level(
    source: Path, target: Path, level: Level, means: Means, *, renew: bool = False
) -> bool:
    """Append to a copy of a signed file what it lacks to reach a level; whether that was anything.

    B-T: a document time-stamp where a signature has no time. B-LT: chains and revocation data
    (/DSS). B-LTA: a document time-stamp over these. A file that has it all gets nothing, so it may
    run twice. `renew` adds new data and a new time-stamp to a B-LTA that has them, before its
    newest one loses its worth.

    Raises NotRaised, NotFetched, TimeStampFailed, UnreadablePdf; then there is no target.
    """
    _copy(source, target)
    with pdf_errors(target):
        return _raised(target, ORDER.index(level), means, renew)


def holds_until(file: Path) -> datetime | None:
    """When the newest time-stamps lose their worth: the first end of a certificate or algorithm.

    A new document time-stamp must be there before (ETSI EN 319 142-1 §5.4.3). None when the file,
    one that `raise_level` made, has no time-stamp.
    """
    with file.open("rb") as stream:
        found = list(PdfFileReader(stream).embedded_signatures)
        tokens = []
        for each in sorted(found, key=lambda one: one.signed_revision):
            if each.sig_object_type == STAMP:
                tokens = [each.signed_data]
            else:
                tokens += _tokens(each)
        return min(map(_end_of, tokens), default=None)


def _raised(file: Path, level: int, means: Means, renew: bool) -> bool:
    added = False
    if level >= ORDER.index(Level.T) and _lacks_time(file):
        _stamp(file, means.timestamper)
        added = True
    if level >= ORDER.index(Level.LT):
        added |= _complete(file, means)
    if level >= ORDER.index(Level.LTA) and (added or renew or not _is_archived(file)):
        _complete(file, means, anew=renew)
        _stamp(file, means.timestamper)
        _complete(file, means)
        added = True
    return added


def time_stamp(source: Path, target: Path, *, timestamper: TimeStamper) -> None:
    """Append a document time-stamp (ETSI EN 319 142-1 §5.4.3) to a copy of a file.

    Raises TimeStampFailed, UnreadablePdf; then there is no target.
    """
    _copy(source, target)
    with pdf_errors(target):
        _stamp(target, timestamper)


def _copy(source: Path, target: Path) -> None:
    if source == target:
        raise ValueError("Give another file as the target: the source is never changed.")
    shutil.copyfile(source, target)


def _stamp(file: Path, timestamper: TimeStamper) -> None:
    with writer_on(file, silent=True) as writer:
        PdfTimeStamper(timestamper).timestamp_pdf(
            writer, DIGEST, bytes_reserved=2 * timestamper.room, in_place=True
        )


def _complete(file: Path, means: Means, *, anew: bool = False) -> bool:
    """Add the validation data that is lacking; `anew`, of today about the time-stamps too."""
    with file.open("rb") as stream:
        reader = PdfFileReader(stream)
        found = list(reader.embedded_signatures)
        if not found:
            raise NotRaised("The file carries no signature; sign it first.")
        known = _known(reader, found)
        used = _used(found, means.now, anew)
    lacking = gathered(used, known, means.anchors, means.source, means.now)
    if not lacking:
        return False
    before = file.stat().st_size
    with writer_on(file, silent=True) as writer:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[asn1_x509.Certificate.load(each) for each in lacking.certificates],
            ocsps=[asn1_ocsp.OCSPResponse.load(each) for each in lacking.ocsps],
            crls=[asn1_crl.CertificateList.load(each) for each in lacking.crls],
        )
        writer.write_in_place()
    tail.close(file, before)
    return True


def _known(reader: PdfFileReader, found: Sequence[EmbeddedPdfSignature]) -> Data:
    """The validation data in the file: in its signatures, its time-stamps and its /DSS."""
    inside = [each.dump() for signature in found for each in _certificates(signature)]
    if "/DSS" not in reader.root:
        return Data(tuple(inside))
    store = DocumentSecurityStore.read_dss(reader)
    return Data(
        (*inside, *(each.dump() for each in store.load_certs())),
        tuple(entry.get_object().data for entry in store.ocsps),
        tuple(entry.get_object().data for entry in store.crls),
    )


def _certificates(signature: EmbeddedPdfSignature) -> list[Any]:
    return [
        each.chosen
        for signed in (signature.signed_data, *_tokens(signature))
        for each in signed["certificates"]
    ]


def _tokens(signature: EmbeddedPdfSignature) -> list[Any]:
    """The time-stamps inside a signature."""
    return list(extract_tst_data_iter(signature.signer_info, signed=False))


def _used(found: Sequence[EmbeddedPdfSignature], now: datetime, anew: bool) -> list[Used]:
    """Whose certificates were used when: by signers, and by time-stamping authorities."""
    stamped = [each for each in found if each.sig_object_type == STAMP]
    signers, stampers = (
        [],
        [Used(_stamper(each.signed_data), _told(each.signed_data)) for each in stamped],
    )
    for signature in found:
        if signature.sig_object_type == STAMP:
            continue
        tokens = _tokens(signature)
        later = [each for each in stamped if each.signed_revision > signature.signed_revision]
        times = map(_told, [*tokens, *(each.signed_data for each in later)])
        signers.append(
            Used(signature.signer_cert.dump(), min(times, default=now), asked_since=True)
        )
        stampers += [Used(_stamper(token), _told(token)) for token in tokens]
    if anew:
        stampers = [Used(each.certificate, now) for each in stampers]
    return [*signers, *stampers]


def _end_of(token: Any) -> datetime:
    """When a token's first certificate ends, or the algorithms of its signature."""
    stamper = asn1_x509.Certificate.load(_stamper(token))
    digest = token["signer_infos"][0]["digest_algorithm"]["algorithm"].native
    ends: list[datetime] = [each.chosen.not_valid_after for each in token["certificates"]]
    return min(filter(None, [*ends, end_of(digest, stamper.public_key)]))


def _told(token: Any) -> datetime:
    """The time a token tells (RFC 3161 §2.4.2)."""
    told: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return told


def _stamper(token: Any) -> bytes:
    """The certificate of the authority that signed a token."""
    named = token["signer_infos"][0]["sid"].chosen["serial_number"].native
    choices = [each.chosen for each in token["certificates"]]
    return bytes(next(each for each in choices if each.serial_number == named).dump())


def _lacks_time(file: Path) -> bool:
    """Whether a signature has neither a time-stamp in it nor a document time-stamp after it."""
    with file.open("rb") as stream:
        found = list(PdfFileReader(stream).embedded_signatures)
        newest = max(
            (each.signed_revision for each in found if each.sig_object_type == STAMP), default=-1
        )
        return any(
            not _tokens(each) and each.signed_revision > newest
            for each in found
            if each.sig_object_type != STAMP
        )


def _is_archived(file: Path) -> bool:
    """Whether a document time-stamp covers validation data and every signature."""
    with file.open("rb") as stream:
        reader = PdfFileReader(stream)
        found = list(reader.embedded_signatures)
        newest = max(found, key=lambda each: each.signed_revision)
        return newest.sig_object_type == STAMP and "/DSS" in reader.get_historical_root(
            newest.signed_revision
        )
