"""What all commands of ours share: --json, four exit codes, and an answer to every use of them.

docs/commands.md lists each command with the schema of its answer.
"""

import json as jsonlib
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser, SystemCheckError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _


class Exit(IntEnum):
    """What an exit code says."""

    GOOD = 0
    BAD = 1
    UNSAID = 2
    WRONG_USE = 3


class WrongUse(Exception):
    """A command was called with something it cannot use; `near` lists what may have been meant."""

    def __init__(self, code: str, text: str, near: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.near = list(near)


@dataclass(frozen=True)
class Answer:
    """What a command found: its exit code, the object for programs, the lines for people."""

    exit: Exit
    content: dict[str, Any]
    lines: tuple[str, ...] = ()


class Answering(BaseCommand):
    """A command that gives an answer in every case; subclasses define `answer`.

    `nothing` is the object printed when there is no answer, but for its problems. Texts in JSON are
    English, as its names are; people read theirs in their language.
    """

    requires_system_checks = ()
    nothing: ClassVar[dict[str, Any]] = {}

    def answer(self, *args: Any, **options: Any) -> Answer:
        """What is printed. Raises WrongUse."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def create_parser(self, prog_name: str, subcommand: str, **terms: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **terms)
        parser.called_from_command_line = False  # wrong arguments come as CommandError, not exit 2
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            self._say(self._misused(error), "--json" in argv)

    def execute(self, *args: Any, **options: Any) -> None:
        """Answer and end the process with the exit code; with --traceback errors stay errors."""
        json = options["json"]
        with override("en" if json else get_language()):
            try:
                super().execute(*args, **options)
            except (WrongUse, CommandError) as error:
                self._say(self._misused(error), json)
            except Exception as error:
                if options["traceback"]:
                    raise
                self._say(self._failed(error), json)

    def handle(self, *, json: bool, **options: Any) -> None:
        self._say(self.answer(json=json, **options), json)

    def _say(self, answer: Answer, json: bool) -> None:
        if json:
            self.stdout.write(as_json(answer.content))
        elif answer.lines:
            spoken = self.stdout if answer.exit < Exit.WRONG_USE else self.stderr
            spoken.write("\n".join(map(printable, answer.lines)))
        sys.exit(answer.exit)

    def _misused(self, error: WrongUse | CommandError) -> Answer:
        text = str(error).removeprefix("Error: ")
        code, exit_code, near = "wrong_use", Exit.WRONG_USE, []
        if isinstance(error, SystemCheckError):
            code, exit_code = "not_set_up", Exit.UNSAID
        elif isinstance(error, WrongUse):
            code, near = error.code, error.near
        return self.without_answer(exit_code, code, text, near)

    def _failed(self, error: Exception) -> Answer:
        if isinstance(error, DatabaseError):
            text = _("The database cannot be used (%(error)s). Check DATABASE_URL; run migrate.")
            return self.without_answer(Exit.UNSAID, "database", text % {"error": error})
        text = _("A fault of the program (%(kind)s: %(error)s). Report what --traceback shows.")
        told = text % {"kind": type(error).__name__, "error": error}
        return self.without_answer(Exit.UNSAID, "fault", told)

    def without_answer(
        self, exit_code: Exit, code: str, text: str, near: Iterable[str] = ()
    ) -> Answer:
        """An answer that holds only the problem that stood in the way of one."""
        problem: dict[str, Any] = {"code": code, "text": text, "field": None}
        problem |= {"near": list(near)} if near else {}
        return Answer(exit_code, self.nothing | {"problems": [problem]}, tuple(text.splitlines()))


def as_json(content: dict[str, Any]) -> str:
    """The object on one line, readable, and valid UTF-8 whatever bytes a file name is made of."""
    line = jsonlib.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder)
    return line.encode("utf-8", "backslashreplace").decode()


def printable(line: str) -> str:
    """A line without what could move the cursor or turn the reading direction of a terminal."""
    return "".join("\ufffd" if unicodedata.category(sign)[0] == "C" else sign for sign in line)
