"""Make the whole search index anew from documents, units and the store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from docflow import clock
from docflow.audit.models import Bookmark, Chain
from docflow.documents.models import Document
from docflow.search import document_rows, file_texts, unit_rows
from docflow.search.following import READER
from docflow.search.models import FileText, UnitWords, Words
from docflow.units.models import Unit

AT_ONCE = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rebuilt:
    """How many documents and units are in the index, and how many of the files have no words
    because they cannot be read."""

    documents: int
    units: int
    unreadable: int


def rebuild(progress: Progress = lambda done, total: None) -> Rebuilt:
    """Index everything as it is now; every file is read again. Others can go on working.

    What happens meanwhile is in the log after the bookmarks set first, and is followed as usual.
    Raises StoreUnavailable.
    """
    started = clock.wall()
    _set_bookmarks()
    done, total = 0, Document.objects.count() + Unit.objects.count()
    for keys in _batches(Unit):
        unit_rows.keep(unit_rows.load(keys))
        done += len(keys)
        progress(done, total)
    for keys in _batches(Document):
        for document in document_rows.load(keys):
            file_texts.of_version(document_rows.newest_version(document), read_since=started)
            document_rows.keep_current(document.pk)
        done += len(keys)
        progress(done, total)
    FileText.objects.exclude(
        pk__in=Words.objects.filter(file__isnull=False).values("file")
    ).delete()
    unreadable = FileText.objects.filter(readable=False).count()
    return Rebuilt(Words.objects.count(), UnitWords.objects.count(), unreadable)


@transaction.atomic
def _set_bookmarks() -> None:
    for chain in Chain.objects.exclude(name__endswith=":reads"):
        Bookmark.objects.update_or_create(
            reader=READER, chain=chain, defaults={"number": chain.length}
        )


def _batches(model: type[Document] | type[Unit]) -> Iterator[list[int]]:
    last = 0
    while True:
        rows = model._default_manager.filter(pk__gt=last).order_by("pk")
        keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            return
        yield keys
        last = keys[-1]
