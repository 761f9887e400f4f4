"""Recalls: asked for, answered, noted; and how a unit answers."""

from typing import Any
from uuid import UUID

from ninja import Router

from docflow.api import finding
from docflow.api.access import call
from docflow.api.errors import NothingNamed
from docflow.api.payloads import recalls as told
from docflow.api.payloads.documents import DocumentWhole
from docflow.api.payloads.shapes import Reason
from docflow.desks import recalls
from docflow.documents.models import Document
from docflow.exchange.models import Delivery
from docflow.incoming.models import Incoming
from docflow.permissions import Permission as P
from docflow.recalls import actions, answer_actions
from docflow.recalls.conditions import agrees_at_once, request_to_answer

router = Router(tags=["recalls"])


@call(router, "GET", "/outgoing/{uuid:uid}/recalls", told.Recalls, door="subject")
def list_recalls(request: Any, uid: UUID) -> told.Recalls:
    """From whom a document was asked back, why, and what they answered."""
    return _recalls(finding.outgoing(request, uid).document)


@call(
    router,
    "POST",
    "/outgoing/{uuid:uid}/recall",
    told.Recalls,
    P.RECALL_ASK,
    door="subject",
    needs_key=True,
    codes=("not_issued", "asked_already", "nothing_to_recall", "recalled"),
    places={"asked_already": "deliveries"},
)
def recall(request: Any, uid: UUID, given: told.Recalling) -> told.Recalls:
    """Recall an issued document from all who have it, or from some."""
    paper = finding.outgoing(request, uid)
    chosen = None
    if given.deliveries is not None:
        rows = Delivery.objects.filter(document=paper.document, uid__in=given.deliveries)
        chosen = list(rows.order_by("pk"))
        if len(chosen) != len(set(given.deliveries)):
            raise NothingNamed("deliveries")
    actions.recall(paper, given.reason, by=request.actor, deliveries=chosen)
    return _recalls(paper.document)


@call(
    router,
    "POST",
    "/deliveries/{uuid:uid}/paper_back",
    told.Recalls,
    P.OUTGOING_ISSUE,
    door="subject",
    codes=("no_paper_out", "recalled"),
)
def note_paper_back(request: Any, uid: UUID) -> told.Recalls:
    """Note that the paper came back from a recipient."""
    seen = Document.objects.visible_to(request.actor)
    delivery = finding.one(Delivery.objects.filter(document__in=seen), uid)
    actions.note_back(delivery, by=request.actor)
    return _recalls(delivery.document)


@call(router, "GET", "/incoming/{uuid:uid}/recall_requests", told.Requests, door="subject")
def list_recall_requests(request: Any, uid: UUID) -> told.Requests:
    """Whether the sender asks the document back, and what was answered."""
    rows = recalls.got_of(finding.incoming(request, uid).document)
    return told.Requests(requests=[told.RequestTold.of(each) for each in rows])


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/agree_recall",
    DocumentWhole,
    P.RECALL_ANSWER,
    door="subject",
    codes=("not_asked", "wrong_state", "frozen", "used_already", "in_archive"),
)
def agree_recall(request: Any, uid: UUID) -> DocumentWhole:
    """Agree: the document is cancelled here, its register line stays, the sender is told."""
    arrival = finding.incoming(request, uid)
    answer_actions.agree(request_to_answer(arrival.document, by=request.actor), by=request.actor)
    return _whole(request, arrival)


@call(
    router,
    "POST",
    "/incoming/{uuid:uid}/decline_recall",
    DocumentWhole,
    P.RECALL_ANSWER,
    door="subject",
    codes=("not_asked", "wrong_state", "reason_missing"),
)
def decline_recall(request: Any, uid: UUID, given: Reason) -> DocumentWhole:
    """Refuse to give the document back, saying why."""
    arrival = finding.incoming(request, uid)
    asked = request_to_answer(arrival.document, by=request.actor)
    answer_actions.decline(asked, given.reason, by=request.actor)
    return _whole(request, arrival)


@call(router, "GET", "/recall_rule", told.RuleTold, P.RECALL_ASK)
def show_recall_rule(request: Any) -> told.RuleTold:
    """How the unit answers requests to recall."""
    return told.RuleTold(agrees_at_once=agrees_at_once(request.actor.unit))


@call(router, "POST", "/recall_rule", told.RuleTold, P.RECALL_ASK)
def choose_recall_rule(request: Any, given: told.RecallRule) -> told.RuleTold:
    """Choose whether the unit agrees at once or asks a person."""
    made = answer_actions.choose_rule(request.actor.unit, given.agrees_at_once, by=request.actor)
    return told.RuleTold(agrees_at_once=made.agrees_at_once)


def _recalls(document: Document) -> told.Recalls:
    return told.Recalls(recalls=[told.RecallTold.of(each) for each in recalls.sent_of(document)])


def _whole(request: Any, arrival: Incoming) -> DocumentWhole:
    return DocumentWhole.seen(finding.after(arrival), request.actor)
