"""Print the rates of a unit for a period, counted up to this moment."""

from datetime import date
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from docflow.commands import Answer, Answering, Exit, WrongUse
from docflow.reports import rates, tasks
from docflow.reports.definitions import DEFINITION
from docflow.reports.rates import Report
from docflow.reports.sheet import text
from docflow.reports.summing import TIMED
from docflow.units.models import Unit, UnitCode
from docflow.units.unit_words import find_unit


class Command(Answering):
    help = (
        "Print the rates of a unit for a period. Exit code 0: printed; 2: printed, but part of "
        "the log could not be counted; 3: wrong use."
    )
    nothing: ClassVar[dict[str, Any]] = {"definition": DEFINITION, "rates": None}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--unit", default="", metavar="UID_OR_CODE")
        parser.add_argument("--from", dest="first", default="", metavar="DATE", help="first day")
        parser.add_argument("--to", dest="last", default="", metavar="DATE", help="last day")
        parser.add_argument("--tree", action="store_true", help="with all units below it")
        parser.add_argument(
            "--inside-once",
            action="store_true",
            help="count an exchange between two of the units once, by its sender",
        )

    def answer(
        self, *, unit: str, first: str, last: str, tree: bool, inside_once: bool, **_: Any
    ) -> Answer:
        begin, end = _days(first, last)
        found = find_unit(unit, end)
        problems = tasks.problems(tasks.catch_up())
        report = (
            rates.rates_of_tree(found, begin, end, inside_once=inside_once)
            if tree
            else rates.rates([found], begin, end, inside_once=inside_once)
        )
        told = [problem["text"] for problem in problems]
        return Answer(
            Exit.UNSAID if problems else Exit.GOOD,
            _as_json(found, report, tree, problems),
            (*text(found, report, tree).splitlines(), *told),
        )


def _days(first: str, last: str) -> tuple[date, date]:
    begin, end = _day("--from", first), _day("--to", last)
    if end < begin:
        raise WrongUse(
            "from_after_to", f"The period ends ({end}) before it begins ({begin}). Swap the dates."
        )
    return begin, end


def _day(option: str, word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        given = f"“{word}” is no date." if word else "is missing."
        raise WrongUse("bad_date", f"{option}: {given} Write it as 2026-11-30.") from None


def _as_json(
    unit: Unit, report: Report, tree: bool, problems: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "definition": report.definition,
        "unit": {
            "uid": str(unit.uid),
            "code": unit.code(UnitCode.Scheme.IDENTIFIER, report.last) or None,
            "name": unit.name_on(report.last).name,
        },
        "tree": tree,
        "inside_once": report.scope.inside_once,
        "period": {"from": report.first.isoformat(), "to": report.last.isoformat()},
        "at": report.scope.at.isoformat(),
        "rates": {
            rate_id: {
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "percent": figure.percent_plain,
                "excluded": figure.excluded,
                "excluded_reasons": figure.reasons,
            }
            | ({"open_in_time": figure.open_in_time} if rate_id in TIMED else {})
            for rate_id, figure in report.figures.items()
        },
        "problems": problems,
    }
