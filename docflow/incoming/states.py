"""The life of an incoming document: states, moves, who makes each move, what it needs.

Decree 30/2020 Art. 21–24. Between register and assignment a document goes from the office to the
leader and back: submitted with a proposal, returned inside, taken back before anybody opened it.
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
    SUBMITTED = "submitted", _("submitted, waiting for the directive")
    RETURNED_INSIDE = "returned_inside", _("returned to the office")
    ASSIGNED = "assigned", _("assigned")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    ON_HOLD = "on_hold", _("on hold")
    FILED = "filed", _("filed")
    REFUSED = "refused", _("refused")
    MERGED = "merged", _("merged into a known document")
    RECALLED = "recalled", _("cancelled on recall")


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
    "passed_on",
    _("It was passed on already, so its registration stands. Ask for it to be returned instead."),
)
def is_not_passed_on(arrival: Any, by: Any) -> bool:
    return not arrival.proposals.exists() and not arrival.assignments.exists()


@guard(
    "not_your_step",
    _("Only %(who)s, who took this step, can take it back. Ask them."),
    lambda arrival: arrival.passing.maker_named(),
)
def is_own_step(arrival: Any, by: Any) -> bool:
    return bool(arrival.passing.was_by(by))


@guard(
    "opened_already",
    _("%(who)s opened it at %(at)s. Ask them to return it."),
    lambda arrival: arrival.passing.opening_told(),
)
def is_unopened(arrival: Any, by: Any) -> bool:
    return arrival.passing.opening() is None


@guard(
    "handed_on_already",
    _("%(who)s has it now: it was handed on or taken note of. Ask for it to be returned."),
    lambda arrival: arrival.passing.follower_named(),
)
def is_not_handed_on(arrival: Any, by: Any) -> bool:
    return arrival.passing.follower() is None


@guard(
    "within_department",
    _("It was handed on within the department. Whoever has it returns it there first."),
)
def is_at_first_level(arrival: Any, by: Any) -> bool:
    lead = arrival.lowest_lead
    return lead is None or lead.level == 1


@guard(
    "not_answered_yet",
    _("It was asked again how this stands. Report on it first, then finish."),
)
def is_all_answered(arrival: Any, by: Any) -> bool:
    return not arrival.is_asked_again


HERE = [state for state in State if state not in (State.MERGED, State.RECALLED)]


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

    @move(
        state,
        State.REGISTERED,
        State.VERIFIED,
        who=Permission.INCOMING_REGISTER,
        needs=[is_not_passed_on],
    )
    def unregister(self) -> None: ...

    @move(state, State.VERIFIED, State.MERGED, who=Permission.INCOMING_REGISTER)
    def merge(self) -> None: ...

    @move(
        state,
        [State.REGISTERED, State.RETURNED_INSIDE],
        State.SUBMITTED,
        who=Permission.INCOMING_PROPOSE,
    )
    def submit(self) -> None: ...

    @move(
        state,
        State.SUBMITTED,
        State.REGISTERED,
        who=Permission.INCOMING_PROPOSE,
        needs=[is_own_step, is_unopened],
    )
    def take_back_proposal(self) -> None: ...

    @move(state, State.SUBMITTED, State.RETURNED_INSIDE, who=Permission.INCOMING_ASSIGN)
    def return_inside(self) -> None: ...

    # A small office has nobody to propose: its leader assigns what is only registered.
    @move(
        state,
        [State.REGISTERED, State.SUBMITTED],
        State.ASSIGNED,
        who=Permission.INCOMING_ASSIGN,
    )
    def assign(self) -> None: ...

    # Back where the leader's desk has it; an accepted proposal fills the page again.
    @move(
        state,
        State.ASSIGNED,
        State.REGISTERED,
        who=Permission.INCOMING_ASSIGN,
        needs=[is_own_step, is_not_handed_on, is_unopened],
    )
    def take_back_assignment(self) -> None: ...

    # A wrong assignment goes to the office and not to the leader: whom to propose is its work.
    # Once begun it is no longer returned but handed over by whoever leads it.
    @move(
        state,
        State.ASSIGNED,
        State.RETURNED_INSIDE,
        who=Permission.INCOMING_HANDLE,
        at="handling_unit",
        needs=[is_handler, is_at_first_level],
    )
    def give_back(self) -> None: ...

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

    # The sender recalled it and the clerk agreed, or the unit always does (Decree 30 Art. 18.4).
    @move(state, HERE, State.RECALLED, who=Permission.DELIVER)
    def recall(self) -> None: ...
