"""The shape of a signed file: its byte ranges, its attributes, and whether two readers agree."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

import pikepdf
from pyhanko.pdf_utils.generic import DictionaryObject, Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

from signing.algorithms import digest_fault, key_fault
from signing.changes import Finding
from signing.envelope import oddity, spelling
from signing.report import Indication, Level
from signing.reserved import PART
from signing.trust import Evidence, certificates

if TYPE_CHECKING:
    from signing.examine import Registered

_OUR_STAMPS = re.compile(r"Timestamp-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
PADES = "/ETSI.CAdES.detached"


class NotAsRegistered(Exception):
    """The file is not the one our register names."""


def must_match_register(stream: BinaryIO, registered: "Registered | None") -> None:
    """V8: a file of ours is first of all the bytes we stored."""
    if registered is None:
        return
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
    if digest.hexdigest() != registered.sha256:
        raise NotAsRegistered


def distinct(signatures: Sequence[EmbeddedPdfSignature]) -> list[EmbeddedPdfSignature]:
    """V4: one signature value counts once, in however many fields it stands."""
    seen: dict[bytes, EmbeddedPdfSignature] = {}
    for each in signatures:
        seen.setdefault(each.signer_info["signature"].native, each)
    return list(seen.values())


def faults(signature: EmbeddedPdfSignature, evidence: Evidence) -> list[Finding]:
    """What makes a signature worthless before its value is looked at (V5, byte ranges)."""
    gap = _gap(signature)
    if gap:
        return [Finding(Indication.FAILED, "FORMAT_FAILURE", "byte_range", gap)]
    weak = _weakness(signature)
    if weak:
        return [Finding(Indication.UNKNOWN, "SIG_CONSTRAINTS_FAILURE", "weak", weak)]
    return envelope_faults(signature, evidence)


def envelope_faults(signature: EmbeddedPdfSignature, evidence: Evidence) -> list[Finding]:
    """What was changed where no signature reaches: around and beside the signature value."""
    _, first, second, _ = (int(number) for number in signature.byte_range)
    stream = signature.reader.stream
    stream.seek(first + 1)
    written = stream.read(second - first - 2)
    ours = PART in signature.sig_field or _OUR_STAMPS.match(str(signature.field_name)) is not None
    others = [
        each.chosen.dump()
        for other in signature.reader.embedded_signatures
        if other.field_name != signature.field_name
        for each in other.signed_data["certificates"]
    ]
    anchors = [anchor.dump() for anchor in certificates(evidence.anchors)]
    odd = spelling(written, signature.pkcs7_content, ours=ours) or oddity(
        signature.signed_data, anchors, others
    )
    return [Finding(Indication.UNKNOWN, "FORMAT_FAILURE", "cms_changed", odd)] if odd else []


def stamp_faults(stamp: EmbeddedPdfSignature, evidence: Evidence) -> list[Finding]:
    """The same of a document time-stamp."""
    gap = _gap(stamp)
    if gap:
        return [Finding(Indication.UNKNOWN, "FORMAT_FAILURE", "byte_range", gap)]
    return envelope_faults(stamp, evidence)


def _gap(signature: EmbeddedPdfSignature) -> str:
    """Why the byte range does not leave out exactly the signature value (PDF 32000 §12.8.1)."""
    numbers = [int(number) for number in signature.byte_range]
    if len(numbers) != 4 or numbers[0] != 0 or min(numbers) < 0:
        return "The signature's byte range is not of the usual form."
    _, first, second, rest = numbers
    stream = signature.reader.stream
    if second + rest > stream.seek(0, 2) or second <= first:
        return "The signature's byte range goes beyond the file or overlaps."
    stream.seek(first)
    left_out = stream.read(second - first)
    value = signature.pkcs7_content.hex().encode()
    if left_out[:1] != b"<" or left_out[-1:] != b">" or left_out[1:-1].lower() != value:
        return "The signature's byte range leaves out more than the signature value."
    return ""


def _weakness(signature: EmbeddedPdfSignature) -> str:
    attributes = signature.signer_info["signed_attrs"]
    names = {each["type"].native for each in attributes} if attributes else set()
    if "message_digest" not in names:
        return "The signature covers no attributes, so its value may stem from something else."
    binding = {"signing_certificate", "signing_certificate_v2"}
    if _is_pades(signature) and not names & binding:
        return "A PAdES signature must name its certificate in a signed attribute."
    return ""


def algorithm_faults(signature: EmbeddedPdfSignature, at: datetime) -> list[Finding]:
    """V5: digest and key must have counted at the time the signature is known to exist."""
    weak = digest_fault(signature.md_algorithm, at) or key_fault(
        signature.signer_cert.public_key, at
    )
    reason = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    return [Finding(Indication.UNKNOWN, reason, "weak_algorithm", weak)] if weak else []


def _is_pades(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object.get("/SubFilter") == PADES)


def level(
    signature: EmbeddedPdfSignature,
    proof: datetime | None,
    stamps: Sequence[EmbeddedPdfSignature],
    reader: PdfFileReader,
) -> Level:
    """The level reached, counting only times that are proven (ETSI EN 319 142-1 §6)."""
    if not _is_pades(signature):
        return Level.PKCS7
    if proof is None:
        return Level.B
    if not _keeps_data(reader.root):
        return Level.T
    archived = any(
        each.signed_revision > signature.signed_revision
        and _keeps_data(reader.get_historical_root(each.signed_revision))
        for each in stamps
    )
    return Level.LTA if archived else Level.LT


def _keeps_data(root: DictionaryObject) -> bool:
    """Whether the file keeps revocation data for its long-term check."""
    return "/DSS" in root and any(root["/DSS"].get(kind) for kind in ("/OCSPs", "/CRLs"))


def remarks(signature: EmbeddedPdfSignature, reached: Level, evidence: Evidence) -> list[Finding]:
    """What a reader should know of a signature that may pass all the same."""
    found = []
    certificate = signature.signer_cert
    is_anchor = any(
        anchor.dump() == certificate.dump() for anchor in certificates(evidence.anchors)
    )
    published = certificate.crl_distribution_points or certificate.ocsp_urls
    if not published and not is_anchor:
        found.append(_remark("revocation_not_published", "No revocation source is named."))
    if reached is Level.PKCS7:
        found.append(_remark("plain_cms", "A plain CMS signature, not PAdES."))
    return found


def _remark(code: str, text: str) -> Finding:
    return Finding(Indication.PASSED, None, code, text)


def parsers_disagree(reader: PdfFileReader) -> str:
    """V7: what qpdf and pyHanko read differently; empty when they agree."""
    reader.stream.seek(0)
    with pikepdf.open(reader.stream, suppress_warnings=True) as other:
        theirs = [page.obj.objgen for page in other.pages]
        root = other.Root.objgen
    ours = [(ref.idnum, ref.generation) for ref in _page_references(reader)]
    if ours != theirs:
        return "Two readers see different pages in this file."
    if (reader.root_ref.idnum, reader.root_ref.generation) != root:
        return "Two readers see different roots in this file."
    return ""


def _page_references(reader: PdfFileReader) -> list[Reference]:
    return [
        reader.find_page_for_modification(number)[0].reference
        for number in range(int(reader.root["/Pages"]["/Count"]))
    ]
