"""Attacks by certificates and by what a signature says of itself: each file is really signed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from signing.keys.software import SoftwareKey
from tests.attacks.signed_files import RANGE, VALUE, SignedFiles, last

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)
PEM = serialization.Encoding.PEM
END, CA = {"digital_signature", "content_commitment"}, {"key_cert_sign", "crl_sign"}


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> bytes:
        """The certificate as PEM."""
        return self.certificate.public_bytes(PEM)


@dataclass(frozen=True)
class Terms:
    """What a certificate says; the usual unless an attack says otherwise."""

    name: str
    ca: bool = False
    path_length: int | None = None
    usage: set[str] | None = None
    begins: datetime = NOW - YEAR
    ends: datetime = NOW + YEAR
    more: list[x509.ExtensionType] = field(default_factory=list)


def issuer_is_no_authority(files: SignedFiles) -> bytes:
    middle = _issued(files, Terms("Trần Văn Bình"), _issuing(files))
    return _led(files, _issued(files, Terms("Nguyễn Văn An"), middle), middle)


def path_too_long(files: SignedFiles) -> bytes:
    """The issuing authority may have no further authority below it (path length 0)."""
    middle = _issued(files, Terms("CA lậu", ca=True, usage=CA), _issuing(files))
    return _led(files, _issued(files, Terms("Nguyễn Văn An"), middle), middle)


def name_outside_the_constraints(files: SignedFiles) -> bytes:
    elsewhere = x509.DirectoryName(_name("Nơi khác"))
    permitted = x509.NameConstraints([elsewhere], None)
    root = Holder(files.desk.sandbox.root, files.desk.sandbox.key("root"))
    terms = Terms("CA hẹp", ca=True, path_length=0, usage=CA, more=[permitted])
    middle = _issued(files, terms, root)
    return _led(files, _issued(files, Terms("Nguyễn Văn An"), middle), middle)


def authority_may_not_sign_certificates(files: SignedFiles) -> bytes:
    root = Holder(files.desk.sandbox.root, files.desk.sandbox.key("root"))
    terms = Terms("CA không quyền", ca=True, path_length=0, usage={"digital_signature"})
    middle = _issued(files, terms, root)
    return _led(files, _issued(files, Terms("Nguyễn Văn An"), middle), middle)


def issuer_forged_by_name(files: SignedFiles) -> bytes:
    """An issuer of the right name with another key."""
    private = ec.generate_private_key(ec.SECP256R1())
    like = files.desk.sandbox.issuing
    terms = Terms("giả", ca=True, path_length=0, usage=CA)
    forged = _built(files, terms, like.issuer, like.subject, private.public_key(), private)
    middle = Holder(forged, private)
    return _led(files, _issued(files, Terms("Nguyễn Văn An"), middle), middle)


def key_only_for_secrecy(files: SignedFiles) -> bytes:
    terms = Terms("Nguyễn Văn An", usage={"key_encipherment"})
    return _led(files, _issued(files, terms, _issuing(files)))


def key_of_an_authority(files: SignedFiles) -> bytes:
    terms = Terms("Nguyễn Văn An", ca=True, path_length=0, usage=CA)
    return _led(files, _issued(files, terms, _issuing(files)))


def expired(files: SignedFiles) -> bytes:
    terms = Terms("Nguyễn Văn An", begins=NOW - 2 * YEAR, ends=NOW - YEAR)
    return _led(files, _issued(files, terms, _issuing(files)))


def not_yet_valid(files: SignedFiles) -> bytes:
    terms = Terms("Nguyễn Văn An", begins=NOW + timedelta(days=9), ends=NOW + YEAR)
    return _led(files, _issued(files, terms, _issuing(files)))


def revoked(files: SignedFiles) -> bytes:
    key = files.desk.new_key("Nguyễn Văn An")
    files.desk.sandbox.revoke(key.certificate, NOW - timedelta(days=9))
    return files.desk.lead(_prepared(files), key=key, stamper=None).read_bytes()


def unknown_critical_extension(files: SignedFiles) -> bytes:
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    return _led(files, _issued(files, Terms("Nguyễn Văn An", more=[odd]), _issuing(files)))


def own_authority(files: SignedFiles) -> bytes:
    private = ec.generate_private_key(ec.SECP256R1())
    name = _name("Nguyễn Văn An")
    made = _built(files, Terms("Nguyễn Văn An"), name, name, private.public_key(), private)
    return _led(files, Holder(made, private))


def short_key(files: SignedFiles) -> bytes:
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    holder = _issued(files, Terms("Nguyễn Văn An"), _issuing(files), private)
    return _led(files, holder)


def sha1_without_signed_attributes(files: SignedFiles) -> bytes:
    return _bare(files, hashes.SHA1(), "sha1")


def without_signed_attributes(files: SignedFiles) -> bytes:
    return _bare(files, hashes.SHA256(), "sha256")


def certificate_of_another_put_in(files: SignedFiles) -> bytes:
    """The same key, another certificate named by the signature: what RFC 5035 is against."""
    mine = files.desk.leader
    twin = _issued(files, Terms("Phó Chủ tịch"), _issuing(files), mine._private_key)

    def change(signed: cms.SignedData) -> None:
        der = twin.certificate.public_bytes(serialization.Encoding.DER)
        fresh = asn1_x509.Certificate.load(der)
        others = [each for each in signed["certificates"] if each.chosen.dump() != _der(mine)]
        signed["certificates"] = cms.CertificateSet(
            [*others, cms.CertificateChoices("certificate", fresh)]
        )
        signer = signed["signer_infos"][0]
        signer["sid"] = cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": fresh.issuer, "serial_number": fresh.serial_number},
        )

    return _with_cms(files.led, change)


def time_stamp_of_the_other_signature(files: SignedFiles) -> bytes:
    """The leader's time-stamp copied into the seal."""
    first = cms.ContentInfo.load(bytes.fromhex(VALUE.findall(files.sealed)[0].decode()))["content"]

    def change(signed: cms.SignedData) -> None:
        signed["signer_infos"][0]["unsigned_attrs"] = first["signer_infos"][0]["unsigned_attrs"]

    return _with_cms(files.sealed, change)


def time_stamp_twice(files: SignedFiles) -> bytes:
    def change(signed: cms.SignedData) -> None:
        signer = signed["signer_infos"][0]
        known = [each.copy() for each in signer["unsigned_attrs"]]
        signer["unsigned_attrs"] = cms.CMSAttributes([*known, *known])

    return _with_cms(files.sealed, change)


def time_stamp_taken_out(files: SignedFiles) -> bytes:
    def change(signed: cms.SignedData) -> None:
        signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([])

    return _with_cms(files.sealed, change)


def second_signer_put_in(files: SignedFiles) -> bytes:
    def change(signed: cms.SignedData) -> None:
        signed["signer_infos"] = cms.SignerInfos([signed["signer_infos"][0]] * 2)

    return _with_cms(files.sealed, change)


def _led(files: SignedFiles, holder: Holder, *between: Holder) -> bytes:
    chain = [each.pem for each in between] + list(files.desk.sandbox.chain_pem)
    key = SoftwareKey(holder.key, holder.pem, chain)
    return files.desk.lead(_prepared(files), key=key, stamper=None).read_bytes()


def _prepared(files: SignedFiles) -> Any:
    return files.desk.prepare(files.report)[0]


def _issuing(files: SignedFiles) -> Holder:
    return Holder(files.desk.sandbox.issuing, files.desk.sandbox.key("issuing"))


def _issued(files: SignedFiles, terms: Terms, by: Holder, private: Any = None) -> Holder:
    private = private or ec.generate_private_key(ec.SECP256R1())
    subject = _name(terms.name)
    made = _built(files, terms, by.certificate.subject, subject, private.public_key(), by.key)
    return Holder(made, private)


def _built(
    files: SignedFiles, terms: Terms, issuer: x509.Name, subject: x509.Name, public: Any, key: Any
) -> x509.Certificate:
    usage = terms.usage or END
    flags = {
        flag: flag in usage
        for flag in (
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
            *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        )
    }
    builder = x509.CertificateBuilder(
        issuer, subject, public, x509.random_serial_number(), terms.begins, terms.ends
    )
    basic = x509.BasicConstraints(ca=terms.ca, path_length=terms.path_length)
    for extension in (basic, x509.KeyUsage(**flags), *terms.more):
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _der(key: SoftwareKey) -> bytes:
    return x509.load_pem_x509_certificate(key.certificate).public_bytes(serialization.Encoding.DER)


def _with_cms(content: bytes, change: Callable[[cms.SignedData], None]) -> bytes:
    """The newest signature's CMS taken apart, changed and put together again."""
    found = last(VALUE, content)
    parsed = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))
    change(parsed["content"])
    spelt = parsed.dump().hex().upper().encode()
    if len(spelt) > len(found[1]):  # the padding's room is not enough for a second time-stamp
        spelt = spelt[: len(found[1])]
    return content[: found.start(1)] + spelt.ljust(len(found[1]), b"0") + content[found.end(1) :]


def _bare(files: SignedFiles, digest: hashes.HashAlgorithm, name: str) -> bytes:
    """A plain CMS whose value is over the bytes themselves, without any signed attribute."""
    key = files.desk.leader
    meta = signers.PdfSignatureMetadata(
        field_name="Sig", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(files.report.read_bytes()))
    signers.PdfSigner(meta, key).sign_pdf(writer, output=out)
    content = out.getvalue()
    first, second, rest = (int(each) for each in last(RANGE, content)[1].split()[1:])
    covered = content[:first] + content[second : second + rest]

    def change(signed: cms.SignedData) -> None:
        used = algos.DigestAlgorithm({"algorithm": name})
        signed["digest_algorithms"] = cms.DigestAlgorithms([used])
        signer = signed["signer_infos"][0]
        signer["signed_attrs"] = cms.CMSAttributes([])
        del signer["signed_attrs"]
        signer["digest_algorithm"] = used
        signer["signature_algorithm"] = {"algorithm": f"{name}_rsa"}
        signer["signature"] = key._private_key.sign(covered, padding.PKCS1v15(), digest)

    return _with_cms(content, change)
