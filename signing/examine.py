"""Look at a signed file and say what its signatures are worth; runs in the limited child."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError

from signing import appended, changes, shape, tail
from signing.changes import Finding
from signing.outcomes import checks_of
from signing.report import (
    CertificateReport,
    Indication,
    Problem,
    SignatureReport,
    Signer,
    Verdict,
    worst,
)
from signing.reserved import reserved_fields
from signing.trust import (
    Evidence,
    Stamp,
    Status,
    anchor_of,
    best_time,
    is_intact,
    judged_stamps,
    leads_to_another_time,
    status_of,
    with_embedded,
)
from signing.upload_limits import MOST_SIGNATURES

HYBRID = "The file is in hybrid-reference form, which readers may show differently."
TAIL_CHANGED = (
    "The validation data after the last signature was changed, or added by another program."
)
UNCLEAR = (
    "What was added after the first signature can be read in more than one way; "
    "get the file anew from its sender."
)
NOT_STRICT = "The file breaks a rule of the PDF standard, so readers may show it differently."


@dataclass(frozen=True)
class Registered:
    """What our register says of the file: its digest and which parts are not yet due in it.

    A document signed but not yet sealed waits for its "Seal" (and "Number", "Date").
    """

    sha256: str
    waiting_for: tuple[str, ...] = ()


def examine(stream: BinaryIO, evidence: Evidence, registered: Registered | None = None) -> Verdict:
    """The verdict on a file (reliability rules V1 to V8, ETSI EN 319 102-1).

    What can only be read leniently is told in the report, and never passes.
    """
    shape.must_match_register(stream, registered)
    try:
        reader = PdfFileReader(stream)
        if not reader.xrefs.hybrid_xrefs_present:
            return _examined(reader, evidence, registered)
        problem = Problem("hybrid", HYBRID)
    except PdfStrictReadError:
        problem = Problem("not_strict", NOT_STRICT)
    lenient = _examined(PdfFileReader(stream, strict=False), evidence, registered)
    if not lenient.signatures:
        return lenient
    return lenient.lowered(Indication.UNKNOWN, "FORMAT_FAILURE", problem)


def _examined(reader: PdfFileReader, evidence: Evidence, registered: Registered | None) -> Verdict:
    found = shape.distinct(list(reader.embedded_signatures))
    signatures = [each for each in found if each.sig_object_type != "/DocTimeStamp"]
    stamps = [each for each in found if each.sig_object_type == "/DocTimeStamp"]
    if not signatures:
        return Verdict(
            Indication.UNKNOWN,
            "NO_SIGNATURE",
            problems=(Problem("no_signature", "The file carries no signature."),),
        )
    if len(found) > MOST_SIGNATURES:
        return _unknown(
            "too_many_signatures", f"The file has more than {MOST_SIGNATURES} signatures."
        )
    verdict = _about_the_file(reader, _judged(reader, signatures, stamps, evidence), registered)
    if registered is None and verdict.passed and tail.respelt(found):
        problem = Problem("tail_changed", TAIL_CHANGED)
        verdict = verdict.lowered(Indication.UNKNOWN, "FORMAT_FAILURE", problem)
    if verdict.passed and appended.unclear(found):
        problem = Problem("appended_unclear", UNCLEAR)
        verdict = verdict.lowered(Indication.UNKNOWN, "FORMAT_FAILURE", problem)
    for stamp in stamps:
        for finding in shape.stamp_faults(stamp, evidence):
            problem = Problem(finding.code, finding.text, str(stamp.field_name))
            verdict = verdict.lowered(Indication.UNKNOWN, "FORMAT_FAILURE", problem)
    return verdict


def _judged(
    reader: PdfFileReader,
    signatures: Sequence[EmbeddedPdfSignature],
    stamps: Sequence[EmbeddedPdfSignature],
    evidence: Evidence,
) -> Verdict:
    store = DocumentSecurityStore.read_dss(reader) if "/DSS" in reader.root else None
    evidence = with_embedded(evidence, store)
    judged_ones = judged_stamps(stamps, evidence)
    newest = max(signatures, key=lambda each: each.signed_revision)
    judged = [
        _one(each, evidence, judged_ones, signatures, stamps, newest is each) for each in signatures
    ]
    reports = tuple(report for report, _ in judged)
    problems = tuple(problem for _, found in judged for problem in found)
    deciding = worst(reports)
    verdict = Verdict(deciding.indication, deciding.sub_indication, reports, problems)
    for stamp in judged_ones:
        if not stamp.sound:
            problem = Problem("time_stamp_broken", "A document time-stamp is broken.", stamp.field)
            verdict = verdict.lowered(Indication.FAILED, "HASH_FAILURE", problem)
    return verdict


def _one(
    signature: EmbeddedPdfSignature,
    evidence: Evidence,
    judged: Sequence[Stamp],
    signatures: Sequence[EmbeddedPdfSignature],
    stamps: Sequence[EmbeddedPdfSignature],
    is_newest: bool,
) -> tuple[SignatureReport, list[Problem]]:
    """One signature: its form, its value, its certificate, its time, what came after it."""
    field = str(signature.field_name)
    report = SignatureReport(
        field=field,
        signer=None,
        indication=Indication.PASSED,
        level=shape.level(signature, None, stamps, signature.reader),
        signed_at=signature.self_reported_timestamp,
        covers=sum([int(number) for number in signature.byte_range][2:]),
    )
    try:
        report = replace(report, signer=_signer(signature), certificate=_certificate(signature))
        found = shape.faults(signature, evidence)
        if not found and not is_intact(signature):
            found = [_finding(AdESFailure.HASH_FAILURE, "The signed bytes were changed.")]
        if not found:
            proof = best_time(signature, evidence, judged)
            found = shape.algorithm_faults(signature, proof or evidence.at)
        if not found:
            status = status_of(signature, evidence, proof or evidence.at, changes.POLICY)
            report = replace(
                report,
                time_stamp=proof,
                level=shape.level(signature, proof, stamps, signature.reader),
                anchor=anchor_of(status.path, evidence, proof or evidence.at)
                if status.path
                else None,
            )
            found = _faults_of(signature, status, proof, evidence)
            found += changes.after(signature, status, signatures, stamps, is_newest)
            found += shape.remarks(signature, report.level, evidence)
    except SignatureValidationError as error:
        reason = _known(error.ades_subindication)
        found = [_finding(reason, _EXPLAINED.get(reason.name, error.failure_message))]
    return _closed(report, found)


def _closed(report: SignatureReport, found: list[Finding]) -> tuple[SignatureReport, list[Problem]]:
    order = (Indication.FAILED, Indication.UNKNOWN, Indication.PASSED)
    for finding in sorted(found, key=lambda each: order.index(each.indication)):
        if finding.indication is not Indication.PASSED:
            report = replace(
                report, indication=finding.indication, sub_indication=finding.sub_indication
            )
            break
    told = tuple(line for finding in found for line in finding.changes)
    regions = tuple(region for finding in found for region in finding.regions)
    checks = checks_of(
        found,
        timed=report.time_stamp is not None,
        published=all(finding.code != "revocation_not_published" for finding in found),
    )
    problems = [
        Problem(finding.code, finding.text, report.field) for finding in found if finding.text
    ]
    return replace(report, changes=told, regions=regions, checks=checks), problems


def _signer(signature: EmbeddedPdfSignature) -> Signer:
    certificate = signature.signer_cert
    name = _named(certificate.subject, "common_name") or certificate.subject.human_friendly
    return Signer(name, str(certificate.serial_number))


def _certificate(signature: EmbeddedPdfSignature) -> CertificateReport:
    certificate = signature.signer_cert
    return CertificateReport(
        _named(certificate.subject, "organization_name"),
        _named(certificate.issuer, "common_name") or certificate.issuer.human_friendly,
        certificate.not_valid_before,
        certificate.not_valid_after,
    )


def _named(name: x509.Name, part: str) -> str | None:
    """A part of a name; several of the kind with commas between."""
    found = name.native.get(part)
    return ", ".join(found) if isinstance(found, list) else found


def _faults_of(
    signature: EmbeddedPdfSignature, status: Status, proof: datetime | None, evidence: Evidence
) -> list[Finding]:
    """Value and certificate (ETSI EN 319 102-1 §5.2.6, §5.2.7)."""
    if not status.valid:
        return [_finding(AdESFailure.SIG_CRYPTO_FAILURE, "The signature value is wrong.")]
    trouble = None if status.trouble is None else _known(status.trouble)
    if trouble is None and status.path is None:
        trouble = AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND
    if trouble is None:
        return []
    if proof and trouble is AdESIndeterminate.REVOKED_NO_POE:
        return [_finding(AdESFailure.REVOKED, "The certificate was revoked before signing.")]
    moment = proof or evidence.at
    if status.path is None and leads_to_another_time(signature, evidence, moment):
        return [Finding(Indication.UNKNOWN, ANCHOR_ENDED, "anchor_ended", _EXPLAINED[ANCHOR_ENDED])]
    starts = signature.signer_cert.not_valid_before
    if moment < starts:
        return [_finding(AdESFailure.NOT_YET_VALID, "Signed before the certificate's validity.")]
    return [_finding(trouble, _EXPLAINED.get(trouble.name, "The certificate is not accepted."))]


ANCHOR_ENDED = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
_EXPLAINED = {
    ANCHOR_ENDED: "The certificate leads to an anchor that does not count for the time proven.",
    "TRY_LATER": "The certificate names revocation data, but none that is current is at hand.",
    "REVOKED_NO_POE": "The certificate is revoked and no trusted time proves an earlier signing.",
    "REVOKED_CA_NO_POE": "The issuing authority is revoked; no trusted time proves earlier use.",
    "OUT_OF_BOUNDS_NO_POE": "The certificate has expired; no trusted time proves earlier signing.",
    "NO_CERTIFICATE_CHAIN_FOUND": "The certificate leads to no anchor that is trusted here.",
    "NO_SIGNING_CERTIFICATE_FOUND": "The certificate that the signature names is not in it.",
    "CHAIN_CONSTRAINTS_FAILURE": "The certificate breaks a rule of its chain (its usage).",
}


def _known(reason: object) -> AdESFailure | AdESIndeterminate:
    if isinstance(reason, AdESFailure | AdESIndeterminate):
        return reason
    return AdESIndeterminate.GENERIC


def _finding(reason: AdESFailure | AdESIndeterminate, text: str) -> Finding:
    failed = isinstance(reason, AdESFailure)
    return Finding(
        Indication.FAILED if failed else Indication.UNKNOWN,
        reason.name,
        reason.name.lower(),
        text,
    )


def _about_the_file(
    reader: PdfFileReader, verdict: Verdict, registered: Registered | None
) -> Verdict:
    """What no single signature shows: a seal cut off, two ways of reading, hybrid references."""
    waiting = registered.waiting_for if registered else ()
    empty = [each for each in reserved_fields(reader) if not each.filled]
    for each in empty:
        if each.part in ("Leader", "Seal") and each.part not in waiting:
            code = f"{each.part.lower()}_missing"
            text = "A field reserved for this signature is empty; get the complete document."
            verdict = verdict.lowered(
                Indication.UNKNOWN, code.upper(), Problem(code, text, each.name)
            )
    disagreement = shape.parsers_disagree(reader)
    if disagreement:
        verdict = verdict.lowered(
            Indication.UNKNOWN, "FORMAT_FAILURE", Problem("parsers_disagree", disagreement)
        )
    return verdict


def _unknown(code: str, text: str) -> Verdict:
    return Verdict(Indication.UNKNOWN, "FORMAT_FAILURE", problems=(Problem(code, text),))
