"""Whoever asks for a queue, while its SQL is made: keys no row has mark where theirs go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from docflow import clock
from docflow.desks.items import SOON
from docflow.dossiers.deadlines import WARNING
from docflow.people.models import Appointment, User
from docflow.permissions import Permission
from docflow.statements import SOME_DAY, SOME_MOMENT, day_value, moment_value
from docflow.units.models import Unit

UNIT, USER, POST = -1, -2, -3
SOME_WARNING = date(1, 6, 1)
SOME_NOW = SOME_MOMENT + timedelta(days=1)


@dataclass(frozen=True)
class StandIn:
    """Somebody of no unit, who may read there or not."""

    reads: bool
    unit: Unit
    user: User
    stands_for: Appointment
    warned_before: date = SOME_WARNING
    kinds: tuple[str, ...] = ()

    def permissions_in(self, _unit: Unit) -> frozenset[Permission]:
        """What whoever asks may do; as far as a queue's conditions depend on it."""
        return frozenset({Permission.DOCUMENT_READ} if self.reads else ())


def stand_in(reads: bool, kinds: tuple[str, ...] = ()) -> StandIn:
    """Somebody for whom SQL is made; `kinds` are the types a delegation is bound to."""
    return StandIn(reads, Unit(pk=UNIT), User(pk=USER), Appointment(pk=POST), kinds=kinds)


def now_of(actor: Any) -> datetime:
    """The present moment for whoever asks; its mark, while SQL is made."""
    return SOME_NOW if isinstance(actor, StandIn) else clock.now()


def marks() -> tuple[Any, ...]:
    """What stands in the SQL for whoever asks, today, near and warned deadlines, now."""
    moments = moment_value(SOME_MOMENT), moment_value(SOME_NOW)
    return UNIT, USER, POST, day_value(SOME_DAY), *moments, day_value(SOME_WARNING)


def values_of(actor: Any) -> dict[Any, Any]:
    """What goes where the marks are."""
    asked = (
        *(actor.unit.pk, actor.user.pk, actor.stands_for.pk),
        *(day_value(clock.today()), moment_value(clock.now() + SOON), moment_value(clock.now())),
        day_value(clock.today() + WARNING),
    )
    return dict(zip(marks(), asked, strict=True))
