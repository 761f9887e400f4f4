"""The words of stored files: read once for each file, whoever holds it."""

import logging
from datetime import datetime

from docflow import clock
from docflow.documents.models import Version
from docflow.search.models import FileText, Words
from signing.child import ChildFailed
from signing.words import words
from storage import blobs
from storage.errors import BlobDamaged, BlobMissing

logger = logging.getLogger(__name__)


def of_version(version: Version | None, *, read_since: datetime | None = None) -> FileText | None:
    """The words of a version's file; a file that cannot be read has none.

    With `read_since` a text that was read earlier is read again. Raises StoreUnavailable.
    """
    if version is None:
        return None
    before = known(version.digest)
    if before and (read_since is None or before.read_at >= read_since):
        return before
    text = _read(version.digest)
    values = {"text": text or "", "readable": text is not None, "read_at": clock.wall()}
    return FileText.objects.update_or_create(digest=version.digest, defaults=values)[0]


def known(digest: str) -> FileText | None:
    """The words of a file if it was read."""
    return FileText.objects.filter(digest=digest).first()


def forget(file_id: int | None) -> None:
    """Let go of the words of a file that is no document's current one any more."""
    if file_id and not Words.objects.filter(file=file_id).exists():
        FileText.objects.filter(pk=file_id).delete()


def _read(digest: str) -> str | None:
    try:
        with blobs.local_path(digest) as path:
            return words(path).text
    except (ChildFailed, BlobMissing, BlobDamaged) as error:
        logger.warning("The words of %s cannot be searched: %s", digest, error)
        return None
