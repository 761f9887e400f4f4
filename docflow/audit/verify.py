"""Proving the log: every entry, every text it commits to, every signed head."""

from collections.abc import Callable
from dataclasses import dataclass, field

from docflow.audit import heads, installation, walk
from docflow.audit.chain import START, link
from docflow.audit.heads import Fault, Head, Signed
from docflow.audit.models import Chain, Entry, Installation


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
    """Check the whole log, also while it grows; `progress` hears how many more entries are done.

    Shown is any change of what a checkpoint has signed. What was written since (a minute, 1,000
    entries) is shown by its links alone; and whoever cuts entries off together with every
    checkpoint that speaks for them leaves a whole, shorter log: only a copy elsewhere tells.
    """
    signed: dict[str, Signed] = {}
    fault = _check_start() or heads.check(signed)
    done = 0
    for chain in Chain.objects.order_by("name"):
        if fault:
            break
        here, fault = walk.through(chain, signed.get(chain.name, Signed()), progress)
        done += here
    fault = fault or next(heads.chains_gone(signed), None)
    return Proof(done, fault, [each.good for _, each in sorted(signed.items()) if each.good])


def _check_start() -> Fault | None:
    """The key we check with must be the one the very first entry names, and the one on disk."""
    home = Installation.objects.first()
    first = Entry.objects.filter(chain__name="installation", number=1).first()
    if first is None:
        return Fault("installation", 1, "removed") if home or Entry.objects.exists() else None
    if first.link != link(START, first.text):
        return Fault("installation", 1, "changed")
    named = walk.digests(first.text).get("public_key")
    known = {home.public_key if home else None, installation.public_key_on_disk() or named}
    return None if known == {named} else Fault("installation", 1, "wrong_key")
