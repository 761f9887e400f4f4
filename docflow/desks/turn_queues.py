"""What waits of initials and opinions, for whose turn it is by the order and for nobody else."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from docflow.desks.edges import Edges
from docflow.desks.items import of_turn
from docflow.desks.queue_kinds import Queue, Source
from docflow.outgoing.models import Turn
from docflow.people.models import RoleGrant
from docflow.permissions import Permission, Role

ASKED_BY = Coalesce("asked_by__user__full_name", "paper__drafter__user__full_name")


def to_initial(actor: Any, near: datetime) -> Q:
    """Papers whose order asks the actor for initials now; the default asks each head."""
    heads = RoleGrant.objects.filter(
        appointment=actor.stands_for.pk, role=Role.HEAD_OF_DEPARTMENT.value
    )
    turns = Turn.objects.filter(paper=OuterRef("pk"), round=OuterRef("round"), kind="initial")
    asked = Q(circuit__isnull=True) & Exists(heads) | Exists(turns.open_to(actor))
    return Q(state="initialling") & ~Q(drafter__user=actor.user) & asked


def asked(actor: Any) -> QuerySet[Any]:
    """Opinions the actor is asked for now, by somebody or by an order."""
    turns: QuerySet[Any] = Turn.objects.filter(kind="opinion").open_to(actor)
    return turns


def told(rows: QuerySet[Any], _day: date, _edges: Edges | None) -> QuerySet[Any]:
    """All that lists tell of them, the soonest due first."""
    rows = rows.select_related("paper__document").annotate(asked_by_name=ASKED_BY)
    return rows.order_by(F("due").asc(nulls_last=True), "pk")


def of_others(actor: Any, near: datetime) -> Q:
    """Nobody gives an opinion on a draft of their own."""
    return ~Q(paper__drafter__user=actor.user)


TURNS = Source(asked, told, of_turn)
SOURCES = (TURNS,)
OWN = {"opinions"}
QUEUES: tuple[Queue, ...] = (
    Queue(
        "opinions",
        _("Asked for an opinion"),
        _("Nobody waits for your opinion."),
        Permission.OUTGOING_GIVE_OPINION,
        TURNS,
        of_others,
    ),
)
