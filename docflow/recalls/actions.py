"""The sender recalls what it issued, and hears what becomes of it. Lock, move, save, record.

Decree 30/2020 Art. 18.4. What never went out is taken back here and nothing is sent; an electronic
recipient is asked (13) and answers (15, 16); paper comes back by hand, which the clerk notes.
"""

from collections.abc import Iterable
from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.exchange.actions import mark_sent
from docflow.exchange.models import Delivery
from docflow.exchange.states import State
from docflow.incoming.models import Incoming
from docflow.lifecycle import must_cover
from docflow.outgoing.models import Channel, Outgoing
from docflow.people.actor import Actor, System
from docflow.permissions import Permission, require
from docflow.recalls.conditions import BACK, can_be_asked, must_be_issued, nobody_left
from docflow.recalls.models import Recall, Request
from docflow.recalls.states import ON_THE_WAY, UNDER_WAY, Got, Sent
from docflow.work import after_commit

LONGEST_REASON = 500


@action
def recall(
    paper: Outgoing, reason: str, *, by: Actor, deliveries: Iterable[Delivery] | None = None
) -> list[Recall]:
    """Recall an issued document from some of its recipients, or from all that have it.

    By whoever may sign for the unit. Raises Refused: not_issued, reason_missing, asked_already,
    nothing_to_recall; frozen, recalled.
    """
    require(by, Permission.RECALL_ASK, paper.unit)
    paper = Outgoing.objects.lock(paper)
    must_cover(by, paper)
    must_be_issued(paper)
    reason = text(reason, LONGEST_REASON, "reason")
    made = [_ask(each, reason, by) for each in _chosen(paper.document, deliveries)]
    _settle(paper)
    return made


@action
def mark_asked(asked: Recall, *, by: System) -> Recall:
    """The recipient's system has the request."""
    asked = Recall.objects.lock(asked)
    if asked.due is None:
        return asked
    asked.send_request(by)
    asked.settle()
    asked.save()
    record(Event.DELIVERY_RECALL_SENT, asked.delivery, by, facts={"code": "13"})
    return asked


@action
def take_answer(answer: Request, *, by: System) -> Recall:
    """Take in what a recipient answered: once, however often it is told."""
    asked = Recall.objects.select_related("delivery").get(uid=answer.uid)
    paper = _locked(asked.delivery)
    delivery = Delivery.objects.lock(asked.delivery)
    asked = Recall.objects.lock(asked)
    answer = Request.objects.lock(answer)
    if answer.due is None or asked.state not in ON_THE_WAY:
        return asked
    agreed = answer.state == Got.AGREED
    asked.answered_at, asked.answer_reason = answer.answered_at, answer.answer_reason
    asked.answered_by = answer.answered_by.user.full_name if answer.answered_by else ""
    if not agreed:
        asked.take_refusal(by)
    elif delivery.channel == Channel.BOTH:
        asked.take_agreement_but_paper(by)
    else:
        asked.take_agreement(by)
        delivery.recall(by)
        delivery.save()
    asked.settle()
    asked.save()
    answer.settle()
    answer.save()
    record(
        Event.DELIVERY_RECALLED if agreed else Event.DELIVERY_RECALL_REFUSED,
        delivery,
        by,
        facts={"code": "15" if agreed else "16", "automatic": answer.automatic},
        reason=asked.answer_reason,
    )
    _settle(paper)
    return asked


@action
def note_back(delivery: Delivery, *, by: Actor) -> Delivery:
    """Note that the paper came back from a recipient. Raises Refused no_paper_out.

    Decree 30/2020 Art. 18.4: who got a paper that is recalled sends it back.
    """
    require(by, Permission.OUTGOING_ISSUE, delivery.unit)
    if not delivery.recalls.exists():  # so of copies, which are not recalled
        _no_paper_out()
    paper = Outgoing.objects.lock(Outgoing(pk=delivery.document_id))
    delivery = Delivery.objects.lock(delivery)
    asked = delivery.recalls.select_for_update().filter(state=Sent.PAPER_OUT).first()
    if asked is None:
        _no_paper_out()
    asked.note_back(by)
    asked.paper_back_at, asked.noted_by = clock.now(), by.stands_for
    asked.save()
    if delivery.state != State.CALLED_OFF:
        delivery.recall(System(delivery.unit))
        delivery.save()
    record(Event.DELIVERY_PAPER_BACK, delivery, by)
    _settle(paper)
    return delivery


def _no_paper_out() -> NoReturn:
    raise Refused("no_paper_out", _("No paper is asked back from this recipient, or it came."))


def _chosen(document: Document, deliveries: Iterable[Delivery] | None) -> list[Delivery]:
    """Those that are to be asked, locked."""
    open_still = {each.pk: each for each in can_be_asked(document)}
    wanted = list(open_still.values()) if deliveries is None else list(deliveries)
    for each in wanted:
        if each.pk not in open_still and each.document_id == document.pk:
            raise Refused(
                "asked_already",
                _("%(name)s is asked already, or has nothing to give back."),
                name=each.name,
            )
    if not wanted or any(each.pk not in open_still for each in wanted):
        nobody_left()
    return [Delivery.objects.lock(each) for each in wanted]


def _ask(delivery: Delivery, reason: str, by: Actor) -> Recall:
    asked = Recall(delivery=delivery, unit=delivery.unit, reason=reason, asked_by=by.stands_for)
    system, event = System(delivery.unit), Event.DELIVERY_RECALL_ASKED
    if delivery.channel == Channel.PAPER:
        asked.wait_for_paper(system)
    elif not _has_gone(delivery):
        event = Event.DELIVERY_CALLED_OFF
        delivery.call_off(system)
        delivery.settle()
        delivery.save()
        (asked.wait_for_paper if delivery.channel == Channel.BOTH else asked.leave_unsent)(system)
    elif delivery.due:  # it is there already: the worker only did not come to say so
        delivery = mark_sent(delivery, by=system)
    if asked.state == Sent.WAITING:
        after_commit(asked)
    else:
        asked.settle()
    asked.save()
    record(
        event,
        delivery,
        by,
        facts={"unit": str(delivery.unit.uid), "recall": str(asked.uid)},
        reason=reason,
    )
    return asked


def _has_gone(delivery: Delivery) -> bool:
    """Whether the recipient has it; handing over holds the delivery's row as we do."""
    if delivery.state not in (State.PENDING, State.FAILED):
        return True
    there = Incoming.objects.filter(
        unit=delivery.recipient, document__exchange_id=delivery.document.exchange_id
    )
    return bool(there.exists())


def _locked(delivery: Delivery) -> Outgoing:
    """The paper of a delivery; an answer that was under way ends, whatever froze meanwhile."""
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related("document", "unit")
    return rows.get(pk=delivery.document_id)


def _settle(paper: Outgoing) -> None:
    """Once nobody has it any more the document is recalled as a whole, and changes no more."""
    left = Delivery.objects.filter(document=paper.document).exclude(state__in=BACK)
    asked = Recall.objects.filter(delivery__document=paper.document, state__in=UNDER_WAY)
    if paper.state != "issued" or left.exists() or asked.exists():
        return
    system = System(paper.unit)
    paper.recall(system)
    paper.save()
    paper.document.recalled_at = clock.now()
    paper.document.save(update_fields=["recalled_at"])
    record(Event.OUTGOING_RECALLED, paper, system, facts={"number": paper.document.number})
