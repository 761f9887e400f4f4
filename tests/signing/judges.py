"""What three other programs say of a signed file: how many of its signatures each accepts."""

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_basic_validation, ades_with_time_validation
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from signing.sandbox import Sandbox

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)")
OPENSSL = "openssl cms -verify -binary -purpose any -inform DER -in cms.der -out /dev/null"
OFFLINE = RevocationInfoGatheringSpec(
    online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
    certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
)


def signatures_in(path: Path) -> int:
    """How many there are, document time-stamps included."""
    return len(RANGE.findall(path.read_bytes()))


def pyhanko_passes(path: Path, sandbox: Sandbox, crls: Iterable[bytes]) -> int:
    """By the validation of AdES signatures (ETSI EN 319 102-1), offline, with these lists."""
    root = x509.Certificate.load(pem.unarmor(sandbox.root_pem)[2])
    known = [CRLContainer(crl.CertificateList.load(each)) for each in crls]
    wanted = SignatureValidationSpec(
        CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=[root]),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=OFFLINE,
        local_knowledge=LocalKnowledge(known_crls=known),
    )
    with path.open("rb") as stream:
        reader = PdfFileReader(stream, strict=False)
        return sum(_passes(each, wanted) for each in reader.embedded_regular_signatures)


def _passes(signature: EmbeddedPdfSignature, wanted: SignatureValidationSpec) -> bool:
    """§5.5 with its time-stamp, §5.3 without; pyHanko's own verdict on later changes beside it."""
    signature.compute_integrity_info()
    has_time = next(extract_tst_data_iter(signature.signer_info, signed=False), None) is not None
    validate = ades_with_time_validation if has_time else ades_basic_validation
    digest = signature.compute_digest()
    found = asyncio.run(validate(signature.signed_data, wanted, raw_digest=digest))
    is_whole: bool = signature.summarise_integrity_info()["docmdp_ok"]
    return is_whole and found.ades_subindic is AdESPassed.OK


def poppler_passes(path: Path) -> int:
    """By `pdfsig`: the value fits the bytes."""
    assert shutil.which("pdfsig"), "pdfsig is missing: run apt-get install poppler-utils"
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return told.stdout.count("Signature is Valid")


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
