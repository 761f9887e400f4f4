"""The life of a document as people tell it: its entries in the log, worded, oldest first."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.documents.models import Document
from docflow.people.models import User

AT_MOST = 200
TOLD = ("reason", "directive", "result", "sentence", "part", "report", "words", "place")


@dataclass(frozen=True)
class Step:
    """One thing that happened to the document: when, what, by whom, and what was said."""

    at: datetime
    event: str
    who: str
    on_behalf_of: str = ""
    said: str = ""
    facts: tuple[tuple[str, Any], ...] = ()


def timeline(document: Document) -> list[Step]:
    """What happened to a document here, oldest first; what its recipients reported among it."""
    return worded(entries_of(document, document.deliveries.values_list("uid", flat=True)[:AT_MOST]))


def entries_of(document: Document, deliveries: Iterable[UUID]) -> list[Entry]:
    """The entries of the log on a document and its deliveries, the oldest first."""
    subjects = [document.uid, *deliveries][: AT_MOST + 1]
    entries = Entry.objects.filter(subject__in=subjects)
    told = entries.exclude(event__in=[Event.DOCUMENT_READ, Event.ACT_REFUSED])
    return list(told.order_by("at", "chain_id", "number")[:AT_MOST])


def moments(event: Event, subjects: Sequence[UUID]) -> dict[Any, datetime]:
    """When an event last befell each of the subjects that knew it.

    Their whole logs are read by the index of subjects: asked for the event too, SQLite would rather
    walk every entry of that event.
    """
    told = Entry.objects.filter(subject__in=subjects).values_list("subject", "event", "at")
    return {subject: at for subject, kind, at in told.order_by("at") if kind == event}


def worded(entries: Iterable[Entry]) -> list[Step]:
    """Entries of the log with names and texts: three queries, however many there are."""
    entries = list(entries)
    contents = [json.loads(entry.text) for entry in entries]
    uids = {content[part] for content in contents for part in ("actor", "on_behalf_of")}
    names = {
        str(uid): name
        for uid, name in User.objects.filter(uid__in=uids - {None}).values_list("uid", "full_name")
    }
    texts = _texts(entries)
    return [
        _step(entry, content, names, texts.get((entry.chain_id, entry.number), {}))
        for entry, content in zip(entries, contents, strict=True)
    ]


def _texts(entries: list[Entry]) -> dict[tuple[Any, int], dict[str, Any]]:
    found: dict[tuple[Any, int], dict[str, Any]] = {}
    wanted = {(entry.chain_id, entry.number) for entry in entries}
    texts = EntryText.objects.filter(
        chain__in={chain for chain, _ in wanted}, number__in={number for _, number in wanted}
    )  # of several chains a few too many: far cheaper to ask for than each pair
    for chain, number, name, text in texts.values_list("chain", "number", "name", "text"):
        if text is not None and (chain, number) in wanted:
            content = json.loads(text)
            value = content if name == "facts" else content.get("text", "")
            found.setdefault((chain, number), {})[name] = value
    return found


def _step(
    entry: Entry, content: dict[str, Any], names: dict[str, str], texts: dict[str, Any]
) -> Step:
    said = next((str(texts[name]) for name in TOLD if texts.get(name)), "")
    if texts.get("subject_before"):
        said = _("Subject before: %(subject)s") % {"subject": texts["subject_before"]}
    return Step(
        at=entry.at,
        event=entry.event,
        who=names.get(content["actor"] or "", ""),
        on_behalf_of=names.get(content["on_behalf_of"] or "", ""),
        said=said,
        facts=tuple(sorted((texts.get("facts") or {}).items())),
    )
