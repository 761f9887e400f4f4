"""Keys at a signing service, by the API of the Cloud Signature Consortium, version 1.0.4.

No key is kept here. An attacker with database and disk has nothing to try PINs on, and the service
counts the tries; with the signing process he sees PIN and one-time code as they pass, and what he
gets for them is bound to the hashes that were stated (credentials/authorize, §11.6).
"""

import base64
import hashlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing.errors import KeyLocked, KeyUnusable, NoAnswer, SigningError, WrongPin
from signing.keys.key import Key
from signing.pending import must_be_of

LONGEST_ANSWER = 1 << 20  # bytes
ASKED_FOR_A_VALUE = 3  # times, with one authorisation: it gives one signature however often asked
A_PERSON_ANSWERS = 100.0  # seconds a person has to confirm in the service's own app
SHA256 = "2.16.840.1.101.3.4.2.1"
WITH_RSA, WITH_ECDSA = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"


@dataclass(frozen=True)
class Service:
    """Where the service is asked (".../csc/v1"), what opens it to us, seconds until giving up."""

    url: str
    token: str = ""
    timeout: float = 20.0
    login: str = ""

    def ask(self, method: str, *, patience: float = 0.0, **content: Any) -> dict[str, Any]:
        """One call; the answer's object. `patience` are seconds beyond the usual timeout.

        With a `login` ("name:password") the token is what auth/login (§11.2) gives for it; one that
        has ended is asked for anew, once. WrongPin, KeyLocked; NoAnswer when it is not known
        whether the service did it; KeyUnusable.
        """
        timeout = self.timeout + patience
        if not self.login:
            return self._told(method, f"Bearer {self.token}", content, timeout)
        if self not in _entered:
            _entered[self] = self._enter()
        try:
            return self._told(method, f"Bearer {_entered[self]}", content, timeout)
        except NotKnown:
            _entered[self] = self._enter()
        return self._told(method, f"Bearer {_entered[self]}", content, timeout)

    def _enter(self) -> str:
        basic = f"Basic {_text(self.login.encode())}"
        token = self._told("auth/login", basic, {"rememberMe": False}, self.timeout)
        return str(token.get("access_token", ""))

    def _told(
        self, method: str, authorization: str, content: dict[str, Any], timeout: float
    ) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310
            f"{self._address()}/{method}",
            data=json.dumps(content).encode(),
            headers={"Authorization": authorization, "Content-Type": "application/json"},
        )
        try:
            with _opener.open(request, timeout=timeout) as reply:
                told = json.loads(reply.read(LONGEST_ANSWER) or b"{}")
        except urllib.error.HTTPError as error:
            raise _refused(error) from None
        except (OSError, ValueError) as error:
            raise NoAnswer(
                "The signing service does not answer; look at the document, then sign again."
            ) from error
        if not isinstance(told, dict):
            raise KeyUnusable("The signing service's answer is damaged; tell those who run it.")
        return told

    def _address(self) -> str:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname != "127.0.0.1":
            raise KeyUnusable("The signing service must be reached by https; correct the setting.")
        return self.url.rstrip("/")


class Mode(StrEnum):
    """How a credential is authorised (credentials/info, §11.5: `authMode`)."""

    EXPLICIT = "explicit"  # by PIN, one-time code or both, given here
    IMPLICIT = "implicit"  # by the person in the service's own app, while it is asked
    WINDOW = "oauth2code"  # in the service's own window (OAuth 2)


@dataclass(frozen=True)
class Found:
    """A credential at the service: its certificate and those of its issuers (PEM), how it opens.

    `wants` is what is to be given, of PIN and OTP in this order; `sends_code` whether the service
    sends the code when it is asked to.
    """

    credential: str
    certificate: bytes
    chain: tuple[bytes, ...]
    mode: Mode = Mode.EXPLICIT
    wants: tuple[str, ...] = ("PIN",)
    sends_code: bool = False

    def must_be_opened_here(self) -> None:
        """KeyUnusable when it is authorised in the service's own window."""
        if self.mode is Mode.WINDOW:
            raise KeyUnusable(
                "This key is authorised in the signing service's own window, which is not opened "
                "here; ask those who run the service for one authorised by PIN or one-time code."
            )


def send_code(service: Service, credential: str) -> None:
    """Have the service send the one-time code to its owner (credentials/sendOTP, §11.8).

    KeyUnusable, NoAnswer.
    """
    service.ask("credentials/sendOTP", credentialID=credential)


def credentials(service: Service) -> list[Found]:
    """What can be registered: the credentials we are shown (credentials/list, §11.4)."""
    listed = service.ask("credentials/list").get("credentialIDs", [])
    names = [str(each) for each in listed]
    info = "credentials/info"
    return [
        _read(name, service.ask(info, credentialID=name, certificates="chain", authInfo=True))
        for name in names
    ]


class RemoteKey(Key):
    """A key somebody has given PIN and code for; both are used when the first hash is known."""

    def __init__(
        self,
        found: Found,
        chain: Sequence[bytes],
        service: Service,
        consent: dict[str, Any],
        signatures: int,
    ):
        super().__init__(found.certificate, chain)
        self._found, self._service, self._consent = found, service, consent
        self._left = signatures
        self._last = ""
        self._refusal: SigningError | None = None
        self._turn = threading.Lock()

    def sign_raw(self, message: bytes) -> bytes:
        """The signature value over the message, authorised for its hash alone.

        WrongPin and KeyLocked are said once and for all: the service is not asked again.
        """
        digest = _text(hashlib.sha256(message).digest())
        with self._turn:
            if self._refusal:
                raise self._refusal
            try:
                authorised = self._authorised(digest)
            except SigningError as refusal:
                self._refusal = refusal
                raise
            value = self._value(digest, authorised)
        must_be_of(_der(self.certificate), message, value)
        return value

    def _authorised(self, digest: str) -> str:
        """The activation data for one hash; the next of several is an extension (§11.7)."""
        bound: dict[str, Any] = {"credentialID": self._found.credential, "hash": [digest]}
        if self._found.mode is Mode.IMPLICIT:
            bound["patience"] = A_PERSON_ANSWERS
        if self._last and "OTP" in self._consent:
            told = self._service.ask("credentials/extendTransaction", SAD=self._last, **bound)
        else:
            number = self._left if "OTP" in self._consent else 1
            told = self._service.ask(
                "credentials/authorize", numSignatures=number, **bound, **self._consent
            )
        self._last = str(told.get("SAD", ""))
        return self._last

    def _value(self, digest: str, authorised: str) -> bytes:
        for left in reversed(range(ASKED_FOR_A_VALUE)):
            try:
                told = self._service.ask(
                    "signatures/signHash",
                    credentialID=self._found.credential,
                    SAD=authorised,
                    hash=[digest],
                    hashAlgo=SHA256,
                    signAlgo=WITH_ECDSA if self._curve else WITH_RSA,
                )
                return self._as_der(base64.b64decode(told["signatures"][0], validate=True))
            except NoAnswer:
                if not left:
                    raise
            except (KeyError, IndexError, TypeError, ValueError):
                break
        raise KeyUnusable("The signing service's answer is damaged; tell those who run it.")

    @property
    def _curve(self) -> ec.EllipticCurve | None:
        public = x509.load_pem_x509_certificate(self.certificate).public_key()
        return public.curve if isinstance(public, ec.EllipticCurvePublicKey) else None

    def _as_der(self, value: bytes) -> bytes:
        """Some services give the two numbers of ECDSA one after the other."""
        size = (self._curve.key_size + 7) // 8 if self._curve else 0
        if not size or len(value) != 2 * size:
            return value
        return encode_dss_signature(int.from_bytes(value[:size]), int.from_bytes(value[size:]))


@contextmanager
def opened(
    service: Service,
    credential: str,
    certificate: bytes,
    chain: Sequence[bytes],
    pin: str,
    signatures: int = 1,
) -> Iterator[RemoteKey]:
    """The key at its service; `pin` is the PIN, and after a space the one-time code if one is due.

    The service says whether they are right when the first hash is known, and is asked once: the
    first signature raises WrongPin or KeyLocked. `signatures` is how many the code is to cover.
    KeyUnusable when the credential is not what was registered; NoAnswer.
    """
    told = service.ask(
        "credentials/info", credentialID=credential, certificates="chain", authInfo=True
    )
    found = _read(credential, told)
    if _der(found.certificate) != _der(certificate):
        raise KeyUnusable(
            "The signing service has another certificate for this key; register the key again."
        )
    if told.get("key", {}).get("status") != "enabled":
        raise KeyUnusable("The key at the signing service is switched off; ask those who run it.")
    found.must_be_opened_here()
    yield RemoteKey(found, chain, service, _consent(found, pin), signatures)


def _consent(found: Found, pin: str) -> dict[str, Any]:
    """PIN and code as the credential wants them."""
    given = pin.split()
    if len(given) < len(found.wants) == 2:
        raise WrongPin("This key wants the PIN, a space, and the one-time code; give both.")
    if len(given) < len(found.wants):
        raise WrongPin("The PIN or the one-time code is missing; give it.")
    return dict(zip(found.wants, given, strict=False))


def _read(credential: str, told: dict[str, Any]) -> Found:
    """What credentials/info (§11.5) tells of a credential."""
    try:
        mode = Mode(told.get("authMode", Mode.EXPLICIT))
        factors = {each: told.get(each) or {} for each in ("PIN", "OTP")}
        wants = tuple(each for each in factors if str(factors[each].get("presence")) == "true")
        given = [base64.b64decode(each) for each in told["cert"]["certificates"]]
        certificate, *chain = [x509.load_der_x509_certificate(each) for each in given]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise KeyUnusable("The signing service shows no certificate for this key.") from None
    pem = serialization.Encoding.PEM
    issuers = tuple(each.public_bytes(pem) for each in chain)
    is_sent = "OTP" in wants and factors["OTP"].get("type") == "online"
    return Found(credential, certificate.public_bytes(pem), issuers, mode, wants, is_sent)


def _refused(error: urllib.error.HTTPError) -> SigningError:
    try:
        told = json.loads(error.read(LONGEST_ANSWER))
        code, words = str(told["error"]), str(told.get("error_description", ""))
    except (ValueError, KeyError, TypeError, OSError):
        if error.code >= 500:
            return NoAnswer(
                "The signing service does not answer; look at the document, then sign again."
            )
        code, words = str(error.code), ""
    if "locked" in (code + words).casefold():
        return KeyLocked("The key at the signing service is locked; have it unlocked there.")
    if code in ("invalid_pin", "invalid_otp"):
        return WrongPin("The PIN or the one-time code is not right; check it and try again.")
    if error.code == 401:
        return NotKnown("The signing service does not know us; correct the setting.")
    return KeyUnusable(f"The signing service refused ({code[:60]}); ask those who run it.")


class NotKnown(KeyUnusable):
    """The service takes neither our token nor our login."""


_entered: dict[Service, str] = {}
"""The tokens that services gave for our logins, in this process."""


class _Straight(urllib.request.HTTPRedirectHandler):
    """What opens the service to us goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


_opener = urllib.request.build_opener(_Straight)


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
