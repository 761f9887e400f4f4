"""Long lists piece by piece: documents and queues, each from where the last piece ended.

The order is one that an index keeps, so a piece costs the same at any depth.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from docflow import clock
from docflow.desks.queues import URGENT_FIRST, Queue
from docflow.documents.models import Access, Document, Loan
from docflow.dossiers.models import Dossier
from docflow.exchange.models import Delivery
from docflow.incoming.models import Assignment
from docflow.outgoing.models import Turn
from docflow.permissions import Permission, may

NEVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
LEAST_URGENT = 9
Place = list[Any]


def newest(
    actor: Any, models: tuple[Any, ...], many: int, *, below: int | None = None, state: str = ""
) -> list[Any]:
    """The newest outgoing or incoming rows the actor may see, with their documents; newest first.

    `below` is the last key of the piece before. Two or three queries for each model and two more,
    however many rows there are: those of the unit and those given come from an index each.
    """
    keys = {key for model in models for key in _keys(actor, model, many, below, state)}
    first = sorted(keys, reverse=True)[:many]
    visible = Document.objects.visible_to(actor).select_related("unit").in_bulk(first)
    rows: dict[int, Any] = {}
    for model in models:
        for row in model.objects.filter(pk__in=list(visible)):
            row.document = visible[row.pk]
            rows[row.pk] = row
    return [rows[key] for key in first if key in rows]


def waiting(queue: Queue, actor: Any, many: int, after: Place | None) -> list[tuple[Any, Place]]:
    """What waits in a queue after a place, in its order; each row with its own place."""
    rows = queue.steady_rows(actor)
    following = _following(rows, after) if after else rows
    return [(row, place_of(row)) for row in following[:many]]


def place_of(row: Any) -> Place:
    """Where a row stands in its queue: by urgency or deadline, then by age."""
    if isinstance(row, Assignment | Turn):
        return [(row.due or NEVER).isoformat(), row.pk]
    if isinstance(row, Loan):
        return [row.until.isoformat(), row.pk]
    if isinstance(row, Delivery):
        return [0, row.pk]
    if isinstance(row, Dossier):
        return [row.due_on.isoformat() if row.due_on else "", row.pk]
    return [URGENT_FIRST.get(row.document.urgency, LEAST_URGENT), row.pk]


def _following(rows: QuerySet[Any], after: Place) -> QuerySet[Any]:
    first, last = after
    if rows.model is Delivery:
        return rows.filter(pk__gt=last)
    if rows.model is Dossier:
        day = date.fromisoformat(first)
        return rows.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=last))
    if rows.model is Loan:
        moment = datetime.fromisoformat(first)
        return rows.filter(Q(until__gt=moment) | Q(until=moment, pk__gt=last))
    if rows.model in (Assignment, Turn):
        moment = datetime.fromisoformat(first)
        latest = Coalesce(F("due"), Value(NEVER), output_field=DateTimeField())
        rows = rows.annotate(latest=latest)
        return rows.filter(Q(latest__gt=moment) | Q(latest=moment, pk__gt=last))
    ranks = rows.annotate(rank=_rank())
    return ranks.filter(Q(rank__gt=first) | Q(rank=first, pk__gt=last))


def _rank() -> Case:
    urgencies = (
        When(document__urgency=each, then=Value(rank)) for each, rank in URGENT_FIRST.items()
    )
    return Case(*urgencies, default=Value(LEAST_URGENT))


def _keys(actor: Any, model: Any, many: int, below: int | None, state: str) -> list[int]:
    """Candidates: of the unit, given to it, given to the post; who may see which is asked later."""
    unit = actor.unit
    sources = [_given(model, Q(appointment=actor.stands_for), below, state)]
    sources.append(_lent(model, actor.stands_for, below, state))
    if may(actor, Permission.DOCUMENT_READ, unit):
        own = model.objects.filter(unit=unit).order_by("-pk").values_list("pk", flat=True)
        own = own.filter(state=state) if state else own
        sources.append(own.filter(pk__lt=below) if below is not None else own)
        sources.append(_given(model, Q(unit=unit), below, state))
    return [key for keys in sources for key in keys[:many]]


def _given(model: Any, taker: Q, below: int | None, state: str) -> Any:
    """What was given to a post or a unit to work on."""
    return _of_model(Access.objects.filter(taker), model, below, state)


def _lent(model: Any, post: Any, below: int | None, state: str) -> Any:
    """What is lent to a post now."""
    return _of_model(Loan.objects.to(post, clock.now()), model, below, state)


def _of_model(rows: Any, model: Any, below: int | None, state: str) -> Any:
    """The documents that these rows name and that are of one kind, the newest first."""
    one = f"document__{model._meta.model_name}"
    rows = rows.filter(**{f"{one}__isnull": False})
    rows = rows.filter(**{f"{one}__state": state}) if state else rows
    rows = rows.filter(document__lt=below) if below is not None else rows
    return rows.order_by("-document").values_list("document", flat=True).distinct()
