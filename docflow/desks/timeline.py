"""The life of a document as people tell it: its entries in the log, worded, oldest first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from docflow.audit.events import Event
from docflow.audit.models import Entry, EntryText
from docflow.documents.models import Document
from docflow.people.models import User

AT_MOST = 200
TOLD = ("reason", "directive", "result", "sentence")


@dataclass(frozen=True)
class Step:
    """One thing that happened to the document: when, what, by whom, and what was said."""

    at: datetime
    event: str
    who: str
    on_behalf_of: str = ""
    said: str = ""
    facts: tuple[tuple[str, Any], ...] = ()


def timeline(document: Document, *, with_deliveries: bool = True) -> list[Step]:
    """What happened to a document here, oldest first; what its recipients reported among it."""
    subjects = Q(subject=document.uid)
    if with_deliveries:
        uids = list(document.deliveries.values_list("uid", flat=True)[:AT_MOST])
        subjects |= Q(subject__in=uids)
    entries = list(
        Entry.objects.filter(subjects)
        .exclude(event__in=[Event.DOCUMENT_READ, Event.ACT_REFUSED])
        .order_by("at", "chain_id", "number")[:AT_MOST]
    )
    return worded(entries)


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
    if not entries:
        return found
    wanted = Q()
    for entry in entries:
        wanted |= Q(chain_id=entry.chain_id, number=entry.number)
    for text in EntryText.objects.filter(wanted, text__isnull=False):
        assert text.text is not None
        content = json.loads(text.text)
        value = content if text.name == "facts" else content.get("text", "")
        found.setdefault((text.chain_id, text.number), {})[text.name] = value
    return found


def _step(
    entry: Entry, content: dict[str, Any], names: dict[str, str], texts: dict[str, Any]
) -> Step:
    said = next((str(texts[name]) for name in TOLD if texts.get(name)), "")
    return Step(
        at=entry.at,
        event=entry.event,
        who=names.get(content["actor"] or "", ""),
        on_behalf_of=names.get(content["on_behalf_of"] or "", ""),
        said=said,
        facts=tuple(sorted((texts.get("facts") or {}).items())),
    )
