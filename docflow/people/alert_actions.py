"""What a competent person does about a change of rights: confirm it, or object and end it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import Refused
from docflow.people import conditions
from docflow.people.actor import Actor
from docflow.people.ending import end_now, end_post_now
from docflow.people.models import ApiToken, Appointment, Delegation, RightsChange
from docflow.permissions import Permission, require
from docflow.units.conditions import must_be_within


@action
def confirm(change: RightsChange, *, by: Actor) -> RightsChange:
    """Say that a change of rights is as it should be; it is shown no more.

    Raises Refused: not_allowed, outside_own_unit, own_change, wrong_state.
    """
    change = _locked(change, by)
    change.confirm(by)
    _decide(change, by)
    facts = {"event": change.event, "change": str(change.subject)}
    record(Event.RIGHTS_CONFIRMED, change, by, facts=facts, **change.words)
    return change


@action
def object_to(change: RightsChange, reason: str, *, by: Actor, end: bool = False) -> RightsChange:
    """Say that a change of rights is not as it should be, and why; `end` ends it at once.

    Only what gives rights can be ended from here, and only by who may change people there; what is
    objected to and stands is shown on. Raises Refused as `confirm` does, and cannot_be_ended.
    """
    change = _locked(change, by)
    if end:
        change.end_change(by)
        _end(change, by)
    else:
        change.object_to(by)
    change.reason = conditions.proper_text(reason, 500, "reason_missing", _("Say why you object."))
    _decide(change, by)
    record(
        Event.RIGHTS_OBJECTED,
        change,
        by,
        facts={"event": change.event, "change": str(change.subject), "ended": end},
        reason=change.reason,
        **change.words,
    )
    return change


def _locked(change: RightsChange, by: Actor) -> RightsChange:
    require(by, Permission.RIGHTS_CONFIRM, by.unit)
    change = RightsChange.objects.lock(change)
    must_be_within(by, change.unit)
    change.judged_in = by.unit
    return change


def _decide(change: RightsChange, by: Actor) -> None:
    change.decided_by, change.decided_at = by.appointment, clock.now()
    change.save()


def _end(change: RightsChange, by: Actor) -> None:
    require(by, Permission.PEOPLE_MANAGE, by.unit)
    if change.event not in ENDINGS:
        raise Refused(
            "cannot_be_ended",
            _("This cannot be ended from here. Object, and have it put right where it was done."),
        )
    ENDINGS[change.event](change)


def _subject(change: RightsChange) -> UUID:
    assert change.subject is not None
    return change.subject


def _end_post(change: RightsChange) -> None:
    end_post_now(Appointment.objects.select_for_update(of=("self",)).get(uid=_subject(change)))


def _end_delegation(change: RightsChange) -> None:
    end_now(Delegation.objects.select_for_update(of=("self",)).get(uid=_subject(change)))


def _revoke(change: RightsChange) -> None:
    ApiToken.objects.filter(uid=_subject(change), revoked=None).update(revoked=clock.now())


ENDINGS: dict[str, Callable[[RightsChange], Any]] = {
    Event.APPOINTMENT_MADE: _end_post,
    Event.DELEGATION_GIVEN: _end_delegation,
    Event.DELEGATION_PASSED_ON: _end_delegation,
    Event.TOKEN_ISSUED: _revoke,
    Event.TOKEN_CONFIRMED: _revoke,
}
