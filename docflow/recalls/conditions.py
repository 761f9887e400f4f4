"""Who can be asked to give a document back, what can be cancelled, and who answers."""

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.documents.freezing import must_be_free
from docflow.documents.models import Document, Link, Placing
from docflow.errors import Refused
from docflow.exchange.models import Delivery
from docflow.exchange.states import State
from docflow.outgoing.models import Outgoing
from docflow.people.actor import Actor
from docflow.permissions import Acting, Permission, may, require
from docflow.recalls.models import Recall, Request, Rule
from docflow.recalls.states import UNDER_WAY, Got
from docflow.units.models import Unit

BACK = (State.RECALLED, State.CALLED_OFF, State.REFUSED)
"""Deliveries of which the recipient has nothing, or sent it back by itself."""


def can_be_asked(document: Document) -> list[Delivery]:
    """The recipients that could be asked now: who has it, and is not asked already."""
    asked = Recall.objects.filter(state__in=UNDER_WAY).values("delivery")
    rows = Delivery.objects.filter(document=document).exclude(state__in=BACK)
    return list(rows.exclude(pk__in=asked).order_by("pk"))


def may_recall(paper: Outgoing, actor: Acting) -> bool:
    """Whether the actor could ask somebody to give the document back now."""
    asks = paper.state == "issued" and may(actor, Permission.RECALL_ASK, paper.unit)
    return asks and bool(can_be_asked(paper.document))


@refusals_recorded
def must_recall(paper: Outgoing, *, by: Actor) -> list[Delivery]:
    """Whom the actor could ask now. Raises Refused: not_allowed, not_issued, nothing_to_recall."""
    require(by, Permission.RECALL_ASK, paper.unit)
    must_be_free(paper)
    must_be_issued(paper)
    return can_be_asked(paper.document) or nobody_left()


def must_be_issued(paper: Outgoing) -> None:
    """Raise Refused not_issued for what was not issued."""
    if paper.state != "issued":
        raise Refused(
            "not_issued", _("Only what was issued is recalled; cancel the draft instead.")
        )


def nobody_left() -> list[Delivery]:
    """Raise Refused nothing_to_recall."""
    raise Refused(
        "nothing_to_recall",
        _("Nobody is left to ask: each recipient is asked already or has nothing any more."),
    )


@refusals_recorded
def request_to_answer(received: Document, *, by: Actor) -> Request:
    """The request the actor is to answer. Raises Refused: not_allowed, not_asked."""
    require(by, Permission.RECALL_ANSWER, received.unit)
    found: Request | None = open_request(received)
    if found is None:
        raise Refused("not_asked", _("Nobody asks this document back, or it was answered already."))
    return found


def open_request(received: Document) -> Request | None:
    """The request about a document that waits for an answer."""
    rows = Request.objects.filter(received=received, state=Got.ASKED)
    found: Request | None = rows.select_related("received", "unit", "sender").first()
    return found


def agrees_at_once(unit: Unit) -> bool:
    """Whether a unit agrees without asking a person."""
    return Rule.objects.filter(unit=unit, agrees_at_once=True).exists()


def why_not_cancel(received: Document) -> Refused | None:
    """Why a document cannot be cancelled; it can only be refused then, with the reason (16)."""
    try:
        must_be_free(received)
    except Refused as frozen:
        return frozen
    used = Link.objects.filter(target=received, kind__in=[Link.Kind.ANSWERS, Link.Kind.COPY_OF])
    for state in ("source__outgoing__state", "source__copy__state"):
        made = used.filter(**{state: "issued"}).select_related("source").first()
        if made:
            return Refused(
                "used_already",
                _(
                    "%(answer)s was issued on the ground of it, so it cannot be cancelled. Refuse, "
                    "and say so."
                ),
                answer=made.source.code,
            )
    archived = Placing.objects.filter(
        document=received, folder__dossier__state__in=["handed_in", "accepted"]
    )
    if archived.exists():
        return Refused(
            "in_archive",
            _("It lies in a dossier that went to the archive. Refuse, and say so."),
        )
    return None
