"""Secrets of webhooks, kept encrypted (AES-256-GCM) under a key derived from SECRET_KEY.

Each is bound to its webhook: a copy of the database signs nothing, and a secret moved to another
row opens nothing.
"""

import base64
import os
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PREFIX = "docflow_hook_"  # so that scanners of source code find a lost one
NONCE = 12


class Unreadable(Exception):
    """The secret cannot be opened: SECRET_KEY is another one, or the row is not its own."""


def new_secret() -> str:
    """A secret of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def sealed(secret: str, owner: UUID) -> str:
    """The secret, encrypted for its webhook."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, secret.encode(), owner.bytes)).decode()


def opened(content: str, owner: UUID) -> str:
    """The secret again. Raises Unreadable."""
    try:
        raw = base64.b64decode(content, validate=True)
        return _cipher().decrypt(raw[:NONCE], raw[NONCE:], owner.bytes).decode()
    except (ValueError, InvalidTag) as error:
        raise Unreadable("The secret of the webhook cannot be read. Open a new one.") from error


def _cipher() -> AESGCM:
    key = HKDF(SHA256(), 32, salt=None, info=b"docflow webhook secret")
    return AESGCM(key.derive(settings.SECRET_KEY.encode()))
