"""Rows of the two lists of Annex VI part V: of a dossier's documents, and of a unit's dossiers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from docflow import wording
from docflow.documents import kinds
from docflow.dossiers import contents
from docflow.dossiers.metadata import maintenance
from docflow.dossiers.models import Dossier

Row = tuple[Any, ...]


def documents_head() -> tuple[str, ...]:
    """The columns of the list of documents in a dossier (mục lục văn bản, tài liệu)."""
    return (
        _("No."),
        _("number and notation"),
        _("date"),
        _("type and subject"),
        _("issued by"),
        _("pages"),
        _("note"),
    )


def documents_rows(dossier: Dossier, actor: Any) -> Iterator[Row]:
    """A row for each document, in the order of time; what may not be read keeps its number."""
    for place, placing in contents.lines(dossier, actor):
        if placing is None:
            yield (place, "", "", _("(not for you to read)"), "", "", "")
            continue
        document = placing.document
        kind = kinds.find(document.kind)
        yield (
            place,
            document.code,
            wording.date_text(document.issued_on) if document.issued_on else "",
            f"{kind.name if kind else document.kind}: {document.subject}",
            document.issuer,
            placing.pages,
            "",
        )


def dossiers_head() -> tuple[str, ...]:
    """The columns of the list of dossiers (mục lục hồ sơ)."""
    return (
        _("No."),
        _("notation"),
        _("title"),
        _("from – to"),
        _("retention"),
        _("documents"),
        _("pages"),
        _("kept by"),
        _("note"),
    )


def dossiers_rows(dossiers: Iterable[Dossier]) -> Iterator[Row]:
    """A row for each dossier; give them in the order of the catalogue (`in_order`)."""
    for place, dossier in enumerate(dossiers, 1):
        yield (
            place,
            dossier.notation,
            dossier.title,
            _period(dossier),
            maintenance(dossier.retention),
            dossier.documents,
            dossier.pages,
            dossier.keeper.user.full_name if dossier.keeper else "",
            str(dossier.get_state_display()),
        )


def _period(dossier: Dossier) -> str:
    days = [day for day in (dossier.started_on, dossier.ended_on) if day]
    return " – ".join(wording.date_text(day) for day in days)
