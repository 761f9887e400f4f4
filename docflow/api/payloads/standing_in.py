"""Standing in, absences, handing over, changes of rights: as told, and what is sent."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Day, Given, Text, Told, UnitName, Yes
from docflow.desks.rights import Told as ToldChange
from docflow.handing_over.leaving_actions import Result
from docflow.handing_over.open_work import Part, Piece
from docflow.people.models import Absence


class PassedOn(Given):
    """To which deputy an order (TL.) is passed on, when, on what written basis."""

    taker: UUID
    valid_from: Day
    valid_to: Day
    basis: Text
    file: Text = ""


class NewAbsence(Given):
    """From when to when one is away, and why, in a word."""

    valid_from: Day
    valid_to: Day
    reason: Text


class AbsenceLine(Told):
    """Somebody who is away or will be."""

    uid: UUID
    user: UUID
    full_name: str
    valid_from: date
    valid_to: date | None
    reason: str
    ended: datetime | None

    @classmethod
    def of(cls, each: Absence) -> "AbsenceLine":
        return cls(
            uid=each.uid,
            user=each.user.uid,
            full_name=each.user.full_name,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            reason=each.reason,
            ended=each.ended_at,
        )


class OpenPiece(Told):
    """One piece of open work; `document` and `subject` only for who may read it."""

    piece: str
    note: str | None
    document: UUID | None
    subject: str | None
    since: datetime | None
    due: datetime | None

    @classmethod
    def of(cls, each: Piece) -> "OpenPiece":
        return cls(
            piece=each.ref,
            note=each.note or None,
            document=each.document,
            subject=each.subject or None,
            since=each.since,
            due=each.due,
        )


class OpenPart(Told):
    """Open work of one kind: how much, and the first hundred pieces; `ends` with the post."""

    kind: str
    how_many: int
    ends: bool
    pieces: list[OpenPiece]

    @classmethod
    def of(cls, part: Part) -> "OpenPart":
        return cls(
            kind=part.kind.code,
            how_many=part.how_many,
            ends=part.kind.ends_with_post,
            pieces=[OpenPiece.of(each) for each in part.pieces],
        )


class HandOver(Given):
    """To whom work goes: the pieces named, or all; `written` is the record for the key."""

    to: UUID
    pieces: list[Text] | None = Field(default=None, max_length=500)
    written: Text = ""


class HandedOver(Told):
    """What came of one piece: null, or why it stayed."""

    piece: str
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, each: Result) -> "HandedOver":
        refusal = each.refusal
        return cls(
            piece=each.ref,
            code=refusal.code if refusal else None,
            detail=str(refusal) if refusal else None,
        )


class Leaving(Given):
    """The last day of a post, and to whom its open work goes."""

    last_day: Day
    successor: UUID | None = None
    written: Text = ""


class RightsChangeLine(Told):
    """A change of rights, shown until somebody competent confirms it."""

    uid: UUID
    event: str
    state: str
    subject: UUID | None
    unit: UnitName
    addressed: UnitName
    person: str | None
    made_by: str
    in_place_of: str | None
    made_at: datetime
    details: list[str]
    facts: dict[str, Any]
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, told: ToldChange) -> "RightsChangeLine":
        row = told.row
        return cls(
            uid=row.uid,
            event=row.event,
            state=row.state,
            subject=row.subject,
            unit=UnitName.of(row.unit),
            addressed=UnitName.of(row.addressed),
            person=row.words.get("full_name"),
            made_by=row.made_by.full_name,
            in_place_of=row.in_place_of.full_name if row.in_place_of else None,
            made_at=row.made_at,
            details=list(told.details),
            facts=row.facts,
            decided_by=row.decided_by.user.full_name if row.decided_by else None,
            decided_at=row.decided_at,
            reason=row.reason or None,
        )


class Objection(Given):
    """Why a change is not as it should be; `end` ends it at once."""

    reason: Text
    end: Yes = False
