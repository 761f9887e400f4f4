"""What people do about being away: note it, take it back. No right follows from it."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.errors import NotAllowed, Refused
from docflow.people import conditions
from docflow.people.models import Absence, User
from docflow.permissions import Acting

LONGEST = timedelta(days=366)


@action
def note_absence(valid_from: date, valid_to: date, reason: str, *, by: Acting) -> Absence:
    """Say that one is away from the first to the last day; colleagues see it where they assign.

    Raises Refused: in_another_place, no_day, ends_before_it_begins, absence_in_the_past,
    absence_too_long, absent_already, reason_missing.
    """
    user = _oneself(by)
    conditions.must_be_days(valid_from, valid_to)
    if valid_to < valid_from:
        raise Refused("ends_before_it_begins", _("The last day lies before the first day."))
    if valid_to < clock.today():
        raise Refused(
            "absence_in_the_past", _("These days are over. Name a last day from today on.")
        )
    if valid_to - valid_from >= LONGEST:
        raise Refused("absence_too_long", _("An absence lasts a year at most."))
    reason = conditions.proper_text(
        reason, 100, "reason_missing", _("Say in a word why you are away, like “công tác”.")
    )
    User.objects.select_for_update().get(pk=user.pk)
    noted = Absence.objects.filter(user=user, ended_at=None)
    if noted.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).exists():
        raise Refused(
            "absent_already",
            _("You noted an absence on some of these days already. End it first."),
        )
    absence = Absence.objects.create(
        user=user, valid_from=valid_from, valid_to=valid_to, reason=reason, noted_at=clock.now()
    )
    facts = {"from": valid_from.isoformat(), "to": valid_to.isoformat()}
    record(Event.ABSENCE_NOTED, absence, by, facts=facts, reason=reason)
    return absence


@action
def end_absence(absence: Absence, *, by: Acting) -> Absence:
    """Be back: the absence shows no more from now on.

    Raises Refused: not_your_absence, absence_over.
    """
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if _oneself(by) != absence.user:
        raise NotAllowed("not_your_absence", _("Only who is away ends their absence."))
    if absence.ended_at or (absence.valid_to and absence.valid_to < clock.today()):
        raise Refused("absence_over", _("This absence is over."))
    absence.ended_at = clock.now()
    absence.save(update_fields=["ended_at"])
    record(Event.ABSENCE_ENDED, absence, by)
    return absence


def _oneself(by: Any) -> User:
    if getattr(by, "delegation", None) or by.user is None:
        raise Refused("in_another_place", _("Note your own absence, acting for yourself."))
    user: User = by.user
    return user
