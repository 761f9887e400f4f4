"""Who is meant by a participant of an order: the posts it names and who holds them today."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.outgoing.models import Turn
from docflow.outgoing.order import Part, Step, Who, least_initials, named, steps
from docflow.people.models import Appointment
from docflow.permissions import GRANTS, Permission, Role
from docflow.units.models import Unit
from docflow.units.tree import is_below

NEEDED = {"initial": Permission.OUTGOING_INITIAL, "opinion": Permission.OUTGOING_GIVE_OPINION}


def posts_of(step: Step, unit: Unit) -> QuerySet[Any]:
    """The posts a step of a unit's order means today, whose roles let them do it."""
    where, who = unit_of(step.who, unit), step.who
    if where is None:
        return Appointment.objects.none()
    posts = able(step.kind).filter(unit=where)
    if who.role:
        return posts.filter(grants__role=who.role)
    return posts.filter(post=who.post) if who.post else posts.filter(user__username=who.username)


def able(kind: str) -> QuerySet[Any]:
    """The posts held today whose roles let them give initials or opinions."""
    roles = [role for role in Role if NEEDED[kind] in GRANTS[role]]
    posts = Appointment.objects.valid_on(clock.today()).filter(
        user__is_active=True, grants__role__in=roles
    )
    return posts.select_related("user", "unit").distinct().order_by("pk")


def holders_of(turn: Turn) -> QuerySet[Any]:
    """The posts a turn is for today."""
    if turn.person_id:
        return able(turn.kind).filter(pk=turn.person_id)
    posts = able(turn.kind).filter(unit=turn.unit)
    return posts.filter(post=turn.post) if turn.post else posts.filter(grants__role=turn.role)


def unit_of(who: Who, unit: Unit) -> Unit | None:
    """The unit a participant stands in: the order's own, or the one named by its code."""
    if not who.unit:
        return unit
    today = clock.today()
    found = Unit.objects.coded(who.unit, today).active_on(today).order_by("pk").first()
    return found if found and is_below(found, unit, today) else None


def must_be_possible(order: Part, unit: Unit) -> None:
    """Raise Refused unless a unit may keep this order.

    Somebody initials every document (Decree 30/2020 Art. 12), in the unit that drafts it.
    """
    if not least_initials(order):
        raise Refused(
            "no_initials",
            _("With this order a document could pass without initials. Add initials to it."),
        )
    for _place, step in steps(order):
        _must_be_possible(step, unit)


def _must_be_possible(step: Step, unit: Unit) -> None:
    who = step.who
    if who.unit and step.kind == "initial":
        raise Refused(
            "initials_elsewhere",
            _("%(who)s: initials are given in the unit that drafts. Ask there for an opinion."),
            who=named(who),
        )
    if unit_of(who, unit) is None:
        raise Refused(
            "unit_not_below",
            _("No unit below %(unit)s has the code %(unit_code)s today."),
            unit=unit.name,
            unit_code=who.unit,
        )
    if who.role and NEEDED[step.kind] not in GRANTS[Role(who.role)]:
        raise Refused(
            "role_cannot",
            _("The role “%(role)s” may not do this step. Name a role or post that may."),
            role=Role(who.role).label,
        )
