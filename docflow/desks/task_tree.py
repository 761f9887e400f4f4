"""The tasks of a document as a tree: who has what by when, what came, what was asked again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from docflow.documents.models import Document
from docflow.incoming.models import Assignment, Extension, Holding, Incoming, Urge

Ended = Assignment.Ended
GONE = (Ended.HANDED_OVER, Ended.RETURNED, Ended.TAKEN_BACK)


@dataclass(frozen=True)
class Branch:
    """A task with its place in the tree, counted from 0, and all that is known about it."""

    task: Assignment
    depth: int
    extensions: tuple[Extension, ...] = ()
    urges: tuple[Urge, ...] = ()
    holding: Holding | None = None

    @property
    def who(self) -> str:
        """Who has it."""
        return str(self.task.person or self.task.unit)

    @property
    def part(self) -> Any:
        """What its holder gave, if anything."""
        return getattr(self.task, "part", None)

    @property
    def is_moved(self) -> bool:
        """Whether its deadline is another than the first one."""
        return self.task.due != self.task.first_due

    @property
    def unanswered(self) -> int:
        """How often it was asked since the last report."""
        return sum(each.reported_at is None for each in self.urges)

    @property
    def state(self) -> str:
        """How it stands, in a word or two."""
        if self.task.done_at:
            return str(self.task.get_ended_as_display() or _("done"))
        if self.holding:
            return _("on hold")
        return _("open")

    @property
    def tone(self) -> str:
        """How the state is marked: bad when late, good when done, plain otherwise."""
        if self.task.ended_as in (*GONE, Ended.CLOSED):
            return "plain"
        if self.task.is_late:
            return "bad"
        return "good" if self.task.done_at else "plain"


def of(arrival: Incoming) -> list[Branch]:
    """The tasks of one document, each below the one it comes from: four queries at most."""
    return of_several([arrival]).get(arrival.pk, [])


def of_several(arrivals: Iterable[Incoming]) -> dict[int, list[Branch]]:
    """The same for several documents, by their keys, with as many queries."""
    held = list(arrivals)
    tasks = Assignment.objects.filter(arrival__in=held).select_related(
        "person__user", "unit", "part__file", "part__by__user"
    )
    tasks = tasks.prefetch_related("unit__names")
    by_arrival: dict[int, list[Assignment]] = defaultdict(list)
    for task in tasks.order_by("pk"):
        by_arrival[task.arrival_id].append(task)
    if not by_arrival:
        return {}
    extensions, urges = _extensions(held), _urges(held)
    holdings = _holdings(held)
    return {
        key: [
            Branch(
                task,
                depth,
                tuple(extensions[task.pk]),
                tuple(urges[task.pk]),
                holdings.get(key),
            )
            for task, depth in _in_order(found)
        ]
        for key, found in by_arrival.items()
    }


def without_parts(document: Document, arrival: Incoming | None) -> list[Any]:
    """The files that came with a document; not those that collaborators gave since."""
    files = sorted(document.attachments.all(), key=lambda each: each.pk)
    if arrival is None or not files:
        return files
    parts = Assignment.objects.filter(arrival=arrival, part__file__isnull=False)
    given = set(parts.values_list("part__file", flat=True))
    return [each for each in files if each.pk not in given]


def _in_order(tasks: list[Assignment]) -> list[tuple[Assignment, int]]:
    """Each task below its parent, the lead first, what was handed over after its heir."""
    below: dict[int | None, list[Assignment]] = defaultdict(list)
    for task in tasks:
        below[task.parent_id].append(task)
    order = list(Assignment.Role)
    found: list[tuple[Assignment, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        ranked = sorted(
            below[parent],
            key=lambda task: (
                order.index(Assignment.Role(task.role)),
                task.ended_as in GONE,
                task.pk,
            ),
        )
        for task in ranked:
            found.append((task, depth))
            walk(task.pk, depth + 1)

    walk(None, 0)
    return found


def _extensions(arrivals: list[Incoming]) -> dict[int, list[Extension]]:
    found: dict[int, list[Extension]] = defaultdict(list)
    rows = Extension.objects.filter(task__arrival__in=arrivals).select_related(
        "asked_by__user", "decided_by__user"
    )
    for each in rows.order_by("pk"):
        found[each.task_id].append(each)
    return found


def _urges(arrivals: list[Incoming]) -> dict[int, list[Urge]]:
    found: dict[int, list[Urge]] = defaultdict(list)
    rows = Urge.objects.filter(task__arrival__in=arrivals).select_related(
        "by__user", "reporter__user"
    )
    for each in rows.order_by("pk"):
        found[each.task_id].append(each)
    return found


def _holdings(arrivals: list[Incoming]) -> dict[int, Holding]:
    rows = Holding.objects.filter(arrival__in=arrivals, ended_at__isnull=True)
    return {each.arrival_id: each for each in rows.select_related("by__user")}
