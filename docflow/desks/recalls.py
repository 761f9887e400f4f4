"""What is told of recalls: on the pages of a document, and in the registers of both sides."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from docflow.documents.models import Document
from docflow.recalls.models import Recall, Request
from docflow.recalls.states import Got, Sent


def sent_of(document: Document) -> list[Recall]:
    """Whom the unit asked to give a document back, and what came of it; the newest first."""
    return list(Recall.objects.of(document).order_by("-pk"))


def got_of(document: Document) -> list[Request]:
    """What the unit was asked to give back, and what it answered; the newest first."""
    rows = Request.objects.filter(received=document).order_by("-pk")
    return list(rows.select_related("sender", "answered_by__user"))


def recalls_sent(keys: Sequence[int]) -> dict[int, str]:
    """What a register says of recalled documents, by their keys: the reason, and from how many."""
    rows = Recall.objects.filter(delivery__document__in=keys).order_by("pk")
    told: dict[int, tuple[str, set[int], set[int]]] = {}
    for document, delivery, state, reason in rows.values_list(
        "delivery__document", "delivery", "state", "reason"
    ):
        _reason, asked, back = told.get(document, ("", set(), set()))
        back = back | {delivery} if state in (Sent.RETURNED, Sent.UNSENT) else back
        told[document] = (reason, asked | {delivery}, back)
    return {
        document: _("recalled: %(reason)s (%(back)s of %(asked)s gave it back)")
        % {"reason": reason, "back": len(back), "asked": len(asked)}
        for document, (reason, asked, back) in told.items()
    }


def recalls_got(keys: Sequence[int]) -> dict[int, str]:
    """What a register says of documents that were cancelled on recall, by their keys."""
    rows = Request.objects.filter(received__in=keys, state=Got.AGREED)
    return {
        document: _("cancelled on recall: %(reason)s") % {"reason": reason}
        for document, reason in rows.values_list("received", "reason")
    }
