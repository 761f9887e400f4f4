"""Which open task of a document an act is about, for whoever asks: buttons, pages and refusals."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from docflow.audit.log import refusals_recorded
from docflow.errors import Refused
from docflow.incoming.giving import UNDER_WAY, gave, may_lead
from docflow.incoming.models import Assignment, Extension, Incoming, Urge
from docflow.people.actor import Actor
from docflow.permissions import Permission as P
from docflow.permissions import may, require

Role = Assignment.Role
Fit = Callable[[Assignment, Any], bool]


def beside(arrival: Incoming, actor: Any) -> list[str]:
    """What the actor could do now with the tasks of a document: three queries at most."""
    if arrival.state not in UNDER_WAY:
        return []
    tasks = list(_open(arrival))
    asked = _waiting_requests(arrival)
    urged = set(
        Urge.objects.filter(task__in=tasks, reported_at__isnull=True).values_list("task", flat=True)
    )
    requested = {each.task_id for each in asked}
    possible = {
        "contribute": any(_contributes(task, actor) for task in tasks),
        "report_progress": any(task.pk in urged and is_own(task, actor) for task in tasks),
        "ask_extension": any(
            task.due and task.pk not in requested and is_own(task, actor) for task in tasks
        ),
        "decide_extension": any(_decides(each, actor) for each in asked),
        "forward": _forwards(arrival, tasks, actor),
        "hand_over": any(_hands_over(task, actor) for task in tasks),
        "urge": any(_urges(task, actor) for task in tasks),
    }
    return [verb for verb, is_possible in possible.items() if is_possible]


def is_own(task: Assignment, actor: Any) -> bool:
    """Whether a task to work on is the actor's, or that of the department the actor heads."""
    if task.role == Role.FOR_INFORMATION:
        return False
    if task.person_id is None:
        return task.unit_id == _unit(actor) and may(actor, P.INCOMING_REASSIGN, task.unit)
    return task.person_id == actor.stands_for.pk and may(actor, P.INCOMING_HANDLE, task.unit)


@refusals_recorded
def task_to_contribute(arrival: Incoming, *, by: Actor) -> Assignment:
    """The task the actor is to give a part for. Raises Refused: nothing_to_contribute."""
    require(by, P.INCOMING_HANDLE, by.unit)
    return _one(arrival, by, _contributes) or _refuse(
        "nothing_to_contribute", _("Nothing here waits for a part of yours.")
    )


@refusals_recorded
def task_to_extend(arrival: Incoming, *, by: Actor) -> Assignment:
    """The task for which the actor can ask for more time, unless that was done already.

    Raises Refused: nothing_to_extend.
    """
    _require_any(by, P.INCOMING_HANDLE, P.INCOMING_REASSIGN)
    return _one(arrival, by, _extends) or _refuse(
        "nothing_to_extend",
        _("No open task is yours here for which more time was not asked already."),
    )


@refusals_recorded
def task_to_report(arrival: Incoming, *, by: Actor) -> Assignment:
    """The task about which the actor was asked. Raises Refused: not_asked."""
    _require_any(by, P.INCOMING_HANDLE, P.INCOMING_REASSIGN)
    return _one(arrival, by, _is_asked) or _refuse(
        "not_asked", _("Nobody has asked how this stands since the last report.")
    )


@refusals_recorded
def task_to_hand_over(arrival: Incoming, wanted: UUID | None = None, *, by: Actor) -> Assignment:
    """The task that is named, or the actor's own, or else the lead's.

    Raises Refused: nothing_to_hand_over.
    """
    _require_any(by, P.INCOMING_HANDLE, P.INCOMING_REASSIGN, P.INCOMING_ASSIGN)
    return _one(arrival, by, _hands_over, wanted) or _refuse(
        "nothing_to_hand_over", _("No open task of a person is yours to hand over here.")
    )


@refusals_recorded
def task_to_urge(arrival: Incoming, wanted: UUID | None = None, *, by: Actor) -> Assignment:
    """The task that is named, or the lead's, if the actor gave it. Raises Refused."""
    _require_any(by, P.INCOMING_ASSIGN, P.INCOMING_REASSIGN)
    return _one(arrival, by, _urges, wanted) or _refuse(
        "nothing_to_urge", _("No open task that you gave waits here for an answer.")
    )


@refusals_recorded
def request_to_decide(arrival: Incoming, *, by: Actor) -> Extension:
    """The oldest request for more time that is the actor's to decide. Raises Refused."""
    _require_any(by, P.INCOMING_ASSIGN, P.INCOMING_REASSIGN)
    found = next((each for each in _waiting_requests(arrival) if _decides(each, by)), None)
    if found is None:
        raise Refused(
            "nothing_to_decide", _("No request for more time waits here for your decision.")
        )
    return found


@refusals_recorded
def lead_to_forward(arrival: Incoming, *, by: Actor) -> Assignment:
    """The lead's task, if the actor may pass the document on. Raises Refused."""
    _require_any(by, P.INCOMING_HANDLE, P.INCOMING_REASSIGN, P.INCOMING_ASSIGN)
    lead = arrival.lowest_lead
    if lead is None or arrival.state not in UNDER_WAY or not _forwards(arrival, [], by):
        raise Refused(
            "nothing_to_forward",
            _("It is not yours to pass this document on, or it is not being handled."),
        )
    return lead


def _open(arrival: Incoming) -> Any:
    """The lead's first, the lowest level first."""
    tasks = arrival.assignments.filter(done_at__isnull=True).select_related(
        "arrival__document", "unit", "addressee", "person__user", "parent__unit"
    )
    return sorted(tasks, key=lambda task: (task.role != Role.LEAD, -task.level, task.pk))


def _waiting_requests(arrival: Incoming) -> list[Extension]:
    requests = Extension.objects.filter(task__arrival=arrival, state="asked").order_by("pk")
    return list(
        requests.select_related(
            "task__arrival__document",
            "task__unit",
            "task__addressee",
            "task__parent__unit",
            "task__person__user",
            "asked_by__user",
        )
    )


def _one(arrival: Incoming, by: Actor, fit: Fit, wanted: UUID | None = None) -> Assignment | None:
    """The first open task that fits: the named one alone, else the own ones before others."""
    if arrival.state not in UNDER_WAY:
        return None
    found = [
        task for task in _open(arrival) if (wanted is None or task.uid == wanted) and fit(task, by)
    ]
    return next((task for task in found if is_own(task, by)), found[0] if found else None)


def _contributes(task: Assignment, actor: Any) -> bool:
    if task.role != Role.COLLABORATOR or not may(actor, P.INCOMING_HANDLE, task.unit):
        return False
    if task.person_id:
        return bool(task.person_id == actor.stands_for.pk)
    reads = may(actor, P.DOCUMENT_READ, task.unit)
    return reads and not task.children.filter(done_at__isnull=True).exists()


def _is_asked(task: Assignment, actor: Any) -> bool:
    return is_own(task, actor) and task.urges.filter(reported_at__isnull=True).exists()


def _extends(task: Assignment, actor: Any) -> bool:
    return is_own(task, actor) and not task.extensions.filter(state="asked").exists()


def _hands_over(task: Assignment, actor: Any) -> bool:
    if task.person_id is None or task.role == Role.FOR_INFORMATION:
        return False
    heads = may(actor, P.INCOMING_REASSIGN, task.unit)
    return heads or may_lead(task, actor) or is_own(task, actor)


def _urges(task: Assignment, actor: Any) -> bool:
    return task.role != Role.FOR_INFORMATION and gave(task, actor)


def _decides(extension: Extension, actor: Any) -> bool:
    if may_lead(extension.task, actor):
        return True
    return not extension.goes_up and gave(extension.task, actor)


def _forwards(arrival: Incoming, tasks: list[Assignment], actor: Any) -> bool:
    if may(actor, P.INCOMING_ASSIGN, arrival.unit):
        return True
    lead = next((task for task in tasks if task.role == Role.LEAD), None) or arrival.lowest_lead
    if lead is None:
        return False
    if may(actor, P.INCOMING_REASSIGN, lead.unit):
        return True
    own = lead.person_id in (None, actor.stands_for.pk)
    return own and may(actor, P.INCOMING_HANDLE, lead.unit)


def _require_any(by: Actor, first: P, *others: P) -> None:
    if not any(may(by, each, by.unit) for each in (first, *others)):
        require(by, first, by.unit)


def _unit(actor: Any) -> Any:
    return actor.unit.pk if actor.unit else None


def _refuse(code: str, sentence: Any) -> Assignment:
    raise Refused(code, sentence)
