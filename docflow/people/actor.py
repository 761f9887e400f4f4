"""Who acts: a person, always in one post and for one unit, and in whose place; or the system."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.people.models import ApiToken, Appointment, Delegation, RoleGrant, User, roles_of
from docflow.permissions import Permission, Role, granted
from docflow.statements import SOME_DAY, Rows, day_value
from docflow.units.models import Unit
from docflow.units.system import System as System

NOBODY = -1
"""A key no user has: it marks where the user's goes."""


@dataclass(frozen=True)
class Actor:
    """A person acting in a post, perhaps under a delegation; both names go into the log.

    A program acts by its token, within the token's scope; the log names the token too.
    """

    appointment: Appointment
    delegation: Delegation | None = None
    scope: frozenset[Permission] | None = None
    token: ApiToken | None = None

    @property
    def user(self) -> User:
        return self.appointment.user

    @property
    def unit(self) -> Unit:
        """The unit acted for: the giver's under a delegation."""
        return self.delegation.giver.unit if self.delegation else self.appointment.unit

    @property
    def on_behalf_of(self) -> User | None:
        return self.delegation.giver.user if self.delegation else None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The document types a delegation is bound to; none: all."""
        return tuple(sorted(self.delegation.kinds)) if self.delegation else ()

    def must_cover(self, subject: Any) -> None:
        """Raise Refused where the delegation is bound to types and this document is of another."""
        document = getattr(subject, "document", None)
        if self.kinds and document is not None and document.kind not in self.kinds:
            assert self.delegation is not None
            raise Refused(
                "delegation_of_other_types",
                _("The delegation of %(giver)s does not hold for documents of this type."),
                giver=self.delegation.giver.user.full_name,
            )

    @property
    def label(self) -> str:
        """How people name this actor."""
        if self.delegation:
            return f"{self.user.full_name} ({_('for')} {self.delegation.giver.user.full_name})"
        return self.user.full_name

    def permissions_in(self, unit: Unit) -> frozenset[Permission]:
        """What may be done in a unit at this moment; nothing once post or delegation has ended.

        Read from the tables each time: an end takes effect at once, whoever still holds the actor.
        A program's actor does no more than its scope says. Reading goes with whatever is
        delegated, as far as the giver may read: nobody decides on what they cannot see.
        """
        held = self._held_in(unit)
        return held if self.scope is None else held & self.scope

    def _held_in(self, unit: Unit) -> frozenset[Permission]:
        day = clock.today()
        if unit != self.unit:
            return frozenset()
        if self.delegation is None:
            held = self._posts_on(day)
            grants = RoleGrant.objects.filter(appointment__in=held)
            return granted(Role(role) for role in grants.values_list("role", flat=True))
        given = self.delegation_on(day)
        if given is None:
            return frozenset()
        named = {Permission(name) for name in given.permissions} | {Permission.DOCUMENT_READ}
        return granted(roles_of(given.giver)) & named

    @property
    def stands_for(self) -> Appointment:
        """The post whose desk this is: the giver's under a delegation."""
        return self.delegation.giver if self.delegation else self.appointment

    def holds_post_on(self, day: date) -> bool:
        """Whether the post holds on a day, as the tables say now, and the account is open."""
        return self._posts_on(day).exists()

    def delegation_on(self, day: date) -> Delegation | None:
        """The delegation as the tables say now, if given to this very post and held on a day."""
        if self.delegation is None:
            return None
        given: Delegation | None = (
            Delegation.objects.filter(pk=self.delegation.pk, taker__in=self._posts_on(day))
            .select_related("giver", "taker", "passed_from__giver", "passed_from__taker")
            .first()
        )
        return given if given and given.permissions and given.covers(day) else None

    def _posts_on(self, day: date) -> QuerySet[Any]:
        posts = Appointment.objects.valid_on(day)
        return posts.filter(pk=self.appointment.pk, user__is_active=True)


@dataclass(frozen=True)
class Glance(Actor):
    """An actor whose permissions are read once: to draw one page, never to act."""

    _held: dict[Unit, frozenset[Permission]] = field(default_factory=dict, compare=False)

    def permissions_in(self, unit: Unit) -> frozenset[Permission]:
        """What could be done in a unit when this page was begun."""
        if unit not in self._held:
            self._held[unit] = super().permissions_in(unit)
        return self._held[unit]


def ways_to_act(user: User) -> list[Actor]:
    """Everything a person can act as today: each post held, and each delegation taken."""
    day = clock.today()
    posts = _posts_with_roles(user, day)
    if not any(post.stands_in for post in posts):
        return [Actor(post) for post in posts]
    taken = (
        _given_on(day)
        .filter(taker__in=posts)
        .prefetch_related("giver__unit", "giver__user", "taker__unit", "taker__user")
        .select_related("passed_from__giver", "passed_from__taker")
    )
    delegated = [Actor(each.taker, each) for each in taken.order_by("pk") if each.covers(day)]
    return [*(Actor(post) for post in posts), *delegated]


def glance_of(way: Actor) -> Glance:
    """The way to act as of a page: its permissions are those of the roles read with the post."""
    roles: Any = getattr(way.appointment, "roles_held", None)
    if roles is None or way.delegation:
        return Glance(way.appointment, way.delegation)
    return Glance(way.appointment, _held={way.unit: granted(roles)})


def _posts_with_roles(user: User, day: date) -> list[Any]:
    """The posts held on a day, each with its `roles_held` and whether it `stands_in` for others."""
    asked = {NOBODY: user.pk, day_value(SOME_DAY): day_value(day)}
    posts: dict[int, Any] = {}
    for row in _posts(connection.vendor).of(asked):
        post = posts.setdefault(row.pk, row)
        roles = getattr(post, "roles_held", ())
        post.roles_held = (*roles, Role(row.role)) if row.role else roles
    return list(posts.values())


@cache
def _posts(_vendor: str) -> Rows:
    """The question for the posts of a person on a day: a row for each role. Every page asks it."""
    stands_in = Exists(_given_on(SOME_DAY).filter(taker=OuterRef("pk")))
    posts: Any = (
        Appointment.objects.valid_on(SOME_DAY)
        .filter(user=NOBODY, user__is_active=True)
        .select_related("unit", "user")
        .annotate(role=F("grants__role"), stands_in=stands_in)
        .order_by("pk")
    )
    return Rows(posts, (NOBODY, day_value(SOME_DAY)))


def _given_on(day: date) -> QuerySet[Any]:
    return Delegation.objects.valid_on(day).exclude(permissions=[])


def acting(user: User, unit: Unit, giver: User | None = None) -> Actor:
    """The actor for a person who acts in a unit today; for another when a giver is named."""
    day = clock.today()
    posts = Appointment.objects.valid_on(day).filter(user=user)
    if giver is None:
        found = posts.filter(unit=unit).first()
        return Actor(found) if found else _refuse(user, unit)
    delegation = (
        Delegation.objects.valid_on(day)
        .filter(taker__in=posts, giver__user=giver, giver__unit=unit)
        .exclude(permissions=[])
        .first()
    )
    return Actor(delegation.taker, delegation) if delegation else _refuse(user, unit)


def _refuse(user: User, unit: Unit) -> Actor:
    raise Refused(
        "no_post",
        _("%(user)s holds no post in %(unit)s today and no delegation from there."),
        user=user.full_name,
        unit=unit.name,
    )
