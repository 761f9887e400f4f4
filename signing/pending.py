"""A signature up to its value: prepared here, its value made by a key here or elsewhere, put in."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing import cms
from signing.cms import Identity
from signing.errors import WrongAnswer
from signing.timestamps import TimeStamper

READ_AT_ONCE = 1 << 20  # bytes


@dataclass(frozen=True)
class Signed:
    """One signature made: its field, when, whether a time-stamp is inside."""

    field: str
    signed_at: datetime
    time_stamped: bool


@dataclass(frozen=True)
class Pending:
    """What a prepared file waits for: a value over `message`, to stand from `start` to `end`.

    `message` is the signed attributes (RFC 5652 §5.4); they carry the digest of the file without
    the place kept free, so that a value over them holds for these bytes and no others.
    """

    field: str
    signed_at: datetime
    start: int
    end: int
    message: bytes
    certificates: tuple[bytes, ...]

    @property
    def digest(self) -> bytes:
        """The SHA-256 that a device or service is asked to sign."""
        return hashlib.sha256(self.message).digest()

    def as_json(self) -> str:
        """For keeping until the value comes."""
        return json.dumps(
            {
                "field": self.field,
                "signed_at": self.signed_at.isoformat(),
                "start": self.start,
                "end": self.end,
                "message": base64.b64encode(self.message).decode(),
                "certificates": [base64.b64encode(each).decode() for each in self.certificates],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `as_json` wrote."""
        content = json.loads(text)
        return cls(
            field=content["field"],
            signed_at=datetime.fromisoformat(content["signed_at"]),
            start=content["start"],
            end=content["end"],
            message=base64.b64decode(content["message"]),
            certificates=tuple(base64.b64decode(each) for each in content["certificates"]),
        )

    def complete(self, file: Path, value: bytes, timestamper: TimeStamper | None) -> Signed:
        """Put the value, and a time-stamp over it, into the prepared file itself.

        WrongAnswer when the value is not this key's over these bytes or the file is another;
        TimeStampFailed. The file is then as it was.
        """
        identity = Identity(self.certificates)
        must_be_of(self.certificates[0], self.message, value)
        with file.open("r+b") as stream:
            digest = _digest_around(stream, self.start, self.end)
            if cms.to_be_signed(identity, digest) != self.message:
                raise WrongAnswer("The file is not the one that was prepared; prepare it again.")
            token = timestamper.time_stamp(hashlib.sha256(value).digest()) if timestamper else None
            content = cms.detached(identity, self.message, value, token).hex().upper().encode()
            if len(content) > self.end - self.start - 2:
                raise WrongAnswer("The signature is larger than the place kept; prepare it again.")
            stream.seek(self.start + 1)
            stream.write(content)
        return Signed(self.field, self.signed_at, token is not None)


def must_be_of(certificate: bytes, message: bytes, value: bytes) -> None:
    """WrongAnswer unless the value verifies with the certificate's key (DER) over the message."""
    public = x509.load_der_x509_certificate(certificate).public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(value, message, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(value, message, ec.ECDSA(hashes.SHA256()))
        else:
            raise WrongAnswer("Only RSA and elliptic-curve keys sign documents.")
    except InvalidSignature:
        raise WrongAnswer(
            "The answer is not a signature of this key over this document; sign it again."
        ) from None


def _digest_around(stream: BinaryIO, start: int, end: int) -> bytes:
    """The digest of a file without the place from start to end (PDF 32000 §12.8.1)."""
    digest = hashlib.sha256()
    for first, last in ((0, start), (end, None)):
        stream.seek(first)
        left = last
        while chunk := stream.read(READ_AT_ONCE if left is None else min(left, READ_AT_ONCE)):
            digest.update(chunk)
            left = None if left is None else left - len(chunk)
    return digest.digest()
