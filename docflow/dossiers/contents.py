"""What lies in a dossier, in the order of time; pages are counted, not typed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.folders import Placing
from docflow.documents.models import Document, Version
from docflow.dossiers.models import Dossier
from docflow.dossiers.states import State
from docflow.errors import Refused
from docflow.incoming import handing_out

MOST_DOCUMENTS = 999
"""DocOrdinal has three digits (Annex VI part II)."""
MOST_PAGES = 9999
"""PageTotal has four digits."""


def placings(dossier: Dossier) -> QuerySet[Placing]:
    """What lies in it with its document: by date, then as it was put in; closed, by its order."""
    if dossier.state in (State.PLANNED, State.OPEN):
        return by_time(dossier)
    return _told(dossier).order_by("ordinal")


def by_time(dossier: Dossier) -> QuerySet[Placing]:
    """What lies in it by the documents' dates; what has none yet comes last."""
    first = F("document__issued_on").asc(nulls_last=True)
    return _told(dossier).order_by(first, "placed_at", "pk")


def _told(dossier: Dossier) -> QuerySet[Placing]:
    return dossier.folder.placings.select_related("document__unit", "placed_by__user")


def lines(dossier: Dossier, actor: Any) -> Iterator[tuple[int, Placing | None]]:
    """Each place with what lies there, None where whoever asks may not read it."""
    rows = list(placings(dossier))
    visible = Document.objects.visible_to(actor).filter(pk__in=[row.document_id for row in rows])
    seen = set(visible.values_list("pk", flat=True))
    for place, row in enumerate(rows, 1):
        yield place, row if row.document_id in seen else None


def day_of(document: Document) -> date:
    """The document's date; before it is issued, the day it was made."""
    return document.issued_on or clock.local_date(document.created)


def pages_of(version: Version) -> int:
    """How many pages a file has, as its intake saw it or as the limited child finds."""
    return len(handing_out.sizes(version))


def put_in_order(dossier: Dossier) -> None:
    """Give each document its place in the order of time and count anew what has grown since."""
    rows = list(by_time(dossier).prefetch_related("document__versions"))
    for place, row in enumerate(rows, 1):
        current = row.document.current
        row.ordinal = place
        if current and current.number != row.version:
            row.version, row.pages = current.number, pages_of(current)
    Placing.objects.bulk_update(rows, ["ordinal", "version", "pages"], batch_size=200)
    count(dossier)


def forget_order(dossier: Dossier) -> None:
    """No order while documents come and go."""
    dossier.folder.placings.update(ordinal=None)


def count(dossier: Dossier) -> None:
    """Number of documents and pages; raises Refused when the standard's fields cannot say it."""
    pages = list(dossier.folder.placings.values_list("pages", flat=True))
    dossier.documents, dossier.pages = len(pages), sum(pages)
    if dossier.documents > MOST_DOCUMENTS or dossier.pages > MOST_PAGES:
        raise Refused(
            "dossier_full",
            _(
                "A dossier holds at most %(documents)s documents and %(pages)s pages. Open "
                "another volume."
            ),
            documents=MOST_DOCUMENTS,
            pages=MOST_PAGES,
        )
