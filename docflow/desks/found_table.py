"""What a search found, as a table in the order of its rank (Decree 30/2020, Annex VI III.6)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from docflow import wording
from docflow.desks import found_columns
from docflow.desks.exports import Table, head_over
from docflow.documents import kinds
from docflow.search.columns import USUAL
from docflow.search.documents import find

MOST = 2000
STRIDE = 200


def of_found(
    actor: Any,
    text: str,
    *,
    kind: str = "",
    year: int | None = None,
    direction: str = "",
    columns: Sequence[str] = USUAL,
) -> Table:
    """The documents found with some columns, read as they are written, up to a limit.

    Where it is reached, the last row says so.
    """
    title = _("Documents found")
    named = kinds.find(kind)
    asked = [text.strip(), named.name if named else "", str(year or ""), _ways().get(direction, "")]
    told = "; ".join(part for part in asked if part)
    shown = found_columns.of(columns)
    rows = _rows(actor, text, {"kind": kind, "year": year, "direction": direction}, shown)
    over = head_over(actor, title, _("Searched for: %(what)s") % {"what": told or "–"})
    return Table(
        title,
        title,
        [str(each.head) for each in shown],
        rows,
        [each.width for each in shown],
        over,
        empty=_("Nothing was found."),
    )


def _rows(
    actor: Any, text: str, narrowed: dict[str, Any], shown: list[found_columns.Column]
) -> Iterator[tuple[Any, ...]]:
    after, told = None, 0
    while told < MOST:
        found = find(actor, text, limit=STRIDE, after=after, **narrowed)
        for hit in found.hits:
            yield tuple(each.tell(hit.document) for each in shown)
        told, after = told + len(found.hits), found.next
        if not after:
            return
    limit = _("Only the first %(count)s are in this file.") % {"count": wording.count(MOST)}
    yield (limit, *[""] * (len(shown) - 1))


def _ways() -> dict[str, str]:
    return {"outgoing": _("outgoing"), "incoming": _("incoming"), "copies": _("copies")}
