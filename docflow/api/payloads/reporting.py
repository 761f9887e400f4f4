"""Periodic reports: what is asked, what is answered, how it stands and adds up."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from docflow.api.payloads.incoming import Days
from docflow.api.payloads.shapes import Day, Given, Moment, Text, Told, UnitName, Whole, spelled
from docflow.reporting.states import AskedState, State

Figure = Annotated[str, Field(max_length=40, description="a decimal number, as 1039.25")]


class FigureAsked(Given):
    """One figure a report asks for."""

    label: Text
    measure: Text = ""


class NewReportRequest(Given):
    """What is asked of units below, for a period (both days included), until when."""

    title: Text
    first_day: Day
    last_day: Day
    figures: list[FigureAsked] = Field(max_length=100)
    units: list[UUID] = Field(max_length=5000)
    due: Moment | Days
    instruction: Text = ""


class PassedOn(Given):
    """Which units below are asked for the same figures, until when."""

    units: list[UUID] = Field(max_length=5000)
    due: Moment | Days


class FigureGiven(Given):
    """What is reported for one figure, by its place."""

    place: Whole
    value: Figure


class FilledReport(Given):
    """Figures and words of a report."""

    figures: list[FigureGiven] = Field(max_length=100)
    words: Annotated[str, Field(max_length=4000)] = ""


class SentReport(FilledReport):
    """Figures and words of a report, and the signed document that says the same."""

    document: UUID | None = None


class ReturnedReport(Given):
    """Why a report is returned, and until when it is to come again."""

    reason: Text
    due: Moment | Days


class FigureTotal(Told):
    """A figure that was asked for, and what the reports that are here say in all."""

    place: int
    label: str
    measure: str
    total: str
    reports: int

    @classmethod
    def of(cls, total: Any) -> "FigureTotal":
        one = total.figure
        return cls(
            place=one.place,
            label=one.label,
            measure=one.measure,
            total=str(total.total.quantize(Decimal("0.01"))),
            reports=total.reports,
        )


class ReportStanding(Told):
    """How many reports were asked for, are here, accepted, late, missing, returned."""

    asked: int
    here: int
    accepted: int
    late: int
    missing: int
    returned: int


class ReportRequestLine(Told):
    """What was asked for, and how its reports stand."""

    uid: UUID
    unit: UnitName
    title: str
    state: Annotated[str, spelled(AskedState)]
    first_day: Day
    last_day: Day
    due: Moment
    asked_at: Moment
    standing: ReportStanding

    @classmethod
    def of(cls, asked: Any, standing: Any) -> "ReportRequestLine":
        return cls(**_facts(asked), standing=ReportStanding.from_orm(standing))


class ReportRequestWhole(ReportRequestLine):
    """What was asked for, whole: with its instruction, its figures and their sums."""

    instruction: str
    part_of: UUID | None
    totals: list[FigureTotal]

    @classmethod
    def whole(cls, asked: Any, standing: Any, totals: list[Any]) -> "ReportRequestWhole":
        return cls(
            **_facts(asked),
            standing=ReportStanding.from_orm(standing),
            instruction=asked.instruction,
            part_of=asked.part_of.uid if asked.part_of else None,
            totals=[FigureTotal.of(each) for each in totals],
        )


class ReportLine(Told):
    """One unit's report, as a list tells it."""

    uid: UUID
    request: UUID
    title: str
    unit: UnitName
    state: Annotated[str, spelled(State)]
    due: Moment
    sent_at: Moment | None
    is_late: bool
    asked_again: int
    return_reason: str | None

    @classmethod
    def of(cls, report: Any) -> "ReportLine":
        return cls(**_told(report))


class FigureReported(Told):
    """What a report says for one figure."""

    place: int
    label: str
    measure: str
    value: str


class ReportWhole(ReportLine):
    """One unit's report with its figures and words."""

    words: str
    document: UUID | None
    figures: list[FigureReported]

    @classmethod
    def whole(cls, report: Any, by: Any) -> "ReportWhole":
        """As the actor may read it: what is not sent yet is told to the unit that fills it in."""
        is_told = report.is_told_to(by)
        values = report.values.all() if is_told else report.values.none()
        values = values.select_related("figure").order_by("figure__place")
        return cls(
            **_told(report),
            words=report.words if is_told else "",
            document=report.document.uid if report.document else None,
            figures=[
                FigureReported(
                    place=each.figure.place,
                    label=each.figure.label,
                    measure=each.figure.measure,
                    value=str(each.value),
                )
                for each in values
            ],
        )


class FigurePart(Told):
    """What one report adds to a sum."""

    report: UUID
    unit: UnitName
    value: str

    @classmethod
    def of(cls, part: Any) -> "FigurePart":
        return cls(
            report=part.report.uid, unit=UnitName.of(part.report.unit), value=str(part.value)
        )


class ReportsAskedAgain(Told):
    """How many were asked again."""

    asked_again: int


def _facts(asked: Any) -> dict[str, Any]:
    return {
        "uid": asked.uid,
        "unit": UnitName.of(asked.unit),
        "title": asked.title,
        "state": asked.state,
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "due": asked.due,
        "asked_at": asked.asked_at,
    }


def _told(report: Any) -> dict[str, Any]:
    return {
        "uid": report.uid,
        "request": report.request.uid,
        "title": report.request.title,
        "unit": UnitName.of(report.unit),
        "state": report.state,
        "due": report.due,
        "sent_at": report.sent_at,
        "is_late": report.is_late,
        "asked_again": report.asked_again,
        "return_reason": report.return_reason or None,
    }
