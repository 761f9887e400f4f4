"""This installation's name and key pair, made at first start and named in the first entry."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.models import Installation
from docflow.errors import Refused
from docflow.identity import new_uid


def get() -> Installation:
    """The installation; makes it (inside the caller's transaction) when there is none."""
    found = Installation.objects.first()
    return found or Installation.objects.create(
        pk=1, uid=new_uid(), public_key=_public(_make_key()).hex(), started=clock.now()
    )


def sign(data: bytes) -> str:
    """The installation's signature over the data, in hex; refused when the key is not this one's."""
    try:
        key = _load()
    except FileNotFoundError:
        key = None
    if key is None or _public(key).hex() != get().public_key:
        raise Refused(
            "installation_key_missing",
            _("The key of this installation is not in %(place)s. Put it back from the backup."),
            place=str(_file()),
        )
    return key.sign(data).hex()


def verifies(public_key: str, signature: str, data: bytes) -> bool:
    """Whether the signature over the data is by this public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), data)
    except Exception:
        return False
    return True


def _file() -> Path:
    return Path(settings.DOCFLOW_DATA) / "installation.key"


def _load() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_file().read_bytes())


def _make_key() -> Ed25519PrivateKey:
    """A new key on disk, or the one a first start left there before it was cut off."""
    if _file().exists():
        return _load()
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    new = _file().with_suffix(f".{os.getpid()}")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    new.rename(_file())
    return key


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
