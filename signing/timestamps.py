"""Time-stamps (RFC 3161): who is asked, and what an answer must show before it is used."""

import hashlib
import http.client
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID
from pyhanko.sign.timestamps import TimeStamper as PyhankoTimeStamper

from signing import reach
from signing.cms import TimeStampAnswer
from signing.errors import TimeStampFailed
from signing.sandbox import Sandbox

logger = logging.getLogger(__name__)

LONGEST_ANSWER = 256 * 1024
ROOM = 10 * 1024  # bytes: a token with a long chain
SPARE = 256  # bytes by which tokens of one authority may differ
TOLERANCE = timedelta(minutes=10)
REST = 60.0  # seconds for which an authority that failed is not asked
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
            certificate = _must_be_signed(token["content"])
            _must_be_for_time_stamps(certificate, content["gen_time"].native)
        except (
            *(ValueError, TypeError, KeyError, AttributeError, StopIteration),
            *(InvalidSignature, x509.ExtensionNotFound),
        ):
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
        """Post the request (RFC 3161 §3.4); seconds until giving up, for all of it, are `timeout`.

        The address is the operator's own, so it may lie in any network.
        """
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            where = reach.target(self.url, lambda _: True)
            found = reach.ask(
                where, "POST", request, headers, seconds=self.timeout, most=LONGEST_ANSWER
            )
            wrong = "" if found.status == http.client.OK else f"HTTP {found.status}"
        except (reach.Forbidden, OSError, http.client.HTTPException, ValueError) as error:
            wrong = str(error) or type(error).__name__
        if wrong:
            raise TimeStampFailed(
                f"The time-stamping authority at {self.url} does not answer ({wrong}); try later."
            )
        return found.body


class TimeStampers(TimeStamper):
    """Several authorities, asked in their order; one that fails is left out for a while.

    `rest` are the seconds for which it is left out. When all are left out at once nobody is asked
    and the refusal comes without waiting.
    """

    def __init__(
        self,
        members: Sequence[TimeStamper],
        *,
        rest: float = REST,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.members = tuple(members)
        self.rest = rest
        self.seconds = seconds
        self._failed: dict[int, tuple[float, str]] = {}

    def time_stamp(self, digest: bytes, algorithm: str = "sha256") -> bytes:
        """A checked token of the first authority that gives one.

        TimeStampFailed says what was wrong with the last one.
        """
        reason = ""
        for number, member in enumerate(self.members):
            until, why = self._failed.get(number, (0.0, ""))
            if self.seconds() < until:
                reason = why
                continue
            try:
                token = member.time_stamp(digest, algorithm)
            except TimeStampFailed as error:
                reason = str(error)
                self._failed[number] = (self.seconds() + self.rest, reason)
                logger.warning("A time-stamping authority is left out for a while: %s", reason)
                continue
            self._failed.pop(number, None)
            self.room = max(each.room for each in self.members)
            return token
        raise TimeStampFailed(reason)


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


def _must_be_signed(signed: cms.SignedData) -> x509.Certificate:
    """The certificate, carried in the token, that signed it (RFC 5652 §5.4)."""
    signer = signed["signer_infos"][0]
    content = signed["encap_content_info"]["content"].contents
    algorithm = signer["digest_algorithm"]["algorithm"].native
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}
    if attributes["message_digest"][0].native != hashlib.new(algorithm, content).digest():
        raise TimeStampFailed("The time-stamp's content does not match its own signature.")
    serial = signer["sid"].chosen["serial_number"].native
    choices = [each.chosen for each in signed["certificates"]]
    certificate = next(each for each in choices if each.serial_number == serial)
    found = x509.load_der_x509_certificate(certificate.dump())
    public = found.public_key()
    message, value = signer["signed_attrs"].untag().dump(), signer["signature"].native
    digest = _DIGESTS[algorithm]
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(value, message, padding.PKCS1v15(), digest)
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(value, message, ec.ECDSA(digest))
    else:
        raise TimeStampFailed("The time-stamp is signed with an unknown kind of key.")
    return found


def _must_be_for_time_stamps(certificate: x509.Certificate, at: datetime) -> None:
    """It is valid then and for time-stamps alone, which is critical (RFC 3161 §2.3)."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise TimeStampFailed(
            "The certificate of the time-stamping authority is not valid; use another authority."
        )
    usages = [
        each
        for each in certificate.extensions
        if each.oid == ExtensionOID.EXTENDED_KEY_USAGE and each.critical
    ]
    if [set(each.value) for each in usages] != [{ExtendedKeyUsageOID.TIME_STAMPING}]:
        raise TimeStampFailed(
            "The certificate of the time-stamping authority is not for time-stamps alone; use "
            "another authority."
        )
