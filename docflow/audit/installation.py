"""This installation's name and key pair, made at first start and named in the first entry."""

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.chain import as_text
from docflow.audit.models import Installation
from docflow.errors import Refused
from docflow.identity import new_uid


class Row(NamedTuple):
    """A row of the installation's table as the database spells it."""

    uid: str
    public_key: str
    started: str


def get() -> Installation:
    """The installation; made, inside the caller's transaction, when there is none."""
    found = Installation.objects.first()
    if found:
        return found
    fresh = {"uid": new_uid(), "public_key": _public(_make_key()), "started": clock.now()}
    return Installation.objects.get_or_create(pk=1, defaults=fresh)[0]


def rows() -> list[Row]:
    """All rows, the first one first, also when somebody put nonsense there; there should be one."""
    names = {f"plain_{name}": Cast(name, TextField()) for name in Row._fields}
    found = Installation.objects.order_by("pk").annotate(**names).values_list(*names)
    return [Row(*map(as_text, row)) for row in found]


def key_file() -> Path:
    """Where the private key lies: 32 bytes, for the owner's eyes only."""
    return Path(settings.DOCFLOW_DATA) / "installation.key"


def public_key_on_disk() -> str | None:
    """The public key, in hex, that belongs to the key file; None without a usable file."""
    try:
        return _public(_load())
    except (FileNotFoundError, ValueError):
        return None


def require_key() -> None:
    """Refuse to write what could never be signed: without the key file the log is read-only."""
    if not key_file().exists():
        raise _key_missing()


def sign(data: bytes) -> str:
    """The installation's signature over the data, in hex; refused without its own key."""
    if public_key_on_disk() != get().public_key:
        raise _key_missing()
    return _load().sign(data).hex()


def verifies(public_key: str, signature: str, data: bytes) -> bool:
    """Whether the signature over the data is by this public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key_missing() -> Refused:
    return Refused(
        "installation_key_missing",
        _("The key of this installation is not in %(place)s. Put it back from the backup."),
        place=str(key_file()),
    )


def _load() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key_file().read_bytes())


def _make_key() -> Ed25519PrivateKey:
    """A new key on disk, or the one that is there: another process's, or of a start cut off.

    The file appears whole or not at all, and the first of two processes wins.
    """
    if not key_file().exists():
        new = key_file().with_suffix(f".{secrets.token_hex(8)}")
        write(new, _raw(Ed25519PrivateKey.generate()))
        try:
            os.link(new, key_file())
        except FileExistsError:
            pass
        finally:
            new.unlink()
        keep_name(key_file().parent)
    return _load()


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )


def write(path: Path, raw: bytes) -> None:
    """Write a new file that only its owner may read, through to the disk."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def keep_name(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _public(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()
