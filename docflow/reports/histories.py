"""What the log says about each of many things, a stride at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db import models

from docflow.audit.chain import read
from docflow.audit.models import Entry

STRIDE = 500

Model = TypeVar("Model", bound=models.Model)


@dataclass(frozen=True)
class Said:
    """One entry about a thing."""

    chain: int
    number: int
    event: str
    source: str | None
    target: str | None
    digests: dict[str, str]


@dataclass
class History:
    """All entries about one thing, in no order: they can lie in several chains."""

    said: list[Said] = field(default_factory=list)

    def of(self, event: str) -> list[Said]:
        """The entries of one event."""
        return [each for each in self.said if each.event == event]

    def state_from(self, first: str) -> str:
        """The state all moves together lead to: left as often as entered, but for the last."""
        balance = Counter({first: 1})
        for each in self.said:
            if each.source and each.target:
                balance[each.source] -= 1
                balance[each.target] += 1
        return " + ".join(sorted(state for state, count in balance.items() if count)) or "none"


def histories(uids: Iterable[UUID]) -> dict[UUID, History]:
    """What the log says about each of a stride of things; empty for those it does not know."""
    found: dict[UUID, History] = {uid: History() for uid in uids}
    entries = Entry.objects.filter(subject__in=list(found))
    for entry in entries.only("subject", "event", "text"):
        if entry.subject:
            found[entry.subject].said.append(_said(entry))
    return found


def strides(rows: models.QuerySet[Model]) -> Iterator[list[Model]]:
    """A table in the order of its key, so many rows at a time."""
    ordered, last = rows.order_by("pk"), None
    while stride := list((ordered.filter(pk__gt=last) if last else ordered)[:STRIDE]):
        yield stride
        last = stride[-1].pk


def _said(entry: Entry) -> Said:
    """What an entry says; nothing when its text is none of ours (verify_audit names it)."""
    try:
        content = read(entry.text)
    except ValueError:
        content = {}
    return Said(
        entry.chain_id,
        entry.number,
        entry.event,
        content.get("from"),
        content.get("to"),
        content.get("digests") or {},
    )
