"""What an auditor does with the log: have it checked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.extent import entries_of
from docflow.audit.log import action, record
from docflow.audit.models import AuditCheck
from docflow.errors import Refused
from docflow.permissions import Acting, Permission, require
from docflow.work import after_commit


@action
def ask_check(*, by: Acting, whole: bool = False) -> AuditCheck:
    """Have the chains of the own unit checked, or with `whole` those of all units.

    Raises Refused: not_allowed, check_running. Who may ask for the whole is the page's to say:
    what comes back names a chain, a number and a reason, nothing of what the entries say.
    """
    require(by, Permission.AUDIT_READ, by.unit)
    unit = None if whole else by.unit.uid
    if AuditCheck.objects.waiting().filter(unit=unit).exists():
        raise Refused("check_running", _("A check is under way. Wait for what it finds."))
    user: Any = by.user  # type: ignore[attr-defined]
    check = AuditCheck.objects.create(
        unit=unit, asked_by=user.uid, asked_at=clock.now(), total=entries_of(unit)
    )
    record(Event.LOG_CHECK_ASKED, check, by, facts={"whole": whole})
    after_commit(check)
    return check
