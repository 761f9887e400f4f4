"""Which chains are a unit's, and how long they are."""

from uuid import UUID

from django.db.models import Sum

from docflow.audit.models import Chain

READS = ":reads"


def chain_names(unit: UUID) -> list[str]:
    """The names of a unit's two chains: of its acts and of its reads."""
    return [str(unit), f"{unit}{READS}"]


def entries_of(unit: UUID | None) -> int:
    """How many entries the chains of a unit hold; those of all chains without one."""
    chains = Chain.objects.filter(name__in=chain_names(unit)) if unit else Chain.objects.all()
    return chains.aggregate(sum=Sum("length"))["sum"] or 0
