"""Print the rates of a unit for a period, counted up to this moment."""

import json as jsonlib
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from docflow.reports import rates
from docflow.reports.definitions import DEFINITION
from docflow.reports.rates import Report
from docflow.reports.sheet import text
from docflow.reports.tasks import catch_up
from docflow.reports.unit_words import WrongUse, find_unit
from docflow.units.models import Unit, UnitCode


class Command(BaseCommand):
    help = (
        "Print the rates of a unit for a period. Exit code 0: printed; 2: printed, but part of "
        "the log could not be counted; 3: wrong use."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", default="", metavar="UID_OR_CODE")
        parser.add_argument("--from", dest="first", default="", metavar="DATE", help="first day")
        parser.add_argument("--to", dest="last", default="", metavar="DATE", help="last day")
        parser.add_argument("--tree", action="store_true", help="with all units below it")
        parser.add_argument(
            "--inside-once",
            action="store_true",
            help="count an exchange between two of the units once, by its sender",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(
        self,
        *,
        unit: str,
        first: str,
        last: str,
        tree: bool,
        inside_once: bool,
        json: bool,
        **_: Any,
    ) -> None:
        try:
            begin, end = _days(first, last)
            found = find_unit(unit, end)
        except WrongUse as error:
            self._wrong_use(error, json)
        behind = catch_up()
        report = (
            rates.rates_of_tree(found, begin, end, inside_once=inside_once)
            if tree
            else rates.rates([found], begin, end, inside_once=inside_once)
        )
        if json:
            self.stdout.write(_dump(_as_json(found, report, tree, _problems(behind))))
        else:
            self.stdout.write(text(found, report, tree))
            for problem in _problems(behind):
                self.stderr.write(problem["text"])
        sys.exit(2 if behind else 0)

    def _wrong_use(self, error: WrongUse, json: bool) -> None:
        if json:
            problem = {"code": error.code, "text": str(error), "near": error.near}
            self.stdout.write(
                _dump({"definition": DEFINITION, "rates": None, "problems": [problem]})
            )
        else:
            self.stderr.write(str(error))
        sys.exit(3)


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
            | ({"open_in_time": figure.open_in_time} if rate_id == "R5" else {})
            for rate_id, figure in report.figures.items()
        },
        "problems": problems,
    }


def _problems(behind: list[str]) -> list[dict[str, str]]:
    return [
        {
            "code": "behind",
            "text": f"The chain {name} could not be read to its end; the figures lack the rest. "
            "The program's log says why.",
        }
        for name in behind
    ]


def _dump(answer: dict[str, Any]) -> str:
    return jsonlib.dumps(answer, ensure_ascii=False)
