"""Asking for reports, answering, returning, accepting. Lock, move, save, record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow import clock
from docflow.audit.events import Event
from docflow.audit.log import action, record
from docflow.documents.given import text
from docflow.documents.models import Document
from docflow.errors import Refused
from docflow.incoming.conditions import deadline
from docflow.people.actor import Actor
from docflow.permissions import Permission, require
from docflow.reporting import conditions
from docflow.reporting.models import Figure, Report, ReportRequest, Value
from docflow.reporting.states import AskedState, State
from docflow.units.models import Unit

LONGEST_REASON = 500


@action
def ask(
    title: str,
    first_day: date,
    last_day: date,
    figures: Iterable[tuple[str, str]],
    units: Sequence[Unit],
    due: datetime | int,
    *,
    by: Actor,
    instruction: str = "",
) -> ReportRequest:
    """Ask units below for a report on a period (Decree 09/2019 Art. 12); both days are included.

    `figures` are (label, measure); `due` is a moment, or working days from today.
    """
    require(by, Permission.REPORT_ASK, by.unit)
    conditions.must_be_period(first_day, last_day)
    asked = ReportRequest(
        unit=by.unit,
        title=text(title, 300, "title"),
        instruction=text(instruction, 2000, "instruction", may_be_empty=True),
        first_day=first_day,
        last_day=last_day,
        due=deadline(due),
        asked_by=by.appointment,
    )
    return _ask(asked, conditions.proper_figures(figures), units, by)


@action
def pass_on(report: Report, units: Sequence[Unit], due: datetime | int, *, by: Actor) -> Any:
    """Ask those below for the same figures, to make one's own report of their sums.

    Never due later than the report itself. A report is passed on once.
    """
    report = Report.objects.lock(report)
    require(by, Permission.REPORT_ASK, report.unit)
    above = report.request
    _must_be_open(report)
    if ReportRequest.objects.filter(part_of=report).exists():
        raise Refused("passed_on_already", _("This report was passed on already. Open its parts."))
    moment = deadline(due)
    if moment > report.due:
        raise Refused("later_than_parent", _("The deadline is later than that of your own report."))
    asked = ReportRequest(
        unit=report.unit,
        title=above.title,
        instruction=above.instruction,
        first_day=above.first_day,
        last_day=above.last_day,
        due=moment,
        asked_by=by.appointment,
        part_of=report,
        origin=above.origin or above,
    )
    figures = [(each.label, each.measure) for each in above.figures.all()]
    return _ask(asked, figures, units, by)


@action
def fill_in(report: Report, values: Mapping[int, Any], *, by: Actor, words: str = "") -> Report:
    """Keep figures (by their place) and words of a report that is not sent yet."""
    report = Report.objects.lock(report)
    require(by, Permission.REPORT_ANSWER, report.unit)
    _must_be_open(report)
    _keep(report, values, words)
    record(Event.REPORT_FILLED_IN, report, by, facts=_values(report), comment=report.words)
    return report


@action
def send_report(
    report: Report,
    values: Mapping[int, Any],
    *,
    by: Actor,
    words: str = "",
    document: Document | None = None,
) -> Report:
    """Send the report to whoever asked; `document` is the signed one that says the same."""
    report = Report.objects.lock(report)
    require(by, Permission.REPORT_ANSWER, report.unit)
    _must_be_open(report)
    conditions.must_be_signed_here(report, document)
    _keep(report, values, words)
    report.send_report(by)
    report.document, report.return_reason = document, ""
    report.sent_at, report.sent_by = clock.now(), by.appointment
    report.save()
    record(
        Event.REPORT_SENT,
        report,
        by,
        facts={
            **_values(report),
            "request": str(report.request.uid),
            "late": report.is_late,
            "document": str(document.uid) if document else None,
        },
        comment=report.words,
    )
    return report


@action
def return_report(report: Report, reason: str, due: datetime | int, *, by: Actor) -> Report:
    """Give a report back to be mended, with the reason and a new time; it leaves the sums."""
    report = Report.objects.lock(report)
    report.return_report(by)
    report.return_reason = text(reason, LONGEST_REASON, "reason")
    report.due = deadline(due)
    report.save()
    record(
        Event.REPORT_RETURNED,
        report,
        by,
        facts={"due": report.due.isoformat()},
        reason=report.return_reason,
    )
    return report


@action
def accept(report: Report, *, by: Actor) -> Report:
    """Accept a report as it was sent."""
    report = Report.objects.lock(report)
    report.accept(by)
    report.save()
    record(Event.REPORT_ACCEPTED, report, by)
    return report


@action
def ask_again(asked: ReportRequest, *, by: Actor) -> int:
    """Remind all whose report is not here; returns how many were reminded."""
    asked = ReportRequest.objects.lock(asked)
    require(by, Permission.REPORT_ASK, asked.unit)
    if asked.state != AskedState.OPEN:
        raise Refused("request_closed", _("This is closed: nobody is asked any more."))
    waiting = list(
        asked.reports.select_for_update(of=("self",)).filter(
            state__in=[State.ASKED, State.RETURNED]
        )
    )
    if not waiting:
        raise Refused("nobody_to_ask", _("Every report is here. There is nobody to ask again."))
    now = clock.now()
    for report in waiting:
        report.asked_again += 1
        report.asked_again_at = now
    Report.objects.bulk_update(waiting, ["asked_again", "asked_again_at"])
    record(
        Event.REPORT_ASKED_AGAIN,
        asked,
        by,
        facts={"reports": [str(report.uid) for report in waiting]},
    )
    return len(waiting)


@action
def close(asked: ReportRequest, *, by: Actor) -> ReportRequest:
    """Close what was asked for: no report is sent or returned any more, the sums stand."""
    asked = ReportRequest.objects.lock(asked)
    asked.close(by)
    asked.save()
    record(Event.REPORT_CLOSED, asked, by)
    return asked


def _ask(
    asked: ReportRequest, figures: list[tuple[str, str]], units: Sequence[Unit], by: Actor
) -> ReportRequest:
    named = conditions.proper_units(asked.unit, units)
    asked.save()
    Figure.objects.bulk_create(
        Figure(request=asked, place=place, label=label, measure=measure)
        for place, (label, measure) in enumerate(figures, 1)
    )
    Report.objects.bulk_create(Report(request=asked, unit=unit, due=asked.due) for unit in named)
    record(
        Event.REPORT_ASKED,
        asked,
        by,
        facts={
            "units": [str(unit.uid) for unit in named],
            "first_day": asked.first_day.isoformat(),
            "last_day": asked.last_day.isoformat(),
            "due": asked.due.isoformat(),
            "part_of": str(asked.part_of.uid) if asked.part_of else None,
        },
        title=asked.title,
    )
    return asked


def _must_be_open(report: Report) -> None:
    if report.request.state != AskedState.OPEN:
        raise Refused(
            "request_closed",
            _("Whoever asked has closed this report. Ask them to ask for it anew."),
        )
    if report.is_here:
        raise Refused(
            "sent_already",
            _("This report was sent. To mend it, have it returned by whoever asked."),
        )


def _keep(report: Report, values: Mapping[int, Any], words: str) -> None:
    found = conditions.proper_values(report, values)
    report.words = text(words, 4000, "comment", may_be_empty=True)
    report.save(update_fields=["words"])
    report.values.all().delete()
    Value.objects.bulk_create(
        Value(report=report, figure=figure, value=value) for figure, value in found.items()
    )


def _values(report: Report) -> dict[str, Any]:
    rows = report.values.values_list("figure__place", "value")
    return {"values": {str(place): str(value) for place, value in rows}}
