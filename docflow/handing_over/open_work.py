"""What lies open with a post, as whoever asks may be told of it.

An administrator who may not read a document learns that there is one and its state, not its
subject: handing over needs no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from docflow import clock
from docflow.documents.models import Document
from docflow.handing_over.kinds import KINDS, Kind
from docflow.people.models import Appointment

PER_KIND = 100


@dataclass(frozen=True)
class Piece:
    """One piece of open work; `subject` only for who may read the document."""

    kind: Kind
    uid: str
    note: str
    document: UUID | None = None
    code: str = ""
    subject: str = ""
    since: Any = None
    due: Any = None

    @property
    def ref(self) -> str:
        """How a form or a program names it."""
        return f"{self.kind.code}:{self.uid}"


@dataclass(frozen=True)
class Part:
    """All of one kind that lies with a post: how many, and the first of them."""

    kind: Kind
    how_many: int
    pieces: tuple[Piece, ...]


def open_work(post: Appointment, reader: Any, most: int = PER_KIND) -> list[Part]:
    """What lies with a post, kind by kind; three questions for each kind, however much it is."""
    parts = []
    for kind in KINDS:
        rows = list(kind.of(post)[: most + 1])
        how_many = len(rows) if len(rows) <= most else kind.of(post).count()
        if rows:
            parts.append(Part(kind, how_many, tuple(_told(kind, rows[:most], reader))))
    return parts


def what_blocks(post: Appointment) -> list[tuple[Kind, int]]:
    """What must be handed over before the post may end, kind by kind."""
    counted = ((kind, kind.of(post).count()) for kind in KINDS if not kind.ends_with_post)
    return [(kind, how_many) for kind, how_many in counted if how_many]


def orphaned() -> Iterable[tuple[Kind, QuerySet[Any]]]:
    """Open work whose post has ended or whose holder's account is closed, kind by kind."""
    for kind in KINDS:
        if not kind.ends_with_post:
            rows = kind.open().select_related(f"{kind.holder}__user")
            ended = rows.filter(**{f"{kind.holder}__valid_to__lt": clock.today()})
            closed = rows.filter(**{f"{kind.holder}__user__is_active": False})
            yield kind, (ended | closed).order_by("pk")


def _told(kind: Kind, rows: list[Any], reader: Any) -> list[Piece]:
    documents = [kind.document_of(row) for row in rows]
    keys = [each.pk for each in documents if each]
    seen: set[int] = set()
    if keys and reader.unit is not None:
        visible = Document.objects.visible_to(reader).filter(pk__in=keys)
        seen = set(visible.values_list("pk", flat=True))
    return [
        _piece(kind, row, document, document is not None and document.pk in seen)
        for row, document in zip(rows, documents, strict=True)
    ]


def _piece(kind: Kind, row: Any, document: Any, is_seen: bool) -> Piece:
    return Piece(
        kind,
        kind.uid_of(row),
        kind.note(row),
        document.uid if is_seen else None,
        document.code if is_seen else "",
        document.subject if is_seen else "",
        document.created if document else None,
        getattr(row, "due", None) if document else None,
    )
