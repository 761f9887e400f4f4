"""Lists of dossiers: mine to close, due at the archive, late; where a document lies or could."""

from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from docflow import clock
from docflow.documents.models import Document, Link
from docflow.dossiers.deadlines import WARNING
from docflow.dossiers.models import Dossier
from docflow.dossiers.states import CatalogueState, State
from docflow.units.models import Unit

IN_DUE = Q(state=State.CLOSED, due_on__isnull=False)
OFFERED = 200
"""Dossiers offered for one document; a year's list of a unit is shorter."""


def due_to_submit(unit: Unit, day: date | None = None) -> QuerySet[Dossier]:
    """Dossiers of a unit whose day to submit is thirty days off, or nearer, or past.

    Decree 30 Annex VI I.III.5: the warning comes thirty days before. The soonest first; answered
    from a partial index of what is closed and not submitted.
    """
    near = (day or clock.today()) + WARNING
    rows = Dossier.objects.of(unit).filter(IN_DUE, due_on__lte=near)
    return rows.told().order_by("due_on", "pk")


def late(unit: Unit, day: date | None = None) -> QuerySet[Dossier]:
    """Dossiers of a unit that should lie in the archive already."""
    rows = Dossier.objects.of(unit).filter(IN_DUE, due_on__lt=day or clock.today())
    return rows.told().order_by("due_on", "pk")


def to_close(actor: Any) -> QuerySet[Dossier]:
    """The open dossiers of the post: they are closed when the work has ended."""
    rows = Dossier.objects.kept_by(actor.stands_for).filter(state=State.OPEN)
    return rows.told().in_order()


def where_it_lies(document: Document, actor: Any) -> QuerySet[Dossier]:
    """The dossiers a document lies in, as far as whoever asks may know of them."""
    lying = Dossier.objects.visible_to(actor).filter(folder__placings__document=document)
    return lying.told().order_by("pk")


def offered_for(document: Document, actor: Any) -> list[Dossier]:
    """Where a document can be put: first where what it answers lies, then the post's own.

    Open dossiers, and planned ones of an approved catalogue, which open with it.
    """
    answered = answered_by(document)
    rows = Dossier.objects.of(actor.unit).filter(
        Q(state=State.OPEN)
        | Q(state=State.PLANNED, catalogue__state=CatalogueState.APPROVED, keeper__isnull=False)
    )
    rows = rows.exclude(folder__placings__document=document)
    lies = rows.filter(folder__placings__document__in=answered).values("pk")
    rank = Case(
        When(pk__in=lies, then=Value(0)),
        When(keeper=actor.stands_for, state=State.OPEN, then=Value(1)),
        When(keeper=actor.stands_for, then=Value(2)),
        When(state=State.OPEN, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    found = rows.told().annotate(rank=rank).order_by("rank", "-catalogue__year", "place", "pk")
    return list(found[:OFFERED])


def answered_by(document: Document) -> list[int]:
    """What a document answers."""
    answers = Link.objects.filter(source=document, kind=Link.Kind.ANSWERS)
    return list(answers.values_list("target", flat=True))


def soonest_first(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """What is due at the archive first; what is never due last."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")
