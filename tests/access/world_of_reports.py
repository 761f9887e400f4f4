"""Periodic reports of the matrix: one asked for, one sent, one asked of those below."""

from dataclasses import replace
from datetime import date
from typing import Any

from docflow.reporting import actions
from docflow.reporting.models import Report, ReportRequest
from tests.access.law import Thing

FIGURES = [("Hồ sơ", "hồ sơ")]


def periodic_reports(world: Any) -> None:
    """The unit above asks home, home asks the one below; one of the reports is sent."""
    for name, above, of in (
        ("asked", "above", "home"),
        ("sent", "above", "home"),
        ("below", "home", "below"),
    ):
        asked = actions.ask(
            f"Báo cáo {name}",
            date(2026, 10, 15),
            date(2026, 11, 14),
            FIGURES,
            [world.units[of]],
            5,
            by=world.actor(f"{above}.clerk"),
        )
        report = Report.objects.get(request=asked)
        if name == "sent":
            actions.send_report(report, {1: 7}, by=world.actor("home.clerk"))
        _keep(world, name, above, of, asked, report)
    reports = world.things["report"]
    world.things["own_report"] = [replace(each, kind="own_report") for each in reports]


def _keep(world: Any, name: str, above: str, of: str, asked: ReportRequest, report: Report) -> None:
    things = world.things
    state = "sent" if name == "sent" else "asked"
    things.setdefault("report_request", []).append(
        Thing("report_request", name, above, state, uid=str(asked.uid))
    )
    things.setdefault("report", []).append(
        Thing("report", name, of, state, units=frozenset({above}), uid=str(report.uid))
    )
