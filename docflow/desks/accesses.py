"""How often a document was read, by whom and when last (Decree 30/2020, Annex VI part III.6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.documents.models import Document
from docflow.people.models import User
from docflow.permissions import Permission

MOST_NAMED = 200
NAMES = frozenset({Permission.AUDIT_READ, Permission.REGISTER_MANAGE})


@dataclass(frozen=True)
class Reader:
    """A person who read a document: how often, and when last."""

    name: str
    times: int
    last: datetime


@dataclass(frozen=True)
class Accesses:
    """How often a document was read, by how many; those who read it last come first."""

    times: int
    people: int
    readers: tuple[Reader, ...]


def accesses_of(document: Document) -> Accesses:
    """The reads of a document in the log: one for each reader and ten minutes.

    Read by the index of subjects: the cost is that of the document's own entries.
    """
    reads = Entry.objects.filter(subject=document.uid, event=Event.DOCUMENT_READ)
    found = list(
        reads.order_by()
        .values_list("actor")
        .annotate(times=Count("number"), last=Max("at"))
        .order_by("-last")
    )
    shown = found[:MOST_NAMED]
    named = User.objects.filter(uid__in=[uid for uid, _times, _last in shown])
    names = dict(named.values_list("uid", "full_name"))
    readers = tuple(Reader(names.get(uid, ""), times, last) for uid, times, last in shown)
    return Accesses(sum(times for _uid, times, _last in found), len(found), readers)


def may_name_readers(actor: Any, document: Document) -> bool:
    """Whether somebody is told who read it: whoever keeps the holder's registers or audits it."""
    return bool(actor.permissions_in(document.unit) & NAMES)
