"""What three other programs say of a signed file: how many of its signatures each accepts."""

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from asn1crypto import crl, ocsp, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import (
    AdESBasicValidationResult,
    ades_basic_validation,
    ades_lta_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from signing.sandbox import Sandbox
from signing.trust import SIGNS, WHERE_NAMED

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)")
OPENSSL = "openssl cms -verify -binary -purpose any -inform DER -in cms.der -out /dev/null"
STAMP = "ETSI.RFC3161"
OFFLINE = RevocationInfoGatheringSpec(
    online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
    certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
)


def signatures_in(path: Path) -> int:
    """How many there are, document time-stamps included."""
    return len(RANGE.findall(path.read_bytes()))


def pyhanko_passes(path: Path, sandbox: Sandbox, crls: Iterable[bytes]) -> int:
    """By the validation of AdES signatures (ETSI EN 319 102-1), offline, with these lists and the
    validation data in the file."""
    root = x509.Certificate.load(pem.unarmor(sandbox.root_pem)[2])
    with path.open("rb") as stream:
        reader = PdfFileReader(stream, strict=False)
        wanted = SignatureValidationSpec(
            CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=[root]),
                revinfo_policy=CertRevTrustPolicy(WHERE_NAMED),
            ),
            revinfo_gathering_policy=OFFLINE,
            local_knowledge=_known(reader, crls),
            key_usage_settings=SIGNS,
        )
        return sum(_passes(each, wanted) for each in reader.embedded_regular_signatures)


def _known(reader: PdfFileReader, crls: Iterable[bytes]) -> LocalKnowledge:
    lists = [CRLContainer(crl.CertificateList.load(each)) for each in crls]
    if "/DSS" not in reader.root:
        return LocalKnowledge(known_crls=lists)
    kept = DocumentSecurityStore.read_dss(reader)
    answers = [ocsp.OCSPResponse.load(each.get_object().data) for each in kept.ocsps]
    inside = [crl.CertificateList.load(each.get_object().data) for each in kept.crls]
    return LocalKnowledge(
        known_crls=lists + [CRLContainer(each) for each in inside],
        known_ocsps=[one for each in answers for one in OCSPContainer.load_multi(each)],
        known_certs=list(kept.load_certs()),
    )


def _passes(signature: EmbeddedPdfSignature, wanted: SignatureValidationSpec) -> bool:
    """§5.6.3 under a document time-stamp, §5.5 with a time-stamp, §5.3 without; unchanged since."""
    signature.compute_integrity_info()
    is_whole: bool = signature.summarise_integrity_info()["docmdp_ok"]
    return is_whole and asyncio.run(_found(signature, wanted)).ades_subindic is AdESPassed.OK


async def _found(
    signature: EmbeddedPdfSignature, wanted: SignatureValidationSpec
) -> AdESBasicValidationResult:
    if signature.reader.embedded_timestamp_signatures:
        return await ades_lta_validation(signature, PdfSignatureValidationSpec(wanted))
    has_time = next(extract_tst_data_iter(signature.signer_info, signed=False), None) is not None
    validate = ades_with_time_validation if has_time else ades_basic_validation
    return await validate(signature.signed_data, wanted, raw_digest=signature.compute_digest())


def poppler_passes(path: Path) -> int:
    """By `pdfsig`: the value fits the bytes; document time-stamps are not counted."""
    assert shutil.which("pdfsig"), "pdfsig is missing: run apt-get install poppler-utils"
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    each = told.stdout.split("Signature #")[1:]
    return sum("Signature is Valid" in one and STAMP not in one for one in each)


def openssl_passes(path: Path, sandbox: Sandbox) -> int:
    """By `openssl cms -verify`: value and chain up to the root."""
    content = path.read_bytes()
    ranges = [tuple(map(int, each)) for each in RANGE.findall(content)]
    return sum(_openssl(content, *each, sandbox.folder / "root.pem") for each in ranges)


def _openssl(content: bytes, first: int, length: int, second: int, rest: int, root: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        signed = content[first : first + length] + content[second : second + rest]
        (here / "signed").write_bytes(signed)
        (here / "cms.der").write_bytes(bytes.fromhex(content[length + 1 : second - 1].decode()))
        command = [*OPENSSL.split(), "-CAfile", str(root), "-content", "signed"]
        return subprocess.run(command, cwd=here, capture_output=True, check=False).returncode == 0
