"""What issuing a document does for each recipient: whom it may go to, and its delivery."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.kinds import Circulation
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.exchange.models import Delivery
from docflow.outgoing.models import Channel
from docflow.people.actor import System
from docflow.units.tree import subtree
from docflow.work import after_commit


def must_stay_inside(document: Document, recipients: Iterable[Any]) -> None:
    """Raise Refused `internal_only` when a document for internal use would leave the unit's tree.

    Decree 30, Annex I, box 11: the mark says how far a paper may go.
    """
    if document.circulation != Circulation.INTERNAL:
        return
    inside = {unit.pk for unit in subtree(document.unit, clock.today())}
    outside = [each.name for each in recipients if each.unit_id not in inside]
    if outside:
        raise Refused(
            "internal_only",
            _(
                "This document is marked “%(mark)s” and must not leave %(unit)s and the units "
                "below it. Take these recipients out, or the mark off: %(names)s."
            ),
            mark=Circulation.INTERNAL.label,
            unit=document.unit.name,
            names=", ".join(outside[:10]),
        )


def begin_delivery(paper: Any, recipient: Any) -> tuple[Delivery, dict[str, Any]]:
    """The delivery of a paper or a copy to one of its recipients, and what its entry tells.

    Inside the act that issues it, which records Event.DELIVERY_CREATED with these facts.
    """
    delivery = Delivery.objects.create(
        document=paper.document,
        unit=paper.unit,
        recipient=recipient.unit,
        name=recipient.name,
        channel=recipient.channel,
        paper_reason=recipient.paper_reason,
    )
    if delivery.channel == Channel.PAPER:
        delivery.send_on_paper(System(paper.unit))
        delivery.settle()
        delivery.save()
    if delivery.due:
        after_commit(delivery)
    return delivery, {
        "unit": str(paper.unit.uid),
        "document": str(paper.uid),
        "channel": delivery.channel,
        "recipient": str(recipient.unit.uid) if recipient.unit else None,
    }
