"""An incoming document from its arrival to its assignment. Lock, move, save, record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents import numbering
from docflow.documents.given import text
from docflow.documents.models import Document, Hold, Mending, Register, Version
from docflow.errors import Refused
from docflow.incoming.arriving import Arriving as Arriving
from docflow.incoming.arriving import checked
from docflow.incoming.conditions import deadline, must_be_fit
from docflow.incoming.giving import give
from docflow.incoming.handling_actions import finish as finish
from docflow.incoming.handling_actions import reassign as reassign
from docflow.incoming.handling_actions import start as start
from docflow.incoming.handling_actions import take_note as take_note
from docflow.incoming.models import Assignment, Incoming
from docflow.incoming.proposing import close_by_assignment
from docflow.incoming.states import Finding
from docflow.incoming.twins import duplicates as duplicates
from docflow.incoming.twins import has_come
from docflow.people.actor import Actor, System
from docflow.people.models import Appointment
from docflow.permissions import Permission, require
from docflow.signatures import lasting
from docflow.signatures.intake import refuse_secret
from docflow.units.models import Unit
from docflow.work import after_commit

LONGEST_REASON = 500
LONGEST_DIRECTIVE = 1000


@action
def arrive(arriving: Arriving, *, by: System) -> Incoming:
    """Take in a delivery: the holder's own document. A second time it is the first one again.

    Under the same identifier with another file it is a document of its own, shown as a twin.
    """
    require(by, Permission.DELIVER, by.unit)
    known = has_come(arriving, by.unit)
    if known:
        return known
    arrival = _take_in(arriving, by, Version.Role.RECEIVED)
    record(
        Event.INCOMING_ARRIVED,
        arrival,
        by,
        facts={"unit": str(arrival.unit.uid), "channel": "electronic"},
        digests={"file": arriving.file.digest},
        subject_text=arriving.subject,
    )
    after_commit(arrival)
    return arrival


@action
def arrive_on_paper(arriving: Arriving, *, by: Actor, secrecy: str = "") -> Incoming:
    """Take in a paper arrival with its scan; the clerk has looked at the paper itself.

    `secrecy` is the mark the clerk declares. Raises Refused, naming what is wrong with the entry.
    """
    require(by, Permission.INCOMING_ARRIVE_ON_PAPER, by.unit)
    arriving = checked(arriving)
    refuse_secret(arriving.subject, declared=secrecy)
    arrival = _take_in(arriving, by, Version.Role.SCAN)
    arrival.verify_paper(by)
    arrival.on_paper = True
    arrival.finding = Finding.PAPER
    arrival.settle()
    arrival.save()
    record(
        Event.INCOMING_ARRIVED_ON_PAPER,
        arrival,
        by,
        facts={"unit": str(arrival.unit.uid), "channel": "paper"},
        digests={"file": arriving.file.digest},
        subject_text=arriving.subject,
    )
    return arrival


@action
def accept_check(
    arrival: Incoming,
    verdict: dict[str, Any],
    attached: Mapping[int, dict[str, Any]] | None = None,
    *,
    by: System,
) -> Incoming:
    """Keep what the check on arrival found (Decree 30 Art. 21: authenticity and integrity).

    `attached` are the verdicts on the attachments, by key: the worst one counts for the whole.
    """
    arrival = Incoming.objects.lock(arrival, by_itself=True)
    if arrival.finding or arrival.state != "arrived":
        return arrival
    arrival.verdict, arrival.finding = verdict, _finding(verdict)
    for key, found in (attached or {}).items():
        arrival.document.attachments.filter(pk=key).update(verdict=found)
    among = {_finding(found) for found in (attached or {}).values()}
    for worse in (Finding.UNDECIDED, Finding.FAILED):
        if worse in among and arrival.finding != Finding.FAILED:
            arrival.finding = worse
    failed = arrival.finding == Finding.FAILED
    if failed:
        arrival.fail_verify(by)
    else:
        arrival.verify(by)
    arrival.settle()
    arrival.save()
    record(
        Event.INCOMING_VERIFY_FAILED if failed else Event.INCOMING_VERIFIED,
        arrival,
        by,
        facts={
            "finding": arrival.finding,
            "indication": verdict["indication"],
            "sub_indication": verdict["sub_indication"],
        },
    )
    if arrival.finding == Finding.GOOD:
        lasting.await_data_of(arrival.document, verdict)
    return arrival


@action
def register(
    arrival: Incoming, *, by: Actor, accept_reason: str = "", although_duplicate: bool = False
) -> Incoming:
    """Enter the document in the register with the next arrival number (Decree 30 Art. 22).

    A document whose check could not be decided needs the clerk's reason; one that is here already
    is refused once with the list, until the clerk says it is another.
    """
    arrival = Incoming.objects.lock(arrival)
    arrival.accept_reason = text(accept_reason, LONGEST_REASON, "reason", may_be_empty=True)
    arrival.register(by)
    twins = [] if although_duplicate else duplicates(arrival)
    if twins:
        raise Refused(
            "possible_duplicate",
            _("This seems to be here already: %(twins)s. Refuse it, or register it although."),
            twins="; ".join(str(twin) for twin in twins),
        )
    entry = numbering.allocate(arrival.document, Register.Series.INCOMING)
    arrival.arrival_number, arrival.registered_at = entry.number, entry.given
    arrival.save()
    record(
        Event.INCOMING_REGISTERED,
        arrival,
        by,
        facts={
            "unit": str(arrival.unit.uid),
            "channel": "paper" if arrival.on_paper else "electronic",
            "finding": arrival.finding,
            "number": entry.number,
            "sender": str(arrival.sender.uid) if arrival.sender else None,
        },
        reason=arrival.accept_reason,
    )
    return arrival


@action
def refuse(arrival: Incoming, reason: str, *, by: Actor) -> Incoming:
    """Return the document to its sender with the reason (QĐ 28/2018 Art. 5)."""
    arrival = Incoming.objects.lock(arrival)
    arrival.refuse(by)
    arrival.refuse_reason = text(reason, LONGEST_REASON, "reason")
    arrival.save()
    record(Event.INCOMING_REFUSED, arrival, by, reason=arrival.refuse_reason)
    return arrival


@action
def assign(
    arrival: Incoming,
    directive: str,
    lead: Unit | Appointment,
    due: datetime | int,
    *,
    by: Actor,
    collaborators: Iterable[Unit | Appointment] = (),
    for_information: Iterable[Unit | Appointment] = (),
) -> Incoming:
    """Say who leads, who co-ordinates and by when (Decree 30 Art. 23); exactly one leads.

    `due` is a moment, or working days from today. All are of the unit or below it.
    """
    arrival = Incoming.objects.lock(arrival)
    arrival.assign(by)
    directive, due = text(directive, LONGEST_DIRECTIVE, "directive"), deadline(due)
    collaborators, for_information = list(collaborators), list(for_information)
    must_be_fit(arrival.unit, [lead, *collaborators, *for_information])
    close_by_assignment(arrival, lead, collaborators, for_information, by)
    arrival.save()
    task = give(arrival, Assignment.Role.LEAD, lead, due, directive, by)
    for who in collaborators:
        give(arrival, Assignment.Role.COLLABORATOR, who, due, directive, by)
    for who in for_information:
        give(arrival, Assignment.Role.FOR_INFORMATION, who, None, directive, by)
    record(
        Event.INCOMING_ASSIGNED,
        arrival,
        by,
        facts={
            "unit": str(arrival.unit.uid),
            "assignment": str(task.uid),
            "lead": str(task.unit.uid),
            "due": due.isoformat(),
        },
        directive=directive,
    )
    return arrival


def _take_in(arriving: Arriving, by: Any, role: str) -> Incoming:
    document = Document.objects.create(
        unit=by.unit,
        exchange_id=arriving.exchange_id,
        kind=arriving.kind,
        subject=arriving.subject,
        urgency=arriving.urgency,
        circulation=arriving.circulation,
        issuer=arriving.issuer,
        number=arriving.number,
        notation=arriving.notation,
        code_as_written=arriving.code_as_written,
        issued_on=arriving.issued_on,
    )
    document.versions.create(
        number=1, role=role, digest=arriving.file.digest, size=arriving.file.size
    )
    for each in arriving.attachments:
        document.attachments.create(name=each.name, digest=each.digest, size=each.size)
    if arriving.mends:
        Mending.objects.create(document=document, **vars(arriving.mends))
    Hold.objects.create(unit=by.unit, document=document)
    return Incoming.objects.create(document=document, unit=by.unit, sender=arriving.sender)


def _finding(verdict: dict[str, Any]) -> Finding:
    if verdict["sub_indication"] == "NO_SIGNATURE":
        return Finding.UNSIGNED
    return {
        "TOTAL_PASSED": Finding.GOOD,
        "TOTAL_FAILED": Finding.FAILED,
    }.get(verdict["indication"], Finding.UNDECIDED)
