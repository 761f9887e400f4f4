"""Count again from the log: replace the counted rows, or say whether they and their sums agree."""

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from docflow.commands import Answer, Answering, Exit
from docflow.reports import recount, tasks
from docflow.reports.counting import UnreadableEntry
from docflow.reports.recount import Difference

AT_MOST = 100


class Command(Answering):
    help = (
        "Count again from the log and replace the counted rows and sums. Exit code 0: done, or "
        "agreeing; 1: differing; 2: cannot be said, an entry cannot be counted."
    )
    nothing: ClassVar[dict[str, Any]] = {"agrees": None, "rows": None, "differences": []}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="only compare; change nothing")

    def answer(self, *, check: bool, **_: Any) -> Answer:
        try:
            found = _check() if check else {"rows": recount.rebuild()}
        except UnreadableEntry as error:
            return self.without_answer(Exit.UNSAID, "unreadable_entry", str(error))
        content = self.nothing | {"problems": []} | found
        return Answer(_exit(content), content, tuple(_lines(content)))


def _exit(content: dict[str, Any]) -> Exit:
    if content["problems"]:
        return Exit.UNSAID
    return Exit.BAD if content["agrees"] is False else Exit.GOOD


def _check() -> dict[str, Any]:
    """Compare after counting what is new; at most a hundred differences are told."""
    problems = tasks.problems(tasks.catch_up())
    found = list(islice(recount.differences(), AT_MOST))
    return {
        "agrees": None if problems and not found else not found,
        "differences": _plain(found),
        "problems": problems,
    }


def _plain(found: Iterable[Difference]) -> list[dict[str, Any]]:
    return [asdict(difference) for difference in found]


def _lines(answer: dict[str, Any]) -> list[str]:
    lines = [problem["text"] for problem in answer["problems"]]
    if answer["rows"] is not None:
        lines.append(f"Counted again: {answer['rows']} rows.")
    for each in answer["differences"]:
        lines.append(f"{each['thing']} {each['uid']}{_which(each)}: {_side(each)}")
    if answer["agrees"] is not None:
        lines.append("The rows and their sums agree with the log." if answer["agrees"] else _REMEDY)
    return lines


def _which(difference: dict[str, Any]) -> str:
    """Which of its sums, where the thing is a unit's."""
    told = difference["row"] or difference["log"]
    if "rate" not in told:
        return ""
    return " ".join(["", told["rate"], f"from {told['first']}", told["reason"]]).rstrip()


def _side(difference: dict[str, Any]) -> str:
    row, log = difference["row"], difference["log"]
    if row is None:
        return "the log tells of it, there is no row"
    if log is None:
        return "there is a row, the log does not tell of it"
    return "; ".join(
        f"{name} is {row[name]}, by the log {log[name]}" for name in row if row[name] != log[name]
    )


_REMEDY = (
    "The rows or sums differ from the log. Run rebuild_reports without --check to replace them."
)
