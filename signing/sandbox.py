"""A throwaway authority for demo and tests; every certificate says that it is not trusted."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from signing import sandbox_answers
from signing.cms import Identity
from signing.errors import SandboxMissing

WARNING = "NOT TRUSTED - KHÔNG TIN CẬY"
BEFORE = timedelta(days=730)
AFTER = timedelta(days=3652)

_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Sandbox:
    """An authority in a folder: root, issuing CA, time-stamps, OCSP and revocation lists."""

    folder: Path
    clock: Callable[[], datetime] = field(default=_now, compare=False)

    @classmethod
    def open(cls, folder: Path, *, clock: Callable[[], datetime] = _now) -> "Sandbox":
        """The authority kept in this folder; SandboxMissing when there is none."""
        if not (folder / "sandbox.json").exists():
            raise SandboxMissing(f"There is no sandbox authority in {folder}; create one first.")
        return cls(folder, clock)

    @cached_property
    def base_url(self) -> str:
        """Where the certificates say revocation data is published."""
        return str(json.loads((self.folder / "sandbox.json").read_text())["base_url"])

    @cached_property
    def root(self) -> x509.Certificate:
        """The self-signed anchor."""
        return self._certificate("root")

    @cached_property
    def issuing(self) -> x509.Certificate:
        """The authority that issues to people and units."""
        return self._certificate("issuing")

    @property
    def root_pem(self) -> bytes:
        """The anchor as PEM: what `check` takes in `anchors`."""
        return (self.folder / "root.pem").read_bytes()

    @property
    def chain_pem(self) -> tuple[bytes, ...]:
        """Issuing CA and root as PEM: what a key file keeps beside its certificate."""
        return ((self.folder / "issuing.pem").read_bytes(), self.root_pem)

    def issue(
        self,
        common_name: str,
        organisation: str,
        *,
        title: str = "",
        serial_number_attr: str = "",
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> tuple[rsa.RSAPrivateKey, bytes]:
        """A new RSA-2048 key and its certificate (PEM) for a person or a unit's seal."""
        key = _new_key()
        now = self.clock()
        builder = _builder(
            _name(common_name, organisation, title, serial_number_attr),
            key.public_key(),
            issuer=self.issuing.subject,
            not_before=not_before or now - BEFORE,
            not_after=not_after or now + AFTER,
        )
        builder = _as_end_entity(builder, "digital_signature", "content_commitment")
        builder = _pointing_at(builder, self.base_url, "issuing", ocsp=True)
        certificate = _signed(builder, self.key("issuing"), self.issuing)
        return key, certificate.public_bytes(serialization.Encoding.PEM)

    def revoke(self, certificate: bytes, at: datetime) -> None:
        """Revoke a certificate (PEM) from the given moment on.

        Lists tell whole seconds (RFC 5280 §4.1.2.5.2): the next one, so that what was signed in the
        same second before it does not count as signed after.
        """
        serial = x509.load_pem_x509_certificate(certificate).serial_number
        whole = (at + timedelta(microseconds=999_999)).replace(microsecond=0)
        revoked = self.revoked() | {serial: whole}
        _write(
            self.folder / "revoked.json",
            json.dumps(
                {str(number): when.isoformat() for number, when in revoked.items()}
            ).encode(),
        )
        for name in ("root", "issuing"):
            (self.folder / f"{name}.crl").unlink(missing_ok=True)

    def revoked(self) -> dict[int, datetime]:
        """Serial numbers revoked so far, with the moment from which."""
        file = self.folder / "revoked.json"
        if not file.exists():
            return {}
        return {
            int(number): datetime.fromisoformat(when)
            for number, when in json.loads(file.read_text()).items()
        }

    def crls(self) -> list[bytes]:
        """Current revocation lists (DER) of root and issuing CA; renewed when stale."""
        return [
            sandbox_answers.current_crl(self, name, self.folder / f"{name}.crl")
            for name in ("root", "issuing")
        ]

    def ocsp(self, request: bytes) -> bytes:
        """Answer an OCSP request (RFC 6960), DER in and out."""
        return sandbox_answers.answer_ocsp(self, request)

    def time_stamp(self, request: bytes, at: datetime | None = None) -> bytes:
        """Answer a time-stamp request (RFC 3161), DER in and out; `at` sets the time told."""
        return sandbox_answers.answer_time_stamp(self, request, at or self.clock())

    def key(self, name: str) -> rsa.RSAPrivateKey:
        """The private key of one of the authority's own parts; loaded once."""
        if name not in self._keys:
            pem = (self.folder / f"{name}.key").read_bytes()
            key = serialization.load_pem_private_key(pem, password=None)
            assert isinstance(key, rsa.RSAPrivateKey)
            self._keys[name] = key
        return self._keys[name]

    @cached_property
    def tsa_identity(self) -> Identity:
        """The time-stamping service's certificates, as they stand in its tokens."""
        return Identity(tuple(self._der(name) for name in ("tsa", "issuing")))

    @cached_property
    def tsa_name(self) -> asn1_x509.Name:
        """The time-stamping service's name."""
        return asn1_x509.Certificate.load(self._der("tsa")).subject

    def _der(self, name: str) -> bytes:
        return self._certificate(name).public_bytes(serialization.Encoding.DER)

    @cached_property
    def _keys(self) -> dict[str, rsa.RSAPrivateKey]:
        return {}

    def certificate(self, name: str) -> x509.Certificate:
        """The certificate of one of the authority's own parts: root, issuing, tsa, ocsp."""
        return self._certificate(name)

    def _certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.folder / f"{name}.pem").read_bytes())


def create(
    folder: Path,
    *,
    base_url: str = "http://sandbox.docflow.invalid",
    clock: Callable[[], datetime] = _now,
) -> Sandbox:
    """Make an authority in the folder, or open the one that is there.

    Certificates are valid from two years before to ten years after, so that a demo can play in
    the recent past. Private keys are files readable by the owner only.
    """
    if (folder / "sandbox.json").exists():
        return Sandbox.open(folder, clock=clock)
    folder.mkdir(parents=True, exist_ok=True)
    now = clock()
    root_key, issuing_key = _new_key(), _new_key()
    root = _authority("Docflow Sandbox Root", root_key, now=now, depth=1)
    issuing = _authority(
        "Docflow Sandbox Issuing CA",
        issuing_key,
        now=now,
        depth=0,
        by=(root_key, root),
        base_url=base_url,
    )
    _keep(folder, "root", root_key, root)
    _keep(folder, "issuing", issuing_key, issuing)
    for name, purpose in (
        ("tsa", ExtendedKeyUsageOID.TIME_STAMPING),
        ("ocsp", ExtendedKeyUsageOID.OCSP_SIGNING),
    ):
        key = _new_key()
        _keep(
            folder, name, key, _service(name, key, purpose, (issuing_key, issuing), now, base_url)
        )
    _write(folder / "sandbox.json", json.dumps({"base_url": base_url}).encode())
    return Sandbox.open(folder, clock=clock)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str, organisation: str, title: str = "", number: str = "") -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, organisation[:64]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, WARNING),
        (NameOID.TITLE, title[:64]),
        (NameOID.SERIAL_NUMBER, number[:64]),
        (NameOID.COMMON_NAME, common[:64]),
    ]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def _builder(
    subject: x509.Name,
    public_key: rsa.RSAPublicKey,
    *,
    issuer: x509.Name,
    not_before: datetime,
    not_after: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(*wanted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in wanted for usage in _USAGES})


def _as_end_entity(builder: x509.CertificateBuilder, *usages: str) -> x509.CertificateBuilder:
    return builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    ).add_extension(_usage(*usages), critical=True)


def _pointing_at(
    builder: x509.CertificateBuilder, base_url: str, issuer: str, *, ocsp: bool
) -> x509.CertificateBuilder:
    list_at = x509.UniformResourceIdentifier(f"{base_url}/{issuer}.crl")
    point = x509.DistributionPoint([list_at], None, None, None)
    builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if not ocsp:
        return builder
    access = [
        (AuthorityInformationAccessOID.OCSP, f"{base_url}/ocsp"),
        (AuthorityInformationAccessOID.CA_ISSUERS, f"{base_url}/{issuer}.crt"),
    ]
    return builder.add_extension(
        x509.AuthorityInformationAccess(
            [
                x509.AccessDescription(kind, x509.UniformResourceIdentifier(url))
                for kind, url in access
            ]
        ),
        critical=False,
    )


def _signed(
    builder: x509.CertificateBuilder, key: rsa.RSAPrivateKey, issuer: x509.Certificate | None
) -> x509.Certificate:
    public = issuer.public_key() if issuer else key.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(public)
    return builder.add_extension(identifier, critical=False).sign(key, hashes.SHA256())


def _authority(
    common_name: str,
    key: rsa.RSAPrivateKey,
    *,
    now: datetime,
    depth: int,
    by: tuple[rsa.RSAPrivateKey, x509.Certificate] | None = None,
    base_url: str = "",
) -> x509.Certificate:
    subject = _name(f"{common_name} - NOT TRUSTED", "Docflow Sandbox")
    builder = _builder(
        subject,
        key.public_key(),
        issuer=by[1].subject if by else subject,
        not_before=now - BEFORE,
        not_after=now + AFTER,
    )
    builder = builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=depth), critical=True
    ).add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    if by is None:
        return _signed(builder, key, None)
    return _signed(_pointing_at(builder, base_url, "root", ocsp=False), *by)


def _service(
    name: str,
    key: rsa.RSAPrivateKey,
    purpose: x509.ObjectIdentifier,
    by: tuple[rsa.RSAPrivateKey, x509.Certificate],
    now: datetime,
    base_url: str,
) -> x509.Certificate:
    builder = _builder(
        _name(f"Docflow Sandbox {name.upper()} - NOT TRUSTED", "Docflow Sandbox"),
        key.public_key(),
        issuer=by[1].subject,
        not_before=now - BEFORE,
        not_after=now + AFTER,
    )
    builder = _as_end_entity(builder, "digital_signature")
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    if purpose == ExtendedKeyUsageOID.OCSP_SIGNING:
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    else:
        builder = _pointing_at(builder, base_url, "issuing", ocsp=False)
    return _signed(builder, *by)


def _keep(folder: Path, name: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    _write(folder / f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM))
    _write(
        folder / f"{name}.key",
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        mode=0o600,
    )


def _write(file: Path, content: bytes, mode: int = 0o644) -> None:
    """Put the content in place at once, with these rights from the first byte on."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        stream.write(content)
    os.replace(temporary, file)
