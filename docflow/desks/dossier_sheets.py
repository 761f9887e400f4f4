"""The two lists of a dossier (Decree 30/2020, Annex VI part V): its documents, and the dossiers.

The rows come from whoever keeps dossiers; here is only how they are printed: in fixed columns, each
with its place in the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docflow.desks.exports import Table, head_over
from docflow.wording import date_text

DOCUMENT_COLUMNS = (
    gettext_lazy("Place"),
    gettext_lazy("Number, notation"),
    gettext_lazy("Date of the document"),
    gettext_lazy("Type and subject"),
    gettext_lazy("Author"),
    gettext_lazy("Pages"),
    gettext_lazy("Remarks"),
)
DOSSIER_COLUMNS = (
    gettext_lazy("Place"),
    gettext_lazy("Notation of the dossier"),
    gettext_lazy("Title of the dossier"),
    gettext_lazy("From day to day"),
    gettext_lazy("Kept for"),
    gettext_lazy("Documents"),
    gettext_lazy("Pages"),
    gettext_lazy("Remarks"),
)


@dataclass(frozen=True)
class DocumentRow:
    """A document in a dossier."""

    code: str
    day: date | None
    title: str
    author: str
    pages: str = ""
    remark: str = ""


@dataclass(frozen=True)
class DossierRow:
    """A dossier in the list of dossiers."""

    notation: str
    title: str
    first: date | None
    last: date | None
    kept_for: str
    documents: int
    pages: int | None = None
    remark: str = ""


def of_documents(rows: Iterable[DocumentRow], *, by: Any, notation: str, title: str) -> Table:
    """The list of documents in a dossier, read as it is written."""
    named = _("List of documents in a dossier")
    return Table(
        f"{named} {notation}".strip(),
        notation or named,
        [str(each) for each in DOCUMENT_COLUMNS],
        (_document(place, row) for place, row in enumerate(rows, 1)),
        (7, 18, 13, 50, 28, 9, 22),
        head_over(by, named, f"{notation} {title}".strip()),
        empty=_("There is no document in the dossier yet."),
    )


def of_dossiers(rows: Iterable[DossierRow], *, by: Any, title: str = "") -> Table:
    """The list of dossiers, as of a year or of those handed over; read as it is written."""
    named = _("List of dossiers")
    return Table(
        f"{named} {title}".strip(),
        named,
        [str(each) for each in DOSSIER_COLUMNS],
        (_dossier(place, row) for place, row in enumerate(rows, 1)),
        (7, 20, 54, 24, 18, 11, 9, 22),
        head_over(by, named, *([title] if title else [])),
        empty=_("There is no dossier yet."),
    )


def _document(place: int, row: DocumentRow) -> tuple[Any, ...]:
    day = date_text(row.day) if row.day else ""
    return (place, row.code, day, row.title, row.author, row.pages, row.remark)


def _dossier(place: int, row: DossierRow) -> tuple[Any, ...]:
    days = "–".join(date_text(day) for day in (row.first, row.last) if day)
    return (
        place,
        row.notation,
        row.title,
        days,
        row.kept_for,
        row.documents,
        "" if row.pages is None else row.pages,
        row.remark,
    )
