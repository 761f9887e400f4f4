"""What is sent for an incoming document."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from docflow.api.payloads import words
from docflow.api.payloads.lines import DocumentLine
from docflow.api.payloads.outgoing import FileToken
from docflow.api.payloads.shapes import Day, Given, Moment, Text, Told, Whole, Yes
from docflow.desks.receiving_several import AT_MOST
from docflow.desks.receiving_several import Result as Received
from docflow.documents.kinds import Urgency


class PaperArrival(Given):
    """A paper that arrived, with its scan; `code_as_written` is number and notation as it bears."""

    issuer: Text
    kind: Text
    subject: Text
    scan: FileToken
    sender: UUID | None = None
    urgency: words.Urgency = Urgency.NORMAL
    number: Whole | None = None
    notation: Text = ""
    code_as_written: Text = ""
    issued_on: Day | None = None
    secrecy: Text = ""
    attachments: list[FileToken] = Field(default=[], max_length=30)


class Registration(Given):
    """A reason where the check could not be decided; that it is another where it seems twice."""

    accept_reason: Text = ""
    although_duplicate: Yes = False


class Assignee(Given):
    """A unit or a post: exactly one of the two."""

    unit: UUID | None = None
    post: UUID | None = None


Days = Annotated[int, Field(description="working days from today", strict=True)]


class Directive(Given):
    """Who leads, who co-ordinates, who is to know, and by when (a moment, or working days)."""

    directive: Text
    lead: Assignee
    due: Moment | Days
    collaborators: list[Assignee] = Field(default=[], max_length=200)
    for_information: list[Assignee] = Field(default=[], max_length=200)


class Proposing(Given):
    """What the office proposes: a summary, who leads, who else, by when."""

    summary: Text
    lead: Assignee
    due: Moment | Days
    collaborators: list[Assignee] = Field(default=[], max_length=200)
    for_information: list[Assignee] = Field(default=[], max_length=200)


class Merging(Given):
    """The known document that what arrived is a further version of."""

    known: UUID


class ToRegister(Given):
    """Checked arrivals to register, each by itself; each once."""

    documents: Annotated[list[UUID], Field(min_length=1, max_length=AT_MOST)]


class RegisteredOne(Told):
    """What became of one arrival."""

    uid: UUID
    registered: bool
    number: int | None
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, result: Received) -> "RegisteredOne":
        return cls(
            uid=result.arrival.uid,
            registered=result.refusal is None,
            number=result.arrival.arrival_number,
            code=result.refusal.code if result.refusal else None,
            detail=str(result.refusal) if result.refusal else None,
        )


class RegisteredSeveral(Told):
    """What became of each arrival, in the order they were named."""

    registered: int
    results: list[RegisteredOne]


class Reassignment(Given):
    """Who does a department's task, who co-ordinates; by when, if earlier than the task itself."""

    person: UUID
    due: Moment | Days | None = None
    collaborators: list[UUID] = Field(default=[], max_length=100)


class Result(Given):
    """What came of it: a document that answers, or words."""

    answer: UUID | None = None
    result: Text = ""


class Duplicates(Told):
    """Documents of the unit that seem to be the same one."""

    documents: list[DocumentLine]
