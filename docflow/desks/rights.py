"""Changes of rights as people read them: what was done, by whom, to whom, for how long."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from docflow import clock
from docflow.audit.event_words import PHRASES
from docflow.desks.delegations import kind_names
from docflow.lifecycle import open_moves
from docflow.people.alerts import ENDABLE, waiting_for
from docflow.people.models import RightsChange
from docflow.permissions import LABELS, Permission, Role, may
from docflow.units.tree import subtree
from docflow.wording import date_text

PARTIES = ("unit", "addressed", "person", "made_by", "in_place_of", "decided_by__user")


@dataclass(frozen=True)
class Told:
    """One change, worded, with what whoever reads may do about it."""

    row: RightsChange
    what: str
    details: tuple[str, ...]
    can_confirm: bool
    can_object: bool
    can_end: bool


def waiting(actor: Any) -> QuerySet[Any]:
    """What is shown to whoever acts until it is confirmed, the oldest first."""
    return waiting_for(actor).select_related(*PARTIES).order_by("pk")


def visible_to(actor: Any) -> QuerySet[Any]:
    """All changes of the unit acted for and those below it, decided ones too, the newest first.

    For pages and calls whose door is `rights.confirm`.
    """
    rows = RightsChange.objects.of(subtree(actor.unit, clock.today()))
    return rows.select_related(*PARTIES).order_by("-pk")


def told(row: RightsChange, actor: Any) -> Told:
    """One change as a page or a program is told of it."""
    row.judged_in = actor.unit
    moves = open_moves(row, actor)
    ends = "end_change" in moves and row.event in ENDABLE
    return Told(
        row,
        str(PHRASES.get(row.event, row.event)),
        tuple(_details(row)),
        "confirm" in moves,
        "object_to" in moves,
        ends and may(actor, Permission.PEOPLE_MANAGE, actor.unit),
    )


def _details(row: RightsChange) -> list[str]:
    facts, words = row.facts, row.words
    found = []
    if "post" in words:
        found.append(words["post"])
    if "giver" in words:
        found.append(_("in the place of %(who)s") % {"who": words["giver"]})
    if "roles" in facts:
        roles = ", ".join(str(Role(each).label) for each in facts["roles"])
        found.append(_("roles: %(what)s") % {"what": roles})
    if "permissions" in facts:
        labels = ", ".join(str(LABELS[Permission(each)]) for each in facts["permissions"])
        found.append(_("may: %(what)s") % {"what": labels})
    if facts.get("types"):
        found.append(_("types: %(what)s") % {"what": ", ".join(kind_names(facts["types"]))})
    if facts.get("from") or facts.get("to"):
        found.append(_days(facts))
    if "pieces" in facts:
        found.append(_("pieces: %(what)s") % {"what": sum(facts["pieces"].values())})
    found += [words[name] for name in ("purpose", "basis") if name in words]
    return found


def _days(facts: dict[str, Any]) -> str:
    days = [date_text(date.fromisoformat(facts[name])) for name in ("from", "to") if name in facts]
    return " – ".join(days) if len(days) == 2 else _day(facts, days[0])


def _day(facts: dict[str, Any], day: str) -> str:
    return (
        _("from %(day)s") % {"day": day} if "from" in facts else _("until %(day)s") % {"day": day}
    )
