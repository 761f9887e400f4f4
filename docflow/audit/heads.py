"""Proving the checkpoints and the entries they speak for, a stride at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docflow.audit import installation, newest
from docflow.audit.chain import START, as_text, link, read
from docflow.audit.models import Chain, Checkpoint, Entry

STRIDE = 1000
LOWEST = -(2**63)
NAME = "checkpoints"


@dataclass(frozen=True)
class Fault:
    """The first place where the log does not hold, and why (a code).

    `unit` is the name of the chain: a unit's uid, "<uid>:reads", "installation", or "checkpoints"
    for the signed heads themselves. `number` is the place in it where the first wrong entry stands
    or the first missing one should; for `rewritten`, the first entry that no signature speaks for.
    """

    unit: str
    number: int
    reason: str


@dataclass(frozen=True)
class Head:
    """The highest entry of a chain that a valid signature speaks for."""

    chain: str
    number: int
    link: str
    at: str


@dataclass
class Signed:
    """What signatures say about a chain: true up to `good`, no longer true at `bad`."""

    good: Head | None = None
    bad: int | None = None


def check(signed: dict[str, Signed]) -> Fault | None:
    """Check every checkpoint, and every head against its entry; fills `signed` by chain."""
    known = newest.recall()
    home = installation.rows()
    key = home[0].public_key if home else ""
    promised = dict(Chain.objects.filter(signed__gt=0).values_list("name", "signed"))
    number, previous, latest = 0, START, set[str]()
    while rows := _rows(number):
        heads: dict[str, list[Head]] = {}
        for row in rows:
            number += 1
            content = _proven(row, number, previous, key)
            if isinstance(content, str):
                return Fault(NAME, number, content)
            for head in content["heads"]:
                heads.setdefault(head["chain"], []).append(Head(**head, at=content["at"]))
            previous, latest = row.link, {head["chain"] for head in content["heads"]}
        for name, ours in heads.items():
            _compare(signed.setdefault(name, Signed()), name, ours)
    if known and (reason := newest.contradiction(known)):
        return Fault(NAME, known.number, reason)
    return _end(number, promised, signed) or _set_back(signed, latest)


def _rows(after: int) -> list[Checkpoint]:
    rows = Checkpoint.objects.filter(number__gt=after or LOWEST).order_by("number")[:STRIDE]
    for row in rows:
        row.text, row.link, row.signature = map(as_text, (row.text, row.link, row.signature))
    return list(rows)


def _proven(row: Checkpoint, number: int, previous: str, key: str) -> dict[str, Any] | str:
    """The content of a checkpoint, or why it is not the one that belongs here."""
    if row.number != number:
        return "removed" if row.number > number else "inserted"
    linked = row.link == link(previous, row.text)
    if not installation.verifies(key, row.signature, row.text.encode()):
        return "bad_signature" if linked else "changed"
    content = read(row.text)
    if (content["number"], content["previous"]) != (number, previous):
        return "removed"
    return content if linked else "changed"


def _compare(known: Signed, name: str, heads: list[Head]) -> None:
    numbers = [head.number for head in heads]
    links = dict(
        Entry.objects.filter(chain__name=name, number__in=numbers).values_list("number", "link")
    )
    for head in heads:
        if known.bad is None and links.get(head.number) == head.link:
            known.good = head
        elif known.bad is None:
            known.bad = head.number


def _end(number: int, promised: dict[str, int], signed: dict[str, Signed]) -> Fault | None:
    """The last checkpoints were removed when chains are marked as signed further than they say."""
    for name, up_to in promised.items():
        known = signed.get(name)
        if known is None or (known.bad is None and known.good and known.good.number < up_to):
            return Fault(NAME, number + 1, "removed")
    return None


def _set_back(signed: dict[str, Signed], latest: set[str]) -> Fault | None:
    """Chains marked as signed less far than they are, which would be signed anew.

    Those in the latest checkpoint may be: signing can be cut off before it marks them.
    """
    marked = dict(Chain.objects.values_list("name", "signed"))
    for name, known in sorted(signed.items()):
        if known.bad is not None or known.good is None or name in latest:
            continue
        if marked.get(name, known.good.number) < known.good.number:
            return Fault(name, known.good.number, "end_changed")
    return None


def chains_gone(signed: dict[str, Signed]) -> Iterator[Fault]:
    """Chains that signatures speak for and that are not there."""
    there = set(Chain.objects.values_list("name", flat=True))
    return (Fault(name, 1, "removed") for name in sorted(signed) if name not in there)
