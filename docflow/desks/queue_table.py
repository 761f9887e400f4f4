"""The table of queues: what waits for whom, and where those rows are found."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from docflow.desks import handling_conditions as handling
from docflow.desks.edges import Edges, pressing
from docflow.desks.items import of_arrival, of_delivery, of_paper, of_task
from docflow.desks.queue_kinds import Queue, Source
from docflow.desks.turn_queues import to_initial
from docflow.documents.kinds import Urgency
from docflow.exchange.models import TROUBLED, Delivery, Status
from docflow.exchange.states import Code
from docflow.incoming.giving import UNDER_WAY
from docflow.incoming.models import PASSED, Assignment, Incoming, Proposal
from docflow.incoming.open_tasks import HANDED_ON
from docflow.notices.running import TO_ISSUE
from docflow.outgoing.custody import why_not_seal
from docflow.outgoing.joint import waits_for
from docflow.outgoing.models import Outgoing, Round
from docflow.permissions import Permission, may
from docflow.units.models import UnitName

URGENT_FIRST = {Urgency.EXPRESS: 0, Urgency.VERY_URGENT: 1, Urgency.URGENT: 2}


def _papers(actor: Any) -> QuerySet[Any]:
    return Outgoing.objects.of(actor.unit)


def _on_the_desk(actor: Any) -> QuerySet[Any]:
    """Those of the unit, and joint ones of other units whose turn it is here."""
    return Outgoing.objects.filter(Q(desk__isnull=True, unit=actor.unit) | Q(desk=actor.unit))


def _told_papers(rows: QuerySet[Any], _day: date, edges: Edges | None) -> QuerySet[Any]:
    drafted_by = F("drafter__user__full_name")
    told = rows.select_related("document").annotate(drafted_by=drafted_by)
    return pressing(told, "signed_at", edges, Q(state__in=TO_ISSUE))


def _arrivals(actor: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Incoming.objects.of(actor.unit)
    return rows


def _told_arrivals(rows: QuerySet[Any], _day: date, edges: Edges | None) -> QuerySet[Any]:
    return pressing(rows.select_related("document").defer("verdict"), "arrived_at", edges)


def _open_tasks() -> QuerySet[Any]:
    return Assignment.objects.filter(done_at__isnull=True, arrival__state__in=UNDER_WAY)


def _tasks(actor: Any) -> QuerySet[Any]:
    """Those of the post, and those given to the unit and to nobody by name."""
    own = Q(person=actor.stands_for) | Q(person__isnull=True, unit=actor.unit)
    return _open_tasks().filter(own)


def _followed(actor: Any) -> QuerySet[Any]:
    """Those given out here, on what came to the unit."""
    return _open_tasks().filter(addressee=actor.unit, level=1)


def _given(actor: Any) -> QuerySet[Any]:
    """Those on what came to the unit, whoever has them by now."""
    return _open_tasks().filter(addressee=actor.unit)


def _handed_on(actor: Any) -> QuerySet[Any]:
    """Those the unit handed on to its people."""
    return _open_tasks().filter(parent__unit=actor.unit)


def _told_tasks(rows: QuerySet[Any], day: date, _edges: Edges | None) -> QuerySet[Any]:
    names = UnitName.objects.valid_on(day).filter(unit=OuterRef("unit"))
    unit = Subquery(names.order_by("-valid_from").values("name")[:1])
    told = rows.select_related("arrival__document").defer("arrival__verdict")
    told = told.annotate(holder=Coalesce("person__user__full_name", unit))
    return told.order_by(F("due").asc(nulls_last=True), "pk")


def _deliveries(actor: Any) -> QuerySet[Any]:
    return Delivery.objects.filter(unit=actor.unit)


def _told_deliveries(rows: QuerySet[Any], _day: date, _edges: Edges | None) -> QuerySet[Any]:
    refusals = Status.objects.filter(delivery=OuterRef("pk"), code=Code.REFUSED).values("reason")
    told = rows.annotate(refusal=Subquery(refusals[:1])).select_related("document")
    return told.order_by("pk")


def _with_proposal(rows: QuerySet[Any]) -> QuerySet[Any]:
    kept = Proposal.objects.filter(arrival=OuterRef("pk"), outcome__in=Proposal.IN_FORCE)
    return rows.annotate(proposed=Subquery(kept.order_by("-number").values("summary")[:1]))


def _in(*states: str) -> Callable[[Any, datetime], Q]:
    return lambda actor, near: Q(state__in=states)


def _to_sign(actor: Any, near: datetime) -> Q:
    return waits_for(actor.stands_for)


def _my_drafts(actor: Any, near: datetime) -> Q:
    return Q(state__in=["draft", "returned", "withdrawn"], drafter=actor.stands_for)


def _with_reason(rows: QuerySet[Any]) -> QuerySet[Any]:
    reasons = Round.objects.filter(paper=OuterRef("pk")).order_by("-number").values("reason")
    return rows.annotate(last_reason=Subquery(reasons[:1]))


def _under_way(actor: Any, near: datetime) -> Q:
    states = ["initialling", "format_check", "signing", "signed", "numbered", "sealed"]
    return Q(state__in=states, drafter=actor.stands_for)


def _my_tasks(role: str) -> Callable[[Any, datetime], Q]:
    return lambda actor, near: Q(person__isnull=False, role=role)


def _my_leads(actor: Any, near: datetime) -> Q:
    return Q(person__isnull=False, role=Assignment.Role.LEAD) & handling.NOT_ON_HOLD


def _to_note(actor: Any, near: datetime) -> Q:
    """What was given to the person, or to the whole unit, for information; that by who may read."""
    noted = Q(role=Assignment.Role.FOR_INFORMATION)
    if may(actor, Permission.DOCUMENT_READ, actor.unit):
        return noted
    return noted & Q(person__isnull=False)


def _to_reassign(actor: Any, near: datetime) -> Q:
    to_work_on = ~Q(role=Assignment.Role.FOR_INFORMATION)
    return Q(person__isnull=True) & to_work_on & Q(~HANDED_ON)


def _leads(actor: Any, near: datetime) -> Q:
    return Q(role=Assignment.Role.LEAD)


def _with_leader(rows: QuerySet[Any]) -> QuerySet[Any]:
    leads = Assignment.objects.filter(arrival=OuterRef("arrival"), role=Assignment.Role.LEAD)
    leads = leads.exclude(PASSED)
    leader = leads.order_by("-level").values("person__user__full_name")[:1]
    return rows.annotate(leader=Subquery(leader))


def _soon_late(actor: Any, near: datetime) -> Q:
    return _leads(actor, near) & Q(due__lt=near)


def _came_back(actor: Any, near: datetime) -> Q:
    return TROUBLED


OF_TASKS = "arrival__document__kind"
PAPERS = Source(_papers, _told_papers, of_paper)
ON_THE_DESK = Source(_on_the_desk, _told_papers, of_paper)
ARRIVALS = Source(_arrivals, _told_arrivals, of_arrival)
TASKS = Source(_tasks, _told_tasks, of_task, OF_TASKS)
FOLLOWED = Source(_followed, _told_tasks, of_task, OF_TASKS)
GIVEN = Source(_given, _told_tasks, of_task, OF_TASKS)
WITHIN = Source(_handed_on, _told_tasks, of_task, OF_TASKS)
DELIVERIES = Source(_deliveries, _told_deliveries, of_delivery)
SOURCES = (PAPERS, ON_THE_DESK, ARRIVALS, TASKS, FOLLOWED, GIVEN, WITHIN, DELIVERIES)
P = Permission
Role = Assignment.Role
OWN = {"to_sign", "to_lead", "to_collaborate", "for_information", "my_drafts", "under_way"}
OWN |= {"asked_again", "due_soon", "on_hold"}
"""Queues of the own post; the others tell what the whole unit has."""
QUEUES: tuple[Queue, ...] = (
    Queue(
        "to_sign",
        _("To sign"),
        _("Nothing waits for your signature."),
        P.OUTGOING_SIGN,
        ON_THE_DESK,
        _to_sign,
    ),
    Queue(
        "to_decide",
        _("To decide"),
        _("No incoming document waits for your directive."),
        P.INCOMING_ASSIGN,
        ARRIVALS,
        _in("registered", "submitted"),
        _with_proposal,
    ),
    Queue(
        "to_extend",
        _("More time asked for"),
        _("Nobody asks you for more time."),
        P.INCOMING_ASSIGN,
        GIVEN,
        handling.more_time_asked,
    ),
    Queue(
        "follow_up",
        _("Follow-up"),
        _("Nothing assigned is open."),
        P.INCOMING_ASSIGN,
        FOLLOWED,
        _leads,
        _with_leader,
    ),
    Queue(
        "to_receive",
        _("To receive"),
        _("Nothing new has arrived."),
        P.INCOMING_REGISTER,
        ARRIVALS,
        _in("verified", "verify_failed"),
    ),
    Queue(
        "to_submit",
        _("To submit"),
        _("Nothing registered waits to be submitted to the leader."),
        P.INCOMING_PROPOSE,
        ARRIVALS,
        _in("registered", "returned_inside"),
    ),
    Queue(
        "to_number",
        _("To number"),
        _("Nothing signed waits for a number."),
        P.OUTGOING_NUMBER,
        PAPERS,
        _in("signed"),
    ),
    Queue(
        "to_seal",
        _("To seal"),
        _("Nothing waits for the seal."),
        P.OUTGOING_SEAL,
        ON_THE_DESK,
        _in("numbered"),
        closed=why_not_seal,
    ),
    Queue(
        "to_issue",
        _("To issue"),
        _("Nothing sealed waits to be issued."),
        P.OUTGOING_ISSUE,
        PAPERS,
        _in("sealed"),
    ),
    Queue(
        "came_back",
        _("Came back"),
        _("No recipient sent anything back."),
        P.OUTGOING_ISSUE,
        DELIVERIES,
        _came_back,
    ),
    Queue(
        "soon_late",
        _("Soon late"),
        _("No deadline is near."),
        P.INCOMING_REGISTER,
        FOLLOWED,
        _soon_late,
        _with_leader,
    ),
    Queue(
        "to_check",
        _("To check the format"),
        _("No draft waits for the format check."),
        P.OUTGOING_PASS_FORMAT,
        PAPERS,
        _in("format_check"),
    ),
    Queue(
        "to_initial",
        _("To initial"),
        _("No draft waits for your initials."),
        P.OUTGOING_INITIAL,
        PAPERS,
        to_initial,
    ),
    Queue(
        "to_reassign",
        _("To re-assign"),
        _("Nothing assigned to your department waits."),
        P.INCOMING_REASSIGN,
        TASKS,
        _to_reassign,
    ),
    Queue(
        "to_extend_within",
        _("More time asked for in the department"),
        _("Nobody asks you for more time."),
        P.INCOMING_REASSIGN,
        WITHIN,
        handling.more_time_within,
    ),
    Queue(
        "asked_again",
        _("Asked again"),
        _("Nobody asks you how something stands."),
        P.INCOMING_HANDLE,
        TASKS,
        handling.asked_again,
    ),
    Queue(
        "due_soon",
        _("Due soon or late"),
        _("No deadline of yours is near."),
        P.INCOMING_HANDLE,
        TASKS,
        handling.due_soon,
    ),
    Queue(
        "to_lead",
        _("I lead"),
        _("You lead nothing at present."),
        P.INCOMING_HANDLE,
        TASKS,
        _my_leads,
    ),
    Queue(
        "to_collaborate",
        _("I co-ordinate"),
        _("You co-ordinate nothing at present."),
        P.INCOMING_HANDLE,
        TASKS,
        _my_tasks(Role.COLLABORATOR),
    ),
    Queue(
        "on_hold",
        _("On hold"),
        _("Nothing of yours is on hold."),
        P.INCOMING_HANDLE,
        TASKS,
        handling.on_hold,
    ),
    Queue(
        "for_information",
        _("For information"),
        _("Nothing was sent to you for information."),
        P.INCOMING_HANDLE,
        TASKS,
        _to_note,
    ),
    Queue(
        "my_drafts",
        _("My drafts"),
        _("You have no draft."),
        P.OUTGOING_DRAFT,
        PAPERS,
        _my_drafts,
        _with_reason,
    ),
    Queue(
        "under_way",
        _("Under way"),
        _("Nothing of yours is on its way to issue."),
        P.OUTGOING_DRAFT,
        PAPERS,
        _under_way,
    ),
)
