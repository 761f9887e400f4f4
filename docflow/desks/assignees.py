"""Whom a leader can assign to: people and units of the unit and below, each with their load."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from docflow import clock
from docflow.incoming.models import Assignment
from docflow.incoming.open_tasks import UNDER_WAY
from docflow.people.absences import Away, away
from docflow.people.models import Appointment
from docflow.permissions import GRANTS, Permission
from docflow.search.tokens import folded
from docflow.units.models import Unit, UnitName, UnitPlace
from docflow.units.tree import subtree

AT_FIRST = 40
PASSED_ON_TO_NOBODY = Q(person__isnull=False) | Q(children__isnull=True)
HANDLES = [role for role, held in GRANTS.items() if Permission.INCOMING_HANDLE in held]


@dataclass(frozen=True)
class Assignee:
    """Somebody who can be given a task: a post or a unit, and what they have open."""

    code: str
    name: str
    note: str
    is_near: bool
    who: Unit | Appointment
    open_tasks: int = 0
    late: int = 0
    away: str = ""


def assignees(
    home: Unit, words: str = "", chosen: Iterable[str] = (), only: Unit | None = None
) -> tuple[list[Assignee], bool]:
    """Whom `home` can assign to: the near ones, or those the words name; and whether more exist.

    Near are the unit's own people and the units directly below. The chosen are always among them.
    """
    everyone = _people(home, only) if only else [*_people(home), *_units(home)]
    wanted = [folded(word) for word in words.split()]
    chosen = set(chosen)
    fit = [each for each in everyone if (_named(each, wanted) if wanted else each.is_near)]
    kept = [each for each in everyone if each.code in chosen and each not in fit]
    shown = kept + fit[:AT_FIRST]
    return _with_load(shown), len(shown) < len(everyone)


def code_of(who: Unit | Appointment) -> str:
    """The code that names somebody."""
    return f"{'unit' if isinstance(who, Unit) else 'post'}:{who.uid}"


def assignee(code: str) -> Unit | Appointment | None:
    """Whom a code names; whether they may be assigned to is for the act to say."""
    kind, _, uid = code.partition(":")
    try:
        wanted = UUID(uid)
    except ValueError:
        return None
    if kind == "unit":
        return Unit.objects.filter(uid=wanted).first()
    return Appointment.objects.select_related("user", "unit").filter(uid=wanted).first()


def _people(home: Unit, only: Unit | None = None) -> list[Assignee]:
    """Those who handle documents in the unit and below, the own ones first."""
    today = clock.today()
    units = [only] if only else subtree(home, today)
    posts = Appointment.objects.valid_on(today).filter(
        unit__in=units, user__is_active=True, grants__role__in=HANDLES
    )
    rows = posts.select_related("user", "unit").annotate(where=_name("unit")).distinct()
    found = [
        Assignee(
            code_of(post),
            post.user.full_name,
            post.post if post.unit_id == home.pk else f"{post.post}, {post.where}",
            post.unit_id in (home.pk, only.pk if only else None),
            post,
        )
        for post in rows.order_by("pk")
    ]
    return sorted(found, key=lambda each: not each.is_near)


def _units(home: Unit) -> list[Assignee]:
    today = clock.today()
    below = Unit.objects.active_on(today).filter(pk__in=[unit.pk for unit in subtree(home, today)])
    direct = set(below.filter(places__in=_places_under(home)).values_list("pk", flat=True))
    rows: Any = below.annotate(called=_name("pk")).order_by("called", "pk")
    found = [
        Assignee(code_of(unit), unit.called, "", unit.pk in direct or unit == home, unit)
        for unit in rows
    ]
    return sorted(found, key=lambda each: (not each.is_near, each.who == home))


def _places_under(home: Unit) -> Any:
    return UnitPlace.objects.valid_on(clock.today()).filter(parent=home)


def _name(of: str) -> Any:
    names = UnitName.objects.valid_on(clock.today()).filter(unit=OuterRef(of))
    return Subquery(names.order_by("-valid_from").values("name")[:1])


def _named(each: Assignee, wanted: list[str]) -> bool:
    words = [folded(word) for word in f"{each.name} {each.note}".replace(",", " ").split()]
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _with_load(shown: list[Assignee]) -> list[Assignee]:
    """The same with what is open and late, and who is away: two queries for people, one for units.

    Where somebody is away, one more tells who stands in.
    """
    users = {each.who.pk: each.who.user_id for each in shown if isinstance(each.who, Appointment)}
    gone = away(users.values(), clock.today())
    posts = [each.who.pk for each in shown if isinstance(each.who, Appointment)]
    units = [each.who.pk for each in shown if isinstance(each.who, Unit)]
    loads = {
        **_load("person", Q(person__in=posts), Appointment),
        **_load("unit", Q(unit__in=units), Unit),
    }
    return [
        Assignee(
            each.code,
            each.name,
            each.note,
            each.is_near,
            each.who,
            *loads.get((type(each.who), each.who.pk), (0, 0)),
            away=_told(gone, each.who),
        )
        for each in shown
    ]


def _told(gone: dict[int, Away], who: Unit | Appointment) -> str:
    told = gone.get(who.user_id) if isinstance(who, Appointment) else None
    return str(told) if told else ""


def _load(by: str, which: Q, model: type) -> dict[tuple[type, int], tuple[int, int]]:
    tasks = Assignment.objects.filter(
        which, PASSED_ON_TO_NOBODY, done_at__isnull=True, arrival__state__in=UNDER_WAY
    ).exclude(role=Assignment.Role.FOR_INFORMATION)
    late = Count("pk", filter=Q(due__lt=clock.now()))
    rows = tasks.values(by).annotate(how_many=Count("pk"), late=late).order_by()
    return {(model, row[by]): (row["how_many"], row["late"]) for row in rows}
