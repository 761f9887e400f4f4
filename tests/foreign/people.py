"""Who signs the foreign files: keys and certificates of one throw-away sandbox authority."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.sandbox import Sandbox

PASSWORD = "135790"
YEARS = timedelta(days=730)


@dataclass(frozen=True)
class Person:
    """A signer with his files: key, certificate, chain (PEM) and all in one (PKCS#12)."""

    folder: Path
    name: str
    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @cached_property
    def key_file(self) -> Path:
        return self._file(
            "key.pem",
            self.private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )

    @cached_property
    def certificate_file(self) -> Path:
        return self._file("certificate.pem", _pem(self.certificate))

    @cached_property
    def chain_file(self) -> Path:
        return self._file("chain.pem", b"".join(map(_pem, self.chain)))

    @cached_property
    def p12(self) -> Path:
        """In the form that the oldest of the programs reads."""
        kind = serialization.PrivateFormat.PKCS12.encryption_builder()
        form = kind.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).hmac_hash(
            hashes.SHA1()
        )
        return self._file(
            "key.p12",
            pkcs12.serialize_key_and_certificates(
                b"signer",
                self.private,
                self.certificate,
                list(self.chain),
                form.build(PASSWORD.encode()),
            ),
        )

    def _file(self, name: str, content: bytes) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        path.write_bytes(content)
        return path


def person(authority: Sandbox, folder: Path, name: str) -> Person:
    """A signer with an RSA key of 2048 bits."""
    private, pem = authority.issue(name, "UBND xã An Phú")
    certificate = x509.load_pem_x509_certificate(pem)
    chain = (authority.issuing, authority.root)
    return Person(folder / str(certificate.serial_number), name, private, certificate, chain)


def person_with_curve(authority: Sandbox, folder: Path, name: str) -> Person:
    """A signer with a key on the curve P-384."""
    model = person(authority, folder, name)
    private = ec.generate_private_key(ec.SECP384R1())
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        model.certificate.issuer,
        model.certificate.subject,
        private.public_key(),
        x509.random_serial_number(),
        now - YEARS,
        now + YEARS,
    )
    for each in model.certificate.extensions:
        if not isinstance(each.value, x509.SubjectKeyIdentifier):
            builder = builder.add_extension(each.value, each.critical)
    certificate = builder.sign(authority.key("issuing"), hashes.SHA256())
    folder /= str(certificate.serial_number)
    return Person(folder, name, private, certificate, model.chain)


def person_in_plain_letters(authority: Sandbox, folder: Path, name: str) -> Person:
    """A signer whose authority has a name in ASCII; its certificates name no revocation source.

    Node-forge, under @signpdf, writes any other name of an issuer wrongly.
    """
    issuing_key, private = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    issuing = _certified(authority, "Plain Issuing CA", issuing_key.public_key(), None)
    own = _certified(authority, name, private.public_key(), (issuing_key, issuing))
    folder /= str(own.serial_number)
    return Person(folder, name, private, own, (issuing, authority.root))


def _certified(
    authority: Sandbox,
    name: str,
    public: rsa.RSAPublicKey,
    by: tuple[rsa.RSAPrivateKey, x509.Certificate] | None,
) -> x509.Certificate:
    """A certificate by an issuer in plain letters; such an issuer itself when there is none."""
    now = datetime.now(UTC)
    key, issuer = by or (authority.key("root"), authority.root)
    uses = [use for use in x509.KeyUsage.__init__.__annotations__ if use != "return"]
    wanted = ("digital_signature", "content_commitment") if by else ("key_cert_sign", "crl_sign")
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEARS)
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=not by, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{use: use in wanted for use in uses}), critical=True)
        .sign(key, hashes.SHA256())
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
