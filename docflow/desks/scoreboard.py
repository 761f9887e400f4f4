"""The score board: tasks done in time and late, open in time and late, by unit and by person.

A figure and the list behind it are read from one query, so that they agree. It is bounded: tasks
given in the days of a period, by the index (unit, role, given_at); or all that are open now, by the
index of open tasks. Neither grows with what was done in other years.

A leader or an auditor sees the own unit and those below it, whoever reads in a unit that unit, and
everybody else the own tasks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from docflow import clock
from docflow.desks.outcomes import (
    ALL,
    OUTCOMES,
    PER_PAGE,
    Figures,
    Item,
    Items,
    Line,
    added_up,
    handled_where_they_lie,
    must_be_short,
    outcome_at,
    people,
    seen_by,
    uids,
)
from docflow.desks.register_lines import unit_names
from docflow.incoming.models import Assignment
from docflow.people.models import Appointment
from docflow.permissions import Permission
from docflow.units.models import Unit
from docflow.units.tree import subtree

LEAD, COLLABORATOR = Assignment.Role.LEAD, Assignment.Role.COLLABORATOR
ROLES = (LEAD, COLLABORATOR)
NOBODY = "unit"
"""The key of the line of tasks that a unit has not handed on to a person."""
SEES_BELOW = frozenset({Permission.INCOMING_ASSIGN, Permission.AUDIT_READ})


@dataclass(frozen=True)
class Reach:
    """How far somebody sees: units, or one post alone, or what units have not handed on yet."""

    units: tuple[Unit, ...]
    person: Appointment | None = None
    nobodys: bool = False

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """The units' keys."""
        return tuple(unit.pk for unit in self.units)

    def narrowed(self, unit: Unit) -> "Reach | None":
        """One unit of them alone; None when it is out of reach."""
        found = next((each for each in self.units if each == unit), None)
        return Reach((found,), self.person) if found else None


@dataclass(frozen=True)
class Asked:
    """What is counted: whose tasks of a role, given in some days or, without days, open now."""

    reach: Reach
    first: date | None = None
    last: date | None = None
    role: str = LEAD
    at: datetime | None = None

    @cached_property
    def moment(self) -> datetime:
        """The moment taken for now."""
        return self.at or clock.now()

    @property
    def is_now(self) -> bool:
        """Whether what is open now is asked for."""
        return self.first is None


def reach_of(actor: Any) -> Reach:
    """How far an actor sees."""
    held = actor.permissions_in(actor.unit)
    if held & SEES_BELOW:
        return Reach(tuple(subtree(actor.unit, clock.today())))
    if Permission.DOCUMENT_READ in held:
        return Reach((actor.unit,))
    return Reach((actor.unit,), actor.stands_for)


def tasks(asked: Asked) -> QuerySet[Any]:
    """The tasks that are counted, each with its outcome. Raises Refused for a long period."""
    found: QuerySet[Any] = Assignment.objects.filter(
        role=asked.role, unit__in=asked.reach.keys, ended_as=""
    )
    if asked.reach.person:
        found = found.filter(person=asked.reach.person)
    elif asked.reach.nobodys:
        found = found.filter(person__isnull=True)
    if asked.first and asked.last:
        must_be_short(asked.first, asked.last)
        after = clock.at(asked.last + timedelta(days=1), 0)
        found = found.filter(given_at__gte=clock.at(asked.first, 0), given_at__lt=after)
    else:
        found = found.filter(done_at__isnull=True)
    return handled_where_they_lie(found).annotate(outcome=outcome_at(asked.moment))


def by_unit(asked: Asked) -> list[Line]:
    """The figures of each unit that has any; those with most that is late and open first."""
    counted = _counted(tasks(asked), "unit")
    names = unit_names(key for (key,) in counted)
    known = {unit.pk: str(unit.uid) for unit in asked.reach.units}
    return _sorted(
        Line(known[key], names.get(key, ""), figures) for (key,), figures in counted.items()
    )


def by_person(asked: Asked) -> list[Line]:
    """The figures of each person that has any, and of what units have not handed on yet."""
    counted = _counted(tasks(asked), "unit", "person")
    names, units = people(post for _, post in counted), unit_names(unit for unit, _ in counted)
    posts = uids(Appointment, [post for _, post in counted])
    return _sorted(
        Line(posts.get(post, NOBODY), names.get(post, ""), figures, units.get(unit, ""))
        for (unit, post), figures in counted.items()
    )


def total(lines: Iterable[Line]) -> Figures:
    """The figures of all lines together."""
    return added_up(line.figures for line in lines)


def behind(
    asked: Asked, actor: Any, outcome: str = ALL, *, after: str = "", limit: int = PER_PAGE
) -> Items:
    """The tasks behind a figure, by deadline; as many as the figure says, page by page."""
    found = tasks(asked).order_by("due", "pk").select_related("arrival__document", "unit")
    if outcome in OUTCOMES:
        found = found.filter(outcome=outcome)
    place = _place(after)
    if place:
        due, key = place
        found = found.filter(Q(due__gt=due) | Q(due=due, pk__gt=key))
    rows = list(found[: limit + 1])
    shown = rows[:limit]
    more = f"{shown[-1].due.isoformat()}_{shown[-1].pk}" if len(rows) > limit else ""
    return Items(tuple(_items(shown, actor)), more)


def every(asked: Asked, actor: Any, outcome: str, at_most: int) -> Iterator[Item]:
    """All tasks behind a figure, up to so many, read page by page."""
    after = ""
    while at_most > 0:
        found = behind(asked, actor, outcome, after=after, limit=min(500, at_most))
        yield from found.rows
        at_most, after = at_most - len(found.rows), found.after
        if not after:
            return


def of_whom(asked: Asked, post: Appointment | None) -> Asked:
    """The same for one person alone; for nobody, what units have not handed on."""
    reach = Reach(asked.reach.units, post, nobodys=post is None)
    return Asked(reach, asked.first, asked.last, asked.role, asked.moment)


def _counted(found: QuerySet[Any], *keys: str) -> dict[tuple[Any, ...], Figures]:
    counts: dict[tuple[Any, ...], dict[str, int]] = {}
    rows = found.order_by().values_list(*keys, "outcome").annotate(many=Count("pk"))
    for *key, outcome, many in rows:
        counts.setdefault(tuple(key), {})[outcome] = many
    return {key: Figures(each) for key, each in counts.items()}


def _sorted(lines: Iterable[Line]) -> list[Line]:
    def order(line: Line) -> tuple[Any, ...]:
        figures = line.figures
        return (-figures.of("open_late"), -figures.of("done_late"), -figures.total, line.name)

    return sorted(lines, key=order)


def _items(rows: list[Any], actor: Any) -> Iterator[Item]:
    """Three questions, however many there are."""
    seen = seen_by(actor, [row.arrival_id for row in rows])
    names = unit_names({row.unit_id for row in rows})
    who = people(row.person_id for row in rows)
    for row in rows:
        document = row.arrival.document
        yield Item(
            uid=document.uid,
            code=document.code,
            unit=names.get(row.unit_id, ""),
            who=who.get(row.person_id, ""),
            given=row.given_at,
            due=row.due,
            done_at=row.done_at,
            outcome=row.outcome,
            document=seen.get(document.pk),
        )


def _place(after: str) -> tuple[datetime, int] | None:
    moment, _bar, key = after.partition("_")
    try:
        return datetime.fromisoformat(moment), int(key)
    except ValueError:
        return None
