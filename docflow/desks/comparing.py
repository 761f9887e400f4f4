"""What changed between two versions of a document, for whoever may read it."""

from dataclasses import dataclass
from typing import Any

from docflow.documents import actions as documents
from docflow.documents.changes import Changes
from docflow.documents.changes import changes as between
from docflow.documents.models import Document, Version
from docflow.outgoing.models import Round
from signing.child import ChildFailed
from storage.errors import StoreError


@dataclass(frozen=True)
class Compared:
    """Two versions and what changed; nothing without an earlier one, or when one is unreadable."""

    before: Version | None
    after: Version | None
    changes: Changes | None


def compare(
    document: Document, before: Version | None, after: Version | None, *, by: Any
) -> Compared:
    """What changed to a version, else the newest, from another, else since the last round.

    It is noted as a reading. A document that may be seen is given; its versions are its own.
    """
    after = after or document.current
    before = before or before_this_round(document, after)
    found = _compared(before, after) if before and after else None
    if found:
        documents.read(document, by=by)
    return Compared(before, after, found)


def before_this_round(document: Document, after: Version | None) -> Version | None:
    """The version that was last returned or withdrawn, else the one before; none for the first."""
    if after is None:
        return None
    earlier = document.versions.filter(number__lt=after.number).order_by("-number")
    ended = Round.objects.filter(paper__document=document, ended__lte=after.made)
    last = ended.order_by("-ended").first()
    return (earlier.filter(made__lte=last.ended).first() if last else None) or earlier.first()


def _compared(before: Version, after: Version) -> Changes | None:
    try:
        return between(before, after)
    except (ChildFailed, StoreError):
        return None
