"""Proving the log: every entry, every text it commits to, every signed head."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from docflow.audit import installation
from docflow.audit.chain import START, commitment, link, moment, read
from docflow.audit.models import Chain, Checkpoint, Entry, EntryText, Installation

STRIDE = 1000


@dataclass(frozen=True)
class Fault:
    """The first place where a chain does not hold, and why."""

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


@dataclass(frozen=True)
class Proof:
    """What the whole check found."""

    entries: int
    first_bad: Fault | None
    heads: list[Head] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return self.first_bad is None


def verify(progress: Callable[[int], None] = lambda done: None) -> Proof:
    """Check the whole log; `progress` hears the number of entries done."""
    heads: dict[str, list[Head]] = {}
    fault = _check_start() or _check_checkpoints(heads)
    done = 0
    for chain in Chain.objects.order_by("name"):
        if fault:
            break
        for done_here, fault in _walk(chain, heads.get(chain.name, [])):
            progress(done + done_here)
        done += done_here
    fault = fault or _check_missing_chains(heads)
    return Proof(done, fault, [signed[-1] for _, signed in sorted(heads.items())])


def _check_start() -> Fault | None:
    """The key we check with must be the one the very first entry names."""
    first = Entry.objects.filter(chain__name="installation", number=1).first()
    home = Installation.objects.first()
    if first is None:
        return Fault("installation", 1, "removed") if home and Entry.objects.exists() else None
    named = read(first.text)["digests"].get("public_key")
    return None if home and named == home.public_key else Fault("installation", 1, "wrong_key")


def _check_checkpoints(heads: dict[str, list[Head]]) -> Fault | None:
    home = Installation.objects.first()
    previous = START
    expected = 0
    for expected, checkpoint in enumerate(Checkpoint.objects.order_by("number"), start=1):
        content = read(checkpoint.text)
        if checkpoint.number != expected or content["number"] != expected:
            return Fault("checkpoints", expected, "removed")
        if content["previous"] != previous or checkpoint.link != link(previous, checkpoint.text):
            return Fault("checkpoints", expected, "changed")
        key = home.public_key if home else ""
        if not installation.verifies(key, checkpoint.signature, checkpoint.text.encode()):
            return Fault("checkpoints", expected, "bad_signature")
        for head in content["heads"]:
            heads.setdefault(head["chain"], []).append(Head(**head, at=content["at"]))
        previous = checkpoint.link
    signed = Chain.objects.filter(signed__gt=0).exists()
    return Fault("checkpoints", 1, "removed") if signed and not expected else None


def _check_missing_chains(heads: dict[str, list[Head]]) -> Fault | None:
    names = set(Chain.objects.values_list("name", flat=True))
    return next((Fault(name, 1, "removed") for name in sorted(heads) if name not in names), None)


def _walk(chain: Chain, signed: list[Head]) -> Iterator[tuple[int, Fault | None]]:
    """Go through a chain a stride at a time; ends with the first fault."""
    marks = {head.number: head.link for head in signed}
    known_good = 0
    previous, number = START, 0
    while True:
        rows = list(_rows(chain, number))
        texts = _texts(chain, number, number + STRIDE)
        for row, following in pairwise([*rows, None]):
            assert row is not None
            number += 1
            reason = _wrong(row, following, number, previous, texts)
            if reason:
                yield number, Fault(chain.name, number, reason)
                return
            previous = row.link
            if marks.get(number, previous) != previous:
                yield number, Fault(chain.name, known_good + 1, "rewritten")
                return
            known_good = number if number in marks else known_good
        if len(rows) < STRIDE:
            break
        yield number, None
    yield number, _wrong_end(chain, number, previous, max(marks, default=0))


def _rows(chain: Chain, after: int) -> Iterable[Entry]:
    return chain.entries.filter(number__gt=after).order_by("number")[:STRIDE]


def _texts(chain: Chain, after: int, up_to: int) -> dict[tuple[int, str], EntryText]:
    rows = EntryText.objects.filter(chain=chain, number__gt=after, number__lte=up_to)
    return {(row.number, row.name): row for row in rows}


def _wrong_end(chain: Chain, number: int, previous: str, signed: int) -> Fault | None:
    if number < max(chain.length, signed):
        return Fault(chain.name, number + 1, "tail_cut")
    if number > chain.length:
        return Fault(chain.name, chain.length + 1, "inserted")
    return None if chain.head in (previous, START) else Fault(chain.name, number, "changed")


def _wrong(
    row: Entry,
    following: Entry | None,
    number: int,
    previous: str,
    texts: dict[tuple[int, str], EntryText],
) -> str | None:
    """Why this row is not the entry that belongs here, or None."""
    if row.number != number:
        return "removed"
    content = _content(row)
    if content is None:
        return "changed"
    if row.link == link(previous, row.text) and content.get("number") == number:
        return _wrong_columns(row, content) or _wrong_texts(row, content, texts)
    own, after = content.get("number"), _number_in(following)
    if after == number:
        return "reordered" if own == number + 1 else "inserted"
    if own == number:
        return "changed"
    return "removed" if own == number + 1 and after in (None, number + 2) else "reordered"


def _content(row: Entry | None) -> dict[str, Any] | None:
    try:
        return read(row.text) if row else None
    except ValueError:
        return None


def _number_in(row: Entry | None) -> Any:
    return (_content(row) or {}).get("number")


def _wrong_columns(row: Entry, content: dict[str, Any]) -> str | None:
    """The searching columns must say what the hashed text says."""
    said = (content["event"], content["subject"], content["actor"], content["at"])
    shown = (row.event, _text(row.subject), _text(row.actor), moment(row.at))
    return None if said == shown else "columns_changed"


def _wrong_texts(
    row: Entry, content: dict[str, Any], texts: dict[tuple[int, str], EntryText]
) -> str | None:
    for name, digest in content["digests"].items():
        if not name.startswith("text."):
            continue
        text = texts.get((row.number, name.removeprefix("text.")))
        if text is None:
            return "text_removed"
        if text.text is not None and commitment(text.salt, text.text) != digest:
            return "text_changed"
    return None


def _text(uid: Any) -> str | None:
    return str(uid) if uid else None
