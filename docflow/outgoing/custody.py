"""Who keeps the agency's key today, told to whoever would seal (Decree 30 Art. 32 and 33)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.errors import Refused
from docflow.outgoing.states import NOT_CUSTODIAN
from docflow.signatures import evidence
from docflow.units.models import Unit


def keeper(unit: Unit) -> Any:
    """The name and post of who keeps the unit's key; in a word that nobody does."""
    found = evidence.keeper(unit, clock.today())
    return f"{found.user.full_name}, {found.post}" if found else _("nobody")


def why_not_seal(actor: Any) -> Refused | None:
    """Why the actor seals nothing of their unit, and who does; None for who keeps the key."""
    if evidence.custodian(actor.unit, actor, clock.today()):
        return None
    return Refused("not_custodian", NOT_CUSTODIAN, keeper=keeper(actor.unit))
