"""Keys in a file sealed by a PIN: for the sandbox and for training, not for production.

An attacker with database and disk has the sealed file and must try PINs at the price of one
Argon2id each (64 MiB, about a tenth of a second); with the signing process he has the open key
for as long as that process holds it.
"""

import base64
import json
import secrets
from collections.abc import Sequence

from argon2.low_level import Type, hash_secret_raw
from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.errors import KeyUnusable, WrongPin
from signing.keys.key import Key

KIND = "docflow-sealed-key"
COST = {"time": 3, "memory": 64 * 1024, "lanes": 1}  # kibibytes
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class SoftwareKey(Key):
    """An open private key with its certificate: loaded once, used for any number of signatures."""

    def __init__(self, private_key: PrivateKey, certificate: bytes, chain: Sequence[bytes]):
        super().__init__(certificate, chain)
        self._private_key = private_key

    def sign_raw(self, message: bytes) -> bytes:
        """The signature value over the message."""
        if isinstance(self._private_key, rsa.RSAPrivateKey):
            return self._private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self._private_key.sign(message, ec.ECDSA(hashes.SHA256()))


def seal_key(
    private_key: PrivateKey, certificate: bytes, chain: Sequence[bytes], pin: str
) -> bytes:
    """A key file that only this PIN opens; certificate and chain (PEM) lie readable inside.

    KeyUnusable when key and certificate do not belong together.
    """
    _must_fit(private_key, certificate)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    secret = private_key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    box = AESGCM(_derived(pin, salt, COST)).encrypt(nonce, secret, certificate)
    content = {
        "kind": KIND,
        "v": 1,
        "argon2id": COST | {"salt": _text(salt)},
        "nonce": _text(nonce),
        "box": _text(box),
        "certificate": certificate.decode(),
        "chain": [pem.decode() for pem in chain],
    }
    return json.dumps(content, indent=1).encode()


def open_key(sealed: bytes, pin: str) -> SoftwareKey:
    """Open a sealed key file. WrongPin when the PIN does not open it; KeyUnusable when damaged."""
    try:
        content = json.loads(sealed)
        if content["kind"] != KIND or content["v"] != 1:
            raise KeyUnusable("This key file is of another kind; register the key again.")
        cost, certificate = content["argon2id"], content["certificate"].encode()
        parts = [
            base64.b64decode(text) for text in (cost["salt"], content["nonce"], content["box"])
        ]
        chain = [pem.encode() for pem in content["chain"]]
        limits = {name: min(int(cost[name]), COST[name] * 4) for name in COST}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyUnusable("The key file is damaged; register the key again.") from None
    salt, nonce, box = parts
    try:
        secret = AESGCM(_derived(pin, salt, limits)).decrypt(nonce, box, certificate)
    except InvalidTag:
        raise WrongPin("The PIN is not right; check it and try again.") from None
    # Checked when it was sealed, and authenticated since: the costly check is not repeated.
    key = serialization.load_der_private_key(
        secret, password=None, unsafe_skip_rsa_key_validation=True
    )
    return SoftwareKey(_known_kind(key), certificate, chain)


def sealed_certificate(sealed: bytes) -> bytes:
    """The certificate (PEM) inside a sealed key file; needs no PIN."""
    try:
        return bytes(json.loads(sealed)["certificate"].encode())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyUnusable("The key file is damaged; register the key again.") from None


def import_p12(p12: bytes, password: str) -> tuple[PrivateKey, bytes, tuple[bytes, ...]]:
    """Key, certificate and chain (PEM) of a PKCS#12 file, ready for `seal_key`.

    WrongPin when the password does not open it or the file is damaged: PKCS#12 cannot tell.
    """
    try:
        bundle = pkcs12.load_pkcs12(p12, password.encode())
    except ValueError:
        raise WrongPin("The password does not open this file, or it is no PKCS#12 file.") from None
    if bundle.key is None or bundle.cert is None:
        raise KeyUnusable("The file holds no key with its certificate; export it again with both.")
    pem = serialization.Encoding.PEM
    chain = tuple(extra.certificate.public_bytes(pem) for extra in bundle.additional_certs)
    return _known_kind(bundle.key), bundle.cert.certificate.public_bytes(pem), chain


def _derived(pin: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return hash_secret_raw(
        pin.encode(),
        salt,
        time_cost=cost["time"],
        memory_cost=cost["memory"],
        parallelism=cost["lanes"],
        hash_len=32,
        type=Type.ID,
    )


def _must_fit(private_key: PrivateKey, certificate: bytes) -> None:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    theirs = x509.load_pem_x509_certificate(certificate).public_key()
    ours = private_key.public_key()
    der = serialization.Encoding.DER
    if ours.public_bytes(der, spki) != theirs.public_bytes(der, spki):
        raise KeyUnusable("Key and certificate do not belong together; give the matching pair.")


def _known_kind(key: object) -> PrivateKey:
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return key
    raise KeyUnusable("Only RSA and elliptic-curve keys sign documents; register another key.")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
