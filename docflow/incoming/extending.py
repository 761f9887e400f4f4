"""The life of a request for a later deadline: asked, then allowed, refused or past its use.

Decree 30/2020 Art. 23, 24: who set the deadline may move it. The leader of the unit to which the
document came decides on any; the head of the department that handed the task on within the time
the department itself has.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, guard, move
from docflow.permissions import Permission


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("asked for")
    ALLOWED = "allowed", _("allowed")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("no longer needed")


@guard(
    "later_than_parent",
    _("The department itself has less time than that. The leader decides on this request."),
)
def is_within(extension: Any, by: Any) -> bool:
    return not extension.goes_up


class Extending(Stateful, models.Model):
    """The moves of a request; by the leader, or within the department's own time by its head."""

    state = StateField(
        _("state"),
        choices=ExtensionState.choices,
        default=ExtensionState.ASKED,
        protected=True,
    )

    class Meta:
        abstract = True

    @move(state, ExtensionState.ASKED, ExtensionState.ALLOWED, who=Permission.INCOMING_ASSIGN)
    def allow(self) -> None: ...

    @move(
        state,
        ExtensionState.ASKED,
        ExtensionState.ALLOWED,
        who=Permission.INCOMING_REASSIGN,
        at="giving_unit",
        needs=[is_within],
    )
    def allow_within(self) -> None: ...

    @move(state, ExtensionState.ASKED, ExtensionState.REFUSED, who=Permission.INCOMING_ASSIGN)
    def turn_down(self) -> None: ...

    @move(
        state,
        ExtensionState.ASKED,
        ExtensionState.REFUSED,
        who=Permission.INCOMING_REASSIGN,
        at="giving_unit",
        needs=[is_within],
    )
    def turn_down_within(self) -> None: ...

    @move(
        state,
        ExtensionState.ASKED,
        ExtensionState.LAPSED,
        who=Permission.INCOMING_HANDLE,
        at="handling_unit",
    )
    def lapse(self) -> None: ...

    @move(state, ExtensionState.ASKED, ExtensionState.LAPSED, who=Permission.DELIVER)
    def lapse_by_itself(self) -> None: ...
