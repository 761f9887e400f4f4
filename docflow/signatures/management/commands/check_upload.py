"""Say whether a file would be taken in, and what is wrong with it."""

import json as jsonlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from signing.upload import check_upload

EXIT = {"ACCEPTED": 0, "REJECTED": 1, "QUARANTINED": 2}


class Command(BaseCommand):
    help = (
        "Check a file as at upload. Exit code 0: accepted; 1: rejected; 2: quarantined; 3: no file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *, file: Path, json: bool, **_: Any) -> None:
        if not file.is_file():
            problem = {"code": "no_such_file", "text": f"There is no file {file}.", "field": None}
            answer: dict[str, Any] = {"indication": None, "problems": [problem]}
        else:
            answer = check_upload(file).as_json()
        self.stdout.write(
            jsonlib.dumps(answer, ensure_ascii=False) if json else _text(file, answer)
        )
        sys.exit(EXIT.get(answer["indication"], 3))


def _text(file: Path, answer: dict[str, Any]) -> str:
    lines = [f"{file}: {answer['indication'] or 'NOT CHECKED'}"]
    return "\n".join(lines + [f"  {problem['text']}" for problem in answer["problems"]])
