"""Following the log: each entry once, in the order of its chain."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum

from docflow.audit.chain import read
from docflow.audit.models import Bookmark, Chain, Entry, EntryText

logger = logging.getLogger(__name__)
STRIDE = 1000


class Told:
    """An entry as a reader gets it: its fields and the texts it commits to."""

    def __init__(self, entry: Entry, texts: dict[str, str]) -> None:
        self.entry = entry
        self.fields = read(entry.text)
        self.event = entry.event
        self.subject = entry.subject
        self.at = entry.at
        self.facts: dict[str, Any] = json.loads(texts.get("facts") or "{}")
        self.words = {
            name: json.loads(text)["text"] for name, text in texts.items() if name != "facts"
        }


def follow(reader: str, step: Callable[[Told], None]) -> int:
    """Give the step every entry this reader has not had; returns how many.

    Steps and bookmark commit together, up to 1,000 at a time. A chain's row lock makes its
    numbers gapless, so no entry can slip in behind the bookmark. A step that fails stops its
    chain there, with the reason in the program's log, and is tried again the next time; what came
    before it is kept.
    """
    return sum(_follow_chain(reader, chain, step) for chain in _ahead_of(reader))


def log_length() -> int:
    """How many entries there are to follow; that people have read is not followed."""
    chains = Chain.objects.exclude(name__endswith=":reads")
    return int(chains.aggregate(whole=Sum("length"))["whole"] or 0)


def entries_of(chain: Chain, after: int, up_to: int) -> Iterator[Told]:
    """The entries of a chain with `after` < number ≤ `up_to`, with their texts.

    Entries are read first: of an entry that is seen, the texts are there.
    """
    window = {"chain": chain, "number__gt": after, "number__lte": up_to}
    entries = list(Entry.objects.filter(**window).order_by("number"))
    texts: dict[int, dict[str, str]] = {}
    for text in EntryText.objects.filter(**window, text__isnull=False):
        texts.setdefault(text.number, {})[text.name] = text.text or ""
    return (Told(entry, texts.get(entry.number, {})) for entry in entries)


def _ahead_of(reader: str) -> list[Chain]:
    mark = Bookmark.objects.filter(reader=reader, chain=OuterRef("pk")).values("number")
    return list(
        Chain.objects.annotate(mark=Subquery(mark))
        .filter(Q(mark__isnull=True, length__gt=0) | Q(length__gt=F("mark")))
        .exclude(name__endswith=":reads")
    )


def _follow_chain(reader: str, chain: Chain, step: Callable[[Told], None]) -> int:
    """In long strides; from one that failed on, one by one up to the entry that fails."""
    Bookmark.objects.get_or_create(reader=reader, chain=chain)
    done = 0
    try:
        try:
            while given := _stride(reader, chain, step, STRIDE):
                done += given
        except Exception:
            while _stride(reader, chain, step, 1):
                done += 1
    except Exception:
        logger.exception("%s stopped in the chain %s", reader, chain)
    return done


@transaction.atomic
def _stride(reader: str, chain: Chain, step: Callable[[Told], None], length: int) -> int:
    mark = Bookmark.objects.select_for_update().get(reader=reader, chain=chain)
    before = mark.number
    for told in entries_of(chain, before, before + length):
        step(told)
        mark.number = told.entry.number
    if mark.number > before:
        mark.save(update_fields=["number"])
    return mark.number - before
