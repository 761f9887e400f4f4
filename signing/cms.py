"""The CMS of a signature or time-stamp, written directly (RFC 5652, RFC 5035).

pyHanko's way through general ASN.1 objects gives the same bytes and takes twenty times as long.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from asn1crypto import cms, core, tsp, x509

_DATA = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_TIME_STAMP_INFO = bytes.fromhex("060b2a864886f70d0109100104")
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
_SIGNATURE_TIME_STAMP = bytes.fromhex("060b2a864886f70d010910020e")
_SHA256 = bytes.fromhex("300b0609608648016503040201")
_SHA256_RSA = bytes.fromhex("300d06092a864886f70d01010b0500")
_SHA256_ECDSA = bytes.fromhex("300a06082a8648ce3d040302")
_VERSION_1, _VERSION_3 = bytes.fromhex("020101"), bytes.fromhex("020103")

_SEQUENCE, _SET, _OCTETS = 0x30, 0x31, 0x04
_TAG_0, _TAG_1 = 0xA0, 0xA1


class TimeStampAnswer(core.Sequence):
    """A time-stamp response (RFC 3161 §2.4.2); asn1crypto's own cannot hold a rejection."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True)
class Identity:
    """A signer's certificates (DER, his own first): all of a CMS that never changes."""

    certificates: tuple[bytes, ...]

    @cached_property
    def issuer_and_serial(self) -> bytes:
        """How the signer is named (RFC 5652 §10.2.4)."""
        parsed = x509.Certificate.load(self.certificates[0])
        serial = parsed["tbs_certificate"]["serial_number"].dump()
        return _wrapped(_SEQUENCE, parsed.issuer.dump() + serial)

    @cached_property
    def binding(self) -> bytes:
        """The signed attribute that names the certificate by its hash (RFC 5035)."""
        digest = hashlib.sha256(self.certificates[0]).digest()
        named = _wrapped(_SEQUENCE, _wrapped(_OCTETS, digest))
        value = _wrapped(_SEQUENCE, _wrapped(_SEQUENCE, named))
        return _attribute(_SIGNING_CERTIFICATE_V2, value)

    @cached_property
    def algorithm(self) -> bytes:
        """The signature algorithm that goes with the key."""
        key = x509.Certificate.load(self.certificates[0]).public_key
        return _SHA256_ECDSA if key.algorithm == "ec" else _SHA256_RSA

    @cached_property
    def all_certificates(self) -> bytes:
        """The certificates as a SET OF, ordered by their encoding."""
        return _wrapped(_TAG_0, b"".join(sorted(self.certificates)))


def to_be_signed(identity: Identity, digest: bytes) -> bytes:
    """The signed attributes (RFC 5652 §5.4) of a PAdES signature over data with this SHA-256."""
    return _wrapped(_SET, _attributes(identity, _DATA, digest))


def detached(identity: Identity, signed: bytes, value: bytes, token: bytes | None = None) -> bytes:
    """A PAdES signature (ETSI EN 319 142-1 §6) of its signed attributes, their value and a stamp.

    `token` is a time-stamp over the SHA-256 digest of the value.
    """
    attributes = _content(signed)
    unsigned = _wrapped(_TAG_1, _attribute(_SIGNATURE_TIME_STAMP, token)) if token else b""
    return _content_info(identity, _VERSION_1, _DATA, attributes, value, unsigned)


def time_stamp_token(identity: Identity, content: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """A time-stamp token around a TSTInfo (RFC 3161 §2.4.2)."""
    digest = hashlib.sha256(content).digest()
    attributes = _attributes(identity, _TIME_STAMP_INFO, digest)
    value = sign(_wrapped(_SET, attributes))
    inside = _TIME_STAMP_INFO + _wrapped(_TAG_0, _wrapped(_OCTETS, content))
    return _content_info(identity, _VERSION_3, inside, attributes, value, b"")


def _attributes(identity: Identity, kind: bytes, digest: bytes) -> bytes:
    """The signed attributes, ordered by their encoding (DER)."""
    return b"".join(
        sorted(
            (
                _attribute(_CONTENT_TYPE, kind),
                _attribute(_MESSAGE_DIGEST, _wrapped(_OCTETS, digest)),
                identity.binding,
            )
        )
    )


def _content_info(
    identity: Identity,
    version: bytes,
    inside: bytes,
    attributes: bytes,
    value: bytes,
    unsigned: bytes,
) -> bytes:
    signer = [
        _VERSION_1,
        identity.issuer_and_serial,
        _SHA256,
        _wrapped(_TAG_0, attributes),
        identity.algorithm,
        _wrapped(_OCTETS, value),
        unsigned,
    ]
    signed = [
        version,
        _wrapped(_SET, _SHA256),
        _wrapped(_SEQUENCE, inside),
        identity.all_certificates,
        _wrapped(_SET, _wrapped(_SEQUENCE, b"".join(signer))),
    ]
    content = _wrapped(_TAG_0, _wrapped(_SEQUENCE, b"".join(signed)))
    return _wrapped(_SEQUENCE, _SIGNED_DATA + content)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _wrapped(_SEQUENCE, kind + _wrapped(_SET, value))


def _wrapped(tag: int, content: bytes) -> bytes:
    """Tag, length, content (X.690 §8.1)."""
    length = len(content)
    if length < 128:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def _content(encoded: bytes) -> bytes:
    """What stands behind tag and length."""
    size = encoded[1] & 0x7F if encoded[1] & 0x80 else 0
    return encoded[2 + size :]
