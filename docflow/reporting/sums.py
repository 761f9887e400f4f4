"""The totals of what was reported: each sum with the reports it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from docflow import clock
from docflow.reporting.models import Figure, Report, ReportRequest, Value
from docflow.reporting.states import State

HERE = (State.SENT, State.ACCEPTED)
PARTS = 200


@dataclass(frozen=True)
class Total:
    """A figure, what the reports that are here say in all, and how many of them say it."""

    figure: Figure
    total: Decimal
    reports: int


@dataclass(frozen=True)
class Standing:
    """How many reports were asked for, are here, came late, are missing or were returned.

    What was returned and has not come again is not missing as well.
    """

    asked: int
    here: int
    accepted: int
    late: int
    missing: int
    returned: int


NOTHING = Standing(0, 0, 0, 0, 0, 0)


def totals(asked: ReportRequest) -> list[Total]:
    """The sum of each figure over the reports that are here; one query, whatever their number."""
    here = Q(values__report__state__in=HERE)
    figures = asked.figures.annotate(
        total=Sum("values__value", filter=here), reports=Count("values", filter=here)
    ).order_by("place")
    return [Total(each, each.total or Decimal(0), each.reports) for each in figures]


def standing(asked: ReportRequest) -> Standing:
    """How the reports stand now; one query."""
    return standings([asked])[asked.pk]


def standings(asked: Sequence[ReportRequest]) -> dict[int, Standing]:
    """How the reports of several stand; one query for all."""
    here = Q(state__in=HERE)
    rows: Any = Report.objects.filter(request__in=asked).values("request")
    counted = rows.annotate(
        asked=Count("pk"),
        here=Count("pk", filter=here),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
        late=Count("pk", filter=here & Q(sent_at__gt=F("due"))),
        missing=Count("pk", filter=Q(state=State.ASKED, due__lt=clock.now())),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
    )
    found = {row.pop("request"): Standing(**row) for row in counted}
    return {each.pk: found.get(each.pk, NOTHING) for each in asked}


def parts(figure: Figure, *, below: int | None = None, most: int = PARTS) -> list[Value]:
    """The values a sum is made of, by report; so many at most, those after `below` (a key)."""
    rows: Any = Value.objects.filter(figure=figure, report__state__in=HERE)
    rows = rows.filter(pk__gt=below) if below else rows
    return list(rows.select_related("report__unit", "report__request").order_by("pk")[:most])


def proposed(report: Report) -> dict[int, Decimal]:
    """What the sums of those below say, by the place of the figure; empty when not passed on."""
    passed_on = ReportRequest.objects.filter(part_of=report).first()
    return {each.figure.place: each.total for each in totals(passed_on)} if passed_on else {}
