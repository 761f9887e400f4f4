"""The life of an incoming document: states, moves, who makes each move, what it needs.

Decree 30/2020 Art. 21–24.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.lifecycle import StateField, Stateful, guard, move
from docflow.permissions import Permission


class State(models.TextChoices):
    ARRIVED = "arrived", _("arrived, being checked")
    VERIFIED = "verified", _("checked, waiting to be registered")
    VERIFY_FAILED = "verify_failed", _("check failed, to be returned")
    REGISTERED = "registered", _("registered")
    ASSIGNED = "assigned", _("assigned")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    ON_HOLD = "on_hold", _("on hold")
    FILED = "filed", _("filed")
    REFUSED = "refused", _("refused")


class Finding(models.TextChoices):
    """What the check on arrival found (QĐ 28/2018: unsigned is for reference only)."""

    GOOD = "good", _("signatures valid")
    FAILED = "failed", _("signatures not valid")
    UNDECIDED = "undecided", _("cannot be said")
    UNSIGNED = "unsigned", _("not signed, for reference")
    PAPER = "paper", _("paper, checked by the clerk")


@guard(
    "reason_missing",
    _("It cannot be said whether the signatures are valid. Record why you accept it."),
)
def is_decided(arrival: Any, by: Any) -> bool:
    return arrival.finding != Finding.UNDECIDED or bool(arrival.accept_reason)


@guard("not_the_handler", _("Someone else leads this document; see to whom it is assigned."))
def is_handler(arrival: Any, by: Any) -> bool:
    lead = arrival.lowest_lead
    return lead is None or lead.person is None or lead.person.user in (by.user, by.on_behalf_of)


@guard(
    "not_answered_yet",
    _("It was asked again how this stands. Report on it first, then finish."),
)
def is_all_answered(arrival: Any, by: Any) -> bool:
    return not arrival.is_asked_again


class Lifecycle(Stateful, models.Model):
    """The moves of an incoming document, in the order they are met."""

    state = StateField(_("state"), choices=State.choices, default=State.ARRIVED, protected=True)

    class Meta:
        abstract = True

    @move(state, State.ARRIVED, State.VERIFIED, who=Permission.DELIVER)
    def verify(self) -> None: ...

    @move(state, State.ARRIVED, State.VERIFY_FAILED, who=Permission.DELIVER)
    def fail_verify(self) -> None: ...

    @move(state, State.ARRIVED, State.VERIFIED, who=Permission.INCOMING_ARRIVE_ON_PAPER)
    def verify_paper(self) -> None: ...

    @move(
        state,
        State.VERIFIED,
        State.REGISTERED,
        who=Permission.INCOMING_REGISTER,
        needs=[is_decided],
    )
    def register(self) -> None: ...

    @move(
        state,
        [State.VERIFIED, State.VERIFY_FAILED],
        State.REFUSED,
        who=Permission.INCOMING_REFUSE,
    )
    def refuse(self) -> None: ...

    @move(state, State.REGISTERED, State.ASSIGNED, who=Permission.INCOMING_ASSIGN)
    def assign(self) -> None: ...

    @move(
        state,
        State.ASSIGNED,
        State.IN_PROGRESS,
        who=Permission.INCOMING_HANDLE,
        at="handling_unit",
        needs=[is_handler],
    )
    def start(self) -> None: ...

    @move(
        state,
        State.IN_PROGRESS,
        State.DONE,
        who=Permission.INCOMING_HANDLE,
        at="handling_unit",
        needs=[is_handler, is_all_answered],
    )
    def finish(self) -> None: ...

    @move(
        state,
        [State.ASSIGNED, State.IN_PROGRESS],
        State.ON_HOLD,
        who=Permission.INCOMING_HANDLE,
        at="handling_unit",
        needs=[is_handler],
    )
    def hold(self) -> None: ...

    @move(
        state,
        State.ON_HOLD,
        State.IN_PROGRESS,
        who=Permission.INCOMING_HANDLE,
        at="handling_unit",
        needs=[is_handler],
    )
    def resume(self) -> None: ...

    @move(state, State.ON_HOLD, State.IN_PROGRESS, who=Permission.DELIVER)
    def resume_in_time(self) -> None: ...

    @move(
        state,
        State.DONE,
        State.FILED,
        who=Permission.INCOMING_HANDLE,
        at="handling_unit",
        needs=[is_handler],
    )
    def file(self) -> None: ...

    @move(state, State.DONE, State.FILED, who=Permission.INCOMING_REGISTER)
    def file_by_clerk(self) -> None: ...
