"""Until when a signed document is to be issued (Decree 30/2020, article 18.1)."""

from datetime import datetime, timedelta

from docflow import clock
from docflow.documents.kinds import Urgency
from docflow.outgoing.models import Outgoing
from docflow.units.calendar import Calendar
from docflow.units.days import calendar


def issue_due(signed: datetime, urgency: str, days: Calendar) -> datetime:
    """The end of the next working day; of an urgent document, the end of the day it was signed."""
    if urgency == Urgency.NORMAL:
        return days.next_day_end(signed)
    return clock.at(clock.local_date(signed) + timedelta(days=1), 0)


def due_as_fact(paper: Outgoing) -> str | None:
    """The same of a signed paper by the calendar as it is kept now, as the log keeps it."""
    if paper.signed_at is None:
        return None
    return issue_due(paper.signed_at, paper.document.urgency, calendar()).isoformat()
