"""Who acts: a person, always in one post and for one unit, and in whose place; or the system."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.people.models import Appointment, Delegation, User, roles_of
from docflow.permissions import Permission, granted
from docflow.units.models import Unit
from docflow.units.system import System as System


@dataclass(frozen=True)
class Actor:
    """A person acting in a post, perhaps under a delegation; both names go into the log."""

    appointment: Appointment
    delegation: Delegation | None = None

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
    def label(self) -> str:
        """How people name this actor."""
        if self.delegation:
            return f"{self.user.full_name} ({_('for')} {self.delegation.giver.user.full_name})"
        return self.user.full_name

    def permissions_in(self, unit: Unit) -> frozenset[Permission]:
        """What may be done in a unit at this moment; nothing once post or delegation has ended."""
        day = clock.today()
        if unit != self.unit or not self.user.is_active or not self.appointment.holds_on(day):
            return frozenset()
        if self.delegation is None:
            return granted(roles_of(self.appointment))
        if not self.is_delegated_on(day):
            return frozenset()
        return granted(roles_of(self.delegation.giver)) & self._delegated

    def is_delegated_on(self, day: date) -> bool:
        """Whether the delegation was given to this very post and holds on a day."""
        given = self.delegation
        return given is not None and given.taker == self.appointment and given.covers(day)

    @cached_property
    def _delegated(self) -> frozenset[Permission]:
        assert self.delegation is not None
        return frozenset(Permission(name) for name in self.delegation.permissions)


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
