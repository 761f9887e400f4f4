"""The key that lies at the desk: a PKCS#12 file, or a token spoken to by PKCS#11."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.errors import KeyUnusable
from signing.keys import token
from signing.keys.key import Key
from signing.keys.software import SoftwareKey, import_p12
from signing.keys.token import Found


@dataclass(frozen=True)
class P12File:
    """A PKCS#12 file (RFC 7292). Its certificate is known once it is opened."""

    path: Path
    certificate: bytes | None = None

    @contextmanager
    def opened(self, pin: str) -> Iterator[Key]:
        """The key, opened by one try of the password. Raises WrongPin, KeyUnusable."""
        private, certificate, chain = import_p12(self.path.read_bytes(), pin)
        yield SoftwareKey(private, certificate, chain)


@dataclass(frozen=True)
class Token:
    """A card or USB token; its certificate is read without a PIN."""

    found: Found

    @property
    def certificate(self) -> bytes | None:
        """PEM."""
        return self.found.certificate

    @contextmanager
    def opened(self, pin: str) -> Iterator[Key]:
        """The key, opened by one try of the PIN. Raises WrongPin, KeyLocked, TokenGone."""
        with token.opened(self.found.place, self.found.certificate, (), pin) as key:
            yield key


Holder = P12File | Token


def in_token(module: Path, serial: str | None) -> Token:
    """The token with this certificate (its serial number, hexadecimal), or the only one there.

    Raises KeyUnusable, TokenGone.
    """
    found = token.certificates(module)
    chosen = [each for each in found if serial in (None, serial_of(each.certificate))]
    if len(chosen) != 1:
        there = ", ".join(serial_of(each.certificate) for each in found) or "none"
        raise KeyUnusable(f"Name one certificate by --serial; those that are there: {there}.")
    return Token(chosen[0])


def serial_of(certificate: bytes) -> str:
    """The serial number of a certificate (PEM), hexadecimal."""
    return f"{x509.load_pem_x509_certificate(certificate).serial_number:x}"


def der_of(certificate: bytes) -> bytes:
    """A certificate (PEM) as DER."""
    return x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)
