"""How one piece of work passes to a successor: the row, the right to read, the log.

Each is called inside the act that hands over and raises Refused where this piece cannot go to this
successor; the others go on.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.copies.models import OPEN as COPIES_OPEN
from docflow.copies.models import Copy
from docflow.documents.models import give_access
from docflow.errors import Refused
from docflow.incoming.giving import locked, must_be_open, must_have_no_task, take_over
from docflow.incoming.models import Assignment
from docflow.outgoing.contents import must_be_signer
from docflow.outgoing.models import OPEN, Outgoing
from docflow.outgoing.states import BEFORE_SIGNATURE, EDITABLE
from docflow.people.ending import end_now
from docflow.people.models import Appointment, Delegation, roles_of
from docflow.people.tokens import end_now as end_token_now
from docflow.permissions import Permission, granted
from docflow.signatures import keyring

TO_SIGN = [*EDITABLE, *BEFORE_SIGNATURE]


def draft(paper: Outgoing, to: Appointment, by: Any, _record: str) -> None:
    """The successor is the drafter from now on; what was done and by whom stays as it was."""
    paper, before = Outgoing.objects.lock(paper), paper.drafter
    if paper.drafter != before or not Outgoing.objects.filter(OPEN, pk=paper.pk).exists():
        raise _moved_on()
    _must_hold(to, Permission.OUTGOING_DRAFT)
    if paper.signer and paper.signer.user_id == to.user_id and paper.state in TO_SIGN:
        raise Refused(
            "drafter_is_signer",
            _("%(who)s is to sign this document and cannot be its drafter too."),
            who=to.user.full_name,
        )
    paper.drafter = to
    paper.save(update_fields=["drafter"])
    _passed("draft", paper, paper.document, before, to, by)


def signature(paper: Outgoing, to: Appointment, by: Any, _record: str) -> None:
    """The successor is named to sign; refused once it is signed, or while it is being signed."""
    paper, before = Outgoing.objects.lock(paper), paper.signer
    signed = paper.state not in TO_SIGN or paper.desk is not None
    if before is None or paper.signer != before or signed:
        raise _moved_on()
    must_be_signer(to, paper.unit)
    if paper.drafter.user_id == to.user_id:
        raise Refused(
            "drafter_is_signer",
            _("%(who)s drafted this document and cannot sign it too."),
            who=to.user.full_name,
        )
    paper.signer = to
    paper.save(update_fields=["signer"])
    _passed("signature", paper, paper.document, before, to, by)


def task(given: Assignment, to: Appointment, by: Any, _record: str) -> None:
    """The successor has a task in its place, with its deadlines and all that was asked about it."""
    before = given.person
    given = locked(given)
    if before is None or given.person_id != before.pk:
        raise _moved_on()
    must_be_open(given)
    _must_hold(to, Permission.INCOMING_HANDLE)
    must_have_no_task(given.arrival, [to])
    heir = take_over(given, to, by)
    facts = {"assignment": str(heir.uid), "before": str(given.uid), "role": heir.role}
    _passed("task", given.arrival, given.arrival.document, before, to, by, facts)


def copy(made: Copy, to: Appointment, by: Any, _record: str) -> None:
    """The successor is who makes the copy from now on; who let it be made stays as it was."""
    made, before = Copy.objects.lock(made), made.drafter
    if made.drafter != before or not Copy.objects.filter(COPIES_OPEN, pk=made.pk).exists():
        raise _moved_on()
    _must_hold(to, Permission.COPY_DRAFT)
    made.drafter = to
    made.save(update_fields=["drafter"])
    _passed("copy", made, made.document, before, to, by)


def custody(kept: Any, to: Appointment, by: Any, written: str) -> None:
    """The successor keeps the agency's key, by a written record (Decree 30 Art. 32 and 33)."""
    if not written.strip():
        raise Refused(
            "handover_missing",
            _("The agency's key is handed over by a written record. Name it."),
        )
    keyring.give_custody(kept.key, to, written, by=by)


def end_delegation(given: Delegation, _to: Appointment, by: Any, _record: str) -> None:
    """It ends with the post and is never passed on (Decree 30 Art. 13)."""
    end_now(given)
    record(Event.DELEGATION_ENDED, given, by)


def end_token(token: Any, _to: Appointment, by: Any, _record: str) -> None:
    """Programs act for a person in a post; a successor has their own."""
    end_token_now(token, by=by)


def _passed(
    what: str,
    subject: Any,
    document: Any,
    before: Appointment,
    to: Appointment,
    by: Any,
    facts: dict[str, Any] | None = None,
) -> None:
    give_access(document, to)
    told = {"what": what, "from_post": str(before.uid), "to_post": str(to.uid)}
    record(
        Event.WORK_HANDED_OVER,
        subject,
        by,
        facts=told | (facts or {}),
        giver=before.user.full_name,
        taker=to.user.full_name,
    )


def _must_hold(to: Appointment, permission: Permission) -> None:
    if permission not in granted(roles_of(to)):
        raise Refused(
            "successor_may_not",
            _("%(who)s may not %(what)s. Choose another successor for this."),
            who=to.user.full_name,
            what=permission.label,
        )


def _moved_on() -> Refused:
    return Refused("moved_on", _("This is done, or with somebody else, by now."))
