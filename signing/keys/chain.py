"""The certificates between a key and an anchor (RFC 5280 §6.1), before the key is registered."""

from collections.abc import Iterable, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization

from signing.errors import KeyUnusable

LONGEST = 8


def chain_of(certificate: bytes, known: Iterable[bytes], anchors: Iterable[bytes]) -> list[bytes]:
    """The issuers of a certificate up to an anchor (PEM each), found among those known.

    All are PEM bundles. KeyUnusable when no way leads to an anchor.
    """
    trusted = _parsed(anchors)
    issuers = [*trusted, *_parsed(known)]
    chain: list[x509.Certificate] = []
    newest = x509.load_pem_x509_certificate(certificate)
    while newest not in trusted:
        issuer = next((each for each in issuers if _issued(newest, each)), None)
        if issuer is None or len(chain) == LONGEST:
            raise KeyUnusable(
                "The certificate leads to no authority that is trusted here; give the "
                "certificates of its issuers, or one of an authority that is."
            )
        chain.append(issuer)
        newest = issuer
    return [each.public_bytes(serialization.Encoding.PEM) for each in chain]


def must_sign(certificate: x509.Certificate) -> None:
    """KeyUnusable when its key usage is not to sign documents (RFC 5280 §4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise KeyUnusable("The certificate is not for signing; give the one that is.")


def pem_parts(bundle: str) -> list[bytes]:
    """The certificates of a PEM bundle one by one, in their order."""
    found = x509.load_pem_x509_certificates(bundle.encode())
    return [each.public_bytes(serialization.Encoding.PEM) for each in found]


def _parsed(bundles: Iterable[bytes]) -> Sequence[x509.Certificate]:
    return [each for pem in bundles for each in x509.load_pem_x509_certificates(pem)]


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate == issuer:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
