"""The life of a change of rights: it waits until somebody competent confirms it or objects.

Decree 30/2020 Annex VI III.3: a change of access rights is shown until it is confirmed. Separation
of duties: neither who made the change nor whom it is about judges it.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, guard, move
from docflow.permissions import Permission


class State(models.TextChoices):
    OPEN = "open", _("waits for confirmation")
    OBJECTED = "objected", _("objected to, still stands")
    CONFIRMED = "confirmed", _("confirmed")
    ENDED = "ended", _("objected to and ended")


@guard(
    "own_change",
    _(
        "You made this change, or it is about you. Somebody else who may confirm changes of "
        "rights has to judge it."
    ),
)
def is_another(change: Any, by: Any) -> bool:
    parties = {change.made_by_id, change.in_place_of_id, change.person_id} - {None}
    judges = {each.pk for each in (by.user, by.on_behalf_of) if each}
    return not parties & judges


class RightsLife(Stateful, models.Model):
    """The moves of a change of rights. `judged_in` is the unit it is judged from."""

    state = StateField(_("state"), choices=State.choices, default=State.OPEN, protected=True)
    judged_in: Any = None

    class Meta:
        abstract = True

    @property
    def judge(self) -> Any:
        """Where the right to confirm counts: the unit judged from, else that of the change."""
        unit: Any = self
        return self.judged_in or unit.unit

    @move(
        state,
        [State.OPEN, State.OBJECTED],
        State.CONFIRMED,
        who=Permission.RIGHTS_CONFIRM,
        at="judge",
        needs=[is_another],
    )
    def confirm(self) -> None: ...

    @move(
        state,
        State.OPEN,
        State.OBJECTED,
        who=Permission.RIGHTS_CONFIRM,
        at="judge",
        needs=[is_another],
    )
    def object_to(self) -> None: ...

    @move(
        state,
        [State.OPEN, State.OBJECTED],
        State.ENDED,
        who=Permission.RIGHTS_CONFIRM,
        at="judge",
        needs=[is_another],
    )
    def end_change(self) -> None: ...
