"""Accounts whose owners hold no post anywhere yet: who opened them appoints them."""

from docflow.audit.events import Event
from docflow.audit.models import Entry
from docflow.people.models import User
from docflow.search.people import named
from docflow.units.models import Unit

AT_MOST = 100


def postless(unit: Unit, typed: str = "") -> list[User]:
    """Accounts opened from the unit whose owners were never appointed anywhere, by name.

    All that bear the words typed, or without words the first hundred.
    """
    chain = str(unit.uid)
    opened = Entry.objects.filter(chain__name=chain, event=Event.USER_INVITED).values("subject")
    found = User.objects.filter(uid__in=opened, appointments__isnull=True).order_by("full_name")
    return named(found, typed) if typed else list(found[:AT_MOST])
