"""Figures of tasks and of handled documents, and the things behind them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from docflow.api.payloads.shapes import Told, UnitName
from docflow.desks import outcomes

Outcome = Literal["", "done_in_time", "done_late", "open_in_time", "open_late"]
Handled = Literal[
    "", "done_in_time", "done_late", "open_in_time", "open_late", "not_assigned", "cancelled"
]


class FigureLine(Told):
    """A unit or a person; `key` names it when its list is asked for. `note` is a person's unit."""

    key: str
    name: str
    note: str
    total: int
    counts: dict[str, int]
    share: str

    @classmethod
    def of(cls, line: outcomes.Line, names: Any) -> "FigureLine":
        figures = line.figures
        return cls(
            key=line.key,
            name=line.name,
            note=line.note,
            total=figures.total,
            counts={each: figures.of(each) for each in names},
            share=figures.share,
        )


class Figures(Told):
    """The lines of a period and their sum; without days, of what is open now."""

    unit: UnitName
    first: date | None
    last: date | None
    at: datetime
    total: int
    counts: dict[str, int]
    share: str
    lines: list[FigureLine]

    @classmethod
    def told(cls, unit: Any, asked: Any, lines: Any, names: Any) -> "Figures":
        """The figures of what was asked for."""
        whole = outcomes.added_up(line.figures for line in lines)
        return cls(
            unit=UnitName.of(unit),
            first=asked.first,
            last=asked.last,
            at=asked.moment,
            total=whole.total,
            counts={each: whole.of(each) for each in names},
            share=whole.share,
            lines=[FigureLine.of(line, names) for line in lines],
        )


class FigureItem(Told):
    """A thing behind a figure; subject and address only of what the token may see."""

    uid: UUID | None
    code: str
    subject: str | None
    unit: str
    who: str
    given: datetime
    due: datetime | None
    done_at: datetime | None
    outcome: str

    @classmethod
    def of(cls, item: outcomes.Item) -> "FigureItem":
        return cls(
            uid=item.document.uid if item.document else None,
            code=item.code,
            subject=item.document.subject if item.document else None,
            unit=item.unit,
            who=item.who,
            given=item.given,
            due=item.due,
            done_at=item.done_at,
            outcome=item.outcome,
        )


class Reader(Told):
    """A person who read a document."""

    name: str
    times: int
    last: datetime


class DocumentAccesses(Told):
    """How often a document was read; names for whoever keeps the registers or audits, else null."""

    times: int
    people: int
    readers: list[Reader] | None


class AccessLine(Told):
    """How often a document was read; `document` is null where it may not be seen."""

    document: UUID | None
    code: str | None
    subject: str | None
    times: int
    people: int
    last: datetime

    @classmethod
    def of(cls, line: Any) -> "AccessLine":
        document = line.document
        return cls(
            document=document.uid if document else None,
            code=(document.code or None) if document else None,
            subject=document.subject if document else None,
            times=line.times,
            people=line.people,
            last=line.last,
        )


class UnitAccesses(Told):
    """What was read in a unit in a period; `ever` with all units below, since the beginning."""

    unit: UnitName
    first: date
    last: date
    times: int
    documents: int
    ever: int
    items: list[AccessLine]
    next: int | None


class DossierAccesses(Told):
    """How often the documents of a dossier were read."""

    times: int
    documents: int
    items: list[AccessLine]
