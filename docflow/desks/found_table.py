"""What a search found, as a table in the order of its rank (Decree 30/2020, Annex VI III.6)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from docflow import wording
from docflow.desks.exports import Table, head_over
from docflow.documents import kinds
from docflow.search.documents import Hit, find

MOST = 2000
STRIDE = 200


def of_found(
    actor: Any, text: str, *, kind: str = "", year: int | None = None, direction: str = ""
) -> Table:
    """The documents found, read as they are written, up to a limit that stands in the last row."""
    title = _("Documents found")
    named = kinds.find(kind)
    asked = [text.strip(), named.name if named else "", str(year or ""), _ways().get(direction, "")]
    told = "; ".join(part for part in asked if part)
    head = [
        _("Number, notation"),
        _("Date of the document"),
        _("Type"),
        _("Subject"),
        _("Issued by"),
        _("State"),
    ]
    rows = _rows(actor, text, {"kind": kind, "year": year, "direction": direction})
    over = head_over(actor, title, _("Searched for: %(what)s") % {"what": told or "–"})
    return Table(
        title, title, head, rows, (18, 13, 16, 60, 36, 22), over, empty=_("Nothing was found.")
    )


def _rows(actor: Any, text: str, narrowed: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    after, told = None, 0
    while told < MOST:
        found = find(actor, text, limit=STRIDE, after=after, **narrowed)
        for hit in found.hits:
            yield _row(hit)
        told, after = told + len(found.hits), found.next
        if not after:
            return
    limit = _("Only the first %(count)s are in this file.") % {"count": wording.count(MOST)}
    yield (limit, *[""] * 5)


def _row(hit: Hit) -> tuple[Any, ...]:
    document: Any = hit.document
    kind = kinds.find(document.kind)
    life = getattr(document, "outgoing", None) or getattr(document, "incoming", None)
    return (
        document.code,
        document.issued_on,
        kind.name if kind else document.kind,
        document.subject,
        document.issuer,
        str(life.get_state_display()) if life else "",
    )


def _ways() -> dict[str, str]:
    return {"outgoing": _("outgoing"), "incoming": _("incoming")}
