"""Keys in a token: a smart card or a hardware module spoken to by PKCS#11 (OASIS, version 2.40).

The key does not leave the token. An attacker with database and disk has nothing to try PINs on,
and the token counts his tries itself; with the signing process he can have things signed for as
long as the session is open, and takes no key away.
"""

import hashlib
import os
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag, exceptions

from signing.errors import KeyLocked, KeyUnusable, TokenGone, WrongPin
from signing.keys.key import Key

SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017 §9.2, note 1
_WRONG = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange)
_GONE = (
    exceptions.NoSuchToken,
    exceptions.TokenNotPresent,
    exceptions.TokenNotRecognised,
    exceptions.DeviceRemoved,
    exceptions.DeviceError,
    exceptions.SlotIDInvalid,
    exceptions.SessionClosed,
    exceptions.SessionHandleInvalid,
    exceptions.GeneralError,
    exceptions.FunctionFailed,
)
_one_at_a_time: dict[str, threading.Lock] = defaultdict(threading.Lock)
"""For each token: being logged in holds for all of a process, so nobody comes in beside."""
_open: set[str] = set()
_begun: dict[str, int] = {}


@dataclass(frozen=True)
class Place:
    """Where a key lies: the module's library, the token's serial number, the key's id."""

    module: Path
    serial: str
    key: bytes


class TokenKey(Key):
    """A key in a token somebody has opened; it works until the session ends."""

    def __init__(self, certificate: bytes, chain: Sequence[bytes], private: Any):
        super().__init__(certificate, chain)
        public = x509.load_pem_x509_certificate(certificate).public_key()
        self._is_rsa = isinstance(public, rsa.RSAPublicKey)
        self._private = private
        self._turn = threading.Lock()

    def sign_raw(self, message: bytes) -> bytes:
        """The signature value over the message; TokenGone when the token was taken out."""
        digest = hashlib.sha256(message).digest()
        way = Mechanism.RSA_PKCS if self._is_rsa else Mechanism.ECDSA
        data = SHA256_INFO + digest if self._is_rsa else digest
        try:
            with self._turn:
                value = bytes(self._private.sign(data, mechanism=way))
        except exceptions.PKCS11Error as error:
            raise _gone(error) from None
        if self._is_rsa:
            return value
        half = len(value) // 2
        numbers = (int.from_bytes(value[:half]), int.from_bytes(value[half:]))
        return encode_dss_signature(*numbers)


@contextmanager
def opened(
    place: Place, certificate: bytes, chain: Sequence[bytes], pin: str
) -> Iterator[TokenKey]:
    """The key in its token, opened by one try of the PIN and closed again at the end.

    WrongPin, KeyLocked; TokenGone when the token is not there; KeyUnusable when it lacks the key.
    """
    with _one_at_a_time[place.serial]:
        try:
            session = _token(place).open(user_pin=pin)
        except exceptions.PKCS11Error as error:
            raise _refused(error) from None
        _open.add(place.serial)
        try:
            yield TokenKey(certificate, chain, _private(session, place.key))
        finally:
            _open.discard(place.serial)
            with suppress(exceptions.PKCS11Error):
                session.close()


@dataclass(frozen=True)
class Found:
    """A certificate that lies in a token beside its key."""

    place: Place
    token: str
    certificate: bytes


def certificates(module: Path) -> list[Found]:
    """What can be registered: the certificates (PEM) in all tokens that are there; needs no PIN.

    TokenGone when the module cannot be spoken to.
    """
    found = []
    try:
        for token in _tokens(module, anew=True):
            with token.open() as session:
                for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
                    place = Place(module, _serial(token), bytes(each[Attribute.ID]))
                    found.append(Found(place, token.label.strip(), _pem(each[Attribute.VALUE])))
    except exceptions.PKCS11Error as error:
        raise _gone(error) from None
    return found


def _token(place: Place) -> Any:
    """The token by its serial number; looked for anew once, for it may just have been put in."""
    for anew in (False, True):
        for token in _tokens(place.module, anew=anew):
            if _serial(token) == place.serial:
                return token
    raise exceptions.NoSuchToken


def _tokens(module: Path, *, anew: bool) -> Iterator[Any]:
    """The tokens that can be spoken to; a place whose token was taken out is passed over."""
    for slot in _library(module, anew=anew).get_slots(token_present=True):
        try:
            token = slot.get_token()
        except exceptions.PKCS11Error:
            continue
        if TokenFlag.TOKEN_INITIALIZED in token.flags:
            yield token


def _library(module: Path, *, anew: bool = False) -> Any:
    """The module, begun once in each process, and anew when asked and no token is open.

    A module sees a token that was put in later only when it is begun anew; that closes sessions.
    """
    try:
        library = pkcs11.lib(str(module))
        fresh = _begun.get(str(module)) == os.getpid()
        if not fresh or (anew and not _open):
            library.reinitialize()
            _begun[str(module)] = os.getpid()
    except (exceptions.PKCS11Error, RuntimeError, OSError) as error:
        raise KeyUnusable(
            f"The PKCS#11 module {module} cannot be loaded ({error}); correct the setting."
        ) from None
    return library


def _private(session: Any, key: bytes) -> Any:
    try:
        return session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=key)
    except exceptions.PKCS11Error:
        raise KeyUnusable(
            "The token holds no such key; put in the right one or register the key again."
        ) from None


def _refused(error: exceptions.PKCS11Error) -> Exception:
    if isinstance(error, exceptions.PinLocked):
        return KeyLocked("The token is locked after too many wrong PINs; have it unlocked.")
    if isinstance(error, _WRONG):
        return WrongPin("The PIN is not right; check it and try again.")
    if isinstance(error, exceptions.UserAlreadyLoggedIn):
        return KeyUnusable("The token is open for somebody else; try again when that is done.")
    return _gone(error)


def _gone(error: exceptions.PKCS11Error) -> Exception:
    if isinstance(error, _GONE):
        return TokenGone("The token is not there; put it in and give the PIN again.")
    reason = type(error).__name__
    return TokenGone(f"The token gives no signature ({reason}); take it out, put it in again.")


def _serial(token: Any) -> str:
    serial = token.serial
    return (serial.decode(errors="replace") if isinstance(serial, bytes) else str(serial)).strip()


def _pem(der: bytes) -> bytes:
    certificate = x509.load_der_x509_certificate(bytes(der))
    return certificate.public_bytes(serialization.Encoding.PEM)
