"""The metadata standard of Decree 30/2020 Annex VI part II: names, types and lengths, as XML.

What the standard says the system fills, the system fills: OrganId, FileCatalog, DocOrdinal,
CodeNumber, IssuedDate, PageAmount, DocTotal, PageTotal and the arrival's day and number. A unit
whose identifier is longer than the 13 characters of the standard is told whole: shortened it
would name another unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from docflow import clock
from docflow.documents import kinds
from docflow.documents.folders import Placing
from docflow.dossiers.models import Dossier
from docflow.units.identifiers import Scheme

NORMAL = "Tiếng Việt"
PRIORITIES = {"normal": 0, "urgent": 1, "very_urgent": 2, "express": 3}


@dataclass(frozen=True)
class Field:
    """A field of the standard: its name, S(tring) N(umber) D(ate), and the most signs it has."""

    name: str
    kind: str
    longest: int
    automatic: bool = False


OF_DOSSIER = (
    Field("FileCode.OrganId", "S", 13, True),
    Field("FileCode.FileCatalog", "N", 4, True),
    Field("FileCode.FileNotation", "S", 20),
    Field("Title", "S", 500),
    Field("Maintenance", "S", 30),
    Field("Rights", "S", 30),
    Field("Language", "S", 50),
    Field("StartDate", "D", 10),
    Field("EndDate", "D", 10),
    Field("DocTotal", "N", 4, True),
    Field("PageTotal", "N", 4, True),
    Field("Creator", "S", 30),
    Field("Description", "S", 500),
)
OF_DOCUMENT = (
    Field("DocOrdinal", "N", 3, True),
    Field("TypeName", "S", 100),
    Field("CodeNumber", "S", 11, True),
    Field("CodeNotation", "S", 30),
    Field("IssuedDate", "D", 10, True),
    Field("OrganName", "S", 200),
    Field("Subject", "S", 500),
    Field("Language", "S", 30),
    Field("PageAmount", "N", 3, True),
    Field("SignerInfo.Position", "S", 100),
    Field("SignerInfo.FullName", "S", 50),
    Field("Priority", "N", 1),
    Field("ArrivalDate", "D", 10, True),
    Field("ArrivalNumber", "N", 10, True),
)


def of_dossier(dossier: Dossier) -> dict[str, str]:
    """The fields of a dossier, filled, by name; empty where nothing is known yet."""
    today = clock.today()
    identifier = dossier.unit.code(Scheme.OLD, today) or dossier.unit.code(Scheme.NEW, today)
    keeper = dossier.keeper.user.full_name if dossier.keeper else ""
    return _fitting(
        OF_DOSSIER,
        {
            "FileCode.OrganId": identifier,
            "FileCode.FileCatalog": dossier.year,
            "FileCode.FileNotation": dossier.notation,
            "Title": dossier.title,
            "Maintenance": maintenance(dossier.retention),
            "Rights": dossier.rights,
            "Language": dossier.language,
            "StartDate": dossier.started_on,
            "EndDate": dossier.ended_on,
            "DocTotal": dossier.documents,
            "PageTotal": dossier.pages,
            "Creator": keeper,
            "Description": dossier.description,
        },
    )


def of_document(placing: Placing, ordinal: int) -> dict[str, str]:
    """The fields of a document in a dossier, filled, by name."""
    document: Any = placing.document
    paper, arrival = getattr(document, "outgoing", None), getattr(document, "incoming", None)
    kind = kinds.find(document.kind)
    signer = paper.signer if paper else None
    arrived = clock.local_date(arrival.registered_at) if arrival and arrival.registered_at else None
    return _fitting(
        OF_DOCUMENT,
        {
            "DocOrdinal": ordinal,
            "TypeName": kind.name if kind else document.kind,
            "CodeNumber": document.number,
            "CodeNotation": document.notation,
            "IssuedDate": document.issued_on,
            "OrganName": document.issuer,
            "Subject": document.subject,
            "Language": NORMAL,
            "PageAmount": placing.pages,
            "SignerInfo.Position": signer.post if signer else "",
            "SignerInfo.FullName": signer.user.full_name if signer else "",
            "Priority": PRIORITIES.get(document.urgency, 0),
            "ArrivalDate": arrived,
            "ArrivalNumber": arrival.arrival_number if arrival else None,
        },
    )


def maintenance(retention: int | None) -> str:
    """How long it is kept, in the words of the standard."""
    return "Vĩnh viễn" if retention is None else f"{retention} năm"


def too_long(fields: tuple[Field, ...], values: dict[str, str]) -> Iterator[Field]:
    """The fields whose values are longer than the standard gives them room for."""
    return (field for field in fields if len(values[field.name]) > field.longest)


def _fitting(fields: tuple[Field, ...], values: dict[str, Any]) -> dict[str, str]:
    return {field.name: _told(values[field.name]) for field in fields}


def _told(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
