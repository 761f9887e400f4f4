"""Take the days off and exchanged days in from a CSV file, or those that are shipped."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from docflow.commands import Answer, Answering, Exit, WrongUse
from docflow.errors import Refused
from docflow.units.calendar import CalendarError, Day, read_days, shipped_days
from docflow.units.days import import_days
from docflow.units.system import System


class Command(Answering):
    help = (
        "Keep the days of a calendar file (shipped ones without a file) in place of those kept "
        "for its years. Exit code 0: kept; 1: faults; 3: no file."
    )
    nothing: ClassVar[dict[str, Any]] = {
        "added": 0,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
        "errors": [],
    }

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, nargs="?")

    def answer(self, *, file: Path | None, **_: Any) -> Answer:
        try:
            report = import_days(_read(file) if file else shipped_days(), by=System())
        except OSError as error:
            raise WrongUse("file_missing", f"{file}: {error.strerror}. Name a CSV file.") from error
        except CalendarError as error:
            return self._faulty(error.faults)
        except Refused as error:
            return self._faulty([str(error)])
        return Answer(
            Exit.GOOD,
            {**asdict(report), "errors": []},
            (
                f"{report.added} days are new, {report.changed} changed, {report.removed} removed, "
                f"{report.unchanged} unchanged.",
            ),
        )

    def _faulty(self, faults: list[str]) -> Answer:
        return Answer(
            Exit.BAD,
            self.nothing | {"errors": faults},
            (*faults, f"Faults: {len(faults)}. Nothing was taken in."),
        )


def _read(file: Path) -> list[Day]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read_days(lines)
    except UnicodeDecodeError as error:
        raise CalendarError([f"{file.name} is not UTF-8. Save it as “CSV UTF-8”."]) from error
