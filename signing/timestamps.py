"""Time-stamps (RFC 3161): who is asked, and what an answer must show before it is used."""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign.timestamps import TimeStamper as PyhankoTimeStamper

from signing.cms import TimeStampAnswer
from signing.errors import TimeStampFailed
from signing.sandbox import Sandbox

LONGEST_ANSWER = 256 * 1024
ROOM = 10 * 1024  # bytes: a token with a long chain
SPARE = 256  # bytes by which tokens of one authority may differ
TOLERANCE = timedelta(minutes=10)
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


def _now() -> datetime:
    return datetime.now(UTC)


class TimeStamper(PyhankoTimeStamper):
    """Asks an authority for time-stamps and refuses any answer that does not fit the question.

    `clock` is our own time; an answer further from it than `tolerance` is refused.
    """

    def __init__(
        self, *, clock: Callable[[], datetime] = _now, tolerance: timedelta = TOLERANCE
    ) -> None:
        super().__init__()
        self.clock = clock
        self.tolerance = tolerance
        self.room = ROOM  # bytes to keep free for a token; known better after the first one

    def answer(self, request: bytes) -> bytes:
        """The authority's DER answer to a DER request; TimeStampFailed when there is none."""
        raise NotImplementedError

    def time_stamp(self, digest: bytes, algorithm: str = "sha256") -> bytes:
        """A checked time-stamp token (DER) over a digest. TimeStampFailed says what was wrong."""
        nonce, request = self.request_cms(digest, algorithm)
        token = bytes(self._checked(self.answer(request.dump()), digest, nonce).dump())
        self.room = len(token) + SPARE
        return token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """What pyHanko calls while it builds a signature."""
        return cms.ContentInfo.load(self.time_stamp(message_digest, md_algorithm))

    def _checked(self, answer: bytes, digest: bytes, nonce: int) -> cms.ContentInfo:
        try:
            response = TimeStampAnswer.load(answer, strict=True)
            _must_be_granted(response)
            token = response["time_stamp_token"]
            content = token["content"]["encap_content_info"]["content"].parsed
            self._must_fit(content, digest, nonce)
            _must_be_signed(token["content"])
        except (ValueError, TypeError, KeyError, AttributeError, StopIteration, InvalidSignature):
            raise TimeStampFailed(
                "The time-stamping authority's answer is damaged; ask again or use another one."
            ) from None
        return token

    def _must_fit(self, content: tsp.TSTInfo, digest: bytes, nonce: int) -> None:
        if content["message_imprint"]["hashed_message"].native != digest:
            raise TimeStampFailed("The time-stamp is over another document (wrong imprint).")
        if content["nonce"].native != nonce:
            raise TimeStampFailed("The time-stamp answers another question (wrong nonce).")
        told = content["gen_time"].native
        if abs(told - self.clock()) > self.tolerance:
            raise TimeStampFailed(
                f"The time-stamp says {told:%Y-%m-%d %H:%M:%S} UTC, too far from our own clock; "
                "correct the clock or use another authority."
            )


class HttpTimeStamper(TimeStamper):
    """An authority reached over HTTP."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 10.0,
        clock: Callable[[], datetime] = _now,
        tolerance: timedelta = TOLERANCE,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise TimeStampFailed(f"{url} is no http(s) address; correct the setting.")
        super().__init__(clock=clock, tolerance=tolerance)
        self.url = url
        self.timeout = timeout

    def answer(self, request: bytes) -> bytes:
        """Post the request; seconds until giving up are `timeout`."""
        headers = {"Content-Type": "application/timestamp-query"}
        asked = urllib.request.Request(self.url, data=request, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(asked, timeout=self.timeout) as reply:  # noqa: S310
                answer: bytes = reply.read(LONGEST_ANSWER)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise TimeStampFailed(
                f"The time-stamping authority at {self.url} does not answer ({error}); try later."
            ) from None
        return answer


class SandboxTimeStamper(TimeStamper):
    """The sandbox authority asked in the same process; its time is `clock`."""

    def __init__(self, sandbox: Sandbox, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__(clock=clock or sandbox.clock)
        self.sandbox = sandbox

    def answer(self, request: bytes) -> bytes:
        """Ask the authority directly."""
        return self.sandbox.time_stamp(request, at=self.clock())


def _must_be_granted(response: TimeStampAnswer) -> None:
    status = response["status"]
    if status["status"].native not in ("granted", "granted_with_mods"):
        reasons = "; ".join(status["status_string"].native or ["no reason given"])
        raise TimeStampFailed(f"The time-stamping authority refused: {reasons}.")


def _must_be_signed(signed: cms.SignedData) -> None:
    """The token is signed by the certificate it carries (RFC 5652 §5.4)."""
    signer = signed["signer_infos"][0]
    content = signed["encap_content_info"]["content"].contents
    algorithm = signer["digest_algorithm"]["algorithm"].native
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    if attributes["message_digest"][0].native != hashlib.new(algorithm, content).digest():
        raise TimeStampFailed("The time-stamp's content does not match its own signature.")
    serial = signer["sid"].chosen["serial_number"].native
    choices = [each.chosen for each in signed["certificates"]]
    certificate = next(each for each in choices if each.serial_number == serial)
    public = x509.load_der_x509_certificate(certificate.dump()).public_key()
    message, value = signer["signed_attrs"].untag().dump(), signer["signature"].native
    digest = _DIGESTS[algorithm]
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(value, message, padding.PKCS1v15(), digest)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(value, message, ec.ECDSA(digest))
    else:
        raise TimeStampFailed("The time-stamp is signed with an unknown kind of key.")
