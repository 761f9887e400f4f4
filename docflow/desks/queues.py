"""What waits for whom: one table of queues, for the desk, the navigation and the API.

Each queue is a question to the open rows of one unit, answered from a partial index: its cost
grows with what is open there, not with what was ever done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.documents.kinds import Urgency
from docflow.exchange.models import TROUBLED, Delivery, Status
from docflow.exchange.states import Code
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing.models import Outgoing, Round
from docflow.permissions import Permission, may

SOON = timedelta(days=2)
PER_PAGE = 50


@dataclass(frozen=True)
class Item:
    """One thing that waits: which document, since when, until when, and what to know about it."""

    uid: UUID
    code: str
    subject: str
    kind: str
    urgency: str
    state: str
    since: datetime
    due: datetime | None = None
    who: str = ""
    note: str = ""
    role: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return self.due is not None and self.due < clock.now()

    @property
    def is_soon_late(self) -> bool:
        """Whether the deadline is near."""
        return self.due is not None and not self.is_late and self.due < clock.now() + SOON


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait for whoever holds a permission."""

    code: str
    label: Any
    empty: Any
    who: Permission
    rows: Callable[[Any], QuerySet[Any]]
    item: Callable[[Any], Item]

    def items(self, actor: Any, limit: int = PER_PAGE, offset: int = 0) -> list[Item]:
        """What waits: the most urgent first, then the oldest."""
        return [self.item(row) for row in self.rows(actor)[offset : offset + limit]]

    def count(self, actor: Any) -> int:
        """How much waits."""
        return self.rows(actor).order_by().count()


URGENT_FIRST = {Urgency.EXPRESS: 0, Urgency.VERY_URGENT: 1, Urgency.URGENT: 2}


def queues_of(actor: Any) -> list[Queue]:
    """The queues of whoever acts, by what they may do in their unit; the most pressing first."""
    return [queue for queue in QUEUES if may(actor, queue.who, actor.unit)]


def queue_named(code: str, actor: Any) -> Queue | None:
    """The queue with this code, if it is one of this actor's."""
    return next((queue for queue in queues_of(actor) if queue.code == code), None)


def counts_of(actor: Any) -> dict[str, int]:
    """How much waits in each of the actor's queues."""
    return {queue.code: queue.count(actor) for queue in queues_of(actor)}


def _outgoing(*states: str) -> Callable[[Any], QuerySet[Any]]:
    def rows(actor: Any) -> QuerySet[Any]:
        return _pressing(Outgoing.objects.of(actor.unit).filter(state__in=states))

    return rows


def _pressing(rows: QuerySet[Any], at: str = "document__") -> QuerySet[Any]:
    return rows.select_related(
        f"{at}unit", *(["drafter__user", "signer__user"] if rows.model is Outgoing else [])
    ).order_by(_rank(at), F("pk").asc())


def _rank(at: str) -> Any:
    return Case(
        *(When(**{f"{at}urgency": each}, then=Value(rank)) for each, rank in URGENT_FIRST.items()),
        default=Value(9),
    )


def _to_sign(actor: Any) -> QuerySet[Any]:
    return _outgoing("signing")(actor).filter(signer=actor.stands_for)


def _to_initial(actor: Any) -> QuerySet[Any]:
    return _outgoing("initialling")(actor).exclude(drafter__user=actor.user)


def _my_drafts(actor: Any) -> QuerySet[Any]:
    mine = _outgoing("draft", "returned", "withdrawn")(actor).filter(drafter=actor.stands_for)
    reasons = Round.objects.filter(paper=OuterRef("pk")).order_by("-number").values("reason")
    return mine.annotate(last_reason=Subquery(reasons[:1]))


def _under_way(actor: Any) -> QuerySet[Any]:
    states = ("initialling", "format_check", "signing", "signed", "numbered", "sealed")
    return _outgoing(*states)(actor).filter(drafter=actor.stands_for)


def _incoming(*states: str) -> Callable[[Any], QuerySet[Any]]:
    def rows(actor: Any) -> QuerySet[Any]:
        return _pressing(Incoming.objects.of(actor.unit).filter(state__in=states))

    return rows


def _tasks(actor: Any) -> QuerySet[Any]:
    open_tasks = Assignment.objects.filter(done_at__isnull=True, arrival__state__in=OPEN_STATES)
    return open_tasks.select_related("arrival__document__unit", "person__user", "unit").order_by(
        F("due").asc(nulls_last=True), "pk"
    )


OPEN_STATES = ["assigned", "in_progress"]


def _my_tasks(role: str) -> Callable[[Any], QuerySet[Any]]:
    def rows(actor: Any) -> QuerySet[Any]:
        return _tasks(actor).filter(person=actor.stands_for, role=role)

    return rows


def _to_note(actor: Any) -> QuerySet[Any]:
    """What was given to the person, or to the whole unit, for information."""
    mine = Q(person=actor.stands_for) | Q(person__isnull=True, unit=actor.unit)
    return _tasks(actor).filter(mine, role=Assignment.Role.FOR_INFORMATION)


def _to_reassign(actor: Any) -> QuerySet[Any]:
    mine = _tasks(actor).filter(unit=actor.unit, person__isnull=True, children__isnull=True)
    return mine.exclude(role=Assignment.Role.FOR_INFORMATION)


def _followed(actor: Any) -> QuerySet[Any]:
    leads = Assignment.objects.filter(arrival=OuterRef("arrival"), role=Assignment.Role.LEAD)
    leader = leads.order_by("-level").values("person__user__full_name")[:1]
    followed = _tasks(actor).filter(arrival__unit=actor.unit, level=1, role=Assignment.Role.LEAD)
    return followed.annotate(leader=Subquery(leader))


def _soon_late(actor: Any) -> QuerySet[Any]:
    return _followed(actor).filter(due__lt=clock.now() + SOON)


def _came_back(actor: Any) -> QuerySet[Any]:
    rows = Delivery.objects.filter(TROUBLED, unit=actor.unit)
    refusals = Status.objects.filter(delivery=OuterRef("pk"), code=Code.REFUSED).values("reason")
    return (
        rows.annotate(refusal=Subquery(refusals[:1]))
        .select_related("document__unit")
        .order_by("pk")
    )


def _outgoing_item(paper: Any) -> Item:
    document = paper.document
    return Item(
        uid=document.uid,
        code=document.code,
        subject=document.subject,
        kind=document.kind,
        urgency=document.urgency,
        state=str(paper.get_state_display()),
        since=paper.signed_at or document.created,
        who=paper.drafter.user.full_name,
        note=getattr(paper, "last_reason", None) or "",
    )


def _incoming_item(arrival: Any) -> Item:
    document = arrival.document
    return Item(
        uid=document.uid,
        code=document.code,
        subject=document.subject,
        kind=document.kind,
        urgency=document.urgency,
        state=str(arrival.get_state_display()),
        since=arrival.arrived_at,
        who=document.issuer,
        note=str(arrival.get_finding_display()) if arrival.finding else "",
    )


def _task_item(task: Any) -> Item:
    document = task.arrival.document
    return Item(
        uid=document.uid,
        code=document.code,
        subject=document.subject,
        kind=document.kind,
        urgency=document.urgency,
        state=str(task.arrival.get_state_display()),
        since=task.arrival.arrived_at,
        due=task.due,
        who=getattr(task, "leader", None) or str(task.person.user if task.person else task.unit),
        note=task.directive,
        role=str(task.get_role_display()),
    )


def _delivery_item(delivery: Any) -> Item:
    document = delivery.document
    return Item(
        uid=document.uid,
        code=document.code,
        subject=document.subject,
        kind=document.kind,
        urgency=document.urgency,
        state=str(delivery.get_state_display()),
        since=delivery.created,
        who=delivery.name,
        note=delivery.last_error or delivery.refusal or "",
    )


P = Permission
Role = Assignment.Role
QUEUES: tuple[Queue, ...] = (
    Queue(
        "to_sign",
        _("To sign"),
        _("Nothing waits for your signature."),
        P.OUTGOING_SIGN,
        _to_sign,
        _outgoing_item,
    ),
    Queue(
        "to_decide",
        _("To decide"),
        _("No incoming document waits for your directive."),
        P.INCOMING_ASSIGN,
        _incoming("registered"),
        _incoming_item,
    ),
    Queue(
        "follow_up",
        _("Follow-up"),
        _("Nothing assigned is open."),
        P.INCOMING_ASSIGN,
        _followed,
        _task_item,
    ),
    Queue(
        "to_receive",
        _("To receive"),
        _("Nothing new has arrived."),
        P.INCOMING_REGISTER,
        _incoming("verified", "verify_failed"),
        _incoming_item,
    ),
    Queue(
        "to_number",
        _("To number"),
        _("Nothing signed waits for a number."),
        P.OUTGOING_NUMBER,
        _outgoing("signed"),
        _outgoing_item,
    ),
    Queue(
        "to_seal",
        _("To seal"),
        _("Nothing waits for the seal."),
        P.OUTGOING_SEAL,
        _outgoing("numbered"),
        _outgoing_item,
    ),
    Queue(
        "to_issue",
        _("To issue"),
        _("Nothing sealed waits to be issued."),
        P.OUTGOING_ISSUE,
        _outgoing("sealed"),
        _outgoing_item,
    ),
    Queue(
        "came_back",
        _("Came back"),
        _("No recipient sent anything back."),
        P.OUTGOING_ISSUE,
        _came_back,
        _delivery_item,
    ),
    Queue(
        "soon_late",
        _("Soon late"),
        _("No deadline is near."),
        P.INCOMING_REGISTER,
        _soon_late,
        _task_item,
    ),
    Queue(
        "to_check",
        _("To check the format"),
        _("No draft waits for the format check."),
        P.OUTGOING_PASS_FORMAT,
        _outgoing("format_check"),
        _outgoing_item,
    ),
    Queue(
        "to_initial",
        _("To initial"),
        _("No draft waits for your initials."),
        P.OUTGOING_INITIAL,
        _to_initial,
        _outgoing_item,
    ),
    Queue(
        "to_reassign",
        _("To re-assign"),
        _("Nothing assigned to your department waits."),
        P.INCOMING_REASSIGN,
        _to_reassign,
        _task_item,
    ),
    Queue(
        "to_lead",
        _("I lead"),
        _("You lead nothing at present."),
        P.INCOMING_HANDLE,
        _my_tasks(Role.LEAD),
        _task_item,
    ),
    Queue(
        "to_collaborate",
        _("I co-ordinate"),
        _("You co-ordinate nothing at present."),
        P.INCOMING_HANDLE,
        _my_tasks(Role.COLLABORATOR),
        _task_item,
    ),
    Queue(
        "for_information",
        _("For information"),
        _("Nothing was sent to you for information."),
        P.INCOMING_HANDLE,
        _to_note,
        _task_item,
    ),
    Queue(
        "my_drafts",
        _("My drafts"),
        _("You have no draft."),
        P.OUTGOING_DRAFT,
        _my_drafts,
        _outgoing_item,
    ),
    Queue(
        "under_way",
        _("Under way"),
        _("Nothing of yours is on its way to issue."),
        P.OUTGOING_DRAFT,
        _under_way,
        _outgoing_item,
    ),
)
