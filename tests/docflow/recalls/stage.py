"""A report of the commune that went to the district, to the province, on paper or both."""

from typing import Any

from docflow import clock
from docflow.documents.models import Document
from docflow.exchange import tasks as exchange
from docflow.exchange.delivering import begin_delivery
from docflow.exchange.models import Delivery, Status
from docflow.incoming import actions as incoming
from docflow.incoming.models import Incoming
from docflow.outgoing.contents import To
from docflow.outgoing.models import Outgoing
from docflow.people.actor import System
from docflow.recalls import actions, tasks
from docflow.recalls.models import Recall, Request
from docflow.signatures.intake import File
from storage import blobs
from tests import builders
from tests.cast import Cast

WHY = "Số liệu sai"


def issued(cast: Cast, *to: To, number: int = 5, **facts: Any) -> Outgoing:
    """Issued with this number; quickly made, without keys. Its deliveries wait."""
    file = File(blobs.put(builders.PAGE).digest, builders.PAGE.stat().st_size, "")
    paper = builders.draft(cast, file=file, recipients=to or [To(cast.district)], **facts)
    Document.objects.filter(pk=paper.pk).update(number=number, issued_on=clock.today())
    Outgoing.objects.filter(pk=paper.pk).update(state="issued", issued_at=clock.now())
    paper = Outgoing.objects.select_related("document", "unit").get(pk=paper.pk)
    for recipient in paper.recipients.order_by("pk"):
        begin_delivery(paper, recipient)
    return paper


def arrived(paper: Outgoing) -> Incoming:
    """Handed over to all, the signatures checked; the first one it came to."""
    for delivery in Delivery.objects.waiting().filter(document=paper.document):
        exchange.hand_over(delivery.pk)
    rows = Incoming.objects.filter(document__exchange_id=paper.document.exchange_id)
    for arrival in rows.waiting():
        arrival = incoming.accept_check(
            arrival,
            {"indication": "TOTAL_PASSED", "sub_indication": "", "problems": [], "signatures": []},
            by=System(arrival.unit),
        )
    return rows.order_by("pk")[0]


def registered(cast: Cast, paper: Outgoing) -> Incoming:
    """Arrived and registered by Tuấn."""
    return incoming.register(arrived(paper), by=cast.tuan)


def work() -> None:
    """What the worker does: requests go out, answers and statuses come back."""
    for recall in Recall.objects.waiting():
        tasks.send_request(recall.pk)
    for request in Request.objects.waiting():
        tasks.tell_answer(request.pk)
    exchange.follow_log()
    for status in Status.objects.waiting():
        exchange.report_status(status.pk)


def asked(cast: Cast, paper: Outgoing) -> Request:
    """Minh asks all back; the district has the request."""
    actions.recall(paper, WHY, by=cast.minh)
    work()
    return Request.objects.order_by("-pk")[0]
