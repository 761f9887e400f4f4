"""What waits of copies, and the papers of one's meetings: queues beside those of the table."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from docflow.copies.models import OPEN, Copy
from docflow.desks.edges import BY_URGENCY, Edges
from docflow.desks.items import of_copy, of_loan
from docflow.desks.queue_kinds import Queue, Source
from docflow.desks.standing_in import now_of
from docflow.documents.models import Loan
from docflow.outgoing.custody import why_not_seal
from docflow.permissions import Permission as P


def _copies(actor: Any) -> QuerySet[Any]:
    return Copy.objects.of(actor.unit)


def _told_copies(rows: QuerySet[Any], _day: date, _edges: Edges | None) -> QuerySet[Any]:
    drafted_by = F("drafter__user__full_name")
    rows = rows.select_related("document").annotate(drafted_by=drafted_by)
    return rows.order_by(StrIndex(Value(BY_URGENCY), "document__urgency"), "pk")


def _lent(actor: Any) -> QuerySet[Any]:
    return Loan.objects.to(actor.stands_for, now_of(actor))


def _told_loans(rows: QuerySet[Any], _day: date, _edges: Edges | None) -> QuerySet[Any]:
    return rows.select_related("document").order_by("until", "pk")


def _in(*states: str) -> Callable[[Any, datetime], Q]:
    return lambda actor, near: Q(state__in=states)


def _mine(actor: Any, near: datetime) -> Q:
    return OPEN & Q(drafter=actor.stands_for)


def _all(actor: Any, near: datetime) -> Q:
    return Q(pk__isnull=False)


COPIES = Source(_copies, _told_copies, of_copy)
LOANS = Source(_lent, _told_loans, of_loan)
SOURCES = (COPIES, LOANS)
OWN = {"my_copies", "meeting_papers"}
QUEUES: tuple[Queue, ...] = (
    Queue(
        "meeting_papers",
        _("Papers of my meetings"),
        _("No papers were handed to you for a meeting."),
        P.MEETING_ATTEND,
        LOANS,
        _all,
    ),
    Queue(
        "copies_to_approve",
        _("Copies to approve"),
        _("No copy waits for your approval."),
        P.COPY_APPROVE,
        COPIES,
        _in("draft"),
    ),
    Queue(
        "copies_to_number",
        _("Copies to number"),
        _("No approved copy waits for a number."),
        P.OUTGOING_NUMBER,
        COPIES,
        _in("approved"),
    ),
    Queue(
        "copies_to_seal",
        _("Copies to sign for the agency"),
        _("No copy waits for the agency's signature."),
        P.OUTGOING_SEAL,
        COPIES,
        _in("numbered"),
        closed=why_not_seal,
    ),
    Queue(
        "copies_to_issue",
        _("Copies to issue"),
        _("No signed copy waits to be issued."),
        P.OUTGOING_ISSUE,
        COPIES,
        _in("sealed"),
    ),
    Queue(
        "my_copies",
        _("My copies"),
        _("No copy of yours is under way."),
        P.COPY_DRAFT,
        COPIES,
        _mine,
    ),
)
