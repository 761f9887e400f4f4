"""Count again from the log: replace the counted rows, or say whether they agree."""

import json as jsonlib
import sys
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from docflow.reports import recount
from docflow.reports.counting import UnreadableEntry
from docflow.reports.recount import Difference
from docflow.reports.tasks import catch_up

AT_MOST = 100


class Command(BaseCommand):
    help = (
        "Count again from the log and replace the counted rows. Exit code 0: done, or agreeing; "
        "1: differing; 2: cannot be said, an entry cannot be counted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare; change nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *, check: bool, json: bool, **_: Any) -> None:
        try:
            answer = _check() if check else {"rows": recount.rebuild()}
        except UnreadableEntry as error:
            answer = {"problems": [{"code": "unreadable_entry", "text": str(error)}]}
        answer = {"agrees": None, "rows": None, "differences": [], "problems": []} | answer
        self.stdout.write(
            jsonlib.dumps(answer, default=str, ensure_ascii=False) if json else _text(answer)
        )
        sys.exit(2 if answer["problems"] else 1 if answer["agrees"] is False else 0)


def _check() -> dict[str, Any]:
    """Compare after counting what is new; at most a hundred differences are told."""
    behind = catch_up()
    found = list(islice(recount.differences(), AT_MOST))
    problems = [{"code": "behind", "text": f"The chain {name} is not read."} for name in behind]
    return {
        "agrees": None if behind and not found else not found,
        "differences": _plain(found),
        "problems": problems,
    }


def _plain(found: Iterable[Difference]) -> list[dict[str, Any]]:
    return [asdict(difference) for difference in found]


def _text(answer: dict[str, Any]) -> str:
    lines = [problem["text"] for problem in answer["problems"]]
    if answer["rows"] is not None:
        lines.append(f"Counted again: {answer['rows']} rows.")
    for each in answer["differences"]:
        lines.append(f"{each['thing']} {each['uid']}: {_side(each)}")
    if answer["agrees"] is not None:
        lines.append("The rows agree with the log." if answer["agrees"] else _REMEDY)
    return "\n".join(lines)


def _side(difference: dict[str, Any]) -> str:
    row, log = difference["row"], difference["log"]
    if row is None:
        return "the log tells of it, there is no row"
    if log is None:
        return "there is a row, the log does not tell of it"
    return "; ".join(
        f"{name} is {row[name]}, by the log {log[name]}" for name in row if row[name] != log[name]
    )


_REMEDY = "The rows differ from the log. Run rebuild_reports without --check to replace them."
