"""What every kind of key promises: certificate and chain, and a signature value over bytes."""

from collections.abc import Sequence
from functools import cached_property

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.cms import Identity
from signing.errors import KeyUnusable


class Key(Signer):
    """A key by its certificate; the kinds that can be asked here add how a value is made.

    By itself it is the public half: enough to prepare a signature whose value is made elsewhere.
    """

    def __init__(self, certificate: bytes, chain: Sequence[bytes]):
        self.certificate = certificate
        self.chain = tuple(chain)
        parsed = _parsed(certificate)
        registry = SimpleCertificateStore()
        registry.register(parsed)
        registry.register_multiple([_parsed(pem) for pem in chain])
        super().__init__(signing_cert=parsed, cert_registry=registry)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.name}>"

    @property
    def name(self) -> str:
        """The common name in the certificate."""
        return str(_parsed(self.certificate).subject.native.get("common_name", ""))

    @cached_property
    def identity(self) -> Identity:
        """Certificate and chain as they stand in every signature."""
        return Identity(tuple(_parsed(pem).dump() for pem in (self.certificate, *self.chain)))

    def sign_raw(self, message: bytes) -> bytes:
        """The signature value over the message, with SHA-256: RSA PKCS#1 v1.5 or ECDSA (DER).

        WrongPin, KeyLocked or KeyUnusable when the key gives none.
        """
        raise KeyUnusable("This key is not kept here; sign with the device it is kept in.")

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """What pyHanko calls; a dry run touches no key."""
        if dry_run:
            return bytes(512)
        return self.sign_raw(data)


def _parsed(pem: bytes) -> asn1_x509.Certificate:
    der = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    return asn1_x509.Certificate.load(der)
