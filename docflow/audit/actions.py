"""What an auditor does with the log: have it checked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.extent import answers_for_all, entries_of
from docflow.audit.log import action, record
from docflow.audit.models import AuditCheck
from docflow.errors import NotAllowed, Refused
from docflow.permissions import Acting, Permission, require
from docflow.work import after_commit


@action
def ask_check(*, by: Acting, whole: bool = False) -> AuditCheck:
    """Have the chains of the own unit checked, or with `whole` those of all units.

    The whole is for who audits a unit at the top of the tree: they answer for the installation.
    Raises Refused: not_allowed, outside_own_unit, check_running.
    """
    require(by, Permission.AUDIT_READ, by.unit)
    if whole and not answers_for_all(by):
        raise NotAllowed(
            "outside_own_unit",
            _("The whole log is checked by who audits the unit at the top. Check your own unit's."),
        )
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
