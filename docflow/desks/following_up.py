"""Directives followed to their end: who must answer, by when, what came, what is late.

A leader follows what was given out on what came to the unit, a head of department what the
department handed on. A page costs the same number of queries however many tasks there are; open
ones come from an index in the order of their deadlines, done ones from one in that of their end.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.desks import task_tree
from docflow.desks.task_tree import Branch
from docflow.documents.models import Document, Link
from docflow.errors import Refused
from docflow.incoming import follow_up_actions
from docflow.incoming.giving import UNDER_WAY
from docflow.incoming.models import PASSED, Assignment, Incoming
from docflow.people.actor import Actor
from docflow.people.models import Appointment
from docflow.permissions import Permission as P
from docflow.permissions import may
from docflow.units.models import Unit

PER_PAGE = 30
ASKED_AT_ONCE = 200
STATES = (("late", _("late")), ("open", _("open")), ("done", _("done")))
Role = Assignment.Role


@dataclass(frozen=True)
class Directive:
    """A task that is followed, with all below it and the documents that answer."""

    task: Assignment
    branch: Branch
    branches: list[Branch]
    answers: list[Document]

    @property
    def arrival(self) -> Incoming:
        """The document it is about."""
        return self.task.arrival

    @property
    def asked(self) -> int:
        """How often whoever has it was asked again."""
        return sum(len(each.urges) for each in self.branches)

    @property
    def last_asked(self) -> Any:
        """The last time somebody asked again, with the report on it; None when nobody did."""
        urges = [urge for each in self.branches for urge in each.urges]
        return max(urges, key=lambda urge: urge.at, default=None)

    @property
    def requests(self) -> list[Any]:
        """Requests for more time that wait for a decision."""
        return [
            each for branch in self.branches for each in branch.extensions if each.state == "asked"
        ]

    @property
    def parts(self) -> list[Any]:
        """What collaborators gave."""
        return [each.part for each in self.branches if each.part]


def directives_of(
    actor: Any, state: str = "open", who: Unit | Appointment | None = None
) -> QuerySet[Any]:
    """What the actor follows: late, open or done; of one person or unit, or of all.

    The one to be done first comes first, of those done the last one done.
    """
    rows = Assignment.objects.filter(_followed_by(actor)).exclude(PASSED)
    if bound := getattr(actor, "kinds", ()):
        rows = rows.filter(arrival__document__kind__in=bound)
    rows = rows.select_related("arrival__document", "arrival__unit", "unit", "person__user")
    if who is not None:
        own = {"person": who} if isinstance(who, Appointment) else {"unit": who}
        given = Assignment.objects.filter(**own).exclude(PASSED)
        rows = rows.filter(arrival__in=given.values("arrival"))
    if state == "done":
        return rows.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    rows = rows.filter(done_at__isnull=True, arrival__state__in=UNDER_WAY)
    if state == "late":
        rows = rows.filter(due__lt=clock.now())
    return rows.order_by("due", "pk")


def told(rows: list[Any], actor: Any) -> list[Directive]:
    """The rows with all that came of them: six queries, however many there are."""
    arrivals = [row.arrival for row in rows]
    trees = task_tree.of_several(arrivals)
    answers = _answers(arrivals, actor)
    return [_directive(row, trees[row.arrival_id], answers.get(row.arrival_id, [])) for row in rows]


def after(rows: QuerySet[Any], state: str, place: list[Any] | None) -> QuerySet[Any]:
    """What follows a place in the order of `directives_of`; all without one."""
    if place is None:
        return rows
    moment, last = datetime.fromisoformat(place[0]), place[1]
    if state == "done":
        return rows.filter(Q(done_at__lt=moment) | Q(done_at=moment, pk__lt=last))
    return rows.filter(Q(due__gt=moment) | Q(due=moment, pk__gt=last))


def place_of(task: Assignment, state: str) -> list[Any]:
    """Where a task stands in that order."""
    moment = task.done_at if state == "done" else task.due
    assert moment is not None
    return [moment.isoformat(), task.pk]


def those_asked(actor: Any) -> list[tuple[str, str]]:
    """Whom the open directives were given to, by code and name: for the filter of the page."""
    rows = (
        directives_of(actor)
        .order_by()
        .values_list("person__uid", "person__user__full_name", "unit")
    )
    people: dict[str, str] = {}
    units: set[int] = set()
    for uid, name, unit in rows.distinct():
        if uid:
            people[f"post:{uid}"] = name
        else:
            units.add(unit)
    names = {f"unit:{unit.uid}": str(unit) for unit in _named(units)}
    return sorted([*people.items(), *names.items()], key=lambda each: each[1])


def urge_late(words: str, *, by: Actor) -> tuple[int, int]:
    """Ask again about all that is late and was not asked about today: each is an act of its own.

    Returns how many were asked and how many could not be; at most ASKED_AT_ONCE at a time.
    """
    asked = refused = 0
    for task in _late_and_not_asked_today(by):
        try:
            follow_up_actions.urge(task, by=by, words=words)
            asked += 1
        except Refused:
            refused += 1
    return asked, refused


def _late_and_not_asked_today(actor: Any) -> list[Assignment]:
    midnight = clock.at(clock.today(), 0)
    rows = directives_of(actor, "late").exclude(
        arrival__assignments__urges__at__gte=midnight,
    )
    return list(rows.select_related("addressee", "parent__unit")[:ASKED_AT_ONCE])


def _followed_by(actor: Any) -> Q:
    """Directives on what came to the unit; and what the unit handed on to its people.

    Nothing for whoever may not read there: a program may not by its scope.
    """
    nothing = Q(pk__in=[])
    if not may(actor, P.DOCUMENT_READ, actor.unit):
        return nothing
    leads = Q(addressee=actor.unit, level=1, role=Role.LEAD)
    handed_on = Q(unit=actor.unit, parent__unit=actor.unit, parent__person__isnull=True)
    handed_on &= Q(role=Role.LEAD) | Q(parent__role=Role.COLLABORATOR)
    return (leads if may(actor, P.INCOMING_ASSIGN, actor.unit) else nothing) | (
        handed_on if may(actor, P.INCOMING_REASSIGN, actor.unit) else nothing
    )


def _directive(row: Assignment, branches: list[Branch], answers: list[Document]) -> Directive:
    own = next(each for each in branches if each.task.pk == row.pk)
    place = branches.index(own)
    below = [own]
    for each in branches[place + 1 :]:
        if each.depth <= own.depth and row.level > 1:
            break
        below.append(each)
    return Directive(row, own, below, answers)


def _answers(arrivals: list[Incoming], actor: Any) -> dict[int, list[Document]]:
    """The documents drafted in answer, as far as the actor may see them."""
    links = Link.objects.filter(target__in=[each.pk for each in arrivals], kind=Link.Kind.ANSWERS)
    pairs = list(links.order_by("pk").values_list("target", "source"))
    if not pairs:
        return {}
    visible = Document.objects.visible_to(actor).select_related("outgoing")
    seen = visible.in_bulk([source for _target, source in pairs])
    found: dict[int, list[Document]] = {}
    for target, source in pairs:
        if source in seen:
            found.setdefault(target, []).append(seen[source])
    return found


def _named(units: set[int]) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=units).prefetch_related("names"))
