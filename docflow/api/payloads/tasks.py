"""The tasks of an incoming document as they are told, with all that is known about each."""

from datetime import datetime
from uuid import UUID

from docflow.api.payloads import words
from docflow.api.payloads.shapes import Post, Told, UnitName
from docflow.desks.task_tree import Branch
from docflow.incoming.extending import ExtensionState
from docflow.incoming.models import Assignment, Extension, Part, Urge


class GivenPart(Told):
    """What a collaborator gave; `file` is its name among the attachments of the document."""

    text: str
    by: Post
    at: datetime
    file: str | None

    @classmethod
    def of(cls, each: Part) -> "GivenPart":
        file = each.file.name if each.file else None
        return cls(text=each.text, by=Post.of(each.by), at=each.at, file=file)


class ExtensionAsked(Told):
    """More time that was asked for, and how it was decided."""

    uid: UUID
    state: words.ExtensionState
    due_before: datetime
    due: datetime
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    decision: str | None

    @classmethod
    def of(cls, each: Extension) -> "ExtensionAsked":
        return cls(
            uid=each.uid,
            state=ExtensionState(each.state),
            due_before=each.due_before,
            due=each.due,
            reason=each.reason,
            asked_at=each.asked_at,
            decided_at=each.decided_at,
            decision=each.decision or None,
        )


class AskedAgain(Told):
    """That somebody asked how it stands, and the report on it."""

    at: datetime
    by: str
    words: str | None
    report: str | None
    reported_at: datetime | None

    @classmethod
    def of(cls, each: Urge) -> "AskedAgain":
        return cls(
            at=each.at,
            by=each.by.user.full_name,
            words=each.words or None,
            report=each.report or None,
            reported_at=each.reported_at,
        )


class Task(Told):
    """A task from a directive; `first_due` is the deadline it was given with."""

    uid: UUID
    role: words.TaskRole
    level: int
    parent: UUID | None
    replaces: UUID | None
    unit: UnitName
    person: Post | None
    directive: str | None
    due: datetime | None
    first_due: datetime | None
    done_at: datetime | None
    ended_as: words.TaskEnd | None
    ended_reason: str | None
    part: GivenPart | None
    extensions: list[ExtensionAsked]
    urges: list[AskedAgain]

    @classmethod
    def of(cls, branch: Branch, uids: dict[int, UUID]) -> "Task":
        each = branch.task
        return cls(
            uid=each.uid,
            role=Assignment.Role(each.role),
            level=each.level,
            parent=uids.get(each.parent_id or 0),
            replaces=uids.get(each.replaces_id or 0),
            unit=UnitName.of(each.unit),
            person=Post.of(each.person) if each.person else None,
            directive=each.directive or None,
            due=each.due,
            first_due=each.first_due,
            done_at=each.done_at,
            ended_as=Assignment.Ended(each.ended_as) if each.ended_as else None,
            ended_reason=each.ended_reason or None,
            part=GivenPart.of(branch.part) if branch.part else None,
            extensions=[ExtensionAsked.of(one) for one in branch.extensions],
            urges=[AskedAgain.of(one) for one in branch.urges],
        )

    @classmethod
    def all_of(cls, branches: list[Branch]) -> list["Task"]:
        """The tasks of one document, in the order of their tree."""
        uids = {each.task.pk: each.task.uid for each in branches}
        return [cls.of(each, uids) for each in branches]
