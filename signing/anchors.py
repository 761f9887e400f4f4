"""Anchors with their history: where each was had from, since when it counts and until when."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cryptography import x509

from signing.errors import TrustListWrong

KEYS = frozenset({"certificate", "origin", "added", "since", "until"})


@dataclass(frozen=True)
class Anchor:
    """Certificates (a PEM bundle or one in DER) whose word counts, and what is known of them.

    They count for what is proven to have existed from `since` on and before the end of `until`:
    an anchor given up later still carries what a trusted time proves for before (the sunset date
    of ETSI EN 319 102-1). None is without bound; `added` is the day it was put into the list.
    """

    certificates: bytes
    origin: str = ""
    added: date | None = None
    since: date | None = None
    until: date | None = None

    def counts_at(self, moment: datetime) -> bool:
        """Whether it carries what is proven for this moment; days are of UTC."""
        begins = datetime.combine(self.since or date.min, time.min, UTC)
        ends = datetime.combine(self.until or date.max, time.max, UTC)
        return begins <= moment <= ends


Trusted = bytes | Anchor


def blobs(anchors: Sequence[Trusted], at: datetime | None = None) -> list[bytes]:
    """The certificates of anchors; with a moment, of those that count then."""
    return [
        each.certificates if isinstance(each, Anchor) else each
        for each in anchors
        if at is None or not isinstance(each, Anchor) or each.counts_at(at)
    ]


def read(path: Path) -> list[Trusted]:
    """The anchors that a file names: PEM certificates, or a list of anchors in JSON.

    Raises TrustListWrong with what is wrong and in which entry.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrustListWrong(f"The anchors cannot be read: {path} ({error.strerror}).") from None
    if not content.lstrip().startswith(b"{"):
        _must_be_certificates(content, str(path))
        return [content]
    try:
        listed = json.loads(content)["anchors"]
        entries = [(place, dict(each)) for place, each in enumerate(listed, 1)]
    except (ValueError, KeyError, TypeError):
        raise TrustListWrong(
            f'{path} is no list of anchors: it holds {{"anchors": [...]}} in JSON.'
        ) from None
    if not entries:
        raise TrustListWrong(f"{path} names no anchor.")
    return [_entry(path, place, each) for place, each in entries]


def _entry(path: Path, place: int, content: dict[str, Any]) -> Anchor:
    where = f"{path}, anchor {place}"
    unknown = sorted(content.keys() - KEYS)
    if unknown:
        raise TrustListWrong(f"{where}: unknown: {', '.join(unknown)}.")
    for name in ("certificate", "origin", "added"):
        if not isinstance(content.get(name), str) or not content[name].strip():
            raise TrustListWrong(f'{where}: "{name}" is missing.')
    days = {name: _day(where, name, content.get(name)) for name in ("added", "since", "until")}
    if days["since"] and days["until"] and days["until"] < days["since"]:
        raise TrustListWrong(f'{where}: "until" lies before "since".')
    try:
        pem = (path.parent / content["certificate"]).read_bytes()
    except OSError:
        raise TrustListWrong(f"{where}: there is no file {content['certificate']}.") from None
    _must_be_certificates(pem, where)
    return Anchor(pem, content["origin"].strip(), **days)


def _day(where: str, name: str, text: object) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise TrustListWrong(f'{where}: "{name}" is no day; write it as 2026-11-21.') from None


def _must_be_certificates(pem: bytes, where: str) -> None:
    try:
        x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise TrustListWrong(f"{where}: there are no certificates in PEM form.") from None
