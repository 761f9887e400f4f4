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
    steps = _steps(key)
    if not steps:
        return f"A key of the kind {kind} with {bits} bits is not accepted."
    until = steps[-1]["until"]
    if _is_over(until, at):
        return (
            f"A key of the kind {kind} with {bits} bits counted until {until} only, and no trusted "
            "time proves an earlier signing."
        )
    return ""


def end_of(digest: str, key: PublicKeyInfo) -> datetime | None:
    """Until when a signature with this digest and key counts by itself; None: no end is known.

    Both must be such as the policy accepts.
    """
    days = (policy()["digests"][digest]["until"], _steps(key)[-1]["until"])
    return min((_last_moment(day) for day in days if day), default=None)


def _steps(key: PublicKeyInfo) -> list[dict[str, Any]]:
    """What the policy says of keys of this kind with no more bits, the last one of this key."""
    steps = [
        each
        for each in policy()["keys"].get(str(key.algorithm), ())
        if each["bits"] <= int(key.bit_size)
    ]
    return sorted(steps, key=lambda each: int(each["bits"]))


def _is_over(until: str | None, at: datetime) -> bool:
    return until is not None and at > _last_moment(until)


def _last_moment(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time.max, UTC)
