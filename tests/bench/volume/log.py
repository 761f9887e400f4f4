"""The log as `docflow.audit.log` writes it: chains, entries with their links, texts with salts."""

import hashlib
import json
from dataclasses import dataclass
from random import Random
from typing import Any

from docflow.audit import installation
from docflow.audit.chain import START
from docflow.audit.models import Bookmark, Chain, Entry, EntryText
from tests.bench.volume.hours import Hours
from tests.bench.volume.tables import Sink

READERS = ("rates", "statuses", "search")
encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
"""What RFC 8785 makes of texts, whole numbers, truth values and nothing, in ASCII names."""


@dataclass(slots=True)
class Line:
    """A chain that grows."""

    pk: int
    name: str
    unit: str
    number: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever acts, as an entry names them, and for which unit."""

    line: Line
    reads: Line | None
    unit: str
    user: str | None
    said: str


class Log:
    """Writes entries; every chain is locked by nobody, since nobody else is writing."""

    def __init__(self, sink: Sink, hours: Hours, random: Random) -> None:
        self._entries = sink.table(Entry, "chain_id number text link event subject actor at")
        self._texts = sink.table(EntryText, "chain_id number name salt text")
        self._hours, self._bytes = hours, random.randbytes
        self._home = ""  # known once the first chain is opened
        self.lines: dict[str, Line] = {}
        self.entries = 0

    def line(self, name: str) -> Line:
        """The chain of this name, opened when it is not there."""
        if name not in self.lines:
            chain, _ = Chain.objects.get_or_create(
                name=name, defaults={"installation": installation.get().uid, "head": START}
            )
            self._home = str(chain.installation)
            unit = name.removesuffix(":reads")
            self.lines[name] = Line(chain.pk, name, unit, chain.length, bytes.fromhex(chain.head))
        return self.lines[name]

    def read(self, at: int, subject: str, by: Who) -> None:
        """Somebody looked at a document."""
        assert by.reads is not None
        self._append(by.reads, "document.read", at, subject, by, None, "", None, {})

    def write(
        self,
        event: str,
        at: int,
        subject: str,
        by: Who,
        moved: tuple[str, str] | None = None,
        *,
        file: str = "",
        before: str = "",
        attachment: str = "",
        given: str = "",
        facts: dict[str, Any] | None = None,
        **words: str,
    ) -> None:
        """Add an entry to the chain of the actor's unit, as `record` does."""
        named = {"attachment": attachment, "before": before, "file": file, "given": given}
        digests = "".join(f'"{name}":"{each}",' for name, each in named.items() if each)
        self._append(by.line, event, at, subject, by, moved, digests, facts, words)

    def _append(
        self,
        line: Line,
        event: str,
        at: int,
        subject: str,
        by: Who,
        moved: tuple[str, str] | None,
        digests: str,
        facts: dict[str, Any] | None,
        words: dict[str, str],
    ) -> None:
        line.number = number = line.number + 1
        shown = self._hours.text(at)
        texts = {name: encode({"text": word}) for name, word in words.items() if word}
        if facts:
            texts["facts"] = encode(facts)
        for name in sorted(texts):
            salt = self._bytes(16)
            digest = hashlib.sha256(salt + texts[name].encode()).hexdigest()
            digests += f'"text.{name}":"{digest}",'
            self._texts.add(line.pk, number, name, salt.hex(), texts[name])
        source, target = (f'"{moved[0]}"', f'"{moved[1]}"') if moved else ("null", "null")
        text = (
            f'{{{by.said},"at":"{shown[:10]}T{shown[11:]}Z","digests":{{{digests[:-1]}}},'
            f'"event":"{event}","from":{source},"installation":"{self._home}",'
            f'"number":{number},"on_behalf_of":null,"subject":"{subject}","to":{target},'
            f'"unit":"{by.unit}","v":1}}'
        )
        leaf = hashlib.sha256(b"\x00" + text.encode()).digest()
        line.head = hashlib.sha256(line.head + leaf).digest()
        actor = by.user and by.user.replace("-", "")
        self._entries.add(
            line.pk,
            number,
            text,
            line.head.hex(),
            event,
            subject.replace("-", ""),
            actor,
            shown,
        )
        self.entries += 1

    def close(self) -> None:
        """Heads, lengths and how far the readers came, after the rows are written."""
        for line in self.lines.values():
            Chain.objects.filter(pk=line.pk).update(length=line.number, head=line.head.hex())
            if line.number and not line.name.endswith(":reads"):
                for reader in READERS:
                    Bookmark.objects.update_or_create(
                        reader=reader, chain_id=line.pk, defaults={"number": line.number}
                    )


def said(user: str | None, post: str | None) -> str:
    """The beginning of an entry's text: who acts, in which post."""
    return f'"actor":{json.dumps(user)},"appointment":{json.dumps(post)}'
