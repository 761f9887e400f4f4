"""What is sent for an incoming document."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from docflow.api.payloads import words
from docflow.api.payloads.lines import DocumentLine
from docflow.api.payloads.outgoing import FileToken
from docflow.api.payloads.shapes import Day, Given, Moment, Text, Told, Whole, Yes
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
