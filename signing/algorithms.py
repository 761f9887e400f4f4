"""Which algorithms count until when; all of it stands in algorithms.json."""

import json
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto.keys import PublicKeyInfo

_FILE = Path(__file__).with_name("algorithms.json")


@cache
def policy() -> dict[str, Any]:
    """The policy: digests by name; keys by kind, from so many bits on; each with its last day.

    A day is of UTC; null is no end known yet.
    """
    content: dict[str, Any] = json.loads(_FILE.read_text())
    return content


def digest_fault(name: str, at: datetime) -> str:
    """Why a digest is not accepted in a signature known to exist at this time; else empty.

    ETSI EN 319 102-1 §5.2.8: an algorithm counts if it was good at a time that is proven.
    """
    found = policy()["digests"].get(name)
    if found is None:
        return f"The digest {name} is not accepted."
    if _is_over(found["until"], at):
        return (
            f"The digest {name} counted until {found['until']} only, and no trusted time proves an "
            "earlier signing."
        )
    return ""


def key_fault(key: PublicKeyInfo, at: datetime) -> str:
    """Why a key is not accepted in a signature known to exist at this time; else empty."""
    kind, bits = str(key.algorithm), int(key.bit_size)
    steps = [each for each in policy()["keys"].get(kind, ()) if each["bits"] <= bits]
    if not steps:
        return f"A key of the kind {kind} with {bits} bits is not accepted."
    until = max(steps, key=lambda each: int(each["bits"]))["until"]
    if _is_over(until, at):
        return (
            f"A key of the kind {kind} with {bits} bits counted until {until} only, and no trusted "
            "time proves an earlier signing."
        )
    return ""


def _is_over(until: str | None, at: datetime) -> bool:
    if until is None:
        return False
    return at > datetime.combine(datetime.fromisoformat(until).date(), time.max, UTC)
