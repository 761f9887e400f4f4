"""What waits for whom: one table of queues, for the desk, the navigation and the API.

Each queue is a question to the open rows of one unit, answered from a partial index: its cost
grows with what is open there, not with what was ever done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.desks.items import SOON, Item, of_arrival, of_delivery, of_paper, of_task
from docflow.desks.standing_in import marks, stand_in, values_of
from docflow.documents.kinds import Urgency
from docflow.errors import Refused
from docflow.exchange.models import TROUBLED, Delivery, Status
from docflow.exchange.states import Code
from docflow.incoming.models import Assignment, Incoming
from docflow.outgoing.custody import why_not_seal
from docflow.outgoing.models import Outgoing, Round
from docflow.permissions import Permission, may
from docflow.statements import SOME_DAY, SOME_MOMENT, Rows
from docflow.units.models import UnitName

PER_PAGE = 50


@dataclass(frozen=True)
class Source:
    """Rows of one kind: where those that can wait are, all a list tells of them, and how."""

    open: Callable[[Any], QuerySet[Any]]
    told: Callable[[QuerySet[Any], date], QuerySet[Any]]
    item: Callable[[Any], Item]
    kind: str = "document__kind"

    def of(self, actor: Any) -> QuerySet[Any]:
        """Where what can wait is; under a delegation bound to types, those of these types."""
        rows = self.open(actor)
        bound = getattr(actor, "kinds", ())
        return rows.filter(**{f"{self.kind}__in": bound}) if bound else rows


def _nothing_more(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows


def _open_to_all(actor: Any) -> Refused | None:
    return None


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait for whoever holds a permission: those a condition picks.

    The condition is given whoever asks, and the moment before which a deadline is near. `closed`
    is why whoever asks can do nothing about any of them, though the permission is theirs.
    """

    code: str
    label: Any
    empty: Any
    who: Permission
    source: Source
    which: Callable[[Any, datetime], Q]
    more: Callable[[QuerySet[Any]], QuerySet[Any]] = _nothing_more
    closed: Callable[[Any], Refused | None] = _open_to_all

    def rows(self, actor: Any) -> QuerySet[Any]:
        """What waits: the most urgent or soonest due first, then the oldest."""
        return self._waiting(actor, clock.now() + SOON, clock.today())

    def item(self, row: Any) -> Item:
        """One of these rows as lists tell it."""
        return self.source.item(row)

    def items(self, actor: Any, limit: int = PER_PAGE, offset: int = 0) -> list[Item]:
        """So many of what waits, in its order."""
        reads = may(actor, Permission.DOCUMENT_READ, actor.unit)
        kinds = getattr(actor, "kinds", ())
        asked = _part(connection.vendor, self.code, reads, kinds, offset, limit)
        return [self.item(row) for row in asked.of(values_of(actor))]

    def _waiting(self, actor: Any, near: datetime, day: date) -> QuerySet[Any]:
        waiting = self.source.of(actor).filter(self.which(actor, near))
        return self.more(self.source.told(waiting, day))


@lru_cache(maxsize=512)
def _part(
    _vendor: str, code: str, reads: bool, kinds: tuple[str, ...], offset: int, limit: int
) -> Rows:
    queue = next(each for each in QUEUES if each.code == code)
    rows = queue._waiting(stand_in(reads, kinds), SOME_MOMENT, SOME_DAY)
    return Rows(rows[offset : offset + limit], marks())


URGENT_FIRST = {Urgency.EXPRESS: 0, Urgency.VERY_URGENT: 1, Urgency.URGENT: 2}
BY_URGENCY = "express very_urgent urgent normal"
"""The more urgent, the farther left its word first stands."""


def queues_of(actor: Any) -> list[Queue]:
    """The queues of whoever acts, by what they may do in their unit; the most pressing first.

    What the whole unit has is told only to whoever may read there: a program may not by its scope.
    """
    held = actor.permissions_in(actor.unit)
    reads = Permission.DOCUMENT_READ in held
    return [queue for queue in QUEUES if queue.who in held and (reads or queue.code in OWN)]


def queue_named(code: str, actor: Any) -> Queue | None:
    """The queue with this code, if it is one of this actor's."""
    return next((queue for queue in queues_of(actor) if queue.code == code), None)


def _papers(actor: Any) -> QuerySet[Any]:
    return Outgoing.objects.of(actor.unit)


def _told_papers(rows: QuerySet[Any], _day: date) -> QuerySet[Any]:
    drafted_by = F("drafter__user__full_name")
    return _pressing(rows.select_related("document").annotate(drafted_by=drafted_by))


def _arrivals(actor: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Incoming.objects.of(actor.unit)
    return rows


def _told_arrivals(rows: QuerySet[Any], _day: date) -> QuerySet[Any]:
    return _pressing(rows.select_related("document").defer("verdict"))


def _pressing(rows: QuerySet[Any]) -> QuerySet[Any]:
    rank = StrIndex(Value(BY_URGENCY), "document__urgency")
    return rows.order_by(rank, "pk")


def _open_tasks() -> QuerySet[Any]:
    return Assignment.objects.filter(done_at__isnull=True, arrival__state__in=OPEN_STATES)


def _tasks(actor: Any) -> QuerySet[Any]:
    """Those of the post, and those given to the unit and to nobody by name."""
    own = Q(person=actor.stands_for) | Q(person__isnull=True, unit=actor.unit)
    return _open_tasks().filter(own)


def _followed(actor: Any) -> QuerySet[Any]:
    """Those given out here, on what came to the unit."""
    return _open_tasks().filter(addressee=actor.unit, level=1)


def _told_tasks(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    names = UnitName.objects.valid_on(day).filter(unit=OuterRef("unit"))
    unit = Subquery(names.order_by("-valid_from").values("name")[:1])
    told = rows.select_related("arrival__document").defer("arrival__verdict")
    told = told.annotate(holder=Coalesce("person__user__full_name", unit))
    return told.order_by(F("due").asc(nulls_last=True), "pk")


def _deliveries(actor: Any) -> QuerySet[Any]:
    return Delivery.objects.filter(unit=actor.unit)


def _told_deliveries(rows: QuerySet[Any], _day: date) -> QuerySet[Any]:
    refusals = Status.objects.filter(delivery=OuterRef("pk"), code=Code.REFUSED).values("reason")
    told = rows.annotate(refusal=Subquery(refusals[:1])).select_related("document")
    return told.order_by("pk")


def _in(*states: str) -> Callable[[Any, datetime], Q]:
    return lambda actor, near: Q(state__in=states)


def _to_sign(actor: Any, near: datetime) -> Q:
    return Q(state="signing", signer=actor.stands_for)


def _to_initial(actor: Any, near: datetime) -> Q:
    return Q(state="initialling") & ~Q(drafter__user=actor.user)


def _my_drafts(actor: Any, near: datetime) -> Q:
    return Q(state__in=["draft", "returned", "withdrawn"], drafter=actor.stands_for)


def _with_reason(rows: QuerySet[Any]) -> QuerySet[Any]:
    reasons = Round.objects.filter(paper=OuterRef("pk")).order_by("-number").values("reason")
    return rows.annotate(last_reason=Subquery(reasons[:1]))


def _under_way(actor: Any, near: datetime) -> Q:
    states = ["initialling", "format_check", "signing", "signed", "numbered", "sealed"]
    return Q(state__in=states, drafter=actor.stands_for)


OPEN_STATES = ["assigned", "in_progress"]


def _my_tasks(role: str) -> Callable[[Any, datetime], Q]:
    return lambda actor, near: Q(person__isnull=False, role=role)


def _to_note(actor: Any, near: datetime) -> Q:
    """What was given to the person, or to the whole unit, for information; that by who may read."""
    noted = Q(role=Assignment.Role.FOR_INFORMATION)
    if may(actor, Permission.DOCUMENT_READ, actor.unit):
        return noted
    return noted & Q(person__isnull=False)


def _to_reassign(actor: Any, near: datetime) -> Q:
    to_work_on = ~Q(role=Assignment.Role.FOR_INFORMATION)
    handed_on = Exists(Assignment.objects.filter(parent=OuterRef("pk")))
    return Q(person__isnull=True) & to_work_on & Q(~handed_on)


def _leads(actor: Any, near: datetime) -> Q:
    return Q(role=Assignment.Role.LEAD)


def _with_leader(rows: QuerySet[Any]) -> QuerySet[Any]:
    leads = Assignment.objects.filter(arrival=OuterRef("arrival"), role=Assignment.Role.LEAD)
    leader = leads.order_by("-level").values("person__user__full_name")[:1]
    return rows.annotate(leader=Subquery(leader))


def _soon_late(actor: Any, near: datetime) -> Q:
    return _leads(actor, near) & Q(due__lt=near)


def _came_back(actor: Any, near: datetime) -> Q:
    return TROUBLED


PAPERS = Source(_papers, _told_papers, of_paper)
ARRIVALS = Source(_arrivals, _told_arrivals, of_arrival)
TASKS = Source(_tasks, _told_tasks, of_task, "arrival__document__kind")
FOLLOWED = Source(_followed, _told_tasks, of_task, "arrival__document__kind")
DELIVERIES = Source(_deliveries, _told_deliveries, of_delivery)
SOURCES = (PAPERS, ARRIVALS, TASKS, FOLLOWED, DELIVERIES)
P = Permission
Role = Assignment.Role
OWN = {"to_sign", "to_lead", "to_collaborate", "for_information", "my_drafts", "under_way"}
"""Queues of the own post; the others tell what the whole unit has."""
QUEUES: tuple[Queue, ...] = (
    Queue(
        "to_sign",
        _("To sign"),
        _("Nothing waits for your signature."),
        P.OUTGOING_SIGN,
        PAPERS,
        _to_sign,
    ),
    Queue(
        "to_decide",
        _("To decide"),
        _("No incoming document waits for your directive."),
        P.INCOMING_ASSIGN,
        ARRIVALS,
        _in("registered"),
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
        PAPERS,
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
        _to_initial,
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
        "to_lead",
        _("I lead"),
        _("You lead nothing at present."),
        P.INCOMING_HANDLE,
        TASKS,
        _my_tasks(Role.LEAD),
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
