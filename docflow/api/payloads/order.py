"""What is sent and told about opinions, the order of a document and the circuits of a unit."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.shapes import Given, Post, Reason, Text, Told, Whole, spelled
from docflow.outgoing.circuits import order_of
from docflow.outgoing.models import Circuit, Turn
from docflow.outgoing.opinions import DAYS
from docflow.outgoing.order import printed
from docflow.outgoing.placing import Mark
from docflow.outgoing.preview import Preview, Shown

TurnKind = Annotated[str, spelled(Turn.Kind)]
Standing = Annotated[str, spelled(Turn.Standing)]
Stance = Annotated[str, spelled(Turn.Stance)]
OrderText = Annotated[str, Field(max_length=4000, json_schema_extra={"pattern": r"^[^\u0000]*$"})]


class Question(Given):
    """Whom to ask what, and how many working days they have."""

    whom: list[UUID] = Field(max_length=20)
    question: Text
    days: Whole = DAYS


class BodyNamed(Given):
    """A further body of a joint document; without `signer` its head signs."""

    unit: UUID
    signer: UUID | None = None


class BodyTakenOut(Given):
    """The body that is taken out."""

    unit: UUID


class MarkChosen(Given):
    """A place chosen by sight: mm from the upper left corner of a page, counted from 1.

    A seal has its real size: its width and height may be left out.
    """

    field: Text
    page: Whole
    left: float = Field(ge=-5000, le=5000)
    top: float = Field(ge=-5000, le=5000)
    width: float = Field(default=0, ge=0, le=500)
    height: float = Field(default=0, ge=0, le=500)
    style: Text = "whole"


class MarksChosen(Given):
    """All marks placed by sight; those left out stand where they are found."""

    marks: list[MarkChosen] = Field(max_length=50)


class MarkTold(Told):
    """A mark as it will stand, in mm from the upper left corner; without page on an added one."""

    field: str
    page: int | None
    left: float
    top: float
    width: float
    height: float
    style: str
    by_sight: bool

    @classmethod
    def of(cls, mark: Mark) -> "MarkTold":
        """What a program is told."""
        return cls.model_validate(mark)


class Answer(Given):
    """An opinion; a remark and an objection need words."""

    stance: Text
    text: Text = ""


class StepNamed(Reason):
    """A step by its place in the order, and why it is returned to."""

    step: Text


class AnotherSigner(Reason):
    """Who signs instead, and why."""

    signer: UUID


class CircuitText(Given):
    """An order for a type of document; for all others without one. `seen`: the version known."""

    kind: Text = ""
    order: Text
    seen: Whole | None = None


class StepTold(Told):
    """A step: who is meant today, where it stands, and what it lacks."""

    place: str
    kind: TurnKind
    names: str
    standing: Standing | None
    people: list[Post]
    by: str | None
    on_behalf_of: str | None
    done_at: datetime | None
    deadline: datetime | None
    finding: str | None

    @classmethod
    def of(cls, shown: Shown) -> "StepTold":
        turn = shown.turn
        delegation = turn.delegation if turn else None
        return cls(
            place=shown.place,
            kind=shown.step.kind,
            names=shown.name,
            standing=shown.standing or None,
            people=[Post.of(post) for post in shown.people],
            by=turn.by.user.full_name if turn and turn.by else None,
            on_behalf_of=delegation.giver.user.full_name if delegation else None,
            done_at=turn.done_at if turn else None,
            deadline=turn.deadline if turn else None,
            finding=str(shown.finding) if shown.finding else None,
        )


class OpinionTold(Told):
    """An opinion that was asked for, in the round it was asked in."""

    uid: UUID
    round: int
    who: str
    level: int
    asked_by: str | None
    question: str | None
    standing: Standing
    deadline: datetime | None
    stance: Stance | None
    text: str | None
    by: str | None
    done_at: datetime | None

    @classmethod
    def of(cls, turn: Turn) -> "OpinionTold":
        return cls(
            uid=turn.uid,
            round=turn.round,
            who=str(turn),
            level=turn.level,
            asked_by=turn.asked_by.user.full_name if turn.asked_by else None,
            question=turn.question or None,
            standing=turn.standing,
            deadline=turn.deadline,
            stance=turn.stance or None,
            text=turn.text or None,
            by=turn.by.user.full_name if turn.by else None,
            done_at=turn.done_at,
        )


class OrderTold(Told):
    """The order of a document or of a text: why it is this one, its steps, all opinions."""

    order: str
    why: str
    version: int | None
    steps: list[StepTold]
    opinions: list[OpinionTold]

    @classmethod
    def of(cls, shown: Preview, turns: list[Turn]) -> "OrderTold":
        return cls(
            order=shown.text,
            why=str(shown.why),
            version=shown.circuit.version if shown.circuit else None,
            steps=[StepTold.of(each) for each in shown.steps],
            opinions=[OpinionTold.of(each) for each in turns if each.kind == Turn.Kind.OPINION],
        )


class CircuitTold(Told):
    """An order kept by the unit; `kind` is null for all types without one of their own."""

    kind: str | None
    version: int
    order: str | None
    made: datetime
    by: str

    @classmethod
    def of(cls, circuit: Circuit) -> "CircuitTold":
        return cls(
            kind=circuit.kind or None,
            version=circuit.version,
            order=printed(order_of(circuit)) if circuit.text else None,
            made=circuit.made,
            by=circuit.by.user.full_name,
        )
