"""Dossiers, the year's catalogue of them, and legal holds."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Day, Given, Post, Text, Told, UnitName, Whole, Yes
from docflow.documents.freezing import LegalHold, hold_on
from docflow.dossiers import contents
from docflow.dossiers.models import Catalogue, Dossier, Export
from docflow.lifecycle import open_moves


class DossierLine(Told):
    """A dossier in a list; `retention` in years, null: for ever."""

    uid: UUID
    year: int
    notation: str
    title: str
    section: str
    kind: str
    state: str
    retention: int | None
    keeper: Post | None
    documents: int
    pages: int
    started_on: date | None
    ended_on: date | None
    due_on: date | None
    is_late: bool

    @classmethod
    def of(cls, dossier: Dossier, **more: Any) -> Any:
        return cls(
            uid=dossier.uid,
            year=dossier.year,
            notation=dossier.notation,
            title=dossier.title,
            section=dossier.section,
            kind=dossier.kind,
            state=dossier.state,
            retention=dossier.retention,
            keeper=Post.of(dossier.keeper) if dossier.keeper else None,
            documents=dossier.documents,
            pages=dossier.pages,
            started_on=dossier.started_on,
            ended_on=dossier.ended_on,
            due_on=dossier.due_on,
            is_late=dossier.is_late(),
            **more,
        )


class LyingDocument(Told):
    """A place in a dossier; all but the number is null where the document may not be read."""

    ordinal: int
    document: UUID | None
    code: str | None
    subject: str | None
    issued_on: date | None
    pages: int | None


class DossierReader(Told):
    """A post or a unit that may read all of a dossier."""

    number: int
    post: Post | None
    unit: UnitName | None


class DossierWhole(DossierLine):
    """A dossier with what lies in it, who reads it, and the moves open to whoever asks."""

    rights: str
    language: str
    description: str
    kept_back_until: date | None
    returned_because: str | None
    moves: list[str]
    frozen_by: str | None
    lying: list[LyingDocument]
    readers: list[DossierReader]

    @classmethod
    def seen(cls, dossier: Dossier, actor: Any) -> "DossierWhole":
        """The dossier as whoever asks may see it."""
        hold = hold_on(dossier)
        readers = dossier.folder.readers.select_related(
            "appointment__user", "appointment__unit", "unit"
        )
        whole: DossierWhole = cls.of(
            dossier,
            rights=dossier.rights,
            language=dossier.language,
            description=dossier.description,
            kept_back_until=dossier.kept_back_until,
            returned_because=dossier.returned_because or None,
            moves=open_moves(dossier, actor),
            frozen_by=hold.basis if hold else None,
            lying=[_lying(place, row) for place, row in contents.lines(dossier, actor)],
            readers=[reader_told(each) for each in readers.order_by("pk")],
        )
        return whole


def _lying(place: int, row: Any) -> LyingDocument:
    document = row.document if row else None
    return LyingDocument(
        ordinal=place,
        document=document.uid if document else None,
        code=(document.code or None) if document else None,
        subject=document.subject if document else None,
        issued_on=document.issued_on if document else None,
        pages=row.pages if row else None,
    )


def reader_told(reader: Any) -> DossierReader:
    """A reader as a dossier tells of them."""
    return DossierReader(
        number=reader.pk,
        post=Post.of(reader.appointment) if reader.appointment else None,
        unit=UnitName.of(reader.unit) if reader.unit else None,
    )


class CatalogueTold(Told):
    """The catalogue of a year with its dossiers."""

    year: int
    state: str
    approved_at: datetime | None
    dossiers: list[DossierLine]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "CatalogueTold":
        rows = catalogue.dossiers.select_related(
            "folder", "catalogue", "keeper__user", "keeper__unit"
        )
        return cls(
            year=catalogue.year,
            state=catalogue.state,
            approved_at=catalogue.approved_at,
            dossiers=[DossierLine.of(each) for each in rows.in_order()],
        )


class NewCatalogue(Given):
    """The catalogue of a year to begin, from the one before it unless `copying` is false."""

    year: Whole
    copying: Yes = True


class DossierEntry(Given):
    """A line of the catalogue; once it is approved, why it changes."""

    notation: Text
    title: Text
    retention: Whole | None = None
    keeper: UUID | None = None
    section: Text = ""
    kind: Text = Dossier.Kind.USUAL.value
    rights: Text = ""
    language: Text = ""
    description: Text = ""
    reason: Text = ""


class MaybeReason(Given):
    """Why; needed once the catalogue is approved."""

    reason: Text = ""


class Ended(Given):
    """The day the work ended, or construction was settled."""

    ended_on: Day


class KeptBack(Given):
    """Until when a dossier is kept back, and the written consent."""

    until: Day
    basis: Text


class DocumentNamed(Given):
    """A document."""

    document: UUID


class NewReader(Given):
    """A post or a unit that is to read a dossier: one of the two."""

    post: UUID | None = None
    unit: UUID | None = None


class ReaderNamed(Given):
    """A reader, by the number the dossier tells."""

    number: Whole


class ExportTold(Told):
    """A file being made, or made: then with its size; `problems` name what is missing."""

    uid: UUID
    asked_at: datetime
    made_at: datetime | None
    packed: int
    size: int | None
    sha256: str | None
    problems: list[str]

    @classmethod
    def of(cls, export: Export) -> "ExportTold":
        return cls(
            uid=export.uid,
            asked_at=export.asked_at,
            made_at=export.made_at,
            packed=export.done,
            size=export.size if export.digest else None,
            sha256=export.digest or None,
            problems=[each["text"] for each in export.problems],
        )


class NewHold(Given):
    """An order that freezes documents and dossiers, or with `text` all that a search finds."""

    basis: Text
    ordered_by: Text
    first_day: Day | None = None
    documents: list[UUID] = Field(default=[], max_length=500)
    dossiers: list[UUID] = Field(default=[], max_length=500)
    text: Text = ""


class HoldTold(Told):
    """An order that freezes, and how it was lifted."""

    uid: UUID
    basis: str
    ordered_by: str
    first_day: date
    by_inspection: bool
    given_at: datetime
    freezes: int
    lifted_at: datetime | None
    lift_reason: str | None

    @classmethod
    def of(cls, hold: LegalHold, freezes: int) -> "HoldTold":
        return cls(
            uid=hold.uid,
            basis=hold.basis,
            ordered_by=hold.ordered_by,
            first_day=hold.first_day,
            by_inspection=hold.by_inspection,
            given_at=hold.given_at,
            freezes=freezes,
            lifted_at=hold.lifted_at,
            lift_reason=hold.lift_reason or None,
        )
