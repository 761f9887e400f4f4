"""Stored bytes: what documents name is there and right; what nobody names is counted."""

from collections.abc import Iterator
from typing import Any

from docflow.documents.models import Attachment, Lasting, Version
from docflow.people.models import Delegation
from docflow.reports.differences import Checked, Difference, differs
from storage import blobs
from storage.errors import BlobDamaged, BlobMissing


def check(checked: Checked) -> Iterator[Difference]:
    """Go through the rows and the store side by side, in the order of the digests."""
    stored = (entry.digest for entry in blobs.digests())
    lying = next(stored, None)
    for digest, rows in _by_digest():
        while lying is not None and lying < digest:
            checked.orphans += 1
            lying = next(stored, None)
        if lying == digest:
            lying = next(stored, None)
        checked.blobs += 1
        yield from _blob(digest, rows)
    checked.orphans += (lying is not None) + sum(1 for _ in stored)


def _blob(digest: str, rows: list[tuple[str, int]]) -> Iterator[Difference]:
    of = rows[0][0]
    try:
        with blobs.open_blob(digest) as file:
            size = file.seek(0, 2)
    except (BlobMissing, BlobDamaged) as error:
        code = "blob_missing" if isinstance(error, BlobMissing) else "blob_damaged"
        yield differs(code, digest, of=of, digest=digest)
        return
    for owner, said in rows:
        if said != size:
            yield differs("blob_size_wrong", digest, of=owner, said=said, size=size, digest=digest)


def _by_digest() -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Each digest once, with the documents that name it and the size they say."""
    last = ""
    rows: list[tuple[str, int]] = []
    for digest, owner, size in _rows():
        if digest != last and rows:
            yield last, rows
            rows = []
        last = digest
        if (owner, size) not in rows[:1]:
            rows.append((owner, size))
    if rows:
        yield last, rows


def _rows() -> Iterator[tuple[str, str, int]]:
    named: list[Any] = [
        model.objects.exclude(digest="").values_list("digest", "document__uid", "size").order_by()
        for model in (Version, Attachment, Lasting)
    ]
    given = Attachment.objects.exclude(given_digest="").order_by()
    named.append(given.values_list("given_digest", "document__uid", "given_size"))
    bases = Delegation.objects.exclude(file_digest="").order_by()
    named.append(bases.values_list("file_digest", "uid", "file_size"))
    whole = named[0].union(*named[1:]).order_by("digest")
    for digest, uid, size in whole.iterator(chunk_size=500):
        yield digest, f"document {uid}", size
