"""Checking the signatures of what arrives; taking up on its day what is on hold."""

from docflow.incoming import actions, holding_actions
from docflow.incoming.models import Holding, Incoming
from docflow.people.actor import System
from docflow.signatures import checking
from docflow.work import claim, does


@does(Incoming)
def check_signatures(arrival_id: int) -> None:
    """Check one arrived document; the file is read outside any transaction."""
    with claim(Incoming, arrival_id) as arrival:
        if arrival is None:
            return
        version = arrival.document.versions.get(number=1)
        verdict = checking.check_blob(version.digest)
        attached = {
            each.pk: checking.check_blob(each.digest).as_json()
            for each in arrival.document.attachments.order_by("pk")
            if checking.is_pdf(each.digest)
        }
        actions.accept_check(arrival, verdict.as_json(), attached, by=System(arrival.unit))


@does(Holding)
def take_up_again(holding_id: int) -> None:
    """The day has come until which a document is on hold."""
    with claim(Holding, holding_id) as holding:
        if holding:
            arrival = Incoming.objects.select_related("unit").get(pk=holding.arrival_id)
            holding_actions.resume_in_time(arrival, by=System(arrival.unit))
