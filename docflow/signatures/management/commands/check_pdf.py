"""Check the signatures of any PDF."""

import json as jsonlib
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from docflow import clock
from docflow.signatures import checking
from signing.report import SignatureReport, Verdict

EXIT = {"TOTAL_PASSED": 0, "TOTAL_FAILED": 1, "INDETERMINATE": 2}
WORDS = {
    "TOTAL_PASSED": "VALID",
    "TOTAL_FAILED": "NOT VALID",
    "INDETERMINATE": "CANNOT BE SAID",
}


class Command(BaseCommand):
    help = (
        "Check a PDF's signatures. Exit code 0: valid; 1: not valid; 2: cannot be said; 3: no file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--trust", type=Path, action="append", default=[], metavar="PEM", help="one more anchor"
        )
        parser.add_argument(
            "--at", metavar="TIME", help="judge at this moment (ISO 8601, with zone)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(
        self, *, file: Path, trust: list[Path], at: str | None, json: bool, **_: Any
    ) -> None:
        try:
            moment = _moment(at) if at else None
            anchors = [_pem(path) for path in trust]
            verdict = checking.check_file(file, trust=anchors, at=moment)
        except (OSError, ValueError) as error:
            self._wrong_use(error, json)
        self.stdout.write(
            jsonlib.dumps(verdict.as_json(), ensure_ascii=False) if json else _text(file, verdict)
        )
        sys.exit(EXIT[verdict.indication])

    def _wrong_use(self, error: Exception, json: bool) -> None:
        if json:
            problem = {"code": "wrong_use", "text": str(error), "field": None}
            self.stdout.write(
                jsonlib.dumps(
                    {
                        "indication": None,
                        "sub_indication": None,
                        "signatures": [],
                        "problems": [problem],
                    },
                    ensure_ascii=False,
                )
            )
        else:
            self.stderr.write(str(error))
        sys.exit(3)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no zone. Write it as 2026-11-21T15:00:00+07:00.")
    return moment


def _pem(path: Path) -> bytes:
    content = path.read_bytes()
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise ValueError(f"{path} holds no certificate in PEM form.")
    return content


def _text(file: Path, verdict: Verdict) -> str:
    lines = [f"{file}: {WORDS[verdict.indication]}" + _why(verdict.sub_indication)]
    for signature in verdict.signatures:
        lines += _signature(signature)
    lines += [f"  ! {problem.text}" for problem in verdict.problems]
    return "\n".join(lines)


def _signature(signature: SignatureReport) -> list[str]:
    who = signature.signer.name if signature.signer else "signer unknown"
    when = signature.time_stamp or signature.signed_at
    proof = "time-stamped" if signature.time_stamp else "claimed"
    told = f", {when.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M:%S} ({proof})" if when else ""
    word = WORDS[signature.indication] + _why(signature.sub_indication)
    lines = [f"  {signature.field}: {word}; {who}{told}; {signature.level}"]
    return lines + [f"    after it: {change}" for change in signature.changes]


def _why(sub_indication: str | None) -> str:
    return f" ({sub_indication})" if sub_indication else ""
