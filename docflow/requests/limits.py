"""How often each thing may be asked for: one table for pages and API.

Each try is counted before it is made, so that many at once do not pass together. The time begins
with the first try; tries beyond the limit do not lengthen it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from docflow.requests import tally


@dataclass(frozen=True)
class Limit:
    """So many tries in so many minutes."""

    tries: int
    minutes: int

    @property
    def time(self) -> timedelta:
        return timedelta(minutes=self.minutes)


LIMITS: dict[str, dict[str, Limit]] = {
    # Wrong tries only (a right one is given back). Here: a person mistypes two or three times.
    # Address: an office behind one address mistypes less in a morning. Account: 4,800 guesses a
    # day from everywhere find no password of twelve characters that is in no list.
    "sign_in": {"here": Limit(5, 15), "address": Limit(50, 15), "account": Limit(50, 15)},
    # Three of a million codes are right at a moment: 480 tries a day find one in two years.
    "code": {"user": Limit(5, 15)},
    # The old password, asked of somebody who is signed in.
    "password": {"user": Limit(5, 15)},
    # A leader signs every eight seconds at most; the key locks itself after wrong PINs.
    "pin": {"user": Limit(120, 15), "unit": Limit(1200, 15)},
    # Two searches a second while typing; a unit of 300 people asks six times a minute each.
    "search": {"user": Limit(120, 1), "unit": Limit(3000, 1), "address": Limit(60, 1)},
    # A file of a whole register costs seconds.
    "export": {"user": Limit(20, 10), "unit": Limit(100, 10)},
    # A check runs up to ten seconds in a process of its own, and anybody may ask for it.
    "verify": {"user": Limit(60, 10), "unit": Limit(300, 10), "address": Limit(20, 10)},
    "upload": {"user": Limit(60, 10), "unit": Limit(600, 10)},
    # Wrong access tokens from one address; no program mistypes.
    "token": {"address": Limit(20, 15)},
}

Whose = Mapping[str, str]


def limit(what: str, whose: Any) -> None:
    """Count one try of an actor, of an address (text), or of several named at once.

    Raises Refused `too_many`, naming the minutes to wait. Call it outside of any act: a refused
    act takes back what it wrote.
    """
    for bucket, each in _buckets(what, whose):
        tally.count(bucket, each.tries, each.time)


def forget(what: str, whose: Any) -> None:
    """Begin to count anew, as after a success."""
    for bucket, _each in _buckets(what, whose):
        tally.forget(bucket)


def give_back(what: str, whose: Any) -> None:
    """Take back one counted try that was none to limit."""
    for bucket, _each in _buckets(what, whose):
        tally.give_back(bucket)


def _buckets(what: str, whose: Any) -> Iterator[tuple[str, Limit]]:
    """The counts concerned, in the order of the table; a name stands there only as its hash."""
    named = _named(whose)
    for kind, each in LIMITS[what].items():
        if kind in named:
            digest = hashlib.sha256(named[kind].encode()).hexdigest()[:32]
            yield f"{what}:{kind}:{digest}", each


def _named(whose: Any) -> Whose:
    if isinstance(whose, str):
        return {"address": whose}
    if isinstance(whose, Mapping):
        return whose
    return {"user": str(whose.user.uid)} | ({"unit": str(whose.unit.uid)} if whose.unit else {})
