"""What is sent and told while an incoming document is handled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.incoming import Assignee, Days
from docflow.api.payloads.lines import DocumentLine
from docflow.api.payloads.outgoing import FileToken
from docflow.api.payloads.shapes import Day, Given, Moment, Text, Told
from docflow.api.payloads.tasks import Task
from docflow.desks.following_up import Directive as Followed


class Holding(Given):
    """Until which day the document waits, and why; the deadline does not move."""

    until: Day
    reason: Text


class Filing(Given):
    """Where the document is kept."""

    place: Text


class HandingOver(Given):
    """Which colleague of the unit takes the task, and why."""

    person: UUID
    reason: Text


class Forwarding(Given):
    """Who is to help, who is to know, and a word along with it."""

    collaborators: list[Assignee] = Field(default=[], max_length=200)
    for_information: list[Assignee] = Field(default=[], max_length=200)
    words: Text = ""


class Contribution(Given):
    """What a collaborator gives to the lead: words, and a file where there is one."""

    part: str = Field(max_length=4000, json_schema_extra={"pattern": r"^[^\u0000]*$"})
    file: FileToken | None = None


class MoreTime(Given):
    """Until when (a moment, or working days from today), and why."""

    due: Moment | Days
    reason: Text


class Allowance(Given):
    """A word along with the permission."""

    words: Text = ""


class Urging(Given):
    """A word to whoever has the task."""

    words: Text = ""


class ProgressReport(Given):
    """How it stands."""

    report: Text


class DirectiveLine(Told):
    """A task that is followed: the document, all tasks below it, and what answers it."""

    document: DocumentLine
    task: UUID
    due: datetime
    first_due: datetime
    is_late: bool
    asked: int
    result: str | None
    tasks: list[Task]
    answers: list[DocumentLine]

    @classmethod
    def told(cls, each: Followed) -> "DirectiveLine":
        """The directive with what came of it."""
        task: Any = each.task
        return cls(
            document=DocumentLine.of(each.arrival.document, each.arrival),
            task=task.uid,
            due=task.due,
            first_due=task.first_due,
            is_late=task.is_late,
            asked=each.asked,
            result=each.arrival.result or None,
            tasks=Task.all_of(each.branches),
            answers=[DocumentLine.of(one, one.outgoing) for one in each.answers],
        )


class AskedAll(Told):
    """How many late tasks were asked about, and how many could not be."""

    asked: int
    refused: int
