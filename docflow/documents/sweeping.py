"""Bytes that nothing refers to: counted, and removed once they are old enough."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from docflow import clock
from docflow.documents.models import Attachment, Lasting, Version
from docflow.people.models import Delegation
from storage import blobs

GRACE = timedelta(days=1)  # bytes come before their row; no act takes this long
STRIDE = 500


def sweep(older_than: timedelta = GRACE) -> int:
    """Remove blobs last put that long ago which no row refers to; how many.

    A blob put again while the sweep looks counts as new and stays (`storage.blobs.remove`). Not
    for shorter times than an hour on S3, where a blob put twice within the hour keeps its age.
    """
    before = clock.wall() - older_than
    removed = 0
    for digests in _in_strides(_last_put(before)):
        kept = referred(digests)
        removed += sum(blobs.remove(each, before=before) for each in digests if each not in kept)
    blobs.clear_leftovers()
    return removed


def referred(digests: Collection[str]) -> set[str]:
    """Those of the digests that a version, attachment, lasting file or delegation's basis has."""
    files = {
        digest
        for model in (Version, Attachment, Lasting)
        for digest in model.objects.filter(digest__in=digests).values_list("digest", flat=True)
    }
    given = Attachment.objects.filter(given_digest__in=digests)
    bases = Delegation.objects.filter(file_digest__in=digests)
    files |= set(given.values_list("given_digest", flat=True))
    return files | set(bases.values_list("file_digest", flat=True))


def _last_put(before: datetime) -> Iterator[str]:
    return (entry.digest for entry in blobs.digests() if entry.modified < before)


def _in_strides(digests: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(digests)
    while stride := list(islice(waiting, STRIDE)):
        yield stride
