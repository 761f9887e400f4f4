"""Who is away, until when, and who stands in: told to colleagues who assign or submit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from docflow.people.models import Absence, Delegation
from docflow.wording import date_text


@dataclass(frozen=True)
class Away:
    """Somebody who is away; `stand_ins` are those who may act for them now, by name."""

    until: date
    reason: str
    stand_ins: tuple[str, ...]

    def __str__(self) -> str:
        told = _("away until %(day)s (%(reason)s)") % {
            "day": date_text(self.until),
            "reason": self.reason,
        }
        if not self.stand_ins:
            return told + ", " + _("nobody stands in")
        return told + ", " + _("stands in: %(who)s") % {"who": ", ".join(self.stand_ins)}


def noted(day: date) -> QuerySet[Any]:
    """The absences that hold on a day and were not taken back."""
    return Absence.objects.valid_on(day).filter(ended_at=None)


def away(users: Iterable[int], day: date) -> dict[int, Away]:
    """Those of these people who are away on a day, by key: two questions however many they are."""
    found = {each.user_id: each for each in noted(day).filter(user__in=list(users))}
    if not found:
        return {}
    given = Delegation.objects.valid_on(day).filter(giver__user__in=found).exclude(permissions=[])
    stand_ins: dict[int, dict[str, None]] = defaultdict(dict)
    parties = ("giver", "taker__user", "passed_from__giver", "passed_from__taker")
    for each in given.select_related(*parties).order_by("pk"):
        if each.covers(day):
            stand_ins[each.giver.user_id][each.taker.user.full_name] = None
    return {
        pk: Away(each.valid_to, each.reason, tuple(stand_ins[pk])) for pk, each in found.items()
    }
