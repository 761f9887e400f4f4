"""A person dealing with their own account: needs no permission for it, and has none by it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docflow import clock
from docflow.people.models import Appointment, User
from docflow.permissions import Permission
from docflow.units.models import Unit


@dataclass(frozen=True)
class Oneself:
    """Whoever owns the account; the log of their first post's unit keeps what they do with it."""

    user: User

    delegation = None
    on_behalf_of = None

    @cached_property
    def appointment(self) -> Appointment | None:
        """The first post held today, if any."""
        posts = Appointment.objects.valid_on(clock.today()).filter(user=self.user)
        found: Appointment | None = posts.select_related("unit").order_by("pk").first()
        return found

    @property
    def unit(self) -> Unit | None:
        """The unit of that post; without one, the installation itself."""
        return self.appointment.unit if self.appointment else None

    @property
    def label(self) -> str:
        """How people name this actor."""
        return str(self.user.full_name)

    def permissions_in(self, unit: Any) -> frozenset[Permission]:
        """None, in any unit."""
        return frozenset()
