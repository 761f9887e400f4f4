"""Check the signatures of any PDF."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from docflow import clock
from docflow.commands import Answer, Answering, Exit
from docflow.signatures import checking
from docflow.signatures.given import certificates, lists_beside, moment, readable
from docflow.signatures.signing_words import worded
from signing.report import Indication, SignatureReport, Verdict

EXIT = {
    Indication.PASSED: Exit.GOOD,
    Indication.FAILED: Exit.BAD,
    Indication.UNKNOWN: Exit.UNSAID,
}
WORDS = {
    Indication.PASSED: gettext_noop("VALID"),
    Indication.FAILED: gettext_noop("NOT VALID"),
    Indication.UNKNOWN: gettext_noop("CANNOT BE SAID"),
}


class Command(Answering):
    help = (
        "Check a PDF's signatures. Exit code 0: valid; 1: not valid; 2: cannot be said; 3: no file."
    )
    nothing: ClassVar[dict[str, Any]] = {
        "indication": None,
        "sub_indication": None,
        "signatures": [],
    }

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--trust",
            type=Path,
            action="append",
            default=[],
            metavar="PEM",
            help="one more anchor; revocation lists (*.crl) beside it are used too",
        )
        parser.add_argument(
            "--at", metavar="TIME", help="judge at this moment (ISO 8601, with zone)"
        )

    def answer(self, *, file: Path, trust: list[Path], at: str | None, **_options: Any) -> Answer:
        anchors = [certificates(path) for path in trust]
        judged_at = moment(at) if at is not None else None
        lists = [each for path in trust for each in lists_beside(path)]
        verdict = checking.check_file(readable(file), trust=anchors, lists=lists, at=judged_at)
        return Answer(EXIT[verdict.indication], verdict.as_json(), tuple(_lines(file, verdict)))


def _lines(file: Path, verdict: Verdict) -> list[str]:
    lines = [f"{file}: {_word(verdict)}"]
    for signature in verdict.signatures:
        lines += _signature(signature)
    return lines + [f"  ! {worded(problem.text)}" for problem in verdict.problems]


def _signature(signature: SignatureReport) -> list[str]:
    who = signature.signer.name if signature.signer else _("signer unknown")
    when = signature.time_stamp or signature.signed_at
    proof = _("time-stamped") if signature.time_stamp else _("claimed")
    told = f", {when.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M:%S} ({proof})" if when else ""
    line = f"  {signature.field}: {_word(signature)}; {who}{told}; {signature.level}"
    after = _("after it: %(change)s")
    return [line, *("    " + after % {"change": worded(each)} for each in signature.changes)]


def _word(found: Verdict | SignatureReport) -> str:
    why = f" ({found.sub_indication})" if found.sub_indication else ""
    return _(WORDS[found.indication]) + why
