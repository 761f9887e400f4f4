"""Try failed work again: deliveries, statuses, checks on arrival. Safe to ask for twice."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.freezing import must_be_free
from docflow.errors import Refused
from docflow.exchange.models import Delivery, Status
from docflow.incoming.models import Incoming
from docflow.people.actor import System
from docflow.permissions import Acting, Permission, require
from docflow.units.conditions import must_be_within
from docflow.work import after_commit

ROWS: dict[str, Any] = {
    "delivery": lambda uid: Delivery.objects.filter(uid=uid),
    "status": lambda uid: Status.objects.filter(delivery__uid=uid, due__isnull=False),
    "check": lambda uid: Incoming.objects.filter(document__uid=uid),
}


@action
def again(kind: str, about: UUID, *, by: Acting) -> None:
    """Try a piece of failed work now instead of later; what was given up begins anew.

    By a clerk of the unit or an administrator above it; for others there is no such work. The
    work itself happens once, however often this is asked. Raises Refused: not_allowed,
    no_such_work, nothing_waits.
    """
    require(by, Permission.WORK_REPEAT, by.unit)
    found = ROWS[kind](about).select_for_update(of=("self",)) if kind in ROWS else []
    rows = [row for row in found if _is_within(row, by)]
    if not rows:
        raise Refused("no_such_work", _("There is no such work. Look at the list anew."))
    for row in rows:
        _try(row, by)
    record(Event.WORK_REPEATED, None, by, facts={"kind": kind, "about": str(about)})


def _is_within(row: Any, by: Acting) -> bool:
    unit = row.delivery.recipient if isinstance(row, Status) else row.unit
    try:
        must_be_within(by, unit)
    except Refused:
        return False
    return True


def _try(row: Any, by: Acting) -> None:
    if isinstance(row, Delivery):
        must_be_free(row)
    if isinstance(row, Delivery) and row.state == "failed":
        row.retry(System(row.unit))
        row.attempts = 0
    elif row.due is None:
        raise Refused("nothing_waits", _("This work is done already; nothing waits any more."))
    row.due, row.lease = clock.wall(), None
    row.save()
    after_commit(row)
