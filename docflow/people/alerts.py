"""Changes of rights are shown until somebody competent confirms them: raising and finding them.

Decree 30/2020 Annex VI III.3. Competent is whoever holds `rights.confirm` in the unit, or in a unit
above, and neither made the change nor is whom it is about. What the installation itself sets up is
no change anybody could have confirmed before: it raises none.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from docflow import clock
from docflow.audit.events import Event
from docflow.people.models import Appointment, RightsChange, User
from docflow.permissions import GRANTS, Permission
from docflow.units.models import Unit
from docflow.units.tree import parent

CONFIRMS = [role for role, held in GRANTS.items() if Permission.RIGHTS_CONFIRM in held]
ENDABLE = frozenset(
    {
        Event.APPOINTMENT_MADE,
        Event.DELEGATION_GIVEN,
        Event.DELEGATION_PASSED_ON,
        Event.TOKEN_ISSUED,
        Event.TOKEN_CONFIRMED,
    }
)
"""What gave something that an objection can take away at once."""


def raise_alert(
    event: Event,
    subject: Any,
    unit: Unit | None,
    by: Any,
    *,
    person: User | None = None,
    facts: dict[str, Any] | None = None,
    **words: str,
) -> RightsChange | None:
    """Show a change from now on, inside the act that makes it; None for the system's own.

    `unit` is where the right counts. `facts` are codes and days, `words` names and texts. Costs a
    few questions for each unit up to the one that is asked to confirm.
    """
    unit = unit or by.unit
    if by.user is None or unit is None:
        return None
    behind = getattr(by, "on_behalf_of", None)
    parties = {each.pk for each in (by.user, behind, person) if each}
    told = {"full_name": person.full_name} if person else {}
    return RightsChange.objects.create(
        event=event.value,
        unit=unit,
        addressed=addressed(unit, parties),
        subject=subject.uid if subject else None,
        person=person,
        made_by=by.user,
        in_place_of=behind,
        made_at=clock.now(),
        facts={name: _plain(each) for name, each in (facts or {}).items() if each},
        words=told | {name: word for name, word in words.items() if word},
    )


def addressed(unit: Unit, parties: set[int]) -> Unit:
    """The nearest unit, from this one upwards, with somebody competent who is no party to it.

    The topmost where there is nobody at all: it stays shown there until somebody is appointed.
    """
    today = clock.today()
    step: Unit | None = unit
    last = unit
    seen: set[int] = set()
    while step and step.pk not in seen:
        if competent(step, today).exclude(user__in=parties).exists():
            return step
        seen.add(step.pk)
        last, step = step, parent(step, today)
    return last


def competent(unit: Unit, day: date) -> QuerySet[Any]:
    """The posts of a unit whose holders confirm changes of rights on a day."""
    posts = Appointment.objects.valid_on(day).filter(unit=unit, user__is_active=True)
    return posts.filter(grants__role__in=CONFIRMS)


def waiting_for(actor: Any) -> QuerySet[RightsChange]:
    """What is shown to whoever may confirm in their unit; what they may not judge among it."""
    if Permission.RIGHTS_CONFIRM not in actor.permissions_in(actor.unit):
        return RightsChange.objects.none()
    return RightsChange.objects.waiting().filter(addressed=actor.unit)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
