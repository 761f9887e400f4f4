"""Which chains are a unit's, how long they are, and who answers for all of them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from docflow import clock
from docflow.audit.models import AuditCheck, Chain

READS = ":reads"


def chain_names(unit: UUID) -> list[str]:
    """The names of a unit's two chains: of its acts and of its reads."""
    return [str(unit), f"{unit}{READS}"]


def answers_for_all(by: Any) -> bool:
    """Whether the actor's unit stands at the top of the tree today, above whoever it may be."""
    place = by.unit.place_on(clock.today())
    return place is not None and place.parent is None


def entries_of(unit: UUID | None) -> int:
    """How many entries the chains of a unit hold; those of all chains without one."""
    chains = Chain.objects.filter(name__in=chain_names(unit)) if unit else Chain.objects.all()
    return chains.aggregate(sum=Sum("length"))["sum"] or 0


def checks_seen_by(actor: Any) -> QuerySet[AuditCheck]:
    """The checks an auditor may see, the newest first: of the own unit, from the top of all too."""
    rows = AuditCheck.objects.filter(unit=actor.unit.uid)
    if answers_for_all(actor):
        rows = rows | AuditCheck.objects.filter(unit=None)
    return rows.order_by("-pk")
