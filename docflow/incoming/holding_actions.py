"""Putting a document on hold until a day, and taking it up again; its deadline does not move."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.errors import Refused
from docflow.incoming.giving import LONGEST_REASON
from docflow.incoming.models import Holding, Incoming
from docflow.people.actor import Actor, System
from docflow.work import after_commit


@action
def hold(arrival: Incoming, until: date, reason: str, *, by: Actor) -> Incoming:
    """Wait with the document until a day, with the reason; the deadline stays as it is.

    Raises Refused: wrong_state, not_the_handler, until_in_the_past, reason_missing.
    """
    arrival = Incoming.objects.lock(arrival)
    arrival.hold(by)
    if until <= clock.today():
        raise Refused("until_in_the_past", _("Choose a day after today on which the work goes on."))
    reason = text(reason, LONGEST_REASON, "reason")
    arrival.save()
    holding = Holding.objects.create(
        arrival=arrival, until=until, reason=reason, by=by.stands_for, due=clock.at(until, 0)
    )
    record(Event.INCOMING_HELD, arrival, by, facts={"until": until.isoformat()}, reason=reason)
    after_commit(holding)
    return arrival


@action
def resume(arrival: Incoming, *, by: Actor) -> Incoming:
    """Take the document up again before the day. Raises Refused: wrong_state, not_the_handler."""
    arrival = Incoming.objects.lock(arrival)
    arrival.resume(by)
    arrival.save()
    _end(arrival)
    record(Event.INCOMING_RESUMED, arrival, by)
    return arrival


@action
def resume_in_time(arrival: Incoming, *, by: System) -> Incoming:
    """The day has come: the document is in progress again; nothing when somebody was earlier."""
    arrival = Incoming.objects.lock(arrival)
    holding = arrival.holdings.filter(ended_at__isnull=True).first()
    if holding is None or arrival.state != "on_hold":
        return arrival
    arrival.resume_in_time(by)
    arrival.save()
    _end(arrival)
    record(Event.INCOMING_RESUMED, arrival, by, facts={"until": holding.until.isoformat()})
    return arrival


def _end(arrival: Incoming) -> None:
    for holding in arrival.holdings.filter(ended_at__isnull=True):
        holding.settle()
        holding.ended_at = clock.now()
        holding.save()
