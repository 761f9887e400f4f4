"""Trust and time: anchors, revocation data, and when a signature is proven to have existed."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from asn1crypto import cms, pem, x509
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import DiffPolicy, DiffResult, SuspiciousModification
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    cms_basic_validation,
    collect_timing_info,
    extract_tst_data_iter,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    SignatureCoverageLevel,
    SignatureStatus,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from signing.algorithms import digest_fault
from signing.anchors import Anchor, Trusted, blobs
from signing.report import AnchorReport
from signing.revoked import revoked_at

SIGNS = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
OTHER_USES = frozenset({"time_stamping", "ocsp_signing", "server_auth", "code_signing"})
WHERE_NAMED = RevocationCheckingPolicy.from_legacy("hard-fail")  # if a source is named
UNSETTLED = (AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE, AdESIndeterminate.TRY_LATER)
NOT_ASKED = RevocationCheckingPolicy(
    RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK
)
StampStatus = TypeVar("StampStatus", bound=TimestampSignatureStatus)


@dataclass(frozen=True)
class Evidence:
    """What a check may rely on. Anchors: PEM bundles or DER; lists and responses: DER."""

    anchors: Sequence[Trusted]
    crls: Sequence[bytes]
    ocsps: Sequence[bytes]
    at: datetime
    embedded_certificates: list[x509.Certificate] = field(default_factory=list)
    inside: "Evidence | None" = None  # what the file itself keeps, and no more
    _contexts: dict[tuple[datetime, RevocationCheckingPolicy], ValidationContext] = field(
        default_factory=dict
    )

    def context(
        self, moment: datetime, rules: RevocationCheckingPolicy = WHERE_NAMED
    ) -> ValidationContext:
        """pyHanko's view at a moment; contexts keep what they have read."""
        known = self._contexts.get((moment, rules))
        if known is None:
            known = self._contexts[moment, rules] = self._new_context(moment, rules)
        return known

    def _new_context(self, moment: datetime, rules: RevocationCheckingPolicy) -> ValidationContext:
        roots, between = _sorted_out(certificates(blobs(self.anchors, moment)))
        return ValidationContext(
            trust_roots=roots,
            other_certs=[*self.embedded_certificates, *between],
            crls=list(self.crls),
            ocsps=list(self.ocsps),
            moment=moment,
            best_signature_time=moment,
            allow_fetching=False,
            revinfo_policy=CertRevTrustPolicy(rules, retroactive_revinfo=True),
        )


def _sorted_out(
    anchors: list[x509.Certificate],
) -> tuple[list[x509.Certificate], list[x509.Certificate]]:
    """Anchors, and authorities that another anchor vouches for: these only complete chains.

    A list signed by an authority that is itself an anchor, but no root, is taken by nobody.
    """
    names = {each.subject.hashable for each in anchors if each.self_signed != "no"}
    between = [each for each in anchors if each.ca and _is_below(each, names)]
    return [each for each in anchors if each not in between], between


def _is_below(certificate: x509.Certificate, names: set[str]) -> bool:
    return certificate.self_signed == "no" and certificate.issuer.hashable in names


def certificates(anchors: Sequence[Trusted]) -> list[x509.Certificate]:
    """All certificates in PEM bundles and DER files, whether they count now or not."""
    return [each for blob in blobs(anchors) for each in _in_blob(blob)]


def anchor_of(path: ValidationPath, evidence: Evidence, moment: datetime) -> AnchorReport:
    """The anchor that a chain leads to, as the entry of the list tells it that counts then."""
    root = next(iter(path.iter_certs(include_root=True)))
    told = next(
        each for each in evidence.anchors if blobs([each], moment) and root in certificates([each])
    )
    known = told if isinstance(told, Anchor) else Anchor(b"")
    name = str(root.subject.native.get("common_name", root.subject.human_friendly))
    return AnchorReport(
        name, hashlib.sha256(root.dump()).hexdigest(), known.origin or None, known.added
    )


def leads_to_another_time(
    signature: EmbeddedPdfSignature, evidence: Evidence, moment: datetime
) -> bool:
    """Whether the chain leads to an anchor of the list that does not count at this moment."""
    if len(blobs(evidence.anchors, moment)) == len(evidence.anchors):
        return False
    ever = replace(evidence, anchors=blobs(evidence.anchors), _contexts={})
    return _validated(signature, ever.context(moment, NOT_ASKED))["validation_path"] is not None


@lru_cache(maxsize=64)
def _in_blob(blob: bytes) -> tuple[x509.Certificate, ...]:
    """Read once: a check asks for the same anchors many times."""
    ders = [der for _, _, der in pem.unarmor(blob, multiple=True)] if pem.detect(blob) else [blob]
    return tuple(x509.Certificate.load(der, strict=True) for der in ders)


def with_embedded(evidence: Evidence, store: DocumentSecurityStore | None) -> Evidence:
    """The evidence with what the file itself keeps for its long-term check (PAdES DSS)."""
    if store is None:
        return evidence
    crls = [entry.get_object().data for entry in store.crls]
    ocsps = [entry.get_object().data for entry in store.ocsps]
    certs = list(store.load_certs())
    return Evidence(
        evidence.anchors,
        [*evidence.crls, *crls],
        [*evidence.ocsps, *ocsps],
        evidence.at,
        certs,
        Evidence(evidence.anchors, crls, ocsps, evidence.at, certs),
    )


@dataclass(frozen=True)
class Stamp:
    """A document time-stamp: its field and revision, whether it is sound, the time it proves."""

    field: str
    revision: int
    sound: bool
    time: datetime | None


def judged_stamps(time_stamps: Sequence[EmbeddedPdfSignature], evidence: Evidence) -> list[Stamp]:
    """The document time-stamps, newest first.

    Each older one is judged at the time the next newer one proves (ETSI EN 319 102-1 §5.6). One
    of an authority that is not trusted proves no time.
    """
    judged: list[Stamp] = []
    moment = evidence.at
    for stamp in sorted(time_stamps, key=lambda each: each.signed_revision, reverse=True):
        status = _stamp_status(stamp, evidence, moment)
        sound = bool(status.valid and status.intact)
        proves = _holds(status) and status.timestamp <= moment
        proves = proves and not is_revoked(status.validation_path, evidence, moment)
        proves = proves and _binds(stamp.signed_data, moment)
        moment = status.timestamp if proves else moment
        judged.append(
            Stamp(str(stamp.field_name), stamp.signed_revision, sound, moment if proves else None)
        )
    return judged


def _stamp_status(
    stamp: EmbeddedPdfSignature, evidence: Evidence, moment: datetime
) -> DocumentTimestampStatus:
    def judged(context: ValidationContext) -> DocumentTimestampStatus:
        return asyncio.run(async_validate_pdf_timestamp(stamp, context, skip_diff=True))

    return _by_what_is_kept(judged, evidence, moment)


def _by_what_is_kept(
    judged: Callable[[ValidationContext], StampStatus], evidence: Evidence, moment: datetime
) -> StampStatus:
    """A time-stamp judged at a moment; where only revocation data is wanting, by the file's own.

    What the file keeps must hold for the time the stamp tells; that is what it is kept for (ETSI EN
    319 142-1 §5.4.2). A certificate that has ended or is known to be revoked is not saved by it.
    """
    found = judged(evidence.context(moment))
    wanting = found.trust_problem_indic in UNSETTLED
    if evidence.inside is None or not wanting or found.timestamp > moment:
        return found
    if judged(evidence.context(moment, NOT_ASKED)).trust_problem_indic is not None:
        return found
    return judged(evidence.inside.context(found.timestamp))


def best_time(
    signature: EmbeddedPdfSignature, evidence: Evidence, stamps: Sequence[Stamp]
) -> datetime | None:
    """The earliest time at which the signature is proven to have existed; None when none is.

    A time-stamp of an authority that leads to no anchor counts as absent. A broken one raises
    SignatureValidationError: the file was changed since it was stamped.
    """
    later = [
        stamp.time for stamp in stamps if stamp.time and stamp.revision > signature.signed_revision
    ]
    known = min(later, default=None)
    moment = known or evidence.at
    stamp = _attached(signature, evidence, moment)
    if stamp is not None and not (stamp.valid and stamp.intact):
        raise SignatureValidationError(
            "The signature's time-stamp is broken.", AdESIndeterminate.SIG_CONSTRAINTS_FAILURE
        )
    if stamp is None or not _holds(stamp) or stamp.timestamp > moment:
        return known
    if is_revoked(stamp.validation_path, evidence, moment):
        return known
    tokens = extract_tst_data_iter(signature.signer_info, signed=False)
    if not all(_binds(token, moment) for token in tokens):
        return known
    proof: datetime = stamp.timestamp
    return proof


def _attached(
    signature: EmbeddedPdfSignature, evidence: Evidence, moment: datetime
) -> TimestampSignatureStatus | None:
    """What the time-stamp inside a signature is worth; None when there is none."""

    def judged(context: ValidationContext) -> TimestampSignatureStatus:
        timing = asyncio.run(
            collect_timing_info(signature.signer_info, context, raw_digest=signature.compute_digest)
        )
        found: TimestampSignatureStatus = timing["timestamp_validity"]
        return found

    if next(extract_tst_data_iter(signature.signer_info, signed=False), None) is None:
        return None
    return _by_what_is_kept(judged, evidence, moment)


def _binds(token: cms.SignedData, moment: datetime) -> bool:
    """Whether a token names what it stamps by a digest that counted (ETSI EN 319 102-1 §5.2.8)."""
    imprint = token["encap_content_info"]["content"].parsed["message_imprint"]
    return not digest_fault(imprint["hash_algorithm"]["algorithm"].native, moment)


def is_intact(signature: EmbeddedPdfSignature) -> bool:
    """Whether the covered bytes are those the signed attributes name (RFC 5652 §11.2)."""
    told = find_unique_cms_attribute(signature.signer_info["signed_attrs"], "message_digest")
    return bool(told.native == signature.compute_digest())


@dataclass(frozen=True)
class Status:
    """What pyHanko found about one signature."""

    valid: bool
    trouble: AdESSubIndic | None
    path: ValidationPath | None
    coverage: SignatureCoverageLevel
    difference: DiffResult | SuspiciousModification | None
    permitted: bool


def status_of(
    signature: EmbeddedPdfSignature, evidence: Evidence, moment: datetime, policy: DiffPolicy
) -> Status:
    """Value and certificate judged at the moment given, later changes by a policy."""
    signature.compute_integrity_info(diff_policy=policy)
    changed = signature.summarise_integrity_info()
    found = _validated(signature, evidence.context(moment))
    if found["trust_problem_indic"] is AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE:
        unasked = _validated(signature, evidence.context(moment, NOT_ASKED))
        if unasked["trust_problem_indic"] is None:  # only revocation data was wanting
            found["trust_problem_indic"] = AdESIndeterminate.TRY_LATER
    if found["trust_problem_indic"] is None and _for_another_use(signature.signer_cert):
        found["trust_problem_indic"] = AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE
    if found["trust_problem_indic"] is None:
        found["trust_problem_indic"] = is_revoked(found["validation_path"], evidence, moment)
    return Status(
        valid=found["intact"] and found["valid"],
        trouble=found["trust_problem_indic"],
        path=found["validation_path"],
        coverage=changed["coverage"],
        difference=changed["diff_result"],
        permitted=changed["docmdp_ok"] is not False,
    )


def is_revoked(
    path: ValidationPath | None, evidence: Evidence, moment: datetime
) -> AdESIndeterminate | None:
    """How a chain is revoked by then by anything at hand, though something else may say "good".

    pyHanko is content with the first good answer; the file itself may keep one from before.
    """
    chain = [] if path is None else [each.dump() for each in path.iter_certs(include_root=True)]
    found = revoked_at(chain, evidence.crls, evidence.ocsps)
    ended = {der for der, revoked in found.items() if revoked <= moment}
    if not ended:
        return None
    own = chain[-1] in ended
    return AdESIndeterminate.REVOKED_NO_POE if own else AdESIndeterminate.REVOKED_CA_NO_POE


def _for_another_use(certificate: x509.Certificate) -> bool:
    """Whether its extended key usage allows only uses other than signing (RFC 5280 §4.2.1.12)."""
    usage = certificate.extended_key_usage_value
    return usage is not None and set(usage.native) <= OTHER_USES


def _validated(signature: EmbeddedPdfSignature, context: ValidationContext) -> dict[str, Any]:
    return asyncio.run(
        cms_basic_validation(
            signature.signed_data,
            raw_digest=signature.compute_digest(),
            validation_context=context,
            key_usage_settings=SIGNS,
        )
    )


def _holds(status: SignatureStatus) -> bool:
    return bool(status.valid and status.intact and status.trusted)
