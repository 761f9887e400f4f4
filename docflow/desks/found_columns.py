"""What stands in the columns of found documents, the same on the page and in files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents import kinds
from docflow.documents.kinds import Urgency


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in a file in characters, what it tells of a document."""

    code: str
    head: Any
    width: int
    tell: Callable[[Any], Any]


def of(codes: Sequence[str]) -> list[Column]:
    """The columns with these codes (docflow/search/columns.py), in their order."""
    return [COLUMNS[code] for code in codes]


def state_of(document: Any) -> str:
    """Where a document is in its life, in words."""
    lives = (getattr(document, name, None) for name in ("outgoing", "incoming", "copy"))
    life = next(filter(None, lives), None)
    return str(life.get_state_display()) if life else ""


def _kind(document: Any) -> str:
    kind = kinds.find(document.kind)
    return kind.name if kind else str(document.kind)


def _arrival_number(document: Any) -> int | None:
    arrival = getattr(document, "incoming", None)
    return arrival.arrival_number if arrival else None


def _arrived_on(document: Any) -> Any:
    arrival = getattr(document, "incoming", None)
    return clock.local_date(arrival.arrived_at) if arrival else None


COLUMNS = {
    each.code: each
    for each in (
        Column("code", _("Number, notation"), 18, lambda document: document.code),
        Column("issued_on", _("Date of the document"), 13, lambda document: document.issued_on),
        Column("kind", _("Type"), 16, _kind),
        Column("subject", _("Subject"), 60, lambda document: document.subject),
        Column("issuer", _("Issued by"), 36, lambda document: document.issuer),
        Column("state", _("State"), 22, state_of),
        Column("urgency", _("Urgency"), 14, lambda document: Urgency(document.urgency).label),
        Column("arrival_number", _("Arrival number"), 10, _arrival_number),
        Column("arrived_on", _("Arrived on"), 13, _arrived_on),
    )
}
