"""Proving the log: every entry, every text it commits to, every signed head."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from docflow.audit import heads, installation, newest, walk
from docflow.audit.chain import START, as_text, link, read
from docflow.audit.heads import Fault, Head, Signed
from docflow.audit.models import Chain, Checkpoint, Entry, EntryText

FIRST_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Proof:
    """What the whole check found."""

    entries: int
    first_bad: Fault | None
    heads: list[Head] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return self.first_bad is None


def verify(
    progress: Callable[[int], None] = lambda done: None, *, only: Collection[str] | None = None
) -> Proof:
    """Check the whole log, also while it grows; `progress` hears how many more entries are done.

    With `only`, of the chains the ones with these names are walked, and of faults elsewhere those
    of the installation and its checkpoints are told, without which no chain can be proven.

    Shown is any change of what a checkpoint has signed. Checkpoints cannot be removed unseen
    either: this host remembers the newest one outside the database (docflow/audit/newest.py).
    What remains hidden: entries written since the last checkpoint (a minute, 1,000 entries) and
    forged with links that hold; and the work of someone who rewrites the database together with
    that file, or makes it the log of another installation. Only a copy elsewhere tells then.
    """
    with _any_bytes_read():
        return _verify(progress, only)


def _verify(progress: Callable[[int], None], only: Collection[str] | None) -> Proof:
    signed: dict[str, Signed] = {}
    fault = _check_rows() or _check_start() or heads.check(signed)
    done = 0
    plain = Chain.objects.annotate(plain_installation=Cast("installation", TextField()))
    if only is not None:
        plain = plain.filter(name__in=only)
        signed = {name: known for name, known in signed.items() if name in only}
    for chain in plain.defer("installation").order_by("name"):
        if fault:
            break
        here, fault = walk.through(chain, signed.get(chain.name, Signed()), progress)
        done += here
    fault = fault or next(heads.chains_gone(signed), None)
    return Proof(done, fault, [each.good for _, each in sorted(signed.items()) if each.good])


@contextmanager
def _any_bytes_read() -> Iterator[None]:
    """SQLite stores text that is none; it is to be named, not to end the check."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    connection.connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        if connection.connection is not None:
            connection.connection.text_factory = str


def _check_rows() -> Fault | None:
    """Rows of chains that count with something else than numbers, or belong to no chain."""
    numbered = set(Entry.objects.order_by().values_list("chain_id", flat=True).distinct())
    numbered |= set(EntryText.objects.order_by().values_list("chain_id", flat=True).distinct())
    for pk, name, length, at in Chain.objects.values_list("pk", "name", "length", "signed"):
        numbered.discard(pk)
        if not (isinstance(name, str) and isinstance(length, int) and isinstance(at, int)):
            return Fault(as_text(name), 1, "end_changed")
    return Fault(str(min(numbered, key=str)), 1, "inserted") if numbered else None


def _check_start() -> Fault | None:
    """The key we check with must be the one the very first entry names, and the one on disk."""
    home = installation.rows()
    first = Entry.objects.filter(chain__name="installation", number=1).values_list("text", "link")
    found = first.first()
    if found is None:
        begun = home or Entry.objects.exists() or Checkpoint.objects.exists()
        begun = begun or installation.key_file().exists() or newest.file().exists()
        return Fault("installation", 1, "removed") if begun else None
    if len(home) > 1:
        return Fault("installation", 1, "inserted")
    text, shown = map(as_text, found)
    if shown != link(START, text):
        return Fault("installation", 1, "changed")
    named = walk.digests(text).get("public_key")
    known = (home[0].public_key if home else None, installation.public_key_on_disk() or named)
    if known != (named, named):
        return Fault("installation", 1, "wrong_key")
    return None if _is_named(home[0], text) else Fault("installation", 1, "columns_changed")


def _is_named(home: installation.Row, text: str) -> bool:
    """The first entry names the installation, and was written as soon as it had a name."""
    content = read(text)
    try:
        waited = abs(walk.utc(content["at"]) - walk.utc(home.started))
        return waited < FIRST_WITHIN and walk.is_same_uid(home.uid, content["subject"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return False
