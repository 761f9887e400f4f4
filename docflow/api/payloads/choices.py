"""What can be chosen: types of documents, whom to assign to, the number that comes next."""

from uuid import UUID

from docflow.api.payloads.registers import Series
from docflow.api.payloads.shapes import Told
from docflow.desks.assignees import Assignee
from docflow.documents.notation import code
from docflow.documents.numbering import NextNumber
from docflow.people.models import Appointment


class KindLine(Told):
    """A type of document of Decree 30/2020; `abbreviation` is null where it gives none."""

    code: str
    name: str
    abbreviation: str | None


class Candidate(Told):
    """Somebody who can be given a task, a post or a unit, with what they have open and late."""

    post: UUID | None
    unit: UUID | None
    name: str
    note: str | None
    is_near: bool
    away: str | None
    open_tasks: int
    late: int

    @classmethod
    def of(cls, each: Assignee) -> "Candidate":
        is_post = isinstance(each.who, Appointment)
        return cls(
            post=each.who.uid if is_post else None,
            unit=None if is_post else each.who.uid,
            name=each.name,
            note=each.note or None,
            is_near=each.is_near,
            away=each.away or None,
            open_tasks=each.open_tasks,
            late=each.late,
        )


class Candidates(Told):
    """Those who can be chosen; `more` says that others are found by their names."""

    items: list[Candidate]
    more: bool


class ComingNumber(Told):
    """The number the book would give now, and the last one it gave; another may be faster."""

    series: Series
    year: int
    book: str
    number: int
    last: str | None

    @classmethod
    def of(cls, series: Series, coming: NextNumber) -> "ComingNumber":
        last = coming.last
        return cls(
            series=series,
            year=coming.year,
            book=coming.book,
            number=coming.number,
            last=code(last.number, last.notation).rstrip("/") if last else None,
        )
