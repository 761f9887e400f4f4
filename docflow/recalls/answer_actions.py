"""The recipient is asked to give a document back, and answers. Lock, move, save, record.

Decree 30/2020 Art. 18.4 obliges it to cancel, the codes 15 and 16 ask it: a person decides, unless
the unit chose to agree at once. What is frozen, was answered or copied, or is in the archive stays.
"""

from typing import Any

from django.db import transaction

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.documents.kinds import Urgency
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.incoming.cancelling import cancel, lead_under_way, same_as
from docflow.incoming.models import Assignment, Incoming
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, require
from docflow.recalls.conditions import agrees_at_once, why_not_cancel
from docflow.recalls.models import Recall, Request, Rule
from docflow.recalls.states import Got
from docflow.units.clocks import Clock, due
from docflow.units.days import calendar
from docflow.units.models import Unit
from docflow.work import after_commit

LONGEST_REASON = 500


@action
def take_request(asked: Recall, *, by: System) -> Request:
    """Take a request in, once; where the unit chose so it is agreed to at once.

    So is what was cancelled already with the document it was merged with. What cannot be cancelled
    waits for a person.
    """
    require(by, Permission.DELIVER, by.unit)
    asked = Recall.objects.lock(asked)
    known: Request | None = Request.objects.filter(uid=asked.uid).first()
    if known:
        return known
    there = Document.objects.filter(unit=by.unit, exchange_id=asked.document.exchange_id)
    received = there.filter(incoming__isnull=False).order_by("pk")[0]
    _wait_for(received)
    received.refresh_from_db(fields=["recalled_at"])
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
    if received.recalled_at is None and not agrees_at_once(request.unit):
        return request
    try:
        with transaction.atomic():
            return _agree_by_itself(Request.objects.lock(request), by)
    except Refused:
        return request


@action
def agree(request: Request, *, by: Actor) -> Request:
    """Agree: the document is cancelled here, and the sender is told (15).

    Raises Refused: wrong_state, frozen, used_already, in_archive.
    """
    _wait_for(request.received)
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


def _wait_for(received: Document) -> None:
    """Who answers about documents that were merged does so one after the other."""
    arrival = Incoming.objects.get(pk=received.pk)
    Incoming.objects.lock(Incoming(pk=arrival.merged_into_id or arrival.pk), by_itself=True)


def _agree_by_itself(request: Request, by: System) -> Request:
    request.automatic = True
    if request.received.recalled_at is None:
        return _agree(request, by)
    request.agree(by)
    _answer(request, by)
    _record_cancelled(request, Incoming.objects.get(pk=request.received_id), by, {}, None)
    return request


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
    for other in _others_about(arrivals, request):
        other.automatic, other.digests = True, request.digests
        other.agree(System(other.unit))
        _answer(other, System(other.unit))
    for arrival in arrivals:
        _record_cancelled(request, arrival, by, digests, lead if arrival is root else None)
    return request


def _others_about(arrivals: list[Incoming], request: Request) -> list[Request]:
    """The requests about what is cancelled with it, locked: nothing is left to decide on them."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("received", "unit")
    about = rows.filter(received__in=[each.pk for each in arrivals], state=Got.ASKED)
    return list(about.exclude(pk=request.pk).order_by("pk"))


def _record_cancelled(
    request: Request, arrival: Incoming, by: Any, digests: dict[str, str], lead: Assignment | None
) -> None:
    record(
        Event.INCOMING_RECALLED,
        arrival,
        by,
        facts={
            "unit": str(request.unit.uid),
            "code": "15",
            "number": arrival.arrival_number,
            "sender": str(request.sender.uid),
            "assignment": str(lead.uid) if lead else None,
            "automatic": request.automatic,
        },
        digests=digests,
        reason=request.reason,
    )


def _answer(request: Request, by: Any) -> None:
    """The answer is given; its way back to the sender begins."""
    request.answered_at, request.answered_by = clock.now(), getattr(by, "stands_for", None)
    request.due = clock.wall()
    request.save()
    after_commit(request)
