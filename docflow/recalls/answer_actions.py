"""The recipient is asked to give a document back, and answers. Lock, move, save, record.

Decree 30/2020 Art. 18.4 obliges it to cancel, the codes 15 and 16 ask it: a person decides, unless
the unit chose to agree at once. What is frozen, was answered or copied, or is in the archive stays.
"""

from typing import Any

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.documents.kinds import Urgency
from docflow.documents.models import Document
from docflow.incoming.cancelling import cancel, lead_under_way, same_as
from docflow.incoming.models import Incoming
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, require
from docflow.recalls.conditions import agrees_at_once, why_not_cancel
from docflow.recalls.models import Recall, Request, Rule
from docflow.units.clocks import Clock, due
from docflow.units.days import calendar
from docflow.units.models import Unit
from docflow.work import after_commit

LONGEST_REASON = 500


@action
def take_request(asked: Recall, *, by: System) -> Request:
    """Take a request in, once; where the unit chose so it is agreed to at once."""
    require(by, Permission.DELIVER, by.unit)
    asked = Recall.objects.lock(asked)
    known: Request | None = Request.objects.filter(uid=asked.uid).first()
    if known:
        return known
    there = Document.objects.filter(unit=by.unit, exchange_id=asked.document.exchange_id)
    received = there.filter(incoming__isnull=False).order_by("pk")[0]
    urgent, now = received.urgency != Urgency.NORMAL, clock.now()
    request = Request.objects.create(
        uid=asked.uid,
        unit=received.unit,
        received=received,
        sender=asked.unit,
        reason=asked.reason,
        asked_by=asked.asked_by.user.full_name,
        asked_at=now,
        deadline=due(Clock.RECALL_ANSWER, now, calendar(), urgent=urgent),
    )
    record(
        Event.INCOMING_RECALL_ASKED,
        received,
        by,
        facts={"unit": str(request.unit.uid), "due": request.deadline.isoformat(), "code": "13"},
        reason=request.reason,
    )
    if agrees_at_once(request.unit) and why_not_cancel(received) is None:
        request.automatic = True
        _agree(request, by)
    return request


@action
def agree(request: Request, *, by: Actor) -> Request:
    """Agree: the document is cancelled here, and the sender is told (15).

    Raises Refused: wrong_state, frozen, used_already, in_archive.
    """
    request = Request.objects.lock(request)
    return _agree(request, by)


@action
def decline(request: Request, reason: str, *, by: Actor) -> Request:
    """Refuse to give it back, saying why (16); sender and recipient see that they disagree."""
    request = Request.objects.lock(request)
    request.decline(by)
    request.answer_reason = text(reason, LONGEST_REASON, "reason")
    _answer(request, by)
    record(
        Event.INCOMING_RECALL_REFUSED,
        request.received,
        by,
        facts={"unit": str(request.unit.uid), "code": "16"},
        reason=request.answer_reason,
    )
    return request


@action
def choose_rule(unit: Unit, at_once: bool, *, by: Actor) -> Rule:
    """Say how requests to recall are answered in a unit: by a person, or agreed to at once."""
    require(by, Permission.RECALL_ASK, unit)
    rule, _made = Rule.objects.update_or_create(
        unit=unit,
        defaults={
            "agrees_at_once": at_once,
            "by": by.stands_for,
            "chosen_at": clock.now(),
        },
    )
    record(
        Event.RECALL_RULE_CHOSEN,
        unit,
        by,
        facts={"unit": str(unit.uid), "agrees_at_once": at_once},
    )
    return rule


def _agree(request: Request, by: Any) -> Request:
    request.agree(by)
    arrivals = same_as(Incoming.objects.select_related("merged_into").get(pk=request.received_id))
    for each in arrivals:
        obstacle = why_not_cancel(each.document)
        if obstacle:
            raise obstacle
    root = arrivals[0]
    lead = lead_under_way(root)
    digests = cancel(arrivals, request.reason, by)
    request.digests = list(digests.values())
    _answer(request, by)
    for arrival in arrivals:
        record(
            Event.INCOMING_RECALLED,
            arrival,
            by,
            facts={
                "unit": str(request.unit.uid),
                "code": "15",
                "number": arrival.arrival_number,
                "sender": str(request.sender.uid),
                "assignment": str(lead.uid) if lead and arrival is root else None,
                "automatic": request.automatic,
            },
            digests=digests,
            reason=request.reason,
        )
    return request


def _answer(request: Request, by: Any) -> None:
    """The answer is given; its way back to the sender begins."""
    request.answered_at, request.answered_by = clock.now(), getattr(by, "stands_for", None)
    request.due = clock.wall()
    request.save()
    after_commit(request)
