"""Take a list of units in from a CSV file."""

import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from docflow.commands import Answer, Answering, Exit, WrongUse
from docflow.units.importing import Progress, Report, Under, import_units
from docflow.units.lists.cells import day
from docflow.units.lists.values import Bad, Fault
from docflow.units.system import System
from docflow.wording import count

PROGRESS_AFTER = 1.0  # seconds


class Command(Answering):
    help = (
        "Take in a list of units: all of it, or nothing and every fault with its line. "
        "Exit code 0: taken in, or there already; 1: faults; 3: no file."
    )
    nothing: ClassVar[dict[str, Any]] = {"imported": 0, "unchanged": 0, "aliases": 0, "errors": []}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--valid-from", metavar="DATE", help="first day, where none is listed")
        parser.add_argument("--valid-to", metavar="DATE", help="last day, where none is listed")
        parser.add_argument(
            "--under",
            metavar="CODE[=NAME]",
            help="stands above units without a parent; with a name (tỉnh …) it may be new",
        )

    def answer(
        self,
        *,
        file: Path,
        valid_from: str | None,
        valid_to: str | None,
        under: str | None,
        **_: Any,
    ) -> Answer:
        try:
            report = import_units(
                file,
                by=System(),
                valid_from=_day(valid_from, "--valid-from"),
                valid_to=_day(valid_to, "--valid-to"),
                under=_under(under),
                progress=_progress(),
            )
        except OSError as error:
            raise WrongUse("file_missing", f"{file}: {error.strerror}. Name a CSV file.") from error
        return Answer(
            Exit.BAD if report.errors else Exit.GOOD,
            {
                "imported": report.imported,
                "unchanged": report.unchanged,
                "aliases": report.aliases,
                "errors": [asdict(fault) for fault in report.errors],
            },
            tuple(_lines(report)),
        )


def _day(text: str | None, option: str) -> date | None:
    try:
        return day(text) if text else None
    except Bad as bad:
        raise WrongUse(bad.code, f"{option}: {bad.text}") from bad


def _under(text: str | None) -> Under | None:
    code, _, name = (text or "").partition("=")
    return Under(code.strip(), name.strip()) if code.strip() else None


def _lines(report: Report) -> list[str]:
    if report.errors:
        faults = [f"{_where(fault)}{fault.text} [{fault.code}]" for fault in report.errors]
        return [*faults, f"Faults: {count(len(report.errors))}. Nothing was taken in."]
    if not report.imported and not report.aliases:
        return [f"Nothing is new: {count(report.unchanged)} units were there already, unchanged."]
    lines = [f"{count(number):>7}  {level}" for level, number in report.levels.items()]
    lines.append(f"{count(report.imported):>7}  units are new")
    if report.aliases:
        lines.append(f"{count(report.aliases):>7}  known units got one more code")
    if report.unchanged:
        lines.append(f"{count(report.unchanged):>7}  were there already and are unchanged")
    return lines


def _where(fault: Fault) -> str:
    line = f"line {fault.line}" if fault.line else ""
    where = ", ".join(filter(None, [line, fault.column]))
    return f"{where}: " if where else ""


def _progress() -> Progress:
    start = time.monotonic()

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - start > PROGRESS_AFTER:
            end = "\n" if done == total else ""
            print(f"\r{count(done)} of {count(total)} units", end=end, file=sys.stderr, flush=True)

    return show
