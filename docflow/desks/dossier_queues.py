"""What waits of dossiers: due at the archive, and come to it; queues beside those of the table."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.desks.edges import Edges
from docflow.desks.items import of_dossier
from docflow.desks.queue_kinds import Queue, Source
from docflow.dossiers.deadlines import WARNING
from docflow.dossiers.lists import IN_DUE
from docflow.dossiers.models import Dossier
from docflow.permissions import Permission as P


def _dossiers(actor: Any) -> QuerySet[Any]:
    """Dossiers of the unit that are closed or with the archive, and go there."""
    return Dossier.objects.of(actor.unit).filter(IN_DUE | Q(state="handed_in"))


def _told_dossiers(rows: QuerySet[Any], _day: date, _edges: Edges | None) -> QuerySet[Any]:
    return rows.select_related("folder", "keeper__user").order_by("due_on", "pk")


def _due(actor: Any, near: datetime) -> Q:
    """Thirty days before the day to submit, and from then on (Annex VI I.III.5)."""
    until = getattr(actor, "warned_before", None) or clock.today() + WARNING
    return Q(state="closed", keeper=actor.stands_for, due_on__lte=until)


def _handed_in(actor: Any, near: datetime) -> Q:
    return Q(state="handed_in")


DOSSIERS = Source(_dossiers, _told_dossiers, of_dossier)
SOURCES = (DOSSIERS,)
OWN = {"dossiers_due"}
QUEUES: tuple[Queue, ...] = (
    Queue(
        "dossiers_due",
        _("Due at the archive"),
        _("No dossier of yours is due at the archive within thirty days."),
        P.DOSSIER_KEEP,
        DOSSIERS,
        _due,
    ),
    Queue(
        "to_archive",
        _("To take into the archive"),
        _("No dossier waits for the archive."),
        P.DOSSIER_ARCHIVE,
        DOSSIERS,
        _handed_in,
    ),
)
