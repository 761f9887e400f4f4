"""What is hashed and how entries are linked (pure).

Canonical text is RFC 8785; a leaf is the RFC 6962 §2.1 leaf hash, so that a Merkle tree can be
laid over a chain later; a link is SHA-256(previous link ‖ leaf).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

import rfc8785

START = "0" * 64
VERSION = 1


def canonical(content: Mapping[str, Any]) -> str:
    """The one text of a mapping: RFC 8785, NFC, no floats."""
    return rfc8785.dumps(_plain(content)).decode()


def leaf(text: str) -> bytes:
    """The hash of an entry's text (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def link(previous: str, text: str) -> str:
    """The hash, in hex, of an entry that says `text` and follows the link `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + leaf(text)).hexdigest()


def commitment(salt: str, text: str) -> str:
    """What an entry holds instead of a text that may have to be erased: SHA-256(salt ‖ text)."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A time as entries write it: UTC, microseconds, Z."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def read(text: str) -> dict[str, Any]:
    """The fields of an entry's or checkpoint's text; raises ValueError when it is neither."""
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise ValueError("Entries and checkpoints are not nested deeply.") from error
    if not isinstance(content, dict):
        raise ValueError("Entries and checkpoints are JSON objects.")
    return content


def as_text(value: Any) -> str:
    """The value when it is text; else something no hash fits (SQLite stores anything anywhere)."""
    try:
        return value if isinstance(value, str) and value.encode() is not None else repr(value)
    except UnicodeEncodeError:
        return repr(value)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Mapping):
        return {normalize("NFC", key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        raise TypeError("A float has no one spelling; use an integer or text.")
    return value
