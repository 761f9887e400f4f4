"""Say whether a file would be taken in, and what is wrong with it."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from docflow.commands import Answer, Answering, Exit
from docflow.signatures.findings import grouped
from docflow.signatures.given import readable
from signing.upload import Reception, check_upload

EXIT = {
    Reception.ACCEPTED: Exit.GOOD,
    Reception.REJECTED: Exit.BAD,
    Reception.QUARANTINED: Exit.UNSAID,
}
WORDS = {
    Reception.ACCEPTED: gettext_noop("ACCEPTED"),
    Reception.REJECTED: gettext_noop("NOT ACCEPTED"),
    Reception.QUARANTINED: gettext_noop("SET ASIDE"),
}


class Command(Answering):
    help = (
        "Check a file as at upload. Exit code 0: accepted; 1: rejected; 2: quarantined; 3: no file."
    )
    nothing: ClassVar[dict[str, Any]] = {"indication": None}

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def answer(self, *, file: Path, **_options: Any) -> Answer:
        found = check_upload(readable(file))
        told = tuple(f"  {each}" for each in grouped(found.problems))
        line = f"{file}: {_(WORDS[found.indication])}"
        return Answer(EXIT[found.indication], found.as_json(), (line, *told))
