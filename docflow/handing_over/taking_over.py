"""How one piece of work passes to a successor: the row, the right to read, the log.

Each is called inside the act that hands over and raises Refused where this piece cannot go to this
successor; the others go on.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import record
from docflow.documents.models import give_access
from docflow.errors import Refused
from docflow.incoming.models import Assignment, Incoming
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
    if before is None or paper.signer != before or paper.state not in TO_SIGN:
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
    """The successor has the task, with its part and both its deadlines as they were."""
    Incoming.objects.lock(given.arrival)
    before = given.person
    given = Assignment.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if before is None or given.person_id != before.pk or given.done_at:
        raise _moved_on()
    _must_hold(to, Permission.INCOMING_HANDLE)
    others = Assignment.objects.filter(arrival=given.arrival_id, person=to, done_at=None)
    if others.exclude(pk=given.pk).exists():
        raise Refused(
            "assigned_twice", _("%(who)s has a task on this document already."), who=to.user
        )
    given.person = to
    given.save(update_fields=["person"])
    facts = {"assignment": str(given.uid), "role": given.role}
    _passed("task", given.arrival, given.arrival.document, before, to, by, facts)


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
