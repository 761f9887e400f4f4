"""Signatures of other shapes: plain CMS, weak digests and keys, no signature at all."""

import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from signing.keys.software import SoftwareKey
from signing.report import Indication, Level

ADOBE, PADES = SigSeedSubFilter.ADOBE_PKCS7_DETACHED, SigSeedSubFilter.PADES


class Sha1Key(SoftwareKey):
    """A key that signs as was usual twenty years ago."""

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        return self._private_key.sign(data, padding.PKCS1v15(), hashes.SHA1())


def signed(desk, report, name, *, subfilter=ADOBE, key=None, digest="sha256"):
    target = desk.file(f"{name}.pdf")
    meta = signers.PdfSignatureMetadata(field_name="Sig", subfilter=subfilter, md_algorithm=digest)
    with report.open("rb") as stream, target.open("wb") as out:
        signer = signers.PdfSigner(meta, key or desk.leader)
        signer.sign_pdf(IncrementalPdfFileWriter(stream), output=out)
    return target


def test_plain_cms_may_pass_with_a_remark(desk, report):
    verdict = desk.check(signed(desk, report, "plain"))

    assert verdict.passed
    assert verdict.signatures[0].level is Level.PKCS7
    assert "plain_cms" in {problem.code for problem in verdict.problems}


@pytest.mark.parametrize("subfilter", [ADOBE, PADES])
def test_sha1_is_too_weak(desk, report, subfilter, monkeypatch):
    monkeypatch.setattr(
        "pyhanko.sign.signers.pdf_signer.PdfSigner._select_md_algorithm", lambda self, spec: "sha1"
    )
    own = desk.leader
    key = Sha1Key(own._private_key, own.certificate, own.chain)

    verdict = desk.check(signed(desk, report, "sha1", subfilter=subfilter, key=key, digest="sha1"))

    assert verdict.indication is Indication.UNKNOWN
    assert verdict.sub_indication == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    assert "sha1" in verdict.problems[0].text


def test_a_short_rsa_key_is_too_weak(desk, report):
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    theirs = x509.load_pem_x509_certificate(desk.leader.certificate)
    builder = x509.CertificateBuilder(
        theirs.issuer,
        theirs.subject,
        private.public_key(),
        7,
        theirs.not_valid_before_utc,
        theirs.not_valid_after_utc,
        list(theirs.extensions),
    )
    certificate = builder.sign(desk.sandbox.key("issuing"), hashes.SHA256())
    pem = certificate.public_bytes(serialization.Encoding.PEM)

    verdict = desk.check(
        signed(desk, report, "short", key=SoftwareKey(private, pem, desk.sandbox.chain_pem))
    )

    assert verdict.sub_indication == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    assert "1024 bits" in verdict.problems[0].text


def test_pades_without_its_certificate_attribute_is_not_pades(desk, report, monkeypatch):
    monkeypatch.setattr("signing.cms.Identity.binding", b"")
    prepared, _ = desk.prepare(report)
    key = desk.new_key("Nguyễn Văn An")

    verdict = desk.check(desk.lead(prepared, key=key, stamper=None))

    assert verdict.signatures[0].sub_indication == "SIG_CONSTRAINTS_FAILURE"


def test_a_file_without_signature_says_so(desk, report):
    verdict = desk.check(report)

    assert (verdict.indication, verdict.sub_indication) == (Indication.UNKNOWN, "NO_SIGNATURE")
    assert verdict.signatures == ()


def test_a_signed_hybrid_file_is_never_passed(desk):
    from tests.signing.test_real_documents import SAMPLES

    target = desk.file("hybrid.pdf")
    meta = signers.PdfSignatureMetadata(field_name="Sig", subfilter=PADES)
    with (SAMPLES / "word-365.pdf").open("rb") as stream, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(stream, strict=False)
        signers.PdfSigner(meta, desk.leader).sign_pdf(writer, output=out)

    verdict = desk.check(target)

    assert verdict.indication is Indication.UNKNOWN
    assert "hybrid" in {problem.code for problem in verdict.problems}
    assert verdict.signatures[0].signer.name == "Nguyễn Văn An"


def test_the_json_of_a_verdict_has_exactly_the_agreed_keys(desk, sealed):
    content = desk.check(sealed).as_json()

    assert list(content) == ["indication", "sub_indication", "signatures", "problems"]
    first = content["signatures"][0]
    assert list(first) == [
        *("field", "signer", "indication", "sub_indication", "level"),
        *("signed_at", "time_stamp", "changes", "checks", "covers", "regions", "certificate"),
        "anchor",
    ]
    assert list(first["signer"]) == ["name", "serial"]
    assert first["level"] == "B-T"
    assert first["signed_at"].endswith("Z")
    assert first["time_stamp"].endswith("Z")
    assert first["changes"] == ["fields filled when sealed: Date, Number"]


def test_the_signature_is_small_and_the_document_untouched_before_it(report, sealed):
    before, after = report.read_bytes(), sealed.read_bytes()

    assert after.startswith(before)
    assert hashlib.sha256(after[: len(before)]).digest() == hashlib.sha256(before).digest()
    assert len(after) - len(before) < 120_000
